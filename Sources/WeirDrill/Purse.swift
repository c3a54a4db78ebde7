import WeirModel

/// What one account holds of one asset, oldest first: the thief's own bookkeeping.
struct Purse {
  private(set) var lots: [Lot] = []
  private(set) var total = Amount.zero

  mutating func receive(_ lot: Lot) {
    guard !lot.amount.isZero else { return }
    total += lot.amount
    if lot.loss == nil, let last = lots.last, last.loss == nil {
      lots[lots.count - 1].amount += lot.amount
    } else {
      lots.append(lot)
    }
  }

  /// Takes the oldest units.
  ///
  /// - Precondition: `amount` is at most ``total``.
  mutating func pay(_ amount: Amount) -> [Lot] {
    lots.markIfMixed()
    total -= amount
    var paid: [Lot] = []
    var rest = amount
    while !rest.isZero {
      let oldest = lots[0]
      if oldest.amount <= rest {
        lots.removeFirst()
        paid.append(oldest)
      } else {
        let parts = oldest.split(over: [rest, oldest.amount - rest])
        paid.append(parts[0])
        lots[0] = parts[1]
      }
      rest -= paid[paid.count - 1].amount
    }
    return paid
  }

  /// Takes the oldest units and leaves the newest `amount`.
  ///
  /// - Precondition: `amount` is at most ``total``.
  mutating func takeAll(but amount: Amount) -> [Lot] {
    var copy = self
    let older = copy.pay(total - amount)
    lots = copy.lots
    total = copy.total
    return older
  }
}
