import Foundation
import Testing
import WeirTesting

/// What a stranger does first.
@Suite struct DemoScenarios {
  private static let policies: Set = ["fifo", "haircut", "lifo", "libr", "poison", "tiho"]

  private let weir: WeirCommand

  init() throws { weir = WeirCommand(try TemporaryFolder()) }

  @Test func `the demonstration says that it is made up, and says the same again`() throws {
    let first = try weir.succeed("demo", "--data", "DATA")
    #expect(first.text.hasPrefix("THIS THEFT IS MADE UP."))
    #expect(first.errors == "" && !first.hasControls)
    // The second run reads the ledger of the first, elsewhere in the world.
    var elsewhere = weir
    elsewhere.environment = ["LANG": "de_DE.UTF-8", "LC_ALL": "ko_KR.UTF-8", "TZ": "Asia/Tokyo"]
    let second = try elsewhere.succeed("demo", "--data", "DATA")
    #expect(second.output == first.output)
  }

  @Test func `every exact policy's totals sum to what was stolen`() throws {
    let answer = try TraceAnswer(weir.succeed("demo", "--data", "DATA", "--json"))
    #expect(Set(answer.policies.keys) == Self.policies)
    #expect(Set(answer.stolen.map(\.incident)).count == 2 && answer.stolen.count == 4)
    for (name, policy) in answer.policies where name != "poison" {
      #expect(policy.totals.count { $0.sumsToStolen } == policy.totals.count, "\(name)")
      let totals: [[String]] = policy.totals.map { [$0.incident, $0.asset, $0.stolen] }
      let stolen: [[String]] = answer.stolen.map { [$0.incident, $0.asset, $0.amount] }
      #expect(totals == stolen, "\(name)")
    }
    #expect(answer.cut == [])
  }

  @Test func `the command that the demonstration prints gives the same policies`() throws {
    let demo = try weir.succeed("demo", "--data", "DATA", "--json")
    let text = try weir.succeed("demo", "--data", "DATA").text
    let start = try #require(text.range(of: "  weir trace "))
    let line = String(text[start.upperBound...]).replacing("\\\n", with: " ")
    let trace = try weir.run(["trace", "--json"] + Self.words(of: line))
    try #require(trace.code == 0, "\(trace.errors)")
    #expect(try Self.policies(of: trace) == Self.policies(of: demo))
  }

  /// The part of the answer that does not say how it was asked.
  private static func policies(of outcome: WeirCommand.Outcome) throws -> NSDictionary {
    let object = try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any]
    return try #require(object?["policies"] as? NSDictionary)
  }

  /// As a shell splits it: blanks separate, single quotes keep together.
  private static func words(of line: String) -> [String] {
    line.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap {
      place, part in
      place.isMultiple(of: 2)
        ? part.split(whereSeparator: \.isWhitespace).map(String.init) : [String(part)]
    }
  }

  @Test func `another seed is another theft in a ledger of its own`() throws {
    let bundled = try TraceAnswer(weir.succeed("demo", "--data", "DATA", "--json"))
    let other = try TraceAnswer(weir.succeed("demo", "--data", "DATA", "--json", "--seed", "7"))
    #expect(bundled.policies["fifo"]?.holdings.first?.account != nil)
    #expect(
      bundled.policies["fifo"]?.holdings.map(\.account)
        != other.policies["fifo"]?.holdings.map(\.account))
    #expect(other.policies["haircut"]?.totals.allSatisfy(\.sumsToStolen) == true)
  }
}
