import WeirLedger
import WeirModel

/// Places every event of every chain in one order, such that no release comes before its deposit.
struct Schedule: Sendable {
  private struct Moment: Comparable, Sendable {
    var clock: Int64
    var level: Int

    static func < (left: Moment, right: Moment) -> Bool {
      left.clock != right.clock ? left.clock < right.clock : left.level < right.level
    }
  }

  /// A link whose two ends are in the ledger.
  struct Crossing: Sendable {
    var depositChain: Int
    var depositOrder: UInt64
    var releaseChain: Int
    var releaseOrder: UInt64
    /// For messages.
    var link: Link
  }

  private let chains: [TraceChain]
  /// For each chain, by order: from this place on, nothing comes before that moment.
  private let waits: [[(order: UInt64, moment: Moment)]]

  /// - Throws: ``TraceError`` of code `link-cycle` where releases wait for each other.
  /// - Complexity: O(n log n) in the crossings.
  init(chains: [TraceChain], crossings: [Crossing]) throws(TraceError) {
    self.chains = chains
    waits = try Solver(chains: chains, crossings: crossings).solve()
  }

  func key(chain: Int, order: UInt64) -> EventKey {
    let place = chains[chain].place(of: order)
    var moment = Moment(clock: place.clock, level: 0)
    if let wait = lastWait(chain: chain, before: order) { moment = max(moment, wait) }
    return EventKey(
      clock: moment.clock, level: moment.level, chain: chain, block: place.block,
      depth: place.depth, order: order)
  }

  private func lastWait(chain: Int, before order: UInt64) -> Moment? {
    let list = waits[chain]
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle].order <= order { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : list[low - 1].moment
  }

  /// Finds when each release may happen at the earliest.
  ///
  /// A release waits for its deposit, the deposit for the last release before it on its own chain,
  /// and a release for the one before it on its chain.
  private struct Solver {
    let chains: [TraceChain]
    let crossings: [Crossing]
    /// Crossings of each chain by the place of their release.
    let releases: [[Int]]
    /// Where a crossing stands in its chain's list.
    var ranks: [Int]

    init(chains: [TraceChain], crossings: [Crossing]) {
      self.chains = chains
      self.crossings = crossings
      var releases = [[Int]](repeating: [], count: chains.count)
      for (index, crossing) in crossings.enumerated() {
        releases[crossing.releaseChain].append(index)
      }
      for chain in releases.indices {
        releases[chain].sort { crossings[$0].releaseOrder < crossings[$1].releaseOrder }
      }
      ranks = Array(repeating: 0, count: crossings.count)
      for list in releases {
        for (rank, index) in list.enumerated() { ranks[index] = rank }
      }
      self.releases = releases
    }

    func solve() throws(TraceError) -> [[(order: UInt64, moment: Moment)]] {
      var moments = [Moment?](repeating: nil, count: crossings.count)
      var waiting = crossings.indices.map { needed(by: $0).count }
      var dependents = [[Int]](repeating: [], count: crossings.count)
      for index in crossings.indices {
        for other in needed(by: index) { dependents[other].append(index) }
      }
      var ready = crossings.indices.filter { waiting[$0] == 0 }
      while let index = ready.popLast() {
        moments[index] = moment(of: index, moments)
        for other in dependents[index] {
          waiting[other] -= 1
          if waiting[other] == 0 { ready.append(other) }
        }
      }
      if let stuck = moments.firstIndex(of: nil) { throw cycle(from: stuck, moments) }
      return releases.map { list in
        list.compactMap { index in moments[index].map { (crossings[index].releaseOrder, $0) } }
      }
    }

    /// The crossings whose moments must be known before this one's.
    private func needed(by index: Int) -> [Int] {
      let crossing = crossings[index]
      let before = ranks[index] > 0 ? releases[crossing.releaseChain][ranks[index] - 1] : nil
      let deposit = lastRelease(on: crossing.depositChain, upTo: crossing.depositOrder)
      return before == deposit ? [before].compactMap(\.self) : [before, deposit].compactMap(\.self)
    }

    private func lastRelease(on chain: Int, upTo order: UInt64) -> Int? {
      let list = releases[chain]
      var low = 0
      var high = list.count
      while low < high {
        let middle = (low + high) / 2
        if crossings[list[middle]].releaseOrder <= order {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return low == 0 ? nil : list[low - 1]
    }

    private func moment(of index: Int, _ known: [Moment?]) -> Moment {
      let crossing = crossings[index]
      func clock(_ chain: Int, _ order: UInt64) -> Moment {
        Moment(clock: chains[chain].place(of: order).clock, level: 0)
      }
      var deposit = clock(crossing.depositChain, crossing.depositOrder)
      if let earlier = lastRelease(on: crossing.depositChain, upTo: crossing.depositOrder),
        let moment = known[earlier]
      {
        deposit = max(deposit, moment)
      }
      let own = clock(crossing.releaseChain, crossing.releaseOrder)
      let result = max(own, Moment(clock: deposit.clock, level: deposit.level + 1))
      guard ranks[index] > 0,
        let before = known[releases[crossing.releaseChain][ranks[index] - 1]]
      else { return result }
      return max(result, before)
    }

    /// Names the links of one circle, found by going from need to need.
    private func cycle(from start: Int, _ moments: [Moment?]) -> TraceError {
      var path: [Int] = []
      var places: [Int: Int] = [:]
      var index = start
      while places[index] == nil {
        places[index] = path.count
        path.append(index)
        guard let next = needed(by: index).last(where: { moments[$0] == nil }) else { break }
        index = next
      }
      let names = path[(places[index] ?? 0)...].map {
        "\(crossings[$0].link.deposit) -> \(crossings[$0].link.release)"
      }
      return TraceError(
        .linkCycle,
        "links wait for each other, so that no deposit can come first: "
          + names.joined(separator: "; ") + ". Correct or leave out one of them.")
    }
  }
}
