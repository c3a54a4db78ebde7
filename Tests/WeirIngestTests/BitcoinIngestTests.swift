import Foundation
import Testing
import WeirIngest
import WeirLedger
import WeirModel
import WeirTesting

@Suite struct BitcoinIngestTests {
  private let folder: TemporaryFolder
  private let name = "bip122_\(ChainID.bitcoinRegtest.reference)"

  init() throws { folder = try TemporaryFolder() }

  private func ledger(_ name: String = "ledger") -> Ledger {
    Ledger(directory: folder.path + "/" + name)
  }

  @discardableResult
  private func ingest(
    _ files: [String], into name: String = "ledger", allowUnknownInputs: Bool = false,
    limits: IngestLimits = IngestLimits()
  ) throws -> IngestReport {
    try BitcoinIngest(
      ledger: ledger(name), chain: .bitcoinRegtest, allowUnknownInputs: allowUnknownInputs,
      limits: limits
    ).run(files: files)
  }

  private func chain(_ name: String = "ledger") throws -> UTXOChain {
    try ledger(name).openUTXOChain(.bitcoinRegtest)
  }

  private func contents(_ ledger: String = "ledger") throws -> [String: Data] {
    try folder.contents(of: "\(ledger)/\(name)")
  }

  private func refusal(_ files: [String]) throws -> IngestError {
    try #require(throws: IngestError.self) { try ingest(files) }
  }

  // MARK: Kinds of files

  @Test func `framed, obfuscated, raw and hex blocks are one and the same`() throws {
    let blocks = RegtestTree.chain(6, spends: true)
    let framed = try folder.write(blocks.framed, to: "blk00000.dat")
    #expect(try ingest([framed]).blocks == 6)
    let raw = try blocks.map { try folder.write($0.bytes, to: "\($0.height).raw") }
    try ingest(raw.reversed(), into: "raw")
    let hex = try blocks.map { try folder.write($0.bytes.hex + "\n", to: "\($0.height).hex") }
    try ingest(hex, into: "hex")
    let key: [UInt8] = [1, 2, 3, 4, 5, 250, 7, 8]
    let other = try TemporaryFolder()
    let padded = blocks.framed + [UInt8](repeating: 0, count: 3)
    let length = blocks.framed.count
    // Reserved space behind the last block is zero on the disk, whatever the key.
    let hidden = padded.enumerated().map { $0 < length ? $1 ^ key[$0 % 8] : 0 }
    let xor = try other.write(key, to: "xor.dat")
    try ingest([try other.write(hidden, to: "blk00000.dat"), xor], into: "xor")
    for copy in ["raw", "hex", "xor"] { #expect(try contents() == contents(copy)) }
    #expect(try chain().block(at: 5).isVerified)
  }

  @Test func `a node's undo data is passed over, and said so`() throws {
    let framed = try folder.write(RegtestTree.chain(2).framed, to: "blk00000.dat")
    let undo = try folder.write([0xfa, 0xbf, 0xb5, 0xda, 9, 0, 0, 0], to: "rev00000.dat")
    let report = try ingest([undo, framed])
    #expect(report.blocks == 2)
    #expect(report.notes.contains { $0.contains("rev00000.dat was passed over") })
  }

  // MARK: Bad blocks

  @Test func `a truncated file is refused with what is missing`() throws {
    let bytes = RegtestTree.chain(3).framed
    let file = try folder.write(Array(bytes.dropLast(5)), to: "blk00000.dat")
    let error = try refusal([file])
    #expect(error.code.rawValue == "bitcoin.truncated")
    #expect(error.message.contains("lacks 5 bytes"))
    #expect(error.file == file)
  }

  @Test func `another network's magic is refused with its place`() throws {
    let block = RegtestTree.chain(1)[0].bytes
    let wrong = BitcoinBlockBuilder.framed(block) + [0xf9, 0xbe, 0xb4, 0xd9, 80, 0, 0, 0]
    let error = try refusal([try folder.write(wrong, to: "blk00000.dat")])
    #expect(error.code.rawValue == "bitcoin.magic")
    #expect(error.message.contains("at byte \(block.count + 8)"))
  }

  @Test func `a changed transaction is refused by its merkle root`() throws {
    let blocks = RegtestTree.chain(3)
    var last = blocks[2].bytes
    last[last.count - 6] ^= 1
    let files = [
      try folder.write(Array(blocks[..<2]).framed, to: "good.dat"),
      try folder.write(last, to: "bad.raw"),
    ]
    let error = try refusal(files)
    #expect(error.code.rawValue == "bitcoin.merkle-root")
    #expect(error.file == files[1])
    // Nothing is half taken.
    #expect(throws: LedgerError.self) { try chain() }
  }

  @Test func `a forged block with a right merkle root and no work is refused`() throws {
    var builder = BitcoinBlockBuilder(parent: RegtestTree.genesis, height: 1)
    // Bitcoin's own easiest target, which no small search meets.
    builder.bits = 0x1d00_ffff
    let file = try folder.write(builder.mined(), to: "forged.raw")
    let error = try refusal([file])
    #expect(error.code.rawValue == "bitcoin.proof-of-work")
    #expect(error.file == file)
  }

  @Test func `a block whose inputs were never seen is refused, or taken as unknown`() throws {
    var tree = RegtestTree()
    let first = tree.add(on: nil)
    tree.add(on: first, missing: true)
    let file = try folder.write(tree.blocks.framed, to: "blk00000.dat")
    let error = try refusal([file])
    #expect(error.code.rawValue == "ledger.missing-output")
    #expect(error.message.contains("\(RegtestTree.genesis.reversedHex):7"))
    #expect(error.message.contains(tree.blocks[1].hash.reversedHex))
    #expect(error.message.contains("--allow-unknown-inputs"))
    #expect(try chain().tip?.hash == first.hash)
    let report = try ingest([file], allowUnknownInputs: true)
    #expect(report.blocks == 1)
    #expect(report.unknownInputs == 1)
  }

  // MARK: Order

  @Test func `a branch that overtakes the tip leaves no trace of the stale one`() throws {
    var tree = RegtestTree()
    let trunk = tree.add(on: tree.add(on: nil))
    let stale = tree.add(on: tree.add(on: trunk, note: 1, spends: true), note: 1)
    let fork = tree.add(on: trunk, note: 2)
    let tip = tree.add(on: tree.add(on: fork, note: 2, spends: true), note: 2)
    let files = try tree.blocks.map { try folder.write($0.bytes, to: "\($0.hash).raw") }
    try ingest(Array(files[..<4]))
    #expect(try chain().tip?.hash == stale.hash)
    let report = try ingest(Array(files[4...]))
    #expect(report.rolledBack == 2)
    #expect(report.blocks == 3)
    #expect(try chain().tip?.hash == tip.hash)
    try ingest(Array(files[..<2]) + Array(files[4...]), into: "never")
    #expect(try contents() == contents("never"))
    // The stale branch waits: two more blocks bring it back, without its first files.
    let third = tree.add(on: stale, note: 3, spends: true)
    let last = tree.add(on: third, note: 3)
    let more = try folder.write([third, last].framed, to: "more.dat")
    let back = try ingest([more])
    #expect(back.rolledBack == 3)
    #expect(try chain().tip?.hash == last.hash)
    try ingest(
      [try folder.write([tree.blocks[0], trunk].framed, to: "t.dat"), files[2], files[3], more],
      into: "back")
    #expect(try contents() == contents("back"))
  }

  @Test func `a heavier branch that is wrong further on does not cost the ledger its own`() throws {
    var tree = RegtestTree()
    let trunk = tree.add(on: nil)
    let good = tree.add(on: tree.add(on: trunk, spends: true))
    let wrong = tree.add(on: tree.add(on: trunk, note: 2), note: 2, missing: true)
    let above = tree.add(on: wrong, note: 2)
    let goodFile = try folder.write(Array(tree.blocks[..<3]).framed, to: "good.dat")
    let wrongFile = try folder.write(Array(tree.blocks[3...]).framed, to: "wrong.dat")
    try ingest([goodFile])
    let before = try contents()
    let error = try refusal([wrongFile])
    #expect(error.file == wrongFile)
    #expect(error.message.contains("to block \(good.height)"))
    #expect(above.height == 4)
    #expect(try contents() == before)
    // Its first block, which is right, waits as a stale one; the wrong ones are gone.
    let report = try ingest([goodFile])
    #expect(report.skippedBlocks == 3 && report.rolledBack == 0)
    #expect(try contents() == before)
  }

  @Test(arguments: caseSeeds(30))
  func `any order and split of files make the same ledger`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var tree = RegtestTree()
    for number in 0..<Int.random(in: 3...12, using: &random) {
      let parent = tree.blocks.isEmpty ? nil : tree.blocks.suffix(5).randomElement(using: &random)
      tree.add(
        on: parent, note: UInt8(number), spends: .random(using: &random),
        missing: Int.random(in: 0..<12, using: &random) == 0)
    }
    let files = try tree.blocks.map { try folder.write([$0].framed, to: "\($0.hash).dat") }
    // A wrong block ends a run with an error; the ledger then holds the best chain without it.
    _ = try? ingest(files, into: "once")
    var rest = files.shuffled(using: &random)[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...rest.count, using: &random)
      let limits = IngestLimits(transfersPerCommit: UInt64.random(in: 1...9, using: &random))
      _ = try? ingest(Array(rest.prefix(count)), into: "split", limits: limits)
      rest = rest.dropFirst(count)
    }
    // What waits aside is considered by any later run.
    _ = try? ingest([files[0]], into: "split")
    _ = try? ingest([files[0]], into: "once")
    #expect(try contents("once") == contents("split"), "seed \(seed)")
    #expect(try chain("once").tip?.hash == bestTip(tree)?.hash, "seed \(seed)")
  }

  /// The highest block without a wrong one below it; between equals, the lower hash.
  private func bestTip(_ tree: RegtestTree) -> RegtestTree.Block? {
    var right: [Hash32: RegtestTree.Block] = [:]
    for block in tree.blocks
    where block.parent == RegtestTree.genesis || right[block.parent] != nil {
      let isWrong = block.bytes.count > 0 && Self.spendsMissing(block)
      if !isWrong { right[block.hash] = block }
    }
    return right.values.max {
      $0.height != $1.height
        ? $0.height < $1.height : $0.hash.reversed > $1.hash.reversed
    }
  }

  /// The genesis block's hash stands in such a block twice where it is the first, else once.
  private static func spendsMissing(_ block: RegtestTree.Block) -> Bool {
    let needle = RegtestTree.genesis.bytes
    let behindHeader = Array(block.bytes[80...])
    return (0...behindHeader.count - 32).contains {
      behindHeader[$0..<$0 + 32].elementsEqual(needle)
    }
  }

  @Test func `blocks without their parents wait aside, and join when those come`() throws {
    let blocks = RegtestTree.chain(5, spends: true)
    let late = try folder.write(Array(blocks[2...]).framed, to: "late.dat")
    let early = try folder.write(Array(blocks[..<2]).framed, to: "early.dat")
    let error = try refusal([late])
    #expect(error.message.contains("kept aside"))
    #expect(try chain().blockCount == 0)
    let report = try ingest([early])
    #expect(report.blocks == 5)
    try ingest([early, late], into: "once")
    #expect(try contents() == contents("once"))
  }

  @Test func `a gap that is filled later makes the ledger that it would have been`() throws {
    let blocks = RegtestTree.chain(6, spends: true)
    let files = try blocks.map { try folder.write($0.bytes, to: "\($0.height).raw") }
    let gapped = try ingest([files[4], files[5], files[0]], allowUnknownInputs: true)
    #expect(gapped.blocks == 3)
    #expect(gapped.notes.contains("blocks 2 to 4 are not in the ledger"))
    let report = try ingest([files[1], files[3], files[2]], allowUnknownInputs: true)
    #expect(report.unknownInputs == 0)
    #expect(try chain().blockCount == 6)
    try ingest(files, into: "once")
    #expect(try contents() == contents("once"))
  }

  @Test func `what a crash left half written in the log of side blocks is cut off`() throws {
    let blocks = RegtestTree.chain(4)
    let late = try folder.write(blocks[3].bytes, to: "4.raw")
    _ = try refusal([late])
    let log = folder.path + "/ledger/side/\(name)/blocks"
    let whole = try Data(contentsOf: URL(fileURLWithPath: log))
    try (whole + whole.dropLast(40)).write(to: URL(fileURLWithPath: log))
    let report = try ingest([try folder.write(Array(blocks[..<3]).framed, to: "rest.dat")])
    #expect(report.blocks == 4)
    #expect(try Data(contentsOf: URL(fileURLWithPath: log)) == whole)
  }

  @Test func `a log of side blocks that was changed is named`() throws {
    let blocks = RegtestTree.chain(4)
    _ = try refusal([try folder.write(blocks[3].bytes, to: "4.raw")])
    let log = URL(fileURLWithPath: folder.path + "/ledger/side/\(name)/blocks")
    var bytes = try Data(contentsOf: log)
    bytes[bytes.count - 60] ^= 1
    try bytes.write(to: log)
    let error = try refusal([try folder.write(Array(blocks[..<3]).framed, to: "rest.dat")])
    #expect(error.code == .damagedSideLog)
  }
}
