import Foundation
import Testing
import WeirTesting

/// A theft in a table of three payments, asked about in every way.
@Suite struct TraceScenarios {
  private let weir: WeirCommand

  init() throws {
    weir = WeirCommand(try TemporaryFolder())
    try SmallTheft.load(weir)
  }

  private func trace(_ more: String...) throws -> WeirCommand.Outcome {
    try weir.run(["trace", "--data", "DATA", "--from", SmallTheft.theft] + more)
  }

  /// Of 300 stolen, 100 went on: 200 and 100 under every policy, for nothing else was there.
  @Test func `every policy finds what one thief's payments leave`() throws {
    let answer = try TraceAnswer(trace("--json"))
    for name in ["fifo", "haircut", "lifo", "libr", "tiho"] {
      let policy = try #require(answer.policies[name])
      #expect(policy.totals.map(\.held) == ["300"] && policy.totals.allSatisfy(\.sumsToStolen))
      #expect(Set(policy.holdings.map(\.amount)) == ["200", "100"], "\(name)")
    }
  }

  @Test func `an account and a block name the same theft`() throws {
    let source = "\(SmallTheft.chain):\(SmallTheft.account(2))@1"
    let outcome = try weir(
      "trace", "--data", "DATA", "--from", source, "--asset", "native", "--json")
    let (answer, expected) = (try TraceAnswer(outcome), try TraceAnswer(trace("--json")))
    #expect(answer.stolen.map(\.amount) == ["300"])
    #expect(
      answer.policies["fifo"]?.holdings.map(\.amount)
        == expected.policies["fifo"]?.holdings.map(\.amount))
  }

  @Test func `the past is asked with until`() throws {
    let answer = try TraceAnswer(trace("--json", "--until", "2023-11-14T22:13:32Z"))
    #expect(answer.policies["fifo"]?.holdings.map(\.amount) == ["300"])
  }

  @Test func `a source that is not in the ledger is told which blocks are`() throws {
    let outcome = try weir(
      "trace", "--data", "DATA", "--from", "\(SmallTheft.chain)/\(SmallTheft.hash(9))#0")
    #expect(outcome.code == 66 && outcome.errors.contains("blocks 0 to 2 of \(SmallTheft.chain)"))
    let chain = try weir("trace", "--data", "DATA", "--from", "btc/1.2#0")
    #expect(chain.code == 66 && chain.errors.contains(SmallTheft.chain))
  }

  @Test func `what a bound cut off is said, and counted as unfollowed`() throws {
    let text = try trace("--max-transfers", "1", "--policy", "fifo").text
    #expect(text.contains("\nCUT\n") && text.contains("bound reached"))
    let answer = try TraceAnswer(trace("--max-transfers", "1", "--policy", "fifo", "--json"))
    let policy = try #require(answer.policies["fifo"])
    #expect(policy.totals.map(\.unfollowed) == ["300"] && policy.totals.allSatisfy(\.sumsToStolen))
    #expect(!policy.cut.isEmpty)
    #expect(try TraceAnswer(trace("--json")).policies["fifo"]?.cut == [])
  }

  // MARK: - Hostile labels

  /// One for a terminal, one for a spreadsheet, on the two accounts that hold the loss.
  private func writeHostileLabels() throws {
    let escape = "\u{1B}[2J\u{1B}]0;owned\u{7}"
    try weir.folder.write(
      """
      address,label,category,source
      \(SmallTheft.chain):\(SmallTheft.account(3)),"=HYPERLINK(""http://x"")\(escape)",exchange,x
      \(SmallTheft.chain):\(SmallTheft.account(2)),"@SUM(1+1)*cmd|' /C calc'!A0",scam,x

      """, to: "labels.csv")
  }

  @Test(arguments: [["--policy", "fifo"], ["--csv"], ["--dot"], ["--json"]])
  func `a label cannot drive the terminal`(format: [String]) throws {
    try writeHostileLabels()
    let outcome = try weir.run(
      ["trace", "--data", "DATA", "--from", SmallTheft.theft, "--labels", "labels.csv"] + format)
    #expect(outcome.code == 0 && !outcome.hasControls, "\(outcome.errors)")
    #expect(outcome.text.contains("HYPERLINK") && outcome.text.contains("calc"))
  }

  @Test func `a label is no formula in a spreadsheet`() throws {
    try writeHostileLabels()
    let outcome = try trace("--labels", "labels.csv", "--csv")
    let cells = outcome.text.split(whereSeparator: { $0 == "," || $0 == "\n" })
    for cell in cells {
      let start = cell.drop { $0 == "\"" }.first
      #expect(!"=+-@".contains(start ?? " "), "\(cell)")
    }
  }

  @Test func `a claim that cannot be read is refused with its line`() throws {
    try weir.folder.write(
      "address,label,category,source\nnonsense,x,exchange,me\n", to: "bad.csv")
    let outcome = try trace("--labels", "bad.csv")
    #expect(outcome.code == 65 && outcome.errors.contains("bad.csv:2"))
    #expect(try trace("--labels", "missing.csv").code == 74)
  }
}
