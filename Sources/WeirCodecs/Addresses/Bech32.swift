/// A text in bech32 or bech32m: a human-readable part and groups of five bits.
///
/// *Source:* BIP 173 and BIP 350.
public struct Bech32: Hashable, Sendable {
  /// Which constant the checksum ends in.
  public enum Variant: UInt32, Sendable {
    case bech32 = 1
    case bech32m = 0x2bc8_30a3
  }

  /// In lower case.
  public let prefix: String
  /// Five bits each.
  public let groups: [UInt8]
  public let variant: Variant

  public init(prefix: String, groups: [UInt8], variant: Variant) {
    self.prefix = prefix
    self.groups = groups
    self.variant = variant
  }

  /// - Throws: where the text breaks a rule of BIP 173, or its checksum matches neither variant.
  /// - Complexity: O(*n*) in the length, which is at most 90.
  public init(_ text: some StringProtocol) throws(AddressError) {
    guard (8...90).contains(text.utf8.count) else {
      throw AddressError(
        .length, "expected 8 to 90 characters of bech32, found \(text.utf8.count)")
    }
    let bytes = try BitGroups.singleCase(text)
    guard bytes.allSatisfy({ (33...126).contains($0) }) else {
      throw AddressError(.character, "expected printable ASCII, found another character")
    }
    guard let separator = bytes.lastIndex(of: 49), separator > 0,
      bytes.count - separator - 1 >= 6
    else {
      throw AddressError(
        .length, "expected a prefix, the separator 1 and at least six letters behind it")
    }
    let prefix = Array(bytes[..<separator])
    let groups = try BitGroups.values(of: bytes[(separator + 1)...])
    guard let variant = Variant(rawValue: Self.remainder(of: Self.expanded(prefix) + groups))
    else {
      throw AddressError(
        .checksum, "the bech32 checksum does not match: check the address for typing errors")
    }
    self.init(
      prefix: String(decoding: prefix, as: UTF8.self), groups: Array(groups.dropLast(6)),
      variant: variant)
  }

  /// The text in lower case, with its checksum.
  public var text: String {
    let body = Self.expanded(Array(prefix.utf8)) + groups
    let rest =
      Self.remainder(of: body + [UInt8](repeating: 0, count: 6)) ^ variant.rawValue
    let checksum = stride(from: 25 as UInt32, through: 0, by: -5).map { shift -> UInt8 in
      UInt8(truncatingIfNeeded: rest >> shift) & 31
    }
    return prefix + "1" + BitGroups.text(of: groups + checksum)
  }

  private static func expanded(_ prefix: [UInt8]) -> [UInt8] {
    prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
  }

  private static func remainder(of groups: [UInt8]) -> UInt32 {
    let generator: [UInt32] = [
      0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3,
    ]
    var rest: UInt32 = 1
    for group in groups {
      let top = rest >> 25
      rest = (rest & 0x1ff_ffff) << 5 ^ UInt32(group)
      for bit in 0..<5 where top >> UInt32(bit) & 1 == 1 { rest ^= generator[bit] }
    }
    return rest
  }
}
