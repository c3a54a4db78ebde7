import Testing
import WeirCodecs
import WeirModel

@Suite struct EVMRowTests {
  private static let hash = "0x" + String(repeating: "ab", count: 32)
  private static let one = "0x" + String(repeating: "11", count: 20)

  private static let transfer = [
    "token_address": one, "from_address": one, "to_address": one, "value": "5",
    "transaction_hash": hash, "log_index": "3", "block_number": "7",
  ]

  private func row(_ cells: [String: String]) -> EVMRow {
    EVMRow(place: "line 4") { cells[$0] }
  }

  @Test func `a table is known by its columns`() throws {
    func table(_ columns: String...) -> EVMRow.Table? {
      EVMRow.Table(columns: { columns.contains($0) })
    }
    #expect(table("token_address", "from_address", "log_index") == .tokenTransfers)
    #expect(table("log_index", "address", "topics") == .logs)
    #expect(table("transaction_hash", "cumulative_gas_used") == .receipts)
    #expect(table("number", "parent_hash") == .blocks)
    #expect(table("hash", "nonce", "from_address") == .transactions)
    #expect(table("trace_type", "from_address") == .traces)
    #expect(table("Txhash", "Blockno") == nil)
  }

  @Test func `CSV and JSON rows are the same records`() throws {
    let json = """
      {"type":"token_transfer","token_address":"\(Self.one)","from_address":"\(Self.one)",
      "to_address":"\(Self.one)","value":5,"transaction_hash":"\(Self.hash)","log_index":3,
      "block_number":7}
      """
    #expect(try row(Self.transfer).records() == EVMTesting.records(json))
  }

  @Test(arguments: [
    "1.5E+20", "1e20", "5.0", "-5", "0x5", " 5", "5,000", "",
    "1" + String(repeating: "0", count: 78),
  ])
  func `an amount that is not exact is refused with its line and column`(value: String) throws {
    var cells = Self.transfer
    cells["value"] = value
    let row = row(cells)
    let error = try #require(#expect(throws: EVMError.self) { try row.records() })
    #expect(error.code == .row)
    #expect(error.description.hasPrefix("line 4: column 'value': expected"))
  }

  @Test func `topics, trace addresses and times are read as exporters write them`() throws {
    let log = [
      "log_index": "0", "transaction_hash": Self.hash, "block_number": "7", "address": Self.one,
      "data": "0x", "topics": "\(Self.hash),\(Self.hash)",
    ]
    guard case .log(let record) = try row(log).records()[0] else { return }
    #expect(record.topics.count == 2)
    let trace = [
      "trace_type": "call", "call_type": "call", "block_number": "7", "transaction_index": "0",
      "from_address": Self.one, "to_address": Self.one, "value": "1", "trace_address": "0,12,3",
      "subtraces": "0", "error": "Reverted",
    ]
    guard case .trace(let call) = try row(trace).records()[0] else { return }
    #expect(call.calls.first?.path == [0, 12, 3])
    #expect(call.calls.first?.failed == true)
    for time in ["1683029999", "2023-05-02T12:19:59Z", "2023-05-02 12:19:59 UTC"] {
      let block = ["number": "7", "parent_hash": Self.hash, "timestamp": time]
      guard case .block(let header) = try row(block).records()[0] else { return }
      #expect(header.time.seconds == 1_683_029_999)
    }
  }

  @Test func `a row of another table is refused`() {
    #expect(throws: EVMError.self) { try row(["Txhash": Self.hash]).records() }
  }
}
