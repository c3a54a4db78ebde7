import WeirModel

/// How much of one loss a lot is.
struct Loss: Hashable, Sendable {
  /// Which incident and stolen asset: an index into the run's ``LossTable``.
  var key: Int
  /// Base units of the stolen asset.
  var amount: Amount
}

/// Coins that arrived together: what they are now, and what they are of the losses.
///
/// A clean lot carries no loss. A tainted one carries at least one; coins that were stolen twice
/// carry both, each conserved by itself.
struct Lot: Sendable {
  /// Base units of the asset that the lot is now.
  var amount: Amount
  /// In order of key. Empty for clean coins; under poison the amounts are zero.
  var losses: [Loss]
  /// The move that brought it where it is.
  var arrival: Arrival

  init(amount: Amount, losses: [Loss] = [], arrival: Arrival = .none) {
    self.amount = amount
    self.losses = losses
    self.arrival = arrival
  }

  var isTainted: Bool { !losses.isEmpty }
}

/// A place in a chain's order: a transfer row on an account chain, an output row on a UTXO chain.
struct Arrival: Hashable, Sendable, Comparable {
  var chain: Int
  var row: UInt64

  static let none = Arrival(chain: -1, row: 0)

  static func < (left: Arrival, right: Arrival) -> Bool {
    left.chain != right.chain ? left.chain < right.chain : left.row < right.row
  }
}

extension Lot {
  /// Cuts the lot into pieces of these amounts, and its losses in proportion to them.
  ///
  /// - Precondition: the amounts sum to the lot's, and none is zero.
  func cut(into amounts: [Amount]) -> [Lot] {
    var pieces = amounts.map { Lot(amount: $0, arrival: arrival) }
    for loss in losses {
      for (index, share) in Division.shares(of: loss.amount, by: amounts).enumerated()
      where !share.isZero || loss.amount.isZero {
        pieces[index].losses.append(Loss(key: loss.key, amount: share))
      }
    }
    return pieces
  }

  /// Takes the first `amount` units off the lot.
  ///
  /// - Precondition: `amount` is not zero and less than the lot's.
  mutating func takeFirst(_ amount: Amount) -> Lot {
    let pieces = cut(into: [amount, self.amount - amount])
    self = pieces[1]
    return pieces[0]
  }

  /// Joins a lot that carries losses of the same keys.
  mutating func merge(_ other: Lot) {
    precondition(hasSameKeys(as: other), "lots of different losses stay apart")
    amount += other.amount
    for index in losses.indices { losses[index].amount += other.losses[index].amount }
    arrival = max(arrival, other.arrival)
  }

  func hasSameKeys(as other: Lot) -> Bool {
    losses.count == other.losses.count
      && zip(losses, other.losses).allSatisfy { $0.key == $1.key }
  }

  /// Adds losses, key by key.
  mutating func add(_ more: [Loss]) { losses.add(more) }
}

extension [Lot] {
  var total: Amount { reduce(Amount.zero) { $0 + $1.amount } }
  var tainted: [Lot] { filter(\.isTainted) }
  var isTainted: Bool { contains(where: \.isTainted) }

  /// The same coins seen in two ways: each piece carries the losses of both.
  ///
  /// - Precondition: both sum to the same amount.
  static func overlay(_ base: [Lot], _ mark: [Lot]) -> [Lot] {
    precondition(base.total == mark.total, "two views of the same coins")
    var result: [Lot] = []
    var base = base[...]
    var mark = mark[...]
    while var first = base.popFirst(), var second = mark.popFirst() {
      if first.amount > second.amount {
        let piece = first.takeFirst(second.amount)
        base = [first] + base
        first = piece
      } else if second.amount > first.amount {
        let piece = second.takeFirst(first.amount)
        mark = [second] + mark
        second = piece
      }
      first.add(second.losses)
      first.arrival = Swift.max(first.arrival, second.arrival)
      result.append(first)
    }
    return result
  }

  /// The same value as another amount of another asset: after a swap, a wrap or a bridge.
  ///
  /// Amounts are divided by largest remainders, losses are kept whole. A tainted lot that would
  /// round to nothing joins its largest tainted sibling; where all would, one unit is tainted.
  func converted(to amount: Amount) -> [Lot] {
    precondition(!isEmpty && !amount.isZero, "nothing to convert")
    var result = cleanTogether
    let shares = Division.shares(of: amount, by: result.map(\.amount))
    for (index, share) in shares.enumerated() { result[index].amount = share }
    let stranded = result.filter { $0.isTainted && $0.amount.isZero }
    result.removeAll { $0.amount.isZero }
    guard !stranded.isEmpty else { return result }
    let home = result.firstIndexOfLargest(where: \.isTainted) ?? result.makeRoomForTaint()
    for lot in stranded {
      result[home].add(lot.losses)
      result[home].arrival = Swift.max(result[home].arrival, lot.arrival)
    }
    return result
  }

  /// Neighbours that are clean as one: how clean coins came changes no rounding.
  private var cleanTogether: [Lot] {
    reduce(into: []) { joined, lot in
      if let last = joined.last, !last.isTainted, !lot.isTainted {
        joined[joined.count - 1].amount += lot.amount
      } else {
        joined.append(lot)
      }
    }
  }

  private func firstIndexOfLargest(where condition: (Lot) -> Bool) -> Int? {
    var best: Int?
    for (index, lot) in enumerated() where condition(lot) {
      if let found = best, self[found].amount >= lot.amount { continue }
      best = index
    }
    return best
  }

  /// Splits one unit off the largest lot, before it, and gives its index.
  private mutating func makeRoomForTaint() -> Int {
    guard let largest = firstIndexOfLargest(where: { _ in true }) else {
      preconditionFailure("an amount that is not zero leaves a lot")
    }
    if self[largest].amount > 1 {
      self[largest].amount -= 1
      insert(Lot(amount: 1), at: largest)
    }
    return largest
  }
}
