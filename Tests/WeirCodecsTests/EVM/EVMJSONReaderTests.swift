import Testing
import WeirCodecs
import WeirModel
import WeirTesting

@Suite struct EVMJSONReaderTests {
  private static let hash = "0x" + String(repeating: "ab", count: 32)
  private static let one = "0x" + String(repeating: "11", count: 20)
  private static let two = "0x" + String(repeating: "22", count: 20)

  private static let block = """
    {"number":"0x10","hash":"\(hash)","parentHash":"\(hash)","timestamp":"0x5","miner":"\(one)",
    "baseFeePerGas":"0x7","uncles":[],"withdrawals":[{"index":"0x0","validatorIndex":"0x1",
    "address":"\(two)","amount":"0x2"}],"transactions":[{"hash":"\(hash)","blockNumber":"0x10",
    "blockHash":"\(hash)","transactionIndex":"0x0","from":"\(one)","to":null,"nonce":"0x0",
    "value":"0x0100","gasPrice":"0x9","input":"0x"}]}
    """
  private static let receipt = """
    {"transactionHash":"\(hash)","transactionIndex":"0x0","blockNumber":"0x10",
    "blockHash":"\(hash)","status":"0x1","gasUsed":"0x5208","cumulativeGasUsed":"0x5208",
    "effectiveGasPrice":"0x9",
    "contractAddress":"\(two)","logs":[]}
    """
  private static let tree = """
    {"type":"CREATE","from":"\(one)","to":"\(two)","value":"0x100","gas":"0x1","gasUsed":"0x1",
    "input":"0x","calls":[{"type":"STATICCALL","from":"\(two)","to":"\(one)","gas":"0x0"}]}
    """

  private func records(_ text: String, at place: EVMPlace = EVMPlace()) throws -> [EVMRecord] {
    try EVMTesting.records(text, at: place)
  }

  @Test(arguments: [
    block, #"{"jsonrpc":"2.0","id":1,"result":\#(block)}"#, #"[{"id":1,"result":\#(block)}]"#,
    "[\(block)]",
  ])
  func `an answer is read with its envelope and without`(text: String) throws {
    let records = try records(text)
    #expect(records.count == 2)
    guard case .block(let block) = records[0], case .transaction(let transaction) = records[1]
    else {
      Issue.record("expected a block and its transaction")
      return
    }
    #expect(block.number == 16 && block.time.seconds == 5 && block.uncleCount == 0)
    #expect(block.withdrawals?.first?.amount == 2_000_000_000)
    // Leading zeros change nothing.
    #expect(transaction.value == 256 && transaction.to == nil)
  }

  @Test func `block, receipt and trace of three files are one block`() throws {
    let place = EVMPlace(transaction: Hash32(hex: Self.hash))
    var all = try records(Self.block) + records(#"{"jsonrpc":"2.0","result":[\#(Self.receipt)]}"#)
    all += try records(#"{"jsonrpc":"2.0","id":1,"result":\#(Self.tree)}"#, at: place)
    let result = try EVMTesting.assembler().assemble(all)
    #expect(result.block.moves.map(\.kind) == [.feeBurn, .feeTip, .create, .withdrawal])
    #expect(result.block.coverage == [.native, .tokens, .fees, .transactions, .issuance])
    #expect(result.notes.isEmpty)
  }

  @Test func `traces of a block go by hash, or by place in a block that is stated`() throws {
    let byHash = #"{"jsonrpc":"2.0","result":[{"txHash":"\#(Self.hash)","result":\#(Self.tree)}]}"#
    #expect(try records(byHash).first?.place.transaction == Hash32(hex: Self.hash))
    let byPlace = #"{"result":[{"result":\#(Self.tree)},{"result":\#(Self.tree)}]}"#
    #expect(try records(byPlace, at: EVMPlace(block: 3)).map(\.place.index) == [0, 1])
    #expect(throws: JSONError.self) { try records(byPlace) }
    #expect(throws: JSONError.self) { try records(Self.tree) }
  }

  @Test func `nested calls need no stack`() throws {
    let head = #"{"type":"CALL","from":"\#(Self.one)","to":"\#(Self.two)","value":"0x1""#
    var text = head + "}"
    for _ in 0..<1_024 { text = head + #","calls":[\#(text)]}"# }
    let place = EVMPlace(block: 3, index: 0)
    guard case .trace(let trace)? = try records(text, at: place).first else {
      Issue.record("expected a trace")
      return
    }
    #expect(trace.calls.count == 1_025)
    #expect(trace.calls.last?.path == [UInt32](repeating: 0, count: 1_024))
  }

  @Test(arguments: [
    #"{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"x"}}"#,
    #"{"jsonrpc":"2.0","id":1,"result":null}"#, #"{"jsonrpc":"2.0","id":1,"result":true}"#,
    #"{"structLogs":[]}"#, #"{"vmTrace":null,"stateDiff":null,"trace":[]}"#, "{}", "1", #""0x0""#,
  ])
  func `what states no facts is refused`(text: String) {
    #expect(throws: JSONError.self) { try records(text) }
  }

  @Test func `a log that a reorganisation removed is refused`() {
    let log = """
      {"address":"\(Self.one)","topics":[],"data":"0x","logIndex":"0x0","removed":true,
      "transactionHash":"\(Self.hash)"}
      """
    #expect(throws: JSONError.self) { try records(log) }
  }

  /// 64 digits are 256 bits; an empty quantity is none.
  @Test func `quantities are exact to 256 bits`() throws {
    func value(_ text: String) throws(JSONError) -> UInt256 {
      try JSONDocument(Array("\"\(text)\"".utf8)).root.quantity()
    }
    #expect(try value("0x" + String(repeating: "f", count: 64)) == .max)
    #expect(try value("0x" + String(repeating: "0", count: 70) + "1") == .one)
    #expect(try value("0x0") == .zero)
    for text in ["0x", "0x1" + String(repeating: "0", count: 64), "0xg", "10", "-0x1", "0X1", ""] {
      #expect(throws: JSONError.self) { try value(text) }
    }
    #expect(try JSONDocument(Array("1011973".utf8)).root.quantity64() == 1_011_973)
    #expect(throws: JSONError.self) { try JSONDocument(Array("1.0".utf8)).root.quantity() }
    #expect(throws: JSONError.self) { try JSONDocument(Array("1e3".utf8)).root.quantity() }
    #expect(throws: JSONError.self) { try JSONDocument(Array("-1".utf8)).root.quantity() }
  }

  @Test func `an error says where`() throws {
    let text = Self.block.replacing(#""value":"0x0100""#, with: #""value":"0x""#)
    let error = try #require(#expect(throws: JSONError.self) { try records(text) })
    #expect(error.location.line == 5)
    #expect(error.message == "expected a quantity of at most 256 bits, found a string of 2 bytes")
  }

  /// Answers altered at random places, from a printed seed: any outcome but a trap.
  @Test(arguments: caseSeeds(40)) func `no alteration traps`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let parts = [
      Self.block, Self.receipt, #"{"txHash":"\#(Self.hash)","result":\#(Self.tree)}"#,
      #"{"block_number":16,"transaction_hash":"\#(Self.hash)","log_index":0,"token_address":""#
        + #"\#(Self.one)","from_address":"\#(Self.one)","to_address":"\#(Self.two)","value":7}"#,
      #"{"action":{"from":"\#(Self.one)","to":"\#(Self.two)","value":"0x1","callType":"call"},"#
        + #""traceAddress":[0],"subtraces":0,"type":"call","transactionHash":"\#(Self.hash)"}"#,
    ].map { Array($0.utf8) }
    let alphabet = Array(#"{}[]":,0x19afnull"#.utf8)
    for _ in 0..<60 {
      var records: [EVMRecord] = []
      for var part in parts {
        for _ in 0..<Int.random(in: 0...3, using: &random) {
          let place = Int.random(in: part.indices, using: &random)
          part[place] = alphabet.randomElement(using: &random) ?? 0
        }
        records += (try? EVMTesting.records(part)) ?? []
      }
      for (index, _) in records.enumerated() where records[index].place.block == nil {
        records[index].place.block = 16
      }
      records.shuffle(using: &random)
      let first = try? EVMTesting.assembler().assemble(records)
      let second = try? EVMTesting.assembler().assemble(records.reversed())
      #expect(first?.block.moves == second?.block.moves)
    }
  }
}
