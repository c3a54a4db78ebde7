/// An account on one chain by its CAIP-10 identifier: `eip155:1:0xab16…`.
///
/// *Source:* CAIP-10, <https://chainagnostic.org/CAIPs/caip-10>. EVM addresses stand in lower
/// case; a Bitcoin script without an address stands as `script-` and its SHA-256.
public struct AccountID: Hashable, Sendable {
  public let chain: ChainID
  public let address: String

  public init?(_ text: some StringProtocol) {
    guard let colon = text.lastIndex(of: ":"), let chain = ChainID(text[..<colon]) else {
      return nil
    }
    let address = text[text.index(after: colon)...]
    guard (1...128).contains(address.utf8.count), address.utf8.allSatisfy(Self.isAddress) else {
      return nil
    }
    self.init(chain: chain, address: String(address))
  }

  /// For an address that is already canonical.
  public init(chain: ChainID, address: String) {
    self.chain = chain
    self.address = address
  }

  static func isAddress(_ byte: UInt8) -> Bool {
    (ChainID.isReference(byte) && byte != 95) || byte == 37 || byte == 46
  }
}

extension AccountID: Comparable, CustomStringConvertible {
  public static func < (left: AccountID, right: AccountID) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }

  public var description: String { "\(chain):\(address)" }
}
