import WeirModel

/// The 20 bytes of an Ethereum account as text.
///
/// *Source:* EIP-55.
public enum EVMAddress {
  /// `0x` and 40 hex digits in one case, or in both with the checksum of EIP-55.
  ///
  /// - Throws: where the prefix, a digit, the length or the checksum is wrong.
  public static func decode(_ text: some StringProtocol) throws(AddressError) -> [UInt8] {
    guard text.hasPrefix("0x") else {
      throw AddressError(.character, "expected an address that starts with 0x")
    }
    let digits = text.dropFirst(2)
    guard digits.utf8.count == 40 else {
      throw AddressError(.length, "expected 40 hex digits behind 0x, found \(digits.utf8.count)")
    }
    guard let bytes = [UInt8](hex: digits) else {
      throw AddressError(.character, "expected hex digits, found a character that is none")
    }
    let hasUpper = digits.utf8.contains { (65...70).contains($0) }
    let hasLower = digits.utf8.contains { (97...102).contains($0) }
    guard !(hasUpper && hasLower) || checksummed(bytes).dropFirst(2) == digits else {
      throw AddressError(
        .checksum, "the case of the letters is not EIP-55's: check the address for typing errors")
    }
    return bytes
  }

  /// `0x` and the digits, the case of the letters being the checksum: for readers.
  public static func checksummed(_ payload: [UInt8]) -> String {
    let digits = Array(payload.hex.utf8)
    let hash = Array(Keccak256.hash(digits).hex.utf8)
    let cased = zip(digits, hash).map { digit, check in
      // '8' is 56: the hash's digit is 8 or more, where the letter is to be upper case.
      digit > 57 && check >= 56 ? digit - 32 : digit
    }
    return "0x" + String(decoding: cased, as: UTF8.self)
  }
}
