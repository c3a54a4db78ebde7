/// A 32-byte hash in the byte order of the wire, held inline.
///
/// Bitcoin's explorers print it reversed (``reversedHex``); Ethereum prints it as it stands.
public struct Hash32: Hashable, Sendable {
  public var words: (UInt64, UInt64, UInt64, UInt64) {
    (word0, word1, word2, word3)
  }
  // Big-endian words, so that comparing words compares bytes.
  private let word0, word1, word2, word3: UInt64

  public init(words: (UInt64, UInt64, UInt64, UInt64)) {
    (word0, word1, word2, word3) = words
  }

  public static let zero = Hash32(words: (0, 0, 0, 0))

  /// `nil` unless there are exactly 32 bytes.
  @inlinable
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for byte in bytes {
      words.0 = words.0 << 8 | words.1 >> 56
      words.1 = words.1 << 8 | words.2 >> 56
      words.2 = words.2 << 8 | words.3 >> 56
      words.3 = words.3 << 8 | UInt64(byte)
    }
    self.init(words: words)
  }

  public var bytes: [UInt8] {
    [word0, word1, word2, word3].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * (7 - $0))) }
    }
  }

  public var reversed: Hash32 {
    Hash32(words: (word3.byteSwapped, word2.byteSwapped, word1.byteSwapped, word0.byteSwapped))
  }
}

extension Hash32: Comparable {
  public static func < (left: Hash32, right: Hash32) -> Bool {
    if left.word0 != right.word0 { return left.word0 < right.word0 }
    if left.word1 != right.word1 { return left.word1 < right.word1 }
    if left.word2 != right.word2 { return left.word2 < right.word2 }
    return left.word3 < right.word3
  }
}

extension Hash32: CustomStringConvertible {
  /// 64 lower-case hex digits, with or without `0x` in front. `nil` on anything else.
  public init?(hex text: some StringProtocol) {
    let text = String(text)
    let digits = text.utf8.span
    let start = digits.count == 66 && digits[0] == 48 && digits[1] == 120 ? 2 : 0
    guard digits.count == start + 64 else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for place in start..<digits.count {
      guard let value = [UInt8].hexValue(of: digits[place]) else { return nil }
      words.0 = words.0 << 4 | words.1 >> 60
      words.1 = words.1 << 4 | words.2 >> 60
      words.2 = words.2 << 4 | words.3 >> 60
      words.3 = words.3 << 4 | UInt64(value)
    }
    self.init(words: words)
  }

  /// As Bitcoin prints it: 64 hex digits in reversed byte order.
  public init?(reversedHex text: some StringProtocol) {
    guard let hash = Hash32(hex: text) else { return nil }
    self = hash.reversed
  }

  public var hex: String { bytes.hex }
  public var reversedHex: String { reversed.hex }
  public var description: String { hex }
}

extension [UInt8] {
  /// Bytes from an even number of hex digits of either case, without a prefix.
  public init?(hex text: some StringProtocol) {
    let text = String(text)
    let digits = text.utf8.span
    guard digits.count.isMultiple(of: 2) else { return nil }
    self.init()
    reserveCapacity(digits.count / 2)
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Self.hexValue(of: digits[place]),
        let low = Self.hexValue(of: digits[place + 1])
      else { return nil }
      append(high << 4 | low)
    }
  }

  fileprivate static func hexValue(of digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 65...70: digit - 55
    case 97...102: digit - 87
    default: nil
    }
  }
}

extension Sequence<UInt8> {
  /// Lower-case hex digits, without a prefix.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
