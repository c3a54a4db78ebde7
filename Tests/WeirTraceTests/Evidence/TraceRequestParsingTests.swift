import Testing
import WeirCodecs
import WeirModel

@testable import WeirTrace

@Suite struct TraceRequestParsingTests {
  private func full() throws -> TraceRequest {
    let account = try #require(AccountKey(kind: .evm, payload: [UInt8](repeating: 9, count: 20)))
    return TraceRequest(
      thefts: [
        Theft(
          incident: "First \"one\"\n",
          source: .transfer(
            TransferReference(
              chain: .bitcoin, transaction: .hash(Hash32(words: (1, 2, 3, 4))), position: 5)),
          asset: .native(of: .bitcoin), amount: 77),
        Theft(
          incident: "Second", source: .received(chain: .ethereum, account: account, block: 12)),
      ], chains: [.bitcoin, .ethereum], policies: [.libr, .poison], followsFees: true,
      until: Timestamp(seconds: 1_000), through: [.bitcoin: 9, .ethereum: .max],
      asOf: Timestamp(seconds: 2_000), knownAt: Timestamp(seconds: 3_000), dust: 4,
      bounds: .init(transfers: 5, addresses: 6, counterparties: 7))
  }

  private func read(_ bytes: [UInt8]) throws -> TraceRequest {
    try TraceRequest(parsing: JSONDocument(bytes).root)
  }

  @Test func everyParameterComesBack() throws {
    let request = try full()
    let read = try read(try JSONWriter.canonical(request.json))
    #expect(read.json == request.json)
    #expect(read.thefts == request.thefts)
    #expect(read.chains == request.chains)
    #expect(read.policies == request.policies)
    #expect(read.followsFees)
    #expect(read.through == request.through)
    #expect(
      [read.until, read.asOf, read.knownAt] == [request.until, request.asOf, request.knownAt])
    #expect(read.dust == 4)
    #expect(read.bounds == request.bounds)
  }

  @Test(arguments: [
    ("\"fees\":\"follow\"", "\"fees\":\"maybe\""), ("\"dust\":\"4\"", "\"dust\":\"04\""),
    ("\"dust\":\"4\"", "\"dust\":\"4\",\"extra\":1"), ("\"libr\",\"poison\"", "\"libr\",\"libr\""),
    ("[\"libr\",\"poison\"]", "[]"), ("\"max_transfers\":5", "\"max_transfers\":-5"),
    ("@12", "@-12"), ("\"amount\":\"77\"", "\"amount\":\"7e1\""),
  ])
  func anotherSpellingIsRefused(found: String, instead: String) throws {
    let text = String(decoding: try JSONWriter.canonical(full().json), as: UTF8.self)
    let altered = text.replacing(found, with: instead)
    #expect(altered != text)
    #expect(throws: JSONError.self) { try read(Array(altered.utf8)) }
  }

  @Test func theFirstDifferenceIsNamedByItsPointer() throws {
    func value(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }
    let left = try value(#"{"b":[1,{"x/y":2}],"a":1}"#)
    #expect(JSONDifference(stated: left, computed: try value(#"{"a":1,"b":[1,{"x/y":2}]}"#)) == nil)
    let member = JSONDifference(stated: left, computed: try value(#"{"b":[1,{"x/y":3}],"a":1}"#))
    #expect(member?.pointer == "/b/1/x~1y")
    let shorter = JSONDifference(stated: left, computed: try value(#"{"b":[1],"a":1}"#))
    #expect(shorter?.pointer == "/b/1")
    #expect(shorter?.computed == nil)
    let both = JSONDifference(stated: left, computed: try value(#"{"b":[2],"a":2}"#))
    #expect(both?.pointer == "/a")
  }
}
