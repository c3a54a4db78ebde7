public import WeirModel

/// What to trace, and under which rules.
public struct TraceRequest: Sendable {
  public var thefts: [Theft]
  /// The chains that are looked at; `nil` looks at all that the ledger has.
  public var chains: Set<ChainID>?
  public var policies: [Policy]
  /// Whether a miner's part of a fee goes on through the coinbase, or ends in *fees*.
  public var followsFees: Bool
  /// Facts after this moment are not looked at; `nil` looks at all.
  public var until: Timestamp?
  /// Facts above this block of a chain are not looked at.
  public var through: [ChainID: UInt64]
  /// The moment for which the legal status of labelled accounts is shown.
  public var asOf: Timestamp?
  /// Claims that were recorded later are not used.
  public var knownAt: Timestamp?
  /// Lots whose loss is below this many base units of the stolen asset are not followed.
  public var dust: Amount
  public var bounds: Bounds

  public init(
    thefts: [Theft], chains: Set<ChainID>? = nil, policies: [Policy] = Policy.allCases,
    followsFees: Bool = false, until: Timestamp? = nil,
    through: [ChainID: UInt64] = [:], asOf: Timestamp? = nil, knownAt: Timestamp? = nil,
    dust: Amount = .zero, bounds: Bounds = Bounds()
  ) {
    self.thefts = thefts
    self.chains = chains
    self.policies = policies
    self.followsFees = followsFees
    self.until = until
    self.through = through
    self.asOf = asOf
    self.knownAt = knownAt
    self.dust = dust
    self.bounds = bounds
  }

  /// Limits of the work, for each policy. What they cut is counted in *unfollowed* and named.
  public struct Bounds: Sendable, Hashable {
    /// Transfers that may be read.
    public var transfers: Int
    /// Accounts that may be followed.
    public var addresses: Int
    /// Counterparties above which an unlabelled contract is taken to mix everyone's money.
    public var counterparties: Int

    public init(
      transfers: Int = 5_000_000, addresses: Int = 500_000, counterparties: Int = 1_000
    ) {
      self.transfers = transfers
      self.addresses = addresses
      self.counterparties = counterparties
    }
  }
}

/// What was stolen.
public struct Theft: Sendable, Hashable {
  public var incident: String
  public var source: Source
  /// Expected of the source; `nil` takes what the source is.
  public var asset: AssetID?
  /// How many of its first units were stolen; `nil` is all.
  public var amount: Amount?

  public init(
    incident: String, source: Source, asset: AssetID? = nil, amount: Amount? = nil
  ) {
    self.incident = incident
    self.source = source
    self.asset = asset
    self.amount = amount
  }

  public enum Source: Sendable, Hashable {
    /// The value that one transfer moved.
    case transfer(TransferReference)
    /// All that an account received of the asset in one block.
    case received(chain: ChainID, account: AccountKey, block: UInt64)
  }
}
