import WeirModel

/// A part of a loss: of which incident, of which stolen asset, how much.
struct Loss: Hashable {
  var incident: String
  var asset: AssetID
  var amount: Amount

  func isOfTheSame(as other: Loss) -> Bool { incident == other.incident && asset == other.asset }
}

/// Value that came in at once: what it is now, and what it is of the loss.
struct Lot: Hashable {
  var amount: Amount
  /// `nil` for clean value; never of amount zero.
  var loss: Loss?
  /// Whether it was ever spent from among other value, so that policies disagree about it.
  var isMixed = false

  static func clean(_ amount: Amount) -> Lot { Lot(amount: amount, loss: nil) }

  /// Parts of the given amounts, the loss divided among them by largest remainders.
  ///
  /// - Precondition: `parts` sum to ``amount``.
  func split(over parts: [Amount]) -> [Lot] {
    guard let loss else { return parts.map(Lot.clean) }
    let shares = Shares.divide(loss.amount, over: parts)
    return zip(parts, shares).map { part, share in
      Lot(amount: part, loss: share.isZero ? nil : loss.with(share), isMixed: isMixed)
    }
  }
}

extension Loss {
  func with(_ amount: Amount) -> Loss {
    Loss(incident: incident, asset: asset, amount: amount)
  }
}

extension [Lot] {
  var total: Amount { reduce(.zero) { $0 + $1.amount } }

  /// Whether every exact policy divides these alike: all of one loss, unit for unit.
  var isUniform: Bool {
    guard count > 1, let first = self[0].loss else {
      return allSatisfy { $0.loss == nil } || count == 1
    }
    return allSatisfy { lot in
      lot.loss.map { $0.isOfTheSame(as: first) && $0.amount == lot.amount } ?? false
    }
  }

  /// Marks all as mixed unless they are uniform.
  mutating func markIfMixed() {
    guard !isUniform else { return }
    for index in indices { self[index].isMixed = true }
  }

  /// The same losses on another asset's `amount`, in proportion. A lot that would be of amount
  /// zero gives its loss to the largest.
  func converted(to amount: Amount) -> [Lot] {
    let shares = Shares.divide(amount, over: map(\.amount))
    var lots = zip(self, shares).map { Lot(amount: $1, loss: $0.loss, isMixed: $0.isMixed) }
    guard let largest = lots.indices.max(by: { lots[$0].amount < lots[$1].amount }) else {
      return []
    }
    for index in lots.indices where lots[index].amount.isZero {
      guard let stranded = lots[index].loss else { continue }
      lots[largest].absorb(stranded)
    }
    return lots.filter { !$0.amount.isZero }
  }
}

extension Lot {
  /// Takes over the loss of a sibling that had no amount of its own.
  fileprivate mutating func absorb(_ stranded: Loss) {
    guard let own = loss else {
      loss = stranded
      return
    }
    precondition(own.isOfTheSame(as: stranded), "the drill converts one loss at a time")
    loss = own.with(own.amount + stranded.amount)
  }
}

/// Division that loses nothing.
enum Shares {
  /// Parts of `whole` in proportion to `weights`, by largest remainders; ties to the lower place.
  ///
  /// - Precondition: some weight is not zero.
  static func divide(_ whole: Amount, over weights: [Amount]) -> [Amount] {
    let total = weights.reduce(Amount.zero, +)
    let parts = weights.map { whole.units.scaled(by: $0.units, over: total.units) }
    var shares = parts.map(\.quotient).map(Amount.init)
    let rest = whole - shares.reduce(.zero, +)
    let order = parts.indices.sorted {
      (parts[$1].remainder, $0) < (parts[$0].remainder, $1)
    }
    // Remainders are below the total each, so that their sum is below one unit a part.
    for index in order.prefix(Int(rest.units.low)) { shares[index] += 1 }
    return shares
  }
}
