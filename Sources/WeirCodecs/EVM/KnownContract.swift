public import WeirModel

/// A contract whose events or decimals are known from its verified source.
///
/// Symbols are for presentation: an asset is its contract.
public struct KnownContract: Hashable, Sendable {
  /// How the contract departs from what `Transfer` says.
  public enum Behaviour: Hashable, Sendable {
    /// `Transfer` says everything.
    case plain
    /// WETH9: `Deposit` and `Withdrawal` come without a `Transfer`.
    case wrapper
    /// Arbitrum's aeWETH: wrapping mints and unwrapping burns with a `Transfer`, and nothing else
    /// does.
    case mintingWrapper
    /// TetherToken: `Issue` and `Redeem` change its owner's balance, `DestroyedBlackFunds` a frozen
    /// account's, without a `Transfer`.
    case tether(owner: AccountKey)
    /// FiatToken: freezes; its mint and burn come with a `Transfer`.
    case fiatToken
  }

  public let chain: ChainID
  public let account: AccountKey
  public let symbol: String
  public let decimals: Int
  public let behaviour: Behaviour
  /// Where address and behaviour can be checked.
  public let source: String
}

extension KnownContract {
  /// The known contract at `account`.
  public static func at(_ account: AccountKey, on chain: ChainID) -> KnownContract? {
    byPlace[Place(chain: chain, account: account)]
  }

  /// Decimals of an asset of this table, and of native assets.
  public static func decimals(of asset: AssetKey, on chain: ChainID) -> Int? {
    guard case .erc20(let contract) = asset else {
      return asset == .native ? AssetID.native(of: chain).nativeDecimals : nil
    }
    return at(contract, on: chain)?.decimals
  }

  public static let all: [KnownContract] = ethereum + layer2

  private struct Place: Hashable {
    let chain: ChainID
    let account: AccountKey
  }

  private static let byPlace = Dictionary(
    all.map { (Place(chain: $0.chain, account: $0.account), $0) },
    uniquingKeysWith: { first, _ in first })

  private static func contract(
    _ chain: String, _ account: StaticString, _ symbol: String, _ decimals: Int,
    _ behaviour: Behaviour, _ source: String
  ) -> KnownContract {
    guard let chain = ChainID(chain) else { preconditionFailure("not a chain: \(chain)") }
    return KnownContract(
      chain: chain, account: AccountKey(evm: account), symbol: symbol, decimals: decimals,
      behaviour: behaviour, source: source)
  }

  private static let ethereum: [KnownContract] = [
    contract(
      "eip155:1", "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2", "WETH", 18, .wrapper,
      "https://etherscan.io/token/0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"),
    // The owner is the account that `Issue` credits and `Redeem` debits; the events do not name it.
    contract(
      "eip155:1", "0xdac17f958d2ee523a2206206994597c13d831ec7", "USDT", 6,
      .tether(owner: AccountKey(evm: "0xc6cde7c39eb2f0f0095f41570af89efc2c1ea828")),
      "https://etherscan.io/address/0xdac17f958d2ee523a2206206994597c13d831ec7#readContract"),
    contract(
      "eip155:1", "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", "USDC", 6, .fiatToken,
      "https://developers.circle.com/stablecoins/usdc-contract-addresses"),
    contract(
      "eip155:1", "0x6b175474e89094c44da98b954eedeac495271d0f", "DAI", 18, .plain,
      "https://chainlog.skyeco.com"),
    contract(
      "eip155:1", "0x2260fac5e5542a773aa44fbcfedf7c193bc2c599", "WBTC", 8, .plain,
      "https://etherscan.io/token/0x2260fac5e5542a773aa44fbcfedf7c193bc2c599"),
    contract(
      "eip155:1", "0xae7ab96520de3a18e5e111b5eaab095312d7fe84", "stETH", 18, .plain,
      "https://docs.lido.fi/deployed-contracts"),
  ]

  private static let layer2: [KnownContract] = [
    contract(
      "eip155:10", "0x4200000000000000000000000000000000000006", "WETH", 18, .wrapper,
      "https://specs.optimism.io/protocol/predeploys.html"),
    contract(
      "eip155:8453", "0x4200000000000000000000000000000000000006", "WETH", 18, .wrapper,
      "https://specs.optimism.io/protocol/predeploys.html"),
    contract(
      "eip155:42161", "0x82af49447d8a07e3bd95bd0d56f35241523fbab1", "WETH", 18, .mintingWrapper,
      "https://docs.arbitrum.io/build-decentralized-apps/reference/contract-addresses"),
  ]
}
