import WeirCodecs
import WeirLedger
import WeirModel

/// A block of the ledger's chain, by its header.
struct HeldBlock {
  let hash: Hash32
  let parent: Hash32
  let work: UInt256
  let height: UInt64
  let isVerified: Bool

  init(_ block: UTXOChain.Block) {
    hash = block.hash
    parent = block.parent
    work = block.work
    height = block.height
    isVerified = block.isVerified
  }

  init(_ block: UTXOBlock, height: UInt64) {
    hash = block.hash
    parent = block.parent
    work = block.work
    self.height = height
    isVerified = block.isVerified
  }

  var link: HeaderTree.Link {
    HeaderTree.Link(hash: hash, parent: parent, work: work, height: height)
  }
}

extension UTXOChain {
  /// Every block, in chain order.
  ///
  /// - Complexity: O(blocks).
  var heldBlocks: [HeldBlock] { (0..<blockCount).map { HeldBlock(block(at: $0)) } }
}
