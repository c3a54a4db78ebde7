import Testing
import WeirModel
import WeirTesting

@Suite struct UInt256DivisionTests {
  /// The cases that naive implementations of Knuth's algorithm D get wrong, with limbs of 64 bits.
  ///
  /// Worked out: 3 × (2^189 + 1) + 2^189 = 2^191 + 3, where the first guess is 4; and
  /// (2^64 - 2) × (2^191 + 1) = 2^255 - 2^192 + 2^64 - 2, which leaves 2^191 - 2^64 + 2 of
  /// 2^255 - 2^191, where a signed product goes wrong.
  @Test func `a guess that is too high is taken back`() {
    let first = UInt256(high: 1 << 63, low: 3).dividedWithRemainder(
      by: UInt256(high: 1 << 61, low: 1))
    #expect(first.quotient == 3 && first.remainder == .power(189))
    let whole = UInt256.power(255).subtracting(.power(191))
    let second = whole?.dividedWithRemainder(by: UInt256(high: 1 << 63, low: 1))
    #expect(second?.quotient == UInt256(.max - 1))
    #expect(second?.remainder == UInt256(high: 1 << 63 - 1, low: .max - (1 << 64) + 3))
  }

  @Test func `edges divide as bit by bit`() {
    for whole in UInt256.edges {
      for divisor in UInt256.edges where !divisor.isZero {
        let (quotient, remainder) = whole.dividedWithRemainder(by: divisor)
        let expected = BitDivision.divide(high: .zero, low: whole, by: divisor)
        #expect(quotient == expected.quotient, "\(whole) ÷ \(divisor)")
        #expect(remainder == expected.remainder, "\(whole) mod \(divisor)")
      }
    }
  }

  @Test func `edges scale as bit by bit`() {
    for whole in UInt256.edges {
      for numerator in UInt256.edges {
        for denominator in UInt256.edges where numerator <= denominator && !denominator.isZero {
          expectScaled(whole, numerator, denominator, "\(whole) × \(numerator) ÷ \(denominator)")
        }
      }
    }
  }

  @Test func `random shares are as bit by bit, and the remainder is what is missing`() throws {
    for seed in caseSeeds(3_000) {
      var random = SeededGenerator(seed: seed)
      let (whole, left, right) = (random.word(), random.word(), random.word())
      let (numerator, denominator) = left < right ? (left, right) : (right, left)
      guard !denominator.isZero else { continue }
      expectScaled(whole, numerator, denominator, "seed \(seed)")
      let (quotient, remainder) = whole.dividedWithRemainder(by: denominator)
      let product = try #require(quotient.multiplied(by: denominator), "seed \(seed)")
      #expect(product.adding(remainder) == whole && remainder < denominator, "seed \(seed)")
    }
  }

  /// One below a multiple: the leading limbs promise a whole part more than there is, which random
  /// numbers do about twice in 2^64. Here a fifth of the cases takes a guess back.
  @Test func `one below a multiple has the quotient below`() throws {
    for seed in caseSeeds(3_000) {
      var random = SeededGenerator(seed: seed)
      let (divisor, count) = (random.word(), random.word())
      guard let whole = count.multiplied(by: divisor)?.subtracting(.one) else { continue }
      let (quotient, remainder) = whole.dividedWithRemainder(by: divisor)
      #expect(quotient == count.subtracting(.one), "seed \(seed)")
      #expect(remainder == divisor.subtracting(.one), "seed \(seed)")
    }
  }

  /// A third of 10^18 base units is 333333333333333333, and one unit is left over; all of a whole
  /// is the whole, whatever the parts are called.
  @Test func `a share is rounded down`() {
    let third = UInt256(1_000_000_000_000_000_000).scaled(by: 1, over: 3)
    #expect(third.quotient == UInt256(333_333_333_333_333_333) && third.remainder == 1)
    #expect(UInt256.max.scaled(by: .max, over: .max).quotient == .max)
    #expect(UInt256.max.scaled(by: .zero, over: .one).quotient == .zero)
  }

  private func expectScaled(
    _ whole: UInt256, _ numerator: UInt256, _ denominator: UInt256, _ which: String
  ) {
    let (quotient, remainder) = whole.scaled(by: numerator, over: denominator)
    let (high, low) = whole.multipliedFullWidth(by: numerator)
    let expected = BitDivision.divide(high: high, low: low, by: denominator)
    #expect(quotient == expected.quotient && remainder == expected.remainder, "\(which)")
  }
}

/// Long division of 512 bits by 256, bit by bit: slow, and plain to see.
private enum BitDivision {
  /// - Precondition: `high < divisor`, so that the quotient fits.
  static func divide(high: UInt256, low: UInt256, by divisor: UInt256)
    -> (quotient: UInt256, remainder: UInt256)
  {
    var remainder = high
    var quotient = UInt256.zero
    for bit in stride(from: 255, through: 0, by: -1) {
      let isLarge = remainder.high >> 127 == 1
      let next = bit < 128 ? low.low >> bit & 1 : low.high >> (bit - 128) & 1
      remainder = UInt256(
        high: remainder.high << 1 | remainder.low >> 127, low: remainder.low << 1 | next)
      guard isLarge || remainder >= divisor else { continue }
      let (low, borrow) = remainder.low.subtractingReportingOverflow(divisor.low)
      remainder = UInt256(high: remainder.high &- divisor.high &- (borrow ? 1 : 0), low: low)
      if bit < 128 { quotient.low |= 1 << bit } else { quotient.high |= 1 << (bit - 128) }
    }
    return (quotient, remainder)
  }
}
