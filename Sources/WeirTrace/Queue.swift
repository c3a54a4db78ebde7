import WeirModel

/// The coins of one asset in one place, in the order in which they came, and who may take them.
///
/// What a payment takes is the policy's decision:
///
/// | policy | order kept | a payment takes |
/// |---|---|---|
/// | FIFO, LIFO | every lot | from the front, from the back |
/// | LIBR | clean total, tainted lots | clean first, then the oldest tainted |
/// | TIHO | clean total, tainted lots | see ``take(_:among:)`` |
/// | haircut | clean total, one lot for each set of losses | of each in proportion |
/// | poison | balance and flags | a flagged amount; the flags go when nothing is left |
struct Queue: Sendable {
  let policy: Policy
  /// All coins.
  private(set) var total: Amount = .zero
  /// Where the order does not matter, clean coins are one number.
  private var clean: Amount = .zero
  /// Tainted lots; under FIFO and LIFO clean ones between them. What stands before `head` is gone.
  private var lots: [Lot] = []
  private var head = 0
  /// Of the lots, how many are tainted.
  private var taintedCount = 0

  init(policy: Policy) { self.policy = policy }

  /// Tainted lots, oldest first. Under poison, one for each flag with the whole balance.
  var tainted: [Lot] {
    let kept = lots[head...].filter(\.isTainted)
    return policy == .poison ? kept.map { flag($0, amount: clean) } : kept
  }

  /// All coins: the clean ones first where the order does not matter.
  var all: [Lot] { (clean.isZero ? [] : [Lot(amount: clean)]) + lots[head...] }

  var isTainted: Bool { taintedCount > 0 }

  private var keepsOrder: Bool { policy == .fifo || policy == .lifo }

  private func flag(_ lot: Lot, amount: Amount) -> Lot {
    Lot(amount: amount, losses: lot.losses, arrival: lot.arrival)
  }
}

// MARK: - Coins come in

extension Queue {
  /// Puts coins behind those that are here.
  mutating func put(_ coins: [Lot]) {
    for lot in coins where !lot.amount.isZero {
      total += lot.amount
      put(lot)
    }
  }

  private mutating func put(_ lot: Lot) {
    switch policy {
    case .fifo, .lifo:
      putInOrder(lot)
    case .haircut where lot.isTainted:
      pool(lot)
    case .libr where lot.isTainted, .tiho where lot.isTainted:
      append(lot)
    case .haircut, .libr, .tiho:
      clean += lot.amount
    case .poison:
      clean += lot.amount
      if lot.isTainted { raise(lot) }
    }
  }

  private mutating func putInOrder(_ lot: Lot) {
    if !lot.isTainted, lots.count > head, let last = lots.last, !last.isTainted {
      lots[lots.count - 1].amount += lot.amount
    } else {
      append(lot)
    }
  }

  private mutating func append(_ lot: Lot) {
    lots.append(lot)
    if lot.isTainted { taintedCount += 1 }
  }

  private mutating func pool(_ lot: Lot) {
    if let index = lots.firstIndex(where: { $0.hasSameKeys(as: lot) }) {
      lots[index].merge(lot)
    } else {
      append(lot)
    }
  }

  /// Raises poison's flags: one lot of amount zero that names them all.
  private mutating func raise(_ lot: Lot) {
    if lots.isEmpty {
      append(flag(lot, amount: .zero))
    } else {
      for loss in lot.losses where !lots[0].losses.contains(where: { $0.key == loss.key }) {
        lots[0].add([loss])
      }
      lots[0].arrival = lot.arrival
    }
  }
}

// MARK: - Coins go out

extension Queue {
  /// Takes `amount` out, which must be here.
  ///
  /// `rest` are the later payments of the same transaction in order of position: TIHO weighs this
  /// payment against them and against what will remain.
  mutating func take(_ amount: Amount, among rest: [Amount] = []) -> [Lot] {
    precondition(amount <= total, "a payment is covered by the balance")
    guard !amount.isZero else { return [] }
    let taken = takeByPolicy(amount, among: rest)
    total -= amount
    assert(taken.total == amount, "coins are neither made nor lost")
    assert(isConsistent, "counts follow the lots")
    return taken
  }

  /// Whether the counts are those of the lots: checked in debug builds.
  private var isConsistent: Bool {
    let kept = lots[head...]
    let sum = policy == .poison ? clean : kept.reduce(clean) { $0 + $1.amount }
    return kept.count(where: \.isTainted) == taintedCount && sum == total
      && (keepsOrder || kept.allSatisfy(\.isTainted))
  }

  private mutating func takeByPolicy(_ amount: Amount, among rest: [Amount]) -> [Lot] {
    switch policy {
    case .fifo: takeFront(amount)
    case .lifo: takeBack(amount)
    case .libr: takeCleanFirst(amount)
    case .tiho: takeHighest(amount, among: rest)
    case .haircut: takeShare(amount)
    case .poison: takeFlagged(amount)
    }
  }

  /// Takes the first units off one lot. A remainder whose share of every loss rounded to nothing
  /// is clean, and where the order does not matter it joins the clean coins.
  private mutating func cut(_ index: Int, _ amount: Amount) -> Lot {
    let wasTainted = lots[index].isTainted
    let piece = lots[index].takeFirst(amount)
    guard wasTainted, !lots[index].isTainted else { return piece }
    taintedCount -= 1
    if !keepsOrder {
      clean += lots[index].amount
      lots.remove(at: index)
    }
    return piece
  }

  private mutating func takeClean(_ amount: Amount) -> [Lot] {
    guard !amount.isZero else { return [] }
    clean -= amount
    return [Lot(amount: amount)]
  }

  private mutating func takeCleanFirst(_ amount: Amount) -> [Lot] {
    let own = min(amount, clean)
    return takeClean(own) + takeFront(amount - own)
  }

  private mutating func takeFront(_ amount: Amount) -> [Lot] {
    var missing = amount
    var taken: [Lot] = []
    while !missing.isZero {
      if lots[head].amount <= missing {
        missing -= lots[head].amount
        taken.append(lots[head])
        if lots[head].isTainted { taintedCount -= 1 }
        head += 1
      } else {
        taken.append(cut(head, missing))
        missing = .zero
      }
    }
    dropTaken()
    return taken
  }

  /// Newest first. The units of one lot are alike, so a cut takes them off its front.
  private mutating func takeBack(_ amount: Amount) -> [Lot] {
    var missing = amount
    var taken: [Lot] = []
    while !missing.isZero {
      if lots[lots.count - 1].amount > missing {
        taken.append(cut(lots.count - 1, missing))
        missing = .zero
      } else {
        let last = lots.removeLast()
        if last.isTainted { taintedCount -= 1 }
        missing -= last.amount
        taken.append(last)
      }
    }
    return taken
  }

  private mutating func dropTaken() {
    guard head > 32, head * 2 > lots.count else {
      if head == lots.count { (lots, head) = ([], 0) }
      return
    }
    lots.removeFirst(head)
    head = 0
  }

  private mutating func takeFlagged(_ amount: Amount) -> [Lot] {
    clean -= amount
    let arrival = lots.first?.arrival ?? .none
    let taken = Lot(amount: amount, losses: lots.first?.losses ?? [], arrival: arrival)
    if clean.isZero { (lots, taintedCount) = ([], 0) }
    return [taken]
  }
}

// MARK: - Haircut and TIHO

extension Queue {
  /// Of every kind of coin in proportion: first how much of the payment is tainted, then which.
  private mutating func takeShare(_ amount: Amount) -> [Lot] {
    let taint = lots.total
    guard !taint.isZero else { return takeClean(amount) }
    let rest = total - amount
    let tainted = Division.shares(of: taint, by: [amount, rest])[0]
    let taken = peel(tainted)
    return takeClean(amount - tainted) + taken
  }

  /// Takes `amount` of tainted coins from the pooled lots in proportion to them.
  private mutating func peel(_ amount: Amount) -> [Lot] {
    guard !amount.isZero else { return [] }
    let shares = Division.shares(of: amount, by: lots.map(\.amount))
    var taken: [Lot] = []
    // From the last, because a lot that is used up goes.
    for (index, share) in shares.enumerated().reversed() where !share.isZero {
      if share == lots[index].amount {
        taken.append(lots.remove(at: index))
        taintedCount -= 1
      } else {
        taken.append(cut(index, share))
      }
    }
    return taken.reversed()
  }

  /// The parts are this payment, the later ones as far as the balance pays them, and the rest.
  private mutating func takeHighest(_ amount: Amount, among rest: [Amount]) -> [Lot] {
    let taint = lots[head...].reduce(Amount.zero) { $0 + $1.amount }
    guard !taint.isZero else { return takeClean(amount) }
    var left = total - amount
    var parts = [amount]
    for later in rest {
      parts.append(min(later, left))
      left -= min(later, left)
    }
    parts.append(left)
    let fills = Self.fills(of: taint, highestFirst: parts)
    let (before, own) = fills[0]
    let taken = takeFront(own, after: before)
    return taken + takeClean(amount - own)
  }

  /// How much of `taint` each part gets, largest first, ties by position; and how much of it went
  /// to the parts that were filled before.
  static func fills(of taint: Amount, highestFirst parts: [Amount])
    -> [(before: Amount, own: Amount)]
  {
    let order = parts.indices.sorted {
      parts[$0] != parts[$1] ? parts[$0] > parts[$1] : $0 < $1
    }
    var left = taint
    var fills = [(before: Amount, own: Amount)](repeating: (.zero, .zero), count: parts.count)
    for index in order {
      let own = min(left, parts[index])
      fills[index] = (taint - left, own)
      left -= own
    }
    return fills
  }

  /// The tainted coins that stand behind the first `skipped` units of them.
  private mutating func takeFront(_ amount: Amount, after skipped: Amount) -> [Lot] {
    guard !amount.isZero else { return [] }
    // What a cut cleans stays in its place until both cuts are made.
    var behind = Array(lots[head...])
    let before = behind.removeFirst(units: skipped)
    let taken = behind.removeFirst(units: amount)
    let kept = before + behind
    (lots, head) = (kept.tainted, 0)
    clean += kept.reduce(Amount.zero) { $1.isTainted ? $0 : $0 + $1.amount }
    taintedCount = lots.count
    return taken
  }
}
