// Unsafe: kernels run over mapped columns and scratch memory; bounds are checked before the loop.

/// Where money could have got to: for each account, when the earliest chain of transfers that
/// begins at a source arrives, each transfer after the one before it.
public struct TemporalReach {
  /// Accounts that are reached, the sources included.
  public let count: UInt64
  /// The sum of all arrivals, by which two implementations are compared.
  public let arrivalSum: UInt64
  private let arrival: (UInt32) -> UInt64?

  init(count: UInt64, arrivalSum: UInt64, arrival: @escaping (UInt32) -> UInt64?) {
    self.count = count
    self.arrivalSum = arrivalSum
    self.arrival = arrival
  }

  /// 0 for a source, one more than the row of the arriving transfer for others, and `nil` for an
  /// account that is not reached.
  public func arrival(at account: AccountIndex) -> UInt64? { arrival(account.rawValue) }
}

extension AccountChain {
  /// Follows transfers from sources in the order of time, at most `hops` times.
  ///
  /// A hop settles before the next begins: an account that is reached earlier by more hops keeps
  /// the arrival by which each hop improved it.
  /// - Precondition: the sources are accounts of this chain.
  /// - Throws: ``LedgerError/Code/io`` if there is no memory for 16 bytes an account.
  /// - Complexity: O(accounts + transfers of the accounts that are reached).
  public func temporalReach(from sources: [AccountIndex], hops: Int) throws(LedgerError)
    -> TemporalReach
  {
    if transferCount < UInt64(UInt32.max) {
      var search = try ReachSearch<UInt32>(self, sources)
      return try search.run(hops: hops)
    }
    var search = try ReachSearch<UInt64>(self, sources)
    return try search.run(hops: hops)
  }
}

/// Breadth-first search over the payer index, with arrivals of 32 bits where rows fit in them.
@safe
private struct ReachSearch<
  Arrival: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable
> {
  /// Arrival and the arrival of this hop side by side: one cache line for both.
  struct State: BitwiseCopyable {
    var settled: Arrival
    var next: Arrival
  }

  let postings: [Postings]
  let segmentBits: UInt64
  let count: Int
  private let memory: ScratchMemory
  private let queues: (ScratchMemory, ScratchMemory)
  private var frontier: Int

  init(_ chain: AccountChain, _ sources: [AccountIndex]) throws(LedgerError) {
    postings = chain.payerIndex
    segmentBits = chain.blocks.number.segmentBits
    // Fewer than 2^32 by the format.
    count = Int(chain.accountCount)
    memory = try ScratchMemory(count: count * MemoryLayout<State>.stride)
    queues = (try ScratchMemory(count: count * 4), try ScratchMemory(count: count * 4))
    frontier = 0
    let states = unsafe memory.elements(State.self, count: count)
    unsafe states.update(repeating: State(settled: .max, next: .max))
    let queue = unsafe queues.0.elements(UInt32.self, count: count)
    for source in sources where unsafe states[Int(source.rawValue)].settled != 0 {
      unsafe states[Int(source.rawValue)].settled = 0
      unsafe queue[frontier] = source.rawValue
      frontier += 1
    }
  }

  mutating func run(hops: Int) throws(LedgerError) -> TemporalReach {
    let states = unsafe memory.elements(State.self, count: count)
    var queue = unsafe queues.0.elements(UInt32.self, count: count)
    var following = unsafe queues.1.elements(UInt32.self, count: count)
    var hop = 0
    while hop < hops && frontier > 0 {
      frontier = unsafe Self.hop(
        postings, segmentBits, states, queue: queue, frontier: frontier, following: following)
      unsafe swap(&queue, &following)
      hop += 1
    }
    return unsafe result(states)
  }

  /// One hop: returns how many accounts stand in `following`, settled.
  private static func hop(
    _ postings: [Postings], _ segmentBits: UInt64, _ states: UnsafeMutableBufferPointer<State>,
    queue: UnsafeMutableBufferPointer<UInt32>, frontier: Int,
    following: UnsafeMutableBufferPointer<UInt32>
  ) -> Int {
    var found = 0
    for (segment, index) in postings.enumerated() {
      let base = UInt64(segment) << segmentBits
      var place = 0
      while place < frontier {
        let account = unsafe queue[place]
        place &+= 1
        let settled = UInt64(truncatingIfNeeded: unsafe states[Int(account)].settled)
        var rows = index.places(of: account)
        if settled > base {
          // Rows of the segment are 31 bits wide; an arrival behind it leaves nothing to follow.
          let local = UInt32(clamping: settled - base)
          rows = index.firstPlace(atOrAbove: local, in: rows)..<rows.upperBound
        }
        found = unsafe follow(index, rows, base, states, following, found)
      }
    }
    for place in 0..<found {
      let account = unsafe Int(following[place])
      unsafe states[account].settled = states[account].next
      unsafe states[account].next = .max
    }
    return found
  }

  @inline(__always)
  private static func follow(
    _ index: Postings, _ places: Range<Int>, _ base: UInt64,
    _ states: UnsafeMutableBufferPointer<State>, _ following: UnsafeMutableBufferPointer<UInt32>,
    _ found: Int
  ) -> Int {
    var found = found
    var place = places.lowerBound
    let rows = unsafe index.rows
    let payees = unsafe index.neighbours
    precondition(places.upperBound <= payees.count, "places of this index")
    while place < places.upperBound {
      let payee = unsafe Int(payees[place])
      let arrival = Arrival(truncatingIfNeeded: base &+ UInt64(unsafe rows[place]) &+ 1)
      place &+= 1
      // Nobody is no account.
      guard payee < states.count else { continue }
      let state = unsafe states[payee]
      if arrival < state.settled && arrival < state.next {
        if state.next == .max {
          unsafe following[found] = UInt32(truncatingIfNeeded: payee)
          found &+= 1
        }
        unsafe states[payee].next = arrival
      }
    }
    return found
  }

  private func result(_ states: UnsafeMutableBufferPointer<State>) -> TemporalReach {
    var reached: UInt64 = 0
    var sum: UInt64 = 0
    for account in 0..<count {
      let settled = unsafe states[account].settled
      guard settled != .max else { continue }
      reached += 1
      sum &+= UInt64(truncatingIfNeeded: settled)
    }
    let (memory, count) = (memory, count)
    return TemporalReach(count: reached, arrivalSum: sum) { account in
      guard account < count else { return nil }
      let settled = unsafe memory.elements(State.self, count: count)[Int(account)].settled
      return settled == .max ? nil : UInt64(truncatingIfNeeded: settled)
    }
  }
}
