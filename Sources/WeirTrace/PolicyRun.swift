import WeirLedger
import WeirModel

/// Follows all losses under one policy, transaction by transaction, in the order of events.
///
/// It holds only places that are tainted now; everything else on the chain is read when a
/// tainted coin touches it.
final class PolicyRun {
  let context: TraceContext
  let policy: Policy
  var events = EventQueue()
  /// Tainted holdings on account chains.
  var purses: [Pair: Purse] = [:]
  /// Tainted outputs that are not spent yet.
  var outputs: [TraceContext.Place: [Lot]] = [:]
  /// What arrives at a release, by its place: value that left another chain or a pool.
  var releases: [TraceContext.Place: [Lot]] = [:]
  /// Thefts that have not happened yet.
  var marksToCome: [TraceContext.Place: [TraceContext.Mark]]
  /// Fees of tainted transactions that go on through their block's coinbase.
  var feesToSettle: [EventKey: [UInt64: [SentLot]]] = [:]
  var histories: [Pair: PairHistory?] = [:]
  /// Creators of contracts that were looked up.
  var factories: [Holder: AccountIndex?] = [:]
  var budget: Budget
  var record: TraceRecord

  init(_ context: TraceContext, policy: Policy) {
    self.context = context
    self.policy = policy
    marksToCome = context.marks
    budget = Budget(context.request.bounds)
    record = TraceRecord(losses: context.losses.entries.count)
  }

  /// Runs to the end: every loss is held somewhere or has ended.
  func run(progress: (Int) -> Void) {
    for place in marksToCome.keys { events.insert(context.event(at: place)) }
    while let event = events.removeFirst() {
      guard budget.transfersLeft > 0 else {
        cutOff(event)
        break
      }
      execute(event)
      progress(budget.transfersRead)
    }
    finish()
  }

  private func execute(_ event: EventKey) {
    switch context.chains[event.chain] {
    case .account(let chain, let limit):
      executeAccount(event, chain, limit)
    case .utxo(let chain, _):
      if event.isSettlement { settleFees(event, chain) } else { executeUTXO(event, chain) }
    }
  }

  /// The budget is spent: what would still move is cut off where it is.
  private func cutOff(_ event: EventKey) {
    record.cut.insert(.transfers(context.request.bounds.transfers))
    var isPending: Set<EventKey> = [event]
    while let other = events.removeFirst() { isPending.insert(other) }
    for (pair, purse) in purses {
      guard let next = nextEvent(of: pair, purse), isPending.contains(next) else { continue }
      stop(purse.queue.tainted, at: pair, .unfollowed(.boundReached))
      purses[pair] = nil
    }
    for (place, lots) in outputs {
      guard let next = spendEvent(of: place), isPending.contains(next) else { continue }
      stop(lots, at: place, .unfollowed(.boundReached))
      outputs[place] = nil
    }
    for lots in feesToSettle.values.flatMap(\.values) {
      end(lots.map(\.lot), at: nil, .unfollowed(.boundReached))
    }
    feesToSettle = [:]
    cutOffWhatWaits()
  }

  /// Thefts that were not reached, and value on its way to a release.
  private func cutOffWhatWaits() {
    for (place, marks) in marksToCome {
      for mark in marks where policy.isExact {
        let loss = Loss(key: mark.loss, amount: mark.amount)
        stop([Lot(amount: mark.amount, losses: [loss])], at: place, .unfollowed(.boundReached))
      }
    }
    for (place, lots) in releases { stop(lots, at: place, .unfollowed(.boundReached)) }
    (marksToCome, releases) = ([:], [:])
  }

  private func stop(_ lots: [Lot], at pair: Pair, _ ending: Ending) {
    end(lots, at: Holder(chain: pair.chain, account: pair.account), ending)
  }

  private func stop(_ lots: [Lot], at place: TraceContext.Place, _ ending: Ending) {
    end(lots, at: holder(of: place), ending)
  }

  /// What still lies somewhere is held; what waits for a release that was not reached is not.
  private func finish() {
    for (pair, purse) in purses where purse.queue.isTainted {
      record.held.append(
        Held(
          holder: Holder(chain: pair.chain, account: pair.account), asset: .row(pair.asset),
          lots: purse.queue.tainted, since: purse.since))
    }
    for (place, lots) in outputs where lots.isTainted {
      let since = Arrival(chain: place.chain, row: place.row)
      record.held.append(
        Held(holder: holder(of: place), asset: .native, lots: lots.tainted, since: since))
    }
    for (place, lots) in releases {
      end(lots, at: holder(of: place), .unfollowed(.unlinkedBridge))
    }
  }

  /// Books losses where they end.
  func end(_ lots: [Lot], at holder: Holder?, _ ending: Ending) {
    for lot in lots where lot.isTainted {
      record.tally.add(lot.losses, to: ending)
      if case .unfollowed(let reason) = ending {
        record.unfollowed[Stop(reason: reason, holder: holder), default: []].add(lot.losses)
      }
    }
  }
}

/// A tainted holding of one asset by one account.
struct Purse {
  var queue: Queue
  /// Index of the next row in the pair's history.
  var cursor: Int
  /// The first tainted arrival.
  var since: Arrival
}

/// An account on one of the trace's chains.
struct Holder: Hashable, Comparable {
  var chain: Int
  var account: AccountIndex

  static func < (left: Holder, right: Holder) -> Bool {
    left.chain != right.chain
      ? left.chain < right.chain : left.account.rawValue < right.account.rawValue
  }
}

/// A lot on its way, and who sent it.
struct SentLot {
  var lot: Lot
  var sender: AccountIndex?
}

/// How much work is left.
struct Budget {
  private(set) var transfersLeft: Int
  private(set) var transfersRead = 0
  private(set) var addressesLeft: Int
  private var seen: Set<Holder> = []

  init(_ bounds: TraceRequest.Bounds) {
    transfersLeft = bounds.transfers
    addressesLeft = bounds.addresses
  }

  mutating func read(_ count: Int) {
    transfersLeft -= count
    transfersRead += count
  }

  /// Whether this account may be followed.
  mutating func admit(_ holder: Holder) -> Bool {
    if seen.contains(holder) { return true }
    guard addressesLeft > 0 else { return false }
    addressesLeft -= 1
    seen.insert(holder)
    return true
  }
}
