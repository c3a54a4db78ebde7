/// An unsigned integer of 256 bits: what an EVM word holds, and what chain work needs.
///
/// Arithmetic that can leave the range returns `nil` or says so by name; nothing wraps silently.
public struct UInt256: Hashable, Sendable {
  public var high: UInt128
  public var low: UInt128

  public init(high: UInt128 = 0, low: UInt128) {
    self.high = high
    self.low = low
  }

  public init(_ value: UInt64) { self.init(low: UInt128(value)) }

  public static let zero = UInt256(low: 0)
  public static let one = UInt256(low: 1)
  public static let max = UInt256(high: .max, low: .max)

  public var isZero: Bool { high == 0 && low == 0 }

  /// The value as 64 bits, or `nil` where it does not fit.
  public var uint64: UInt64? { high == 0 ? UInt64(exactly: low) : nil }
}

extension UInt256: Comparable {
  public static func < (left: UInt256, right: UInt256) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

extension UInt256: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: UInt64) { self.init(value) }
}

// MARK: - Checked arithmetic

extension UInt256 {
  /// The sum, or `nil` above 256 bits.
  public func adding(_ other: UInt256) -> UInt256? {
    let (low, carry) = low.addingReportingOverflow(other.low)
    let (high, overflow) = high.addingReportingOverflow(other.high)
    let (carried, overflowed) = high.addingReportingOverflow(carry ? 1 : 0)
    return overflow || overflowed ? nil : UInt256(high: carried, low: low)
  }

  /// The difference, or `nil` below zero.
  public func subtracting(_ other: UInt256) -> UInt256? {
    guard self >= other else { return nil }
    let (low, borrow) = low.subtractingReportingOverflow(other.low)
    return UInt256(high: high - other.high - (borrow ? 1 : 0), low: low)
  }

  /// The product, or `nil` above 256 bits.
  public func multiplied(by other: UInt256) -> UInt256? {
    let (high, low) = multipliedFullWidth(by: other)
    return high.isZero ? low : nil
  }

  /// The product in 512 bits.
  public func multipliedFullWidth(by other: UInt256) -> (high: UInt256, low: UInt256) {
    let (h0, l0) = Self.product(low, other.low)
    let (h1, l1) = Self.product(low, other.high)
    let (h2, l2) = Self.product(high, other.low)
    let (h3, l3) = Self.product(high, other.high)
    let (s0, c0) = h0.addingReportingOverflow(l1)
    let (word1, c1) = s0.addingReportingOverflow(l2)
    let carry1: UInt128 = (c0 ? 1 : 0) + (c1 ? 1 : 0)
    let (s1, c2) = h1.addingReportingOverflow(h2)
    let (s2, c3) = s1.addingReportingOverflow(l3)
    let (word2, c4) = s2.addingReportingOverflow(carry1)
    let carry2: UInt128 = (c2 ? 1 : 0) + (c3 ? 1 : 0) + (c4 ? 1 : 0)
    return (UInt256(high: h3 + carry2, low: word2), UInt256(high: word1, low: l0))
  }

  private static func product(_ a: UInt128, _ b: UInt128) -> (high: UInt128, low: UInt128) {
    let wide = a.multipliedFullWidth(by: b)
    return (wide.high, wide.low)
  }

  /// Quotient and remainder.
  ///
  /// - Precondition: `divisor` is not zero.
  public func dividedWithRemainder(by divisor: UInt256) -> (quotient: UInt256, remainder: UInt256) {
    precondition(!divisor.isZero, "division by zero")
    if high == 0 && divisor.high == 0 {
      let (quotient, remainder) = low.quotientAndRemainder(dividingBy: divisor.low)
      return (UInt256(low: quotient), UInt256(low: remainder))
    }
    return Self.divide(high: .zero, low: self, by: divisor)
  }

  /// `self × numerator ÷ denominator`, rounded down, with what the division leaves over.
  ///
  /// - Precondition: `numerator <= denominator`, so that the quotient fits.
  /// - Complexity: O(1); one 128-bit division where both factors fit in 64 bits.
  public func scaled(by numerator: UInt256, over denominator: UInt256)
    -> (quotient: UInt256, remainder: UInt256)
  {
    precondition(numerator <= denominator && !denominator.isZero, "a share is at most the whole")
    if let a = uint64, let b = numerator.uint64, denominator.high == 0 {
      let product = UInt128(a) * UInt128(b)
      let (quotient, remainder) = product.quotientAndRemainder(dividingBy: denominator.low)
      return (UInt256(low: quotient), UInt256(low: remainder))
    }
    let (high, low) = multipliedFullWidth(by: numerator)
    return Self.divide(high: high, low: low, by: denominator)
  }
}

// MARK: - Text and bytes

extension UInt256: CustomStringConvertible {
  /// Parses decimal digits and nothing else: no sign, no spaces, no exponent.
  ///
  /// Returns `nil` on any other character, on no digit, and above 256 bits.
  public init?(decimal text: some StringProtocol) {
    guard !text.isEmpty else { return nil }
    var value = UInt256.zero
    for digit in text.utf8 {
      guard digit >= 48, digit <= 57, let shifted = value.appending(digit: UInt64(digit - 48))
      else { return nil }
      value = shifted
    }
    self = value
  }

  /// `self × 10 + digit`, or `nil` above 256 bits.
  public func appending(digit: UInt64) -> UInt256? {
    // Amounts seldom leave 128 bits, and a full product costs four multiplications.
    if high == 0 && low < 1 << 124 { return UInt256(low: low * 10 + UInt128(digit)) }
    return multiplied(by: 10)?.adding(UInt256(digit))
  }

  /// Decimal digits, without separators.
  public var description: String {
    if high == 0 { return String(low) }
    var parts: [String] = []
    var rest = self
    let chunk = UInt256(1_000_000_000_000_000_000)
    while !rest.isZero {
      let (quotient, remainder) = rest.dividedWithRemainder(by: chunk)
      let digits = String(remainder.low)
      let isLeading = quotient.isZero
      parts.append(isLeading ? digits : String(repeating: "0", count: 18 - digits.count) + digits)
      rest = quotient
    }
    return parts.reversed().joined()
  }

  /// Big-endian bytes, at most 32; shorter input is the value's tail. `nil` if longer.
  public init?(bigEndian bytes: some Collection<UInt8>) {
    guard bytes.count <= 32 else { return nil }
    var high: UInt128 = 0
    var low: UInt128 = 0
    for byte in bytes {
      high = high << 8 | low >> 120
      low = low << 8 | UInt128(byte)
    }
    self.init(high: high, low: low)
  }

  /// The 32 big-endian bytes.
  public var bigEndianBytes: [UInt8] {
    let words = [high, low]
    return words.flatMap { word in
      (0..<16).map { UInt8(truncatingIfNeeded: word >> UInt128(8 * (15 - $0))) }
    }
  }
}
