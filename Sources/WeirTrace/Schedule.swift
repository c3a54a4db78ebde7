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
  private var waits: [[(order: UInt64, moment: Moment)]]

  /// - Throws: ``TraceError`` of code `link-cycle` where releases wait for each other.
  init(chains: [TraceChain], crossings: [Crossing]) throws(TraceError) {
    self.chains = chains
    waits = Array(repeating: [], count: chains.count)
    var solver = Solver(chains: chains, crossings: crossings)
    for index in crossings.indices { _ = try solver.moment(ofRelease: index) }
    for (index, crossing) in crossings.enumerated() {
      guard let moment = solver.solved[index] else { continue }
      waits[crossing.releaseChain].append((crossing.releaseOrder, moment))
    }
    for chain in waits.indices {
      waits[chain].sort { $0.order < $1.order }
      for index in waits[chain].indices.dropFirst() {
        waits[chain][index].moment = max(
          waits[chain][index].moment, waits[chain][index - 1].moment)
      }
    }
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

  /// Finds when each release may happen at the earliest; depth-first, so that a cycle shows.
  private struct Solver {
    let chains: [TraceChain]
    let crossings: [Crossing]
    var solved: [Int: Moment] = [:]
    var open: [Int] = []

    mutating func moment(ofRelease index: Int) throws(TraceError) -> Moment {
      if let known = solved[index] { return known }
      if let start = open.firstIndex(of: index) { throw cycle(open[start...]) }
      open.append(index)
      let crossing = crossings[index]
      let deposit = try moment(chain: crossing.depositChain, order: crossing.depositOrder)
      open.removeLast()
      let own = Moment(
        clock: chains[crossing.releaseChain].place(of: crossing.releaseOrder).clock, level: 0)
      let result = max(own, Moment(clock: deposit.clock, level: deposit.level + 1))
      solved[index] = result
      return result
    }

    private mutating func moment(chain: Int, order: UInt64) throws(TraceError) -> Moment {
      var result = Moment(clock: chains[chain].place(of: order).clock, level: 0)
      for (index, other) in crossings.enumerated()
      where other.releaseChain == chain && other.releaseOrder <= order {
        result = max(result, try moment(ofRelease: index))
      }
      return result
    }

    private func cycle(_ members: ArraySlice<Int>) -> TraceError {
      let names = members.map {
        "\(crossings[$0].link.deposit) -> \(crossings[$0].link.release)"
      }
      return TraceError(
        .linkCycle,
        "links wait for each other, so that no deposit can come first: "
          + names.joined(separator: "; ") + ". Correct or leave out one of them.")
    }
  }
}
