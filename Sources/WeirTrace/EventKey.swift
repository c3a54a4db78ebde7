/// Where something stands in the order in which all chains are followed together.
///
/// Chains are merged by (running maximum of block time, CAIP-2 id), each in its own position
/// order; a bridge's release comes after its deposit.
struct EventKey: Hashable, Comparable {
  /// Running maximum of block time, raised where a release waits for its deposit.
  var clock: Int64
  /// How many deposits of the same moment it waits for, one behind the other.
  var level: Int
  /// Index in the order of CAIP-2 ids.
  var chain: Int
  var block: UInt64
  /// Parents in the same block that stand before it (chains that order children first).
  var depth: Int
  /// First row of the transaction on an account chain, its ordinal on a UTXO chain.
  var order: UInt64
  /// Whether it is the settlement of the block's fees through its coinbase.
  var isSettlement = false

  static func < (left: EventKey, right: EventKey) -> Bool {
    if left.clock != right.clock { return left.clock < right.clock }
    if left.level != right.level { return left.level < right.level }
    if left.chain != right.chain { return left.chain < right.chain }
    if left.block != right.block { return left.block < right.block }
    if left.isSettlement != right.isSettlement { return right.isSettlement }
    if left.depth != right.depth { return left.depth < right.depth }
    return left.order < right.order
  }
}

/// The events that are still to come, each once, first first.
struct EventQueue {
  private var heap: [EventKey] = []
  private var pending: Set<EventKey> = []

  var isEmpty: Bool { heap.isEmpty }

  /// - Complexity: O(log n).
  mutating func insert(_ event: EventKey) {
    guard pending.insert(event).inserted else { return }
    heap.append(event)
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// - Complexity: O(log n).
  mutating func removeFirst() -> EventKey? {
    guard let first = heap.first else { return nil }
    pending.remove(first)
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink(0)
    }
    return first
  }

  private mutating func sink(_ start: Int) {
    var parent = start
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
      guard let least = children.min(by: { heap[$0] < heap[$1] }), heap[least] < heap[parent]
      else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
