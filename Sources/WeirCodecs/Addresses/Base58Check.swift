import WeirModel

/// Bytes in Bitcoin's 58 letters, with four bytes of checksum.
///
/// *Source:* <https://en.bitcoin.it/wiki/Base58Check_encoding>.
public enum Base58Check {
  private static let alphabet = Array(
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
  private static let values: [UInt8?] = {
    var values = [UInt8?](repeating: nil, count: 256)
    for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }()
  /// No address is longer; the bound keeps hostile text from costing quadratic time.
  private static let longest = 128

  /// The bytes without their checksum.
  ///
  /// - Throws: where a character is not of the alphabet, the text is longer than 128 characters
  ///   or shorter than a checksum, or the checksum does not match.
  /// - Complexity: O(*n*²) in the length, which is bounded.
  public static func decode(_ text: some StringProtocol) throws(AddressError) -> [UInt8] {
    let bytes = try decodeWithoutChecksum(text)
    guard bytes.count >= 4 else {
      throw AddressError(
        .length, "expected at least the 4 bytes of a base58check checksum, found \(bytes.count)")
    }
    let payload = Array(bytes.dropLast(4))
    guard checksum(of: payload) == Array(bytes.suffix(4)) else {
      throw AddressError(
        .checksum, "the base58check checksum does not match: check the address for typing errors")
    }
    return payload
  }

  /// - Complexity: O(*n*²) in the number of bytes.
  public static func encode(_ payload: [UInt8]) -> String {
    encodeWithoutChecksum(payload + checksum(of: payload))
  }

  /// - Complexity: O(*n*²) in the length, which is at most 128.
  static func decodeWithoutChecksum(_ text: some StringProtocol) throws(AddressError) -> [UInt8] {
    guard text.utf8.count <= longest else {
      throw AddressError(
        .length, "expected at most \(longest) characters, found \(text.utf8.count)")
    }
    // Base 256, lowest first.
    var digits: [UInt8] = []
    for letter in text.utf8 {
      guard var carry = values[Int(letter)].map(Int.init) else {
        throw AddressError(.character, "expected base58 letters, found a character that is none")
      }
      for index in digits.indices {
        carry += Int(digits[index]) * 58
        digits[index] = UInt8(carry & 255)
        carry >>= 8
      }
      while carry > 0 {
        digits.append(UInt8(carry & 255))
        carry >>= 8
      }
    }
    let zeros = text.utf8.prefix { $0 == alphabet[0] }.count
    return [UInt8](repeating: 0, count: zeros) + digits.reversed()
  }

  static func encodeWithoutChecksum(_ bytes: [UInt8]) -> String {
    // Base 58, lowest first.
    var digits: [UInt8] = []
    for byte in bytes {
      var carry = Int(byte)
      for index in digits.indices {
        carry += Int(digits[index]) << 8
        digits[index] = UInt8(carry % 58)
        carry /= 58
      }
      while carry > 0 {
        digits.append(UInt8(carry % 58))
        carry /= 58
      }
    }
    let zeros = bytes.prefix { $0 == 0 }.count
    let letters =
      repeatElement(alphabet[0], count: zeros) + digits.reversed().map { alphabet[Int($0)] }
    return String(decoding: letters, as: UTF8.self)
  }

  private static func checksum(of payload: [UInt8]) -> [UInt8] {
    Array(BitcoinHash.doubleSHA256(payload.span).bytes.prefix(4))
  }
}
