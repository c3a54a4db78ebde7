public import WeirModel

/// What a ``HeaderTree`` comes to: the chain with the most work, and what is not on it.
public struct BestChain: Sendable {
  /// A block in its place.
  public struct Place: Hashable, Sendable {
    public let height: UInt64
    /// Of its fragment's blocks up to and including this one (of all blocks, where anchored).
    public let totalWork: UInt256
    /// `nil` for the first block that is known.
    public let parent: Hash32?
  }

  /// From the first block that is known to the tip.
  public internal(set) var blocks: [Hash32] = []
  /// Every block whose height is known and that no rule refuses, on the best chain or not.
  public internal(set) var places: [Hash32: Place] = [:]
  /// Placed, and not on the best chain; by height, then by hash.
  public internal(set) var stale: [Hash32] = []
  /// Not connected to any block whose height is known, or beyond a gap that was not allowed; by
  /// hash.
  public internal(set) var orphans: [Hash32] = []
  /// Blocks that cannot stand where they hang, and all that follow them; by hash.
  public internal(set) var refused: [(hash: Hash32, error: BitcoinError)] = []
  /// Heights between the first block and the tip of which no block is on the best chain.
  public internal(set) var gaps: [ClosedRange<UInt64>] = []

  public var tip: Hash32? { blocks.last }

  /// What takes a ledger from one chain to another.
  public struct Transition: Hashable, Sendable {
    /// From the tip downwards.
    public var rollback: [Hash32]
    /// Upwards, to the new tip.
    public var connect: [Hash32]
  }

  /// From one block to another, through their last common ancestor.
  ///
  /// `nil` where either has no place, or they have no common ancestor.
  /// - Complexity: O(*n*) in the length of the path.
  public func path(from old: Hash32, to new: Hash32) -> Transition? {
    var path = Transition(rollback: [], connect: [])
    var (low, high) = (old, new)
    while low != high {
      guard let from = places[low], let to = places[high] else { return nil }
      if from.height >= to.height {
        guard let parent = from.parent else { return nil }
        path.rollback.append(low)
        low = parent
      }
      if to.height >= from.height {
        guard let parent = to.parent else { return nil }
        path.connect.append(high)
        high = parent
      }
    }
    guard places[low] != nil else { return nil }
    path.connect.reverse()
    return path
  }

  /// From the blocks that a ledger holds, oldest first, to the best chain.
  ///
  /// It starts where this chain does. A gap that has been filled since rolls back what stands
  /// above it.
  /// - Complexity: O(*n*) in the number of blocks.
  public func transition(from held: [Hash32]) -> Transition {
    let common = zip(held, blocks).prefix { $0 == $1 }.count
    return Transition(
      rollback: held[common...].reversed(), connect: Array(blocks[common...]))
  }
}
