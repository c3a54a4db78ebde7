import WeirModel

extension Amount {
  /// `thousandths` of a whole unit of an asset with so many decimals.
  ///
  /// - Precondition: at least 3 decimals, at most 18.
  static func thousandths(_ thousandths: UInt64, decimals: Int) -> Amount {
    var units = UInt128(thousandths)
    for _ in 3..<decimals { units *= 10 }
    return Amount(UInt256(low: units))
  }

  /// Whole coins of 18 decimals.
  static func ether(_ count: UInt64) -> Amount { thousandths(count * 1000, decimals: 18) }

  /// `self × numerator ÷ denominator`, rounded down, for a rate of any size.
  ///
  /// - Precondition: the product fits in 256 bits.
  func times(_ numerator: UInt64, over denominator: UInt64) -> Amount {
    guard let product = units.multiplied(by: UInt256(numerator)) else {
      preconditionFailure("a drill's amounts are far below 256 bits")
    }
    return Amount(product.dividedWithRemainder(by: UInt256(denominator)).quotient)
  }
}
