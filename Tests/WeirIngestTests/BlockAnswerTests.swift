import Foundation
import Testing
import WeirIngest
import WeirLedger
import WeirModel
import WeirTesting

/// What a node answers is not a block: nobody can check its work.
@Suite struct BlockAnswerTests {
  private let folder: TemporaryFolder
  private let name = "bip122_\(ChainID.bitcoinRegtest.reference)"

  init() throws { folder = try TemporaryFolder() }

  @discardableResult
  private func ingest(
    _ files: [String], into name: String = "ledger", allowUnknownInputs: Bool = false
  ) throws -> IngestReport {
    try BitcoinIngest(
      ledger: Ledger(directory: folder.path + "/" + name), chain: .bitcoinRegtest,
      allowUnknownInputs: allowUnknownInputs
    ).run(files: files)
  }

  private func chain(_ name: String = "ledger") throws -> UTXOChain {
    try Ledger(directory: folder.path + "/" + name).openUTXOChain(.bitcoinRegtest)
  }

  private func contents(_ ledger: String = "ledger") throws -> [String: Data] {
    try folder.contents(of: "\(ledger)/\(name)")
  }

  private func answers(_ blocks: [RegtestTree.Block]) throws -> String {
    var answers = BlockAnswers()
    return try blocks.map { try answers.answer($0) }.joined()
  }

  @Test func `answers make the facts of the blocks, marked unverified`() throws {
    let blocks = RegtestTree.chain(5, spends: true)
    let report = try ingest([try folder.write(try answers(blocks), to: "blocks.json")])
    #expect(report.blocks == 5)
    #expect(report.notes.contains { $0.contains("5 blocks of the chain are unverified") })
    try ingest([try folder.write(blocks.framed, to: "blk.dat")], into: "raw")
    let (left, right) = (try chain(), try chain("raw"))
    #expect(left.outputCount == right.outputCount)
    for row in 0..<left.outputCount {
      #expect(left.output(at: row) == right.output(at: row))
      #expect(left.spender(ofOutput: row) == right.spender(ofOutput: row))
    }
    #expect((0..<5).allSatisfy { !left.block(at: $0).isVerified })
  }

  @Test func `stated previous outputs are known, unstated ones are refused`() throws {
    let blocks = RegtestTree.chain(2, spends: true)
    var answers = BlockAnswers()
    _ = try answers.answer(blocks[0])
    let stated = try folder.write(
      try answers.answer(blocks[1], statesPrevious: true), to: "stated.json")
    let unstated = try folder.write(try answers.answer(blocks[1]), to: "unstated.json")
    let error = try #require(throws: IngestError.self) { try ingest([unstated], into: "other") }
    #expect(error.message.contains("missing previous output"))
    let report = try ingest([unstated, stated], allowUnknownInputs: true)
    #expect(report.blocks == 1)
    #expect(report.unknownInputs == 0)
    #expect(try chain().statedInputCount == 1)
  }

  @Test func `two answers that disagree about a block are refused by name`() throws {
    let block = RegtestTree.chain(1)[0]
    var answers = BlockAnswers()
    let first = try folder.write(try answers.answer(block), to: "first.json")
    let second = try folder.write(try answers.answer(block, shift: 1), to: "second.json")
    let error = try #require(throws: IngestError.self) { try ingest([first, second]) }
    #expect(error.code == .disagreement)
    #expect(error.description.contains("first.json") && error.description.contains("second.json"))
    #expect(error.message.contains(block.hash.reversedHex))
    try ingest([first])
    let later = try #require(throws: IngestError.self) { try ingest([second]) }
    #expect(later.code == .disagreement)
    #expect(later.message.contains("the ledger"))
    let raw = try folder.write(block.bytes, to: "1.raw")
    #expect(throws: IngestError.self) { try ingest([second, raw], into: "raw") }
  }

  @Test func `two answers for one height are refused until a block above decides`() throws {
    var tree = RegtestTree()
    let first = tree.add(on: nil, note: 1)
    let second = tree.add(on: nil, note: 2)
    let third = tree.add(on: second, note: 2)
    let files = try [first, second, third].map {
      try folder.write(try answers([$0]), to: "\($0.hash).json")
    }
    let error = try #require(throws: IngestError.self) { try ingest(Array(files[..<2])) }
    #expect(error.code == .disagreement)
    #expect(try ingest(files, into: "decided").blocks == 2)
    #expect(try chain("decided").tip?.hash == third.hash)
  }

  @Test func `answers never displace blocks that were checked`() throws {
    var tree = RegtestTree()
    let trunk = tree.add(on: nil)
    let checked = tree.add(on: trunk, note: 1)
    let claimed = tree.add(on: tree.add(on: trunk, note: 2), note: 2)
    let raw = try folder.write([trunk, checked].framed, to: "blk.dat")
    let json = try folder.write(try answers([tree.blocks[2], claimed]), to: "claimed.json")
    try ingest([raw])
    let report = try ingest([json])
    #expect(report.notes.contains { $0.contains("contradict blocks that were checked") })
    #expect(try chain().tip?.hash == checked.hash)
    try ingest([json, raw], into: "once")
    #expect(try contents() == contents("once"))
  }

  @Test func `a block that was checked takes the place of its answer`() throws {
    let blocks = RegtestTree.chain(4, spends: true)
    let json = try folder.write(try answers(blocks), to: "blocks.json")
    let raw = try folder.write(blocks.framed, to: "blk.dat")
    try ingest([json])
    let report = try ingest([raw])
    #expect(report.rolledBack == 4 && report.blocks == 4)
    #expect((0..<4).allSatisfy { (try? chain().block(at: $0).isVerified) == true })
    try ingest([raw], into: "raw")
    #expect(try contents() == contents("raw"))
    // The answers again say nothing new.
    #expect(try ingest([json]).blocks == 0)
    #expect(try contents() == contents("raw"))
  }
}

/// Published answers of nodes.
@Suite(.enabled(if: SharedData.isPresent)) struct BlockAnswerFileTests {
  private let folder: TemporaryFolder
  private let ledger: Ledger

  init() throws {
    folder = try TemporaryFolder()
    ledger = Ledger(directory: folder.path + "/ledger")
  }

  private func answers(_ path: String) throws -> [String] {
    try ["getblock_", "getrawtransaction_"].flatMap {
      try SharedData.files(in: "data/bitcoin/rpc-json/" + path, prefix: "rpc_response_" + $0)
    }
  }

  private func ingest(_ files: [String], _ chain: ChainID) throws -> IngestReport {
    try BitcoinIngest(ledger: ledger, chain: chain, allowUnknownInputs: true).run(files: files)
  }

  @Test func `answers about Bitcoin's blocks are exact to the unit`() throws {
    let report = try ingest(try answers("bitcoin/block_with_transactions"), .bitcoin)
    #expect(report.blocks == 2)
    let chain = try ledger.openUTXOChain(.bitcoin)
    #expect((0..<2).map { chain.block(at: $0).height } == [50_001, 50_002])
    // The values of `expected_transactions.json`, in satoshi, in block order.
    let values = (0..<chain.outputCount).map { chain.output(at: $0).value }
    #expect(values == [5_000_000_000, 10_000_000_000, 5_000_000_000, 5_000_000_000])
  }

  @Test func `an answer with ids alone needs its transactions`() throws {
    let files = try answers("dogecoin/block_without_transactions")
    let ids = files.filter { $0.contains("getblock_") }
    let error = try #require(throws: IngestError.self) { try ingest(ids, .dogecoin) }
    #expect(error.message.contains("verbosity 2"))
    let report = try ingest(files, .dogecoin)
    #expect(report.blocks == 1)
    let chain = try ledger.openUTXOChain(.dogecoin)
    #expect(chain.block(at: 0).height == 2)
    // As `expected_transactions.json` has it.
    #expect(chain.output(at: 0).value == 72_975_200_000_000)
  }

  @Test func `a transaction of two blocks belongs to the block that lists it`() throws {
    let report = try ingest(
      try answers("bitcoin_cash/block_with_duplicate_txid"), .bitcoinCash)
    #expect(report.blocks == 1)
    #expect(try ledger.openUTXOChain(.bitcoinCash).block(at: 0).height == 91_722)
  }

  @Test(arguments: ["block_with_shielded_addresses", "block_with_value_balance"])
  func `Zcash's answers are refused by name`(name: String) throws {
    let files = try answers("zcash/" + name)
    let error = try #require(throws: IngestError.self) { try ingest(files, .bitcoin) }
    #expect(error.message.contains("Zcash"))
    #expect(error.file == files[0])
  }
}
