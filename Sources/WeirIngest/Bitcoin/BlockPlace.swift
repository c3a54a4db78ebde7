import WeirModel

/// Where a block's content can be read again.
enum BlockPlace: Hashable {
  /// Raw bytes in one of the files.
  case file(index: Int, offset: UInt64, count: Int)
  /// In the temporary file of this ingest.
  case scratch(offset: UInt64, count: Int, isRaw: Bool)
  /// In the log of side blocks.
  case side(offset: UInt64, count: Int)
}

/// A block that was met, by its header.
struct KnownBlock {
  var hash: Hash32
  var parent: Hash32
  var work: UInt256
  var height: UInt64?
  var isVerified: Bool
  /// Inputs whose output the source states: of two unverified answers the fuller one is taken.
  var statedCount: Int
  var place: BlockPlace
  /// The file that it came from, for messages; `nil` for the log of side blocks.
  var source: String?

  init(_ block: UTXOBlock, place: BlockPlace, source: String?) {
    hash = block.hash
    parent = block.parent
    work = block.work
    height = block.height
    isVerified = block.isVerified
    statedCount = block.statedCount
    self.place = place
    self.source = source
  }

  /// Whether this one is taken where both tell of one block: what was checked before what was
  /// not, then what states more.
  func isBetter(than other: KnownBlock) -> Bool {
    if isVerified != other.isVerified { return isVerified }
    return statedCount > other.statedCount
  }
}
