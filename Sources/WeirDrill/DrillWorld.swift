public import WeirModel

/// A made-up theft on two small chains, with honest traffic around it.
///
/// Nothing in it happened. Its hashes are drawn, not computed; its blocks carry one unit of work
/// each and are not verified; its coinbases need no maturity.
public struct DrillWorld: Sendable {
  /// Whose word the labels, links and prices are.
  public static let source = "Weir drill, made up"
  /// The account chain: the number that local test chains use; no real value is on it.
  public static let accountChain = ChainID("eip155:31337").unwrapped
  public static let coinChain = ChainID.bitcoinRegtest

  public let parameters: DrillParameters
  /// Of ``coinChain``, from its first block.
  public let coinBlocks: [UTXOBlock]
  /// Of ``accountChain``, from its first block.
  public let accountBlocks: [AccountBlock]
  /// What was stolen.
  public let thefts: [Theft]
  public let labels: [Claim]
  /// Which bridge deposit came out where.
  public let links: [Claim]
  /// In US dollars.
  public let prices: [Claim]
  /// Decimals and symbols of the tokens and coins.
  public let denominations: [Claim]
  public let truth: DrillTruth

  /// All claims: labels, links, prices, denominations.
  public var claims: [Claim] { labels + links + prices + denominations }

  /// One stolen transfer.
  public struct Theft: Hashable, Sendable {
    public let incident: String
    public let transfer: TransferReference
    public let asset: AssetID
    /// All of the transfer.
    public let amount: Amount
    /// Who received it.
    public let thief: AccountKey
    public let victim: AccountKey
  }
}

extension ChainID? {
  /// For a constant of the source code that is a CAIP-2 identifier.
  fileprivate var unwrapped: ChainID {
    guard let self else { preconditionFailure("not a CAIP-2 identifier") }
    return self
  }
}
