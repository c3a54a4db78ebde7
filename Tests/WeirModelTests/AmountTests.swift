import Testing
import WeirModel
import WeirTesting

@Suite struct AmountTests {
  @Test(arguments: [
    ("0", 8, 0), ("1", 8, 100_000_000), ("0.00000001", 8, 1), ("20.99999999", 8, 2_099_999_999),
    ("12.5", 1, 125), ("7", 0, 7), ("007.50", 2, 750), ("401.346769", 6, 401_346_769),
  ])
  func `a decimal becomes base units`(text: String, decimals: Int, units: UInt64) throws {
    #expect(try Amount(decimal: text, decimals: decimals) == Amount(units))
  }

  @Test(arguments: [
    "", ".", "1.", ".5", "-1", "+1", " 1", "1 ", "1,000", "1.2.3", "1_0", "١", "e5",
  ])
  func `what is no plain decimal is refused`(text: String) {
    #expect(throws: Amount.DecimalError.notDecimal) { try Amount(decimal: text, decimals: 8) }
  }

  /// A spreadsheet wrote these: digits are gone, even where none would be missing.
  @Test(arguments: ["1.5E+20", "1e5", "1E5", "4.01347e23", "1e", "0e0"])
  func `an exponent is refused by its own name`(text: String) {
    #expect(throws: Amount.DecimalError.exponent) { try Amount(decimal: text, decimals: 18) }
  }

  @Test func `surplus decimals are refused, zeros too`() {
    for text in ["0.000000001", "1.000000000"] {
      #expect(throws: Amount.DecimalError.surplusDecimals(found: 9, allowed: 8)) {
        try Amount(decimal: text, decimals: 8)
      }
    }
    #expect(throws: Amount.DecimalError.surplusDecimals(found: 1, allowed: 0)) {
      try Amount(decimal: "1.0", decimals: 0)
    }
  }

  /// 2^256 - 1 has 78 digits; with 18 places, 60 stand before the point.
  @Test func `the largest amount is read, and one more is refused`() throws {
    let largest = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
    let places = "115792089237316195423570985008687907853269984665640564039457.584007913129639935"
    #expect(try Amount(decimal: largest, decimals: 0) == Amount(UInt256.max))
    #expect(try Amount(decimal: places, decimals: 18) == Amount(UInt256.max))
    #expect(Amount(UInt256.max).formatted(decimals: 18) == places)
    for (text, decimals) in [
      (largest.dropLast() + "6", 0), (largest, 1), (places.dropLast() + "6", 18),
      (String(repeating: "9", count: 200), 0),
    ] {
      #expect(throws: Amount.DecimalError.tooLarge) {
        try Amount(decimal: text, decimals: decimals)
      }
    }
  }

  @Test(arguments: [
    (UInt64(0), 8, "0"), (1, 8, "0.00000001"), (100_000_000, 8, "1"), (1_500_000, 6, "1.5"),
    (1_050, 3, "1.05"), (42, 0, "42"), (999, 3, "0.999"), (1_000, 3, "1"),
  ])
  func `base units print with a point and without trailing zeros`(
    units: UInt64, decimals: Int, text: String
  ) {
    #expect(Amount(units).formatted(decimals: decimals) == text)
  }

  @Test func `what is formatted parses to the same amount`() throws {
    for seed in caseSeeds(1_000) {
      var random = SeededGenerator(seed: seed)
      let (amount, decimals) = (Amount(random.word()), random.below(40))
      let text = amount.formatted(decimals: decimals)
      #expect(try Amount(decimal: text, decimals: decimals) == amount, "seed \(seed): \(text)")
    }
  }

  @Test func `sums and differences say when they leave the range`() {
    #expect(Amount(UInt256.max).adding(1) == nil && Amount.zero.subtracting(1) == nil)
    #expect(Amount(3).adding(4) == 7 && Amount(7).subtracting(7)?.isZero == true)
  }
}
