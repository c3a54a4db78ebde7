import Testing
import WeirCodecs
import WeirModel

/// What a fuzzer's short inputs cannot show: costs that must not outgrow the input.
@Suite("Hostile sizes", .timeLimit(.minutes(1)))
struct HostileSizeTests {
  @Test func anObjectOfManyNamesIsReadInLinearTime() throws {
    let names = (0..<200_000).map { "\"n\($0)\":1" }.joined(separator: ",")
    let text = "{\"asset\":\"eip155:1/slip44:60\",\"decimals\":18,\(names)}"
    let result = try ClaimReader.read(Array(text.utf8), file: "c.json") { _, _ in
      throw JSONWritingError.duplicateName("no address is asked for")
    }
    #expect(result.claims.count == 1)
    #expect(result.ignoredColumns.count == 200_000)
  }

  @Test func aTransactionOfManyRowsIsPutTogetherInLinearTime() throws {
    let account = try #require(AccountKey(kind: .evm, payload: [UInt8](repeating: 1, count: 20)))
    let transfers = (0..<200_000).map { line in
      // Half calls, then half logs: the first log stands behind all calls.
      TableTransfer(
        line: line, block: 1, time: Timestamp(seconds: 0), transaction: .zero,
        order: .init(line < 100_000 ? .call : .log, UInt64(line)),
        move: Move(kind: .table, from: account, to: account, asset: .native, amount: 1))
    }
    let blocks = try TableAssembler.blocks(of: transfers, file: "t.csv")
    #expect(blocks.first?.transactions.first?.moves.count == 200_000)
  }

  @Test func aPathOfManyFoldersIsRefused() throws {
    let deep = String(repeating: "d/", count: 32) + "f"
    #expect(throws: ZipError.self) {
      try ZipWriter.archive([ZipEntry(name: deep, bytes: [])])
    }
    let allowed = ZipEntry(name: String(repeating: "d/", count: 31) + "f", bytes: [])
    #expect(try ZipReader.entries(of: ZipWriter.archive([allowed])) == [allowed])
  }

  @Test(arguments: [3, 1_200])
  func answersInAnswersAreRefused(depth: Int) throws {
    let text =
      String(repeating: "{\"result\":{\"result\":", count: depth) + "{}"
      + String(repeating: "}}", count: depth)
    var stream = JSONStream()
    stream.append(Array(text.utf8))
    stream.finish()
    let element = try #require(try stream.next())
    #expect(throws: JSONError.self) { try EVMJSONReader().records(in: element) }
    #expect(throws: JSONError.self) {
      try BitcoinJSONReader(network: .bitcoin).record(in: element)
    }
  }

  @Test func aTreeOfEmptyCallsIsRefused() throws {
    let call = "{\"type\":\"CALL\"}"
    let text =
      String(repeating: "{\"type\":\"CALL\",\"calls\":[", count: 1_000)
      + repeatElement(call, count: 20_000).joined(separator: ",")
      + String(repeating: "]}", count: 1_000)
    let root = try JSONDocument(Array(text.utf8)).root
    let reader = EVMJSONReader(place: EVMPlace(transaction: .zero))
    let error = #expect(throws: JSONError.self) {
      try reader.records(in: JSONElement(root: root, place: .document))
    }
    #expect(error?.code == .limit)
  }

  @Test func everyTimeOf64BitsHasAText() {
    // Worked out with proleptic Gregorian years of 146,097 days in 400 years.
    #expect(Timestamp(seconds: .max).description == "292277026596-12-04T15:30:07Z")
    #expect(Timestamp(seconds: .min).description == "-292277022657-01-27T08:29:52Z")
    #expect(Timestamp(seconds: -1).description == "1969-12-31T23:59:59Z")
    #expect(Timestamp(seconds: -86_400).description == "1969-12-31T00:00:00Z")
  }
}
