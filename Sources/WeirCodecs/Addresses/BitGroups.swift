/// Bytes in groups of five bits, as bech32 and cashaddr write them.
enum BitGroups {
  /// The 32 letters that both encodings share.
  static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let values: [UInt8?] = {
    var values = [UInt8?](repeating: nil, count: 256)
    for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }()

  /// The value of a lower-case letter; `nil` for any other character.
  static func value(of letter: UInt8) -> UInt8? { values[Int(letter)] }

  static func text(of groups: [UInt8]) -> String {
    String(decoding: groups.map { alphabet[Int($0 & 31)] }, as: UTF8.self)
  }

  /// - Complexity: O(*n*) in the number of bytes.
  static func groups(of bytes: [UInt8]) -> [UInt8] {
    var groups: [UInt8] = []
    var pending: UInt32 = 0
    var count: UInt32 = 0
    for byte in bytes {
      pending = pending << 8 & 0xfff | UInt32(byte)
      count += 8
      while count >= 5 {
        count -= 5
        groups.append(UInt8(pending >> count & 31))
      }
    }
    if count > 0 { groups.append(UInt8(pending << (5 - count) & 31)) }
    return groups
  }

  /// - Throws: where more than four bits are left over, or one of them is set.
  /// - Complexity: O(*n*) in the number of groups.
  static func bytes(of groups: some Collection<UInt8>) throws(AddressError) -> [UInt8] {
    var bytes: [UInt8] = []
    var pending: UInt32 = 0
    var count: UInt32 = 0
    for group in groups {
      pending = pending << 5 & 0xfff | UInt32(group)
      count += 5
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(pending >> count & 255))
      }
    }
    guard count < 5, pending & (1 << count - 1) == 0 else {
      throw AddressError(
        .padding, "expected fewer than five zero bits after the last byte, found others")
    }
    return bytes
  }

  /// The text in lower case.
  ///
  /// - Throws: where both cases stand in it.
  static func singleCase(_ text: some StringProtocol) throws(AddressError) -> [UInt8] {
    let bytes = Array(text.utf8)
    let hasUpper = bytes.contains { (65...90).contains($0) }
    guard hasUpper else { return bytes }
    guard !bytes.contains(where: { (97...122).contains($0) }) else {
      throw AddressError(.mixedCase, "expected one case throughout, found both")
    }
    return bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }
  }

  /// The values of the letters.
  static func values(of letters: some Collection<UInt8>) throws(AddressError) -> [UInt8] {
    var groups: [UInt8] = []
    groups.reserveCapacity(letters.count)
    for letter in letters {
      guard let value = value(of: letter) else {
        throw AddressError(
          .character, "expected letters of the bech32 alphabet, found a character that is none")
      }
      groups.append(value)
    }
    return groups
  }
}
