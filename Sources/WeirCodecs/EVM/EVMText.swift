import WeirModel

/// Hexadecimal and decimal text of EVM formats, from bytes.
///
/// Every function returns `nil` for text that is not of its form.
///
/// *Source:* Ethereum JSON-RPC specification, "Hex value encoding".
enum EVMText {
  /// `0x` and at least one digit, at most 256 bits.
  ///
  /// The specification forbids leading zeros; old nodes write them, and they change nothing.
  static func quantity(_ text: some Collection<UInt8>) -> UInt256? {
    guard let digits = digits(text), !digits.isEmpty else { return nil }
    let significant = digits.drop { $0 == 0x30 }
    guard significant.count <= 64 else { return nil }
    var value = UInt256.zero
    for byte in significant {
      guard let digit = HexDigit.value(byte) else { return nil }
      value = UInt256(
        high: value.high << 4 | value.low >> 124, low: value.low << 4 | UInt128(digit))
    }
    return value
  }

  /// Decimal digits of at most 256 bits, eighteen at a time: one wide product for each.
  static func decimal(_ text: some Collection<UInt8>) -> UInt256? {
    guard !text.isEmpty else { return nil }
    var value = UInt256.zero
    var chunk: UInt64 = 0
    var scale: UInt64 = 1
    for byte in text {
      guard (0x30...0x39).contains(byte) else { return nil }
      chunk = chunk * 10 + UInt64(byte - 0x30)
      scale *= 10
      guard scale == 1_000_000_000_000_000_000 else { continue }
      guard let next = extended(value, by: chunk, scale) else { return nil }
      (value, chunk, scale) = (next, 0, 1)
    }
    return extended(value, by: chunk, scale)
  }

  private static func extended(_ value: UInt256, by chunk: UInt64, _ scale: UInt64) -> UInt256? {
    if value.isZero { return UInt256(chunk) }
    return value.multiplied(by: UInt256(scale))?.adding(UInt256(chunk))
  }

  /// `0x` and 64 digits.
  static func hash(_ text: some Collection<UInt8>) -> Hash32? {
    guard let digits = digits(text), digits.count == 64 else { return nil }
    return words(digits)
  }

  /// `0x` and 40 digits, in any case: the checksum of EIP-55 is for people who type.
  static func account(_ text: some Collection<UInt8>) -> AccountKey? {
    guard let digits = digits(text), digits.count == 40, let words = words(digits) else {
      return nil
    }
    return AccountKey(kind: .evm, hash: words, count: 20)
  }

  /// `0x` and an even number of digits; `0x` alone is no bytes.
  static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard let digits = digits(text), digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    var high: UInt8?
    for byte in digits {
      guard let digit = HexDigit.value(byte) else { return nil }
      if let half = high {
        bytes.append(half << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return bytes
  }

  /// What stands behind `0x`.
  private static func digits<Text: Collection<UInt8>>(_ text: Text) -> Text.SubSequence? {
    guard text.starts(with: [0x30, 0x78]) else { return nil }
    return text.dropFirst(2)
  }

  /// At most 64 digits from the left, zeros behind them.
  private static func words(_ digits: some Collection<UInt8>) -> Hash32? {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var count = 0
    for byte in digits {
      guard let digit = HexDigit.value(byte) else { return nil }
      let shifted = UInt64(digit) << UInt64(60 - 4 * (count % 16))
      switch count / 16 {
      case 0: words.0 |= shifted
      case 1: words.1 |= shifted
      case 2: words.2 |= shifted
      default: words.3 |= shifted
      }
      count += 1
    }
    return Hash32(words: words)
  }
}

extension AccountKey {
  /// An EVM account of a table in this module.
  ///
  /// - Precondition: 40 hexadecimal digits behind `0x`; a literal that is not is a bug here.
  init(evm text: StaticString) {
    guard let key = EVMText.account(String(describing: text).utf8) else {
      preconditionFailure("not an EVM address: \(text)")
    }
    self = key
  }

  /// The account in the last 20 bytes of a word; `nil` where the first 12 are not zero.
  init?(evmWord word: Hash32) {
    let (word0, word1, word2, word3) = word.words
    guard word0 == 0, word1 >> 32 == 0 else { return nil }
    let hash = Hash32(words: (word1 << 32 | word2 >> 32, word2 << 32 | word3 >> 32, word3 << 32, 0))
    self.init(kind: .evm, hash: hash, count: 20)
  }

  /// Whether every byte is zero: where tokens come from and go to when they are made and burnt.
  var isZero: Bool { bytes == .zero }
}

extension UInt256 {
  init(word: Hash32) {
    let (word0, word1, word2, word3) = word.words
    self.init(
      high: UInt128(word0) << 64 | UInt128(word1), low: UInt128(word2) << 64 | UInt128(word3))
  }
}
