/// A witness version and its program: what a segwit address and a segwit script both say.
///
/// *Source:* BIP 141; as text BIP 173 for version 0, BIP 350 for the others.
public struct WitnessProgram: Hashable, Sendable {
  /// 0 to 16.
  public let version: UInt8
  /// 2 to 40 bytes.
  public let program: [UInt8]

  /// - Throws: where version or length leave the ranges of BIP 141.
  public init(version: UInt8, program: [UInt8]) throws(AddressError) {
    guard version <= 16 else {
      throw AddressError(.version, "expected a witness version of 0 to 16, found \(version)")
    }
    guard (2...40).contains(program.count),
      version != 0 || program.count == 20 || program.count == 32
    else {
      throw AddressError(
        .length,
        "expected a program of 2 to 40 bytes (20 or 32 at version 0), found \(program.count)")
    }
    self.version = version
    self.program = program
  }

  /// - Throws: where the text is not bech32, is of another network, or breaks BIP 141.
  public init(_ text: some StringProtocol, prefix: String) throws(AddressError) {
    let decoded = try Bech32(text)
    guard decoded.prefix == prefix else {
      throw AddressError(
        .network, "expected an address that starts with \(prefix)1: name the chain it belongs to")
    }
    guard let version = decoded.groups.first else {
      throw AddressError(.length, "expected a witness version, found none")
    }
    let expected: Bech32.Variant = version == 0 ? .bech32 : .bech32m
    guard decoded.variant == expected else {
      throw AddressError(
        .checksum, "expected the checksum of \(expected) at witness version \(version)")
    }
    try self.init(version: version, program: BitGroups.bytes(of: decoded.groups.dropFirst()))
  }

  public func text(prefix: String) -> String {
    Bech32(
      prefix: prefix, groups: [version] + BitGroups.groups(of: program),
      variant: version == 0 ? .bech32 : .bech32m
    ).text
  }

  /// The script that it stands for.
  var script: [UInt8] {
    // At most 40 bytes, by the initialiser.
    [version == 0 ? 0 : 0x50 + version, UInt8(program.count)] + program
  }
}
