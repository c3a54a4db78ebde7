import Testing
import WeirCodecs
import WeirModel

enum BitcoinJSONTesting {
  /// A stand-in for the script classifier: the owner is the script's first bytes, and a script that
  /// starts with OP_RETURN is not spendable.
  static let reader = BitcoinJSONReader { script in
    let bytes = Hash32(script.prefix(32) + [UInt8](repeating: 0, count: max(0, 32 - script.count)))
    let owner = AccountKey(kind: .script, hash: bytes ?? .zero)
    return (owner, [], script.first != 0x6A)
  }

  static func records(_ bytes: [UInt8]) throws -> [BitcoinJSONRecord] {
    var stream = JSONStream()
    stream.append(bytes)
    stream.finish()
    var records: [BitcoinJSONRecord] = []
    while let element = try stream.next() {
      if let record = try reader.record(in: element) { records.append(record) }
    }
    return records
  }

  static func block(_ text: String) throws -> UTXOBlock {
    guard case .block(let block)? = try records(Array(text.utf8)).first else {
      throw JSONError(code: .unexpected, message: "no block", location: .start)
    }
    return block
  }
}

@Suite struct BitcoinJSONTests {
  private static let id = String(repeating: "ab", count: 32)

  /// A block with a coinbase and, where `spend` is given, one more transaction.
  private func text(value: String = "50.00000000", bits: String = "1d00ffff", spend: String = "")
    -> String
  {
    """
    {"hash":"\(Self.id)","height":7,"time":1231469665,"bits":"\(bits)","merkleroot":"00","nTx":\
    \(spend.isEmpty ? 1 : 2),
    "tx":[{"txid":"\(Self.id)","vin":[{"coinbase":"04"}],
    "vout":[{"value":\(value),"n":0,"scriptPubKey":{"hex":"51"}}]}\(spend)]}
    """
  }

  private func refusal(_ text: String) -> JSONError? {
    do {
      _ = try BitcoinJSONTesting.block(text)
      return nil
    } catch {
      return error as? JSONError
    }
  }

  @Test(
    arguments: [
      ("50.00000000", 5_000_000_000), ("0.00000001", 1), ("0", 0), ("50.0", 5_000_000_000),
      // A coinbase of Dogecoin's block 107212, as its rows have it.
      ("149620.00010000", 14_962_000_010_000),
      // More than a double holds: 2^53 is 9,007,199,254,740,992.
      ("90071992547.40993001", 9_007_199_254_740_993_001),
      ("184467440737.09551615", .max),
    ] as [(String, UInt64)])
  func `amounts are exact`(text value: String, units: UInt64) throws {
    let block = try BitcoinJSONTesting.block(text(value: value))
    #expect(block.transactions.first?.outputs.first?.value == units)
  }

  @Test(arguments: [
    "1e-8", "5E1", "0.000000001", "1.000000000", "184467440737.09551616", "-1", "\"1,5\"", "\"\"",
  ])
  func `amounts that are not exact are refused with their line`(value: String) {
    let error = refusal(text(value: value))
    #expect(error?.code == .amount)
    #expect(error?.location.line == 3)
  }

  /// 2^256 ÷ (0xFFFF × 2^208 + 1) is 4,295,032,833 for the first target of the chain; 2 for
  /// regtest's 207fffff.
  @Test(arguments: [("1d00ffff", 4_295_032_833), ("207fffff", 2)] as [(String, UInt64)])
  func `work follows from the target`(bits: String, work: UInt64) throws {
    #expect(try BitcoinJSONTesting.block(text(bits: bits)).work == UInt256(work))
  }

  @Test(arguments: ["1d00fff", "00000000", "1d800001", "ff7fffff", "xyzxyzxy", "01000000"])
  func `a target that is none is refused`(bits: String) {
    #expect(refusal(text(bits: bits))?.code == .unexpected)
  }

  private func spend(fee: String, prevout: String) -> String {
    """
    ,{"txid":"\(String(repeating: "cd", count: 32))","fee":\(fee),
    "vin":[{"txid":"\(Self.id)","vout":3,"prevout":\(prevout)}],
    "vout":[{"value":1.5,"n":0,"scriptPubKey":{"hex":"52"}}]}
    """
  }

  @Test func `verbosity 3 states the outputs that are spent`() throws {
    let prevout = #"{"generated":false,"height":5,"value":2.00000000,"scriptPubKey":{"hex":"53"}}"#
    let block = try BitcoinJSONTesting.block(text(spend: spend(fee: "0.5", prevout: prevout)))
    let input = try #require(block.transactions.last?.inputs.first)
    #expect(input.previous.index == 3)
    #expect(input.previous.transaction.reversedHex == Self.id)
    #expect(input.stated?.value == 200_000_000)
    #expect(!block.isVerified)
    #expect(block.height == 7)
  }

  @Test func `verbosity 2 leaves them to be found`() throws {
    let block = try BitcoinJSONTesting.block(text(spend: spend(fee: "0.5", prevout: "null")))
    let input = try #require(block.transactions.last?.inputs.first)
    #expect(input.stated == nil)
  }

  @Test func `inputs that are not outputs and fee are refused`() {
    let prevout = #"{"value":2.00000000,"scriptPubKey":{"hex":"53"}}"#
    #expect(refusal(text(spend: spend(fee: "0.4", prevout: prevout)))?.code == .disagreement)
  }

  @Test func `two coinbases are refused`() {
    let second = """
      ,{"txid":"\(Self.id)","vin":[{"coinbase":"04"}],"vout":[]}
      """
    #expect(refusal(text(spend: second))?.code == .unexpected)
  }

  @Test func `another count of transactions than stated is refused`() {
    let wrong = text().replacing("\"nTx\":1", with: "\"nTx\":2")
    #expect(refusal(wrong)?.code == .disagreement)
  }

  @Test(arguments: [#""vjoinsplit":[],"#, #""valueBalance":0.1,"#, #""vShieldedSpend":[{}],"#])
  func `shielded value is refused by name`(member: String) throws {
    let error = try #require(refusal(text().replacing(#""vin""#, with: member + #""vin""#)))
    #expect(error.code == .shielded)
    #expect(error.message.contains("Zcash"))
  }

  @Test func `a block that names its transactions is joined with them`() throws {
    let outline = """
      {"hash":"\(Self.id)","time":1,"bits":"1d00ffff","merkleroot":"00","tx":["\(Self.id)"]}
      """
    let transaction = """
      {"txid":"\(Self.id)","blockhash":"\(String(repeating: "ee", count: 32))",
      "vin":[{"coinbase":"04"}],"vout":[{"value":50.0,"n":0,"scriptPubKey":{"hex":"51"}}]}
      """
    let records = try BitcoinJSONTesting.records(Array((outline + transaction).utf8))
    guard case .outline(let found) = records[0], case .transaction(let coinbase) = records[1] else {
      Issue.record("expected an outline and a transaction")
      return
    }
    let reader = BitcoinJSONTesting.reader
    // The block is the one that getblock names, not the one in the transaction's answer.
    let block = try reader.block(found, with: [coinbase.id: coinbase])
    #expect(block.hash.reversedHex == Self.id)
    #expect(block.transactions.count == 1)
    #expect(throws: BitcoinJSONReader.MissingTransaction.self) {
      try reader.block(found, with: [:])
    }
  }
}
