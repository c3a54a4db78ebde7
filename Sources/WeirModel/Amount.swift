/// A quantity of one asset in its base units (satoshi, wei), exact to 256 bits.
///
/// The asset stands beside the amount, never inside it; amounts of different assets are not
/// comparable, and no function here takes two assets. Decimals are presentation only.
public struct Amount: Hashable, Sendable {
  public var units: UInt256

  public init(_ units: UInt256) { self.units = units }
  public init(_ units: UInt64) { self.units = UInt256(units) }

  public static let zero = Amount(UInt256.zero)
  public var isZero: Bool { units.isZero }

  /// The sum, or `nil` above 256 bits.
  public func adding(_ other: Amount) -> Amount? { units.adding(other.units).map(Amount.init) }

  /// The difference, or `nil` below zero.
  public func subtracting(_ other: Amount) -> Amount? {
    units.subtracting(other.units).map(Amount.init)
  }

  /// Traps above 256 bits: use it where the sum is a part of a whole that fits.
  public static func + (left: Amount, right: Amount) -> Amount {
    guard let sum = left.adding(right) else { preconditionFailure("sum of parts above 256 bits") }
    return sum
  }

  /// Traps below zero: use it where the part was taken from the whole.
  public static func - (left: Amount, right: Amount) -> Amount {
    guard let rest = left.subtracting(right) else { preconditionFailure("part above the whole") }
    return rest
  }

  public static func += (left: inout Amount, right: Amount) { left = left + right }
  public static func -= (left: inout Amount, right: Amount) { left = left - right }
}

extension Amount: Comparable {
  public static func < (left: Amount, right: Amount) -> Bool { left.units < right.units }
}

extension Amount: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: UInt64) { self.init(value) }
}

extension Amount: CustomStringConvertible {
  /// Base units as decimal digits.
  public var description: String { units.description }
}

// MARK: - Decimals

extension Amount {
  /// Why a decimal text is not an amount. The text itself stands in the message of whoever
  /// knows the file and the line.
  public enum DecimalError: Error, Hashable, Sendable {
    /// Anything but digits and one point: signs, separators, spaces, nothing at all.
    case notDecimal
    /// `1.5E+20`: digits have been lost before it came here.
    case exponent
    /// More digits behind the point than the asset has.
    case surplusDecimals(found: Int, allowed: Int)
    /// More than 256 bits.
    case tooLarge
  }

  /// Parses `"12.5"` with `decimals` places into base units, digit by digit.
  ///
  /// Zeros beyond the asset's last place are surplus too: a source that prints them does not
  /// mean the asset that it is read as.
  public init(decimal text: some StringProtocol, decimals: Int) throws(DecimalError) {
    var value = UInt256.zero
    var digits = 0
    var places: Int?
    for byte in text.utf8 {
      switch byte {
      case 48...57:
        guard let next = value.appending(digit: UInt64(byte - 48)) else { throw .tooLarge }
        value = next
        digits += 1
        places = places.map { $0 + 1 }
      case 46 where places == nil && digits > 0:
        places = 0
      case 69 where digits > 0, 101 where digits > 0:
        throw .exponent
      default:
        throw .notDecimal
      }
    }
    guard digits > 0, places != 0 else { throw .notDecimal }
    let found = places ?? 0
    guard found <= decimals else {
      throw .surplusDecimals(found: found, allowed: decimals)
    }
    for _ in found..<decimals {
      guard let next = value.appending(digit: 0) else { throw .tooLarge }
      value = next
    }
    self.init(value)
  }

  /// The amount with a point, trailing zeros removed: `1_500_000` at 6 places is `"1.5"`.
  public func formatted(decimals: Int) -> String {
    precondition(decimals >= 0, "an asset has no negative decimals")
    let digits = description
    guard decimals > 0 else { return digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    var fraction = padded.suffix(decimals)
    while fraction.last == "0" { fraction.removeLast() }
    let whole = padded.dropLast(decimals)
    return fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
  }
}
