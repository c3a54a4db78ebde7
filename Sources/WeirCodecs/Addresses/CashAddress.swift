/// A Bitcoin Cash address: a type and a hash, with a checksum of 40 bits.
///
/// *Source:* <https://github.com/bitcoincashorg/bitcoincash.org/blob/master/spec/cashaddr.md>;
/// types 2 and 3 (token-aware) and P2SH32: CHIP-2022-02-CashTokens, CHIP-2022-05-P2SH32.
public struct CashAddress: Hashable, Sendable {
  /// 0 and 2 pay to a key's hash, 1 and 3 to a script's; the upper two accept tokens.
  public let type: UInt8
  /// 20 to 64 bytes.
  public let hash: [UInt8]

  private static let lengths = [20, 24, 28, 32, 40, 48, 56, 64]

  /// `nil` where the type needs more than four bits or the hash has none of the eight lengths.
  public init?(type: UInt8, hash: [UInt8]) {
    guard type < 16, Self.lengths.contains(hash.count) else { return nil }
    self.type = type
    self.hash = hash
  }

  /// With or without `prefix:` in front, in either case, never in both.
  ///
  /// - Throws: where a character, the checksum, the version or the length is wrong.
  /// - Complexity: O(*n*) in the length, which is at most 128.
  public init(_ text: some StringProtocol, prefix: String) throws(AddressError) {
    guard text.utf8.count <= 128 else {
      throw AddressError(.length, "expected at most 128 characters, found \(text.utf8.count)")
    }
    var letters = try BitGroups.singleCase(text)[...]
    if let colon = letters.firstIndex(of: 58) {
      guard letters[..<colon].elementsEqual(prefix.utf8) else {
        throw AddressError(
          .network, "expected the prefix \(prefix): name the chain that the address belongs to")
      }
      letters = letters[(colon + 1)...]
    }
    let groups = try BitGroups.values(of: letters)
    guard groups.count > 8, Self.remainder(of: Self.expanded(prefix) + groups) == 0 else {
      throw AddressError(
        .checksum, "the cashaddr checksum does not match: check the address for typing errors")
    }
    let payload = try BitGroups.bytes(of: groups.dropLast(8))
    guard let version = payload.first, version & 0x80 == 0 else {
      throw AddressError(.version, "expected a version byte below 128")
    }
    guard payload.count - 1 == Self.lengths[Int(version & 7)] else {
      throw AddressError(
        .length,
        "expected \(Self.lengths[Int(version & 7)]) bytes of hash, found \(payload.count - 1)")
    }
    type = version >> 3
    hash = Array(payload.dropFirst())
  }

  /// In lower case, without the prefix.
  public func text(prefix: String) -> String {
    // One of eight, by both initialisers.
    let size = UInt8(Self.lengths.firstIndex(of: hash.count) ?? 0)
    let groups = BitGroups.groups(of: [type << 3 | size] + hash)
    let rest = Self.remainder(
      of: Self.expanded(prefix) + groups + [UInt8](repeating: 0, count: 8))
    let checksum = stride(from: 35 as UInt64, through: 0, by: -5).map { shift -> UInt8 in
      UInt8(truncatingIfNeeded: rest >> shift) & 31
    }
    return BitGroups.text(of: groups + checksum)
  }

  private static func expanded(_ prefix: String) -> [UInt8] { prefix.utf8.map { $0 & 31 } + [0] }

  private static func remainder(of groups: [UInt8]) -> UInt64 {
    let generator: [UInt64] = [
      0x98_f2bc_8e61, 0x79_b76d_99e2, 0xf3_3e5f_b3c4, 0xae_2eab_e2a8, 0x1e_4f43_e470,
    ]
    var rest: UInt64 = 1
    for group in groups {
      let top = rest >> 35
      rest = (rest & 0x7_ffff_ffff) << 5 ^ UInt64(group)
      for bit in 0..<5 where top >> UInt64(bit) & 1 == 1 { rest ^= generator[bit] }
    }
    return rest ^ 1
  }
}
