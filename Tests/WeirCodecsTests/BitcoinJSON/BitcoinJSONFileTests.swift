import Testing
import WeirCodecs
import WeirModel

/// Nodes' answers in bitcoin-etl's test data.
@Suite(.enabled(if: PublicData.isPresent)) struct BitcoinJSONFileTests {
  private static let folder = "data/bitcoin/rpc-json"

  private func blocks(_ folder: String) throws -> [UTXOBlock] {
    let files = try PublicData.files(
      in: "\(Self.folder)/\(folder)", prefix: "rpc_response_getblock_")
    return try files.flatMap { file in
      try BitcoinJSONTesting.records(try PublicData.bytes(file)).compactMap {
        if case .block(let block) = $0 { block } else { nil }
      }
    }
  }

  @Test(arguments: ["block_0", "block_1", "block_without_transactions"])
  func `early blocks pay fifty coins`(name: String) throws {
    let blocks = try blocks("bitcoin/\(name)")
    #expect(blocks.count == 1)
    #expect(blocks.first?.transactions.map { $0.outputs.map(\.value) } == [[5_000_000_000]])
  }

  @Test func `the genesis block has no parent`() throws {
    let block = try #require(try blocks("bitcoin/block_0").first)
    #expect(block.parent == .zero)
    #expect(
      block.hash.reversedHex == "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f")
  }

  /// The expected rows of this case have fees below zero, because they count unknown inputs as
  /// nothing; here the inputs stay unknown.
  @Test func `previous outputs that the answer leaves out stay unknown`() throws {
    let block = try #require(
      try blocks("bitcoin/block_with_transactions").max {
        $0.transactions.count < $1.transactions.count
      })
    #expect(
      block.transactions.map { $0.outputs.map(\.value) } == [
        [5_000_000_000], [10_000_000_000], [5_000_000_000],
      ])
    #expect(block.transactions.map(\.inputs.count) == [0, 2, 1])
    #expect(block.transactions.flatMap(\.inputs).allSatisfy { $0.stated == nil })
  }

  /// BCH's transaction names block 91812; the block that lists it is 91722. Dogecoin's second block
  /// pays 729,752 coins.
  @Test(
    arguments: [
      (
        "bitcoin_cash/block_with_duplicate_txid",
        "00000000000271a2dc26e7667f8419f2e15416dc6955e5a6c6cdf3f2574dd08e", 5_000_000_000
      ),
      (
        "dogecoin/block_without_transactions",
        "ea5380659e02a68c073369e502125c634b2fb0aaf351b9360c673368c4f20c96", 72_975_200_000_000
      ),
    ] as [(String, String, UInt64)])
  func `an outline is joined with its transactions`(
    name: String, hash: String, value: UInt64
  ) throws {
    let records = try PublicData.files(in: "\(Self.folder)/\(name)", prefix: "rpc_response_get")
      .filter { !$0.contains("getblockhash") }
      .flatMap { try BitcoinJSONTesting.records(try PublicData.bytes($0)) }
    var outline: BitcoinBlockOutline?
    var transactions: [Hash32: UTXOTransaction] = [:]
    for record in records {
      switch record {
      case .outline(let found): outline = found
      case .transaction(let found): transactions[found.id] = found
      case .block: Issue.record("expected no whole block")
      }
    }
    let block = try BitcoinJSONTesting.reader.block(try #require(outline), with: transactions)
    #expect(block.hash.reversedHex == hash)
    #expect(block.transactions.map { $0.outputs.map(\.value) } == [[value]])
  }

  @Test(arguments: ["block_0", "block_with_shielded_addresses", "block_with_value_balance"])
  func `Zcash is refused by name`(name: String) throws {
    let error = try #require(
      #expect(throws: JSONError.self) { try blocks("zcash/\(name)") })
    #expect(error.code == .shielded)
    #expect(error.message.contains("Zcash"))
  }

  @Test func `answers of other calls are refused`() throws {
    let files = try PublicData.files(
      in: "\(Self.folder)/bitcoin/block_1", prefix: "rpc_response_getblockhash")
    for file in files {
      #expect(throws: JSONError.self) {
        try BitcoinJSONTesting.records(try PublicData.bytes(file))
      }
    }
  }
}
