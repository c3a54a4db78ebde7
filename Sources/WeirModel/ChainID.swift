/// A blockchain by its CAIP-2 identifier, such as `eip155:1`.
///
/// *Source:* CAIP-2, <https://chainagnostic.org/CAIPs/caip-2>: a namespace of 3 to 8 characters
/// `[-a-z0-9]` and a reference of 1 to 32 characters `[-_a-zA-Z0-9]`.
public struct ChainID: Hashable, Sendable {
  public let namespace: String
  public let reference: String

  /// `nil` unless `text` is a CAIP-2 identifier.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2,
      (3...8).contains(parts[0].utf8.count), parts[0].utf8.allSatisfy(Self.isNamespace),
      (1...32).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(Self.isReference)
    else { return nil }
    namespace = String(parts[0])
    reference = String(parts[1])
  }

  /// - Precondition: `text` is a CAIP-2 identifier; for constants of the source code.
  init(known text: StaticString) {
    guard let chain = ChainID(String(describing: text)) else {
      preconditionFailure("not a CAIP-2 identifier: \(text)")
    }
    self = chain
  }

  static func isNamespace(_ byte: UInt8) -> Bool {
    byte == 45 || (48...57).contains(byte) || (97...122).contains(byte)
  }

  static func isReference(_ byte: UInt8) -> Bool {
    isNamespace(byte) || byte == 95 || (65...90).contains(byte)
  }
}

extension ChainID: Comparable, CustomStringConvertible {
  /// By the identifier's bytes: the order in which chains of one time are merged.
  public static func < (left: ChainID, right: ChainID) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }

  public var description: String { "\(namespace):\(reference)" }
}

/// How a chain keeps its money.
public enum LedgerFamily: String, Sendable, CaseIterable {
  /// A transaction consumes whole outputs and makes new ones.
  case utxo
  /// A transfer moves an amount from one account to another.
  case account
}

extension ChainID {
  /// `nil` for a namespace whose ledger Weir does not know.
  public var family: LedgerFamily? {
    switch namespace {
    case "bip122": .utxo
    case "eip155": .account
    default: nil
    }
  }
}

// MARK: - Known chains

extension ChainID {
  /// Named by the first 32 hex digits of the genesis hash; a fork coin by its fork block.
  ///
  /// *Source:* <https://namespaces.chainagnostic.org/bip122/caip2>. The registry names no regtest
  /// and cannot tell Bitcoin Cash's from Bitcoin's, whose genesis it shares: `-bch` is ours.
  public static let bitcoin = ChainID(known: "bip122:000000000019d6689c085ae165831e93")
  public static let bitcoinTestnet = ChainID(known: "bip122:000000000933ea01ad0ee984209779ba")
  public static let bitcoinRegtest = ChainID(known: "bip122:0f9188f13cb7b2c71f2a335e3a4fc328")
  public static let litecoin = ChainID(known: "bip122:12a765e31ffd4059bada1e25190f6e98")
  public static let litecoinRegtest = ChainID(known: "bip122:530827f38f93b43ed12af0b3ad25a288")
  public static let bitcoinCash = ChainID(known: "bip122:000000000000000000651ef99cb9fcbe")
  public static let bitcoinCashRegtest = ChainID(known: "bip122:0f9188f13cb7b2c71f2a335e3a4f-bch")
  public static let dogecoin = ChainID(known: "bip122:1a91e3dace36e2be3bf030a65679fe82")
  public static let ethereum = ChainID(known: "eip155:1")

  /// The short names that the command line takes for a chain.
  public static let aliases: [(name: String, chain: ChainID)] = [
    ("btc", .bitcoin), ("btc:testnet", .bitcoinTestnet), ("btc:regtest", .bitcoinRegtest),
    ("ltc", .litecoin), ("ltc:regtest", .litecoinRegtest),
    ("bch", .bitcoinCash), ("bch:regtest", .bitcoinCashRegtest),
    ("doge", .dogecoin), ("eth", .ethereum),
  ]

  /// A short name or a CAIP-2 identifier.
  public init?(nameOrIdentifier text: String) {
    if let known = Self.aliases.first(where: { $0.name == text }) {
      self = known.chain
    } else {
      self.init(text)
    }
  }
}
