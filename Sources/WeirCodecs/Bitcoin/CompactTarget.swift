public import WeirModel

/// A header's `bits`: the number that the block's hash must not exceed, in four bytes.
///
/// *Source:* Bitcoin Core, `arith_uint256.cpp`, `SetCompact`.
public struct CompactTarget: Hashable, Sendable {
  public let bits: UInt32
  /// 1 or more.
  public let target: UInt256

  /// `nil` for bits that stand for zero, a negative number or one above 256 bits.
  public init?(bits: UInt32) {
    let mantissa = bits & 0x7f_ffff
    let exponent = Int(bits >> 24)
    guard bits & 0x80_0000 == 0 else { return nil }
    let bytes: [UInt8]
    if exponent <= 3 {
      let value = mantissa >> UInt32(8 * (3 - exponent))
      bytes = Self.bigEndian(value)
    } else {
      let digits = Self.bigEndian(mantissa).drop { $0 == 0 }
      guard digits.count + exponent - 3 <= 32 else { return nil }
      bytes = digits + [UInt8](repeating: 0, count: exponent - 3)
    }
    guard let target = UInt256(bigEndian: bytes), !target.isZero else { return nil }
    self.bits = bits
    self.target = target
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    value.byteSwapped.littleEndianBytes
  }

  /// Expected hashes until one is at or below the target: 2^256 ÷ (target + 1).
  public var work: UInt256 {
    // 2^256 does not fit; ⌊2^256 ÷ d⌋ is ⌊(2^256 − d) ÷ d⌋ + 1, and 2^256 − d is ¬target.
    guard let divisor = target.adding(.one) else { return .one }
    let complement = UInt256(high: ~target.high, low: ~target.low)
    return complement.dividedWithRemainder(by: divisor).quotient.adding(.one) ?? .max
  }

  /// Whether a hash, in the byte order of the wire, is at or below the target.
  public func isMet(by hash: Hash32) -> Bool {
    let words = hash.reversed.words
    let number = UInt256(
      high: UInt128(words.0) << 64 | UInt128(words.1),
      low: UInt128(words.2) << 64 | UInt128(words.3))
    return number <= target
  }
}
