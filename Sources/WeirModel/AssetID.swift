/// An asset by its CAIP-19 identifier: `eip155:1/slip44:60`, `eip155:1/erc20:0xdac1…`.
///
/// An asset is its contract, never its ticker.
///
/// *Source:* CAIP-19, <https://chainagnostic.org/CAIPs/caip-19>.
public struct AssetID: Hashable, Sendable {
  public let chain: ChainID
  public let namespace: String
  public let reference: String
  /// Of a non-fungible token; `nil` otherwise.
  public let token: String?

  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let chain = ChainID(parts[0]) else { return nil }
    let name = parts[1].split(separator: ":", omittingEmptySubsequences: false)
    guard name.count == 2, (3...8).contains(name[0].utf8.count),
      (1...128).contains(name[1].utf8.count), name[1].utf8.allSatisfy(AccountID.isAddress),
      name[0].utf8.allSatisfy(ChainID.isNamespace)
    else { return nil }
    if parts.count == 3 {
      guard (1...78).contains(parts[2].utf8.count), parts[2].utf8.allSatisfy(AccountID.isAddress)
      else { return nil }
    }
    self.init(
      chain: chain, namespace: String(name[0]), reference: String(name[1]),
      token: parts.count == 3 ? String(parts[2]) : nil)
  }

  /// For parts that are known to be well formed; contract addresses in lower case.
  public init(chain: ChainID, namespace: String, reference: String, token: String? = nil) {
    self.chain = chain
    self.namespace = namespace
    self.reference = reference
    self.token = token
  }
}

extension AssetID: Comparable, CustomStringConvertible {
  public static func < (left: AssetID, right: AssetID) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }

  public var description: String {
    "\(chain)/\(namespace):\(reference)" + (token.map { "/\($0)" } ?? "")
  }
}

// MARK: - Native assets

extension AssetID {
  /// The coin that pays a chain's fees, by its SLIP-44 number.
  ///
  /// *Source:* <https://github.com/satoshilabs/slips/blob/master/slip-0044.md>. Test networks are
  /// number 1; an EVM chain that is not listed here pays in ether, number 60.
  public static func native(of chain: ChainID) -> AssetID {
    AssetID(chain: chain, namespace: "slip44", reference: String(nativeCoins[chain]?.slip44 ?? 60))
  }

  /// Places behind the point of a native coin; `nil` for a token, whose contract decides it.
  public var nativeDecimals: Int? {
    guard namespace == "slip44" else { return nil }
    return Self.nativeCoins[chain]?.decimals ?? (chain.namespace == "eip155" ? 18 : nil)
  }

  /// The native coin's usual ticker: for readers, never for identity.
  public var nativeSymbol: String? {
    guard namespace == "slip44" else { return nil }
    return Self.nativeCoins[chain]?.symbol ?? (chain.namespace == "eip155" ? "ETH" : nil)
  }

  private struct Coin {
    let slip44: Int
    let decimals: Int
    let symbol: String
  }

  private static let nativeCoins: [ChainID: Coin] = [
    .bitcoin: Coin(slip44: 0, decimals: 8, symbol: "BTC"),
    .bitcoinTestnet: Coin(slip44: 1, decimals: 8, symbol: "tBTC"),
    .bitcoinRegtest: Coin(slip44: 1, decimals: 8, symbol: "rBTC"),
    .litecoin: Coin(slip44: 2, decimals: 8, symbol: "LTC"),
    .litecoinRegtest: Coin(slip44: 1, decimals: 8, symbol: "rLTC"),
    .dogecoin: Coin(slip44: 3, decimals: 8, symbol: "DOGE"),
    .bitcoinCash: Coin(slip44: 145, decimals: 8, symbol: "BCH"),
    .bitcoinCashRegtest: Coin(slip44: 1, decimals: 8, symbol: "rBCH"),
    .ethereum: Coin(slip44: 60, decimals: 18, symbol: "ETH"),
    ChainID(known: "eip155:11155111"): Coin(slip44: 1, decimals: 18, symbol: "SepoliaETH"),
    ChainID(known: "eip155:56"): Coin(slip44: 714, decimals: 18, symbol: "BNB"),
    ChainID(known: "eip155:137"): Coin(slip44: 966, decimals: 18, symbol: "POL"),
    ChainID(known: "eip155:43114"): Coin(slip44: 9005, decimals: 18, symbol: "AVAX"),
    ChainID(known: "eip155:100"): Coin(slip44: 700, decimals: 18, symbol: "xDAI"),
  ]
}
