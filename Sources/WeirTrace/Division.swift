import WeirModel

/// Divides whole units so that the parts sum to the whole.
enum Division {
  /// Shares of `quantity` in proportion to `weights`, by largest remainders; ties go to the
  /// lower position.
  ///
  /// - Precondition: the weights' sum is not zero, fits in 256 bits, and no share is larger than
  ///   its weight unless `quantity` is larger than the sum.
  /// - Complexity: O(n log n).
  static func shares(of quantity: Amount, by weights: [Amount]) -> [Amount] {
    let total = weights.reduce(Amount.zero, +)
    precondition(!total.isZero, "nothing to divide by")
    var shares: [Amount] = []
    shares.reserveCapacity(weights.count)
    var remainders: [(remainder: UInt256, position: Int)] = []
    var given = Amount.zero
    for (position, weight) in weights.enumerated() {
      // weight <= total, so the quotient is at most the quantity.
      let (share, remainder) = quantity.units.scaled(by: weight.units, over: total.units)
      shares.append(Amount(share))
      given += Amount(share)
      if !remainder.isZero { remainders.append((remainder, position)) }
    }
    // Every floor drops less than one unit, so fewer units are left than there are remainders.
    let left = (quantity - given).units.low
    guard left > 0 else { return shares }
    remainders.sort {
      $0.remainder != $1.remainder ? $0.remainder > $1.remainder : $0.position < $1.position
    }
    for (_, position) in remainders.prefix(Int(left)) { shares[position] += 1 }
    return shares
  }
}
