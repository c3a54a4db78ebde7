import WeirLedger
import WeirModel

/// The best copy of each block that was met, and the check that copies agree.
struct BlockGathering {
  let archive: BlockArchive
  private(set) var known: [Hash32: KnownBlock] = [:]

  init(archive: BlockArchive) { self.archive = archive }

  /// - Throws: where two sources disagree about the block. Two copies whose bytes were checked
  ///   against one header do not.
  mutating func add(_ block: KnownBlock) throws {
    guard let other = known[block.hash] else {
      known[block.hash] = block
      return
    }
    if !block.isVerified || !other.isVerified {
      guard try archive.block(block).agrees(with: try archive.block(other)) else {
        throw disagreement(block, other.source)
      }
    }
    if block.isBetter(than: other) { known[block.hash] = block }
  }

  /// - Throws: where the ledger and a source disagree about a block that was not checked in both.
  func check(against chain: UTXOChain) throws {
    for ordinal in 0..<chain.blockCount {
      let held = chain.block(at: ordinal)
      guard let block = known[held.hash], !block.isVerified || !held.isVerified else { continue }
      guard chain.facts(of: held).agrees(with: try archive.block(block)) else {
        throw disagreement(block, "the ledger")
      }
    }
  }

  private func disagreement(_ block: KnownBlock, _ other: String?) -> IngestError {
    IngestError(
      .disagreement,
      "two sources disagree about block \(block.hash.reversedHex)"
        + (block.height.map { " (\($0))" } ?? "") + ": this file and "
        + (other ?? "the log of side blocks"), file: block.source)
  }
}
