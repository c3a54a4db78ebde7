public import WeirModel

/// Where stolen value is now: what a trace found, and from what.
///
/// The same ledger content, claims and request give the same finding, to the byte.
public struct TraceFinding: Sendable {
  public let request: TraceRequest
  public let stolen: [LossAmount]
  public let policies: [PolicyFinding]
  /// What the finding rests on.
  public let ledger: [ChainState]
  /// SHA-256 over the claims' canonical lines.
  public let claimsHash: Hash32
  /// The strictest marking among the claims.
  public let marking: Marking
  /// Decimals and tickers of the assets that occur: for readers only.
  public let denominations: [AssetID: Denomination]
}

/// An amount of one loss: base units of the asset that was stolen.
public struct LossAmount: Hashable, Sendable {
  public let incident: String
  public let asset: AssetID
  public let amount: Amount
}

/// Places behind the point and ticker of an asset, and who says so.
public struct Denomination: Hashable, Sendable {
  public let decimals: Int
  public let symbol: String?
}

/// One chain as the trace saw it.
public struct ChainState: Sendable, Hashable {
  public let chain: ChainID
  public let firstBlock: UInt64
  public let lastBlock: UInt64
  /// `nil` where the source of the facts gave none.
  public let lastHash: Hash32?
  public let lastTime: Timestamp
  /// Kinds of facts that every block has.
  public let facts: [String]
  /// Whether all blocks follow one another and every one was checked on its bytes.
  public let isVerified: Bool
  public let hasGaps: Bool
  public let unknownInputs: UInt64
  /// Accounts whose history is not complete, with the reason.
  public let incomplete: [IncompleteAccount]
}

/// An account whose amounts are not exact, because transfers may be missing.
public struct IncompleteAccount: Sendable, Hashable {
  public let account: AccountID
  public let asset: AssetID
  public let reason: String
  /// The clean lot that it must have held before its first row.
  public let unseenOpening: Amount
}

/// What one policy found.
public struct PolicyFinding: Sendable {
  public let policy: Policy
  /// Empty under poison, which conserves nothing.
  public let totals: [LossTotals]
  public let holdings: [Holding]
  public let deposits: [ServiceDeposit]
  public let freezeCandidates: [FreezeCandidate]
  public let flows: [FlowEdge]
  public let unfollowed: [UnfollowedLoss]
  public let destroyed: [DestroyedLoss]
  public let links: [LinkTotal]
  public let unprovenSwaps: [String]
  public let cut: [String]
  public let transfersRead: Int
}

/// Where one loss went. The six parts sum to what was stolen.
public struct LossTotals: Sendable, Hashable {
  public let incident: String
  public let asset: AssetID
  public let stolen: Amount
  public let held: Amount
  public let custody: Amount
  public let mixer: Amount
  public let fees: Amount
  public let destroyed: Amount
  public let unfollowed: Amount

  public var isConserved: Bool {
    stolen == held + custody + mixer + fees + destroyed + unfollowed
  }
}

/// What one account holds of the losses.
public struct Holding: Sendable {
  public let account: AccountID
  public let asset: AssetID
  public let amount: Amount
  public let loss: [LossAmount]
  public let labels: [AccountLabel]
  public let since: Timestamp
  /// The last transaction that brought some of it.
  public let transaction: TransferReference
}

/// A label with its standing at two moments.
public struct AccountLabel: Sendable, Hashable {
  public let name: String
  public let category: LabelCategory
  public let source: String
  public let heldThen: Bool
  public let holdsNow: Bool
}

/// Value that came to a labelled service: an exchange, a custodian, a mixer.
public struct ServiceDeposit: Sendable {
  public let category: LabelCategory
  public let holder: String
  public let wallet: AccountID
  public let asset: AssetID
  public let amount: Amount
  public let loss: [LossAmount]
  public let since: Timestamp
  public let transaction: TransferReference
}

/// Something that can still be stopped, who can, and how.
public struct FreezeCandidate: Sendable {
  public enum Action: String, Sendable {
    case holdAccount = "hold the customer's account"
    case freezeToken = "freeze at the token's contract"
  }

  public let holder: String
  /// The last account before the labelled wallet; for a token, who holds it.
  public let account: AccountID
  /// The transaction into that account.
  public let depositTransaction: TransferReference
  /// The labelled wallet and the move into it; `nil` for a token in a wallet of nobody's.
  public let wallet: AccountID?
  public let sweep: TransferReference?
  public let asset: AssetID
  public let amount: Amount
  public let loss: [LossAmount]
  public let since: Timestamp
  public let action: Action
  public let isFrozen: Bool
}

/// All value of one asset that went from one account to another.
public struct FlowEdge: Sendable {
  public let from: AccountID
  public let to: AccountID
  public let asset: AssetID
  public let amount: Amount
  public let loss: [LossAmount]
  public let transactions: [TransferReference]
}

public struct UnfollowedLoss: Sendable {
  public let reason: Reason
  public let account: AccountID?
  public let loss: [LossAmount]
}

public struct DestroyedLoss: Sendable {
  public let how: Destruction
  public let loss: [LossAmount]
}

/// How much of a loss crossed on links of one strength.
public struct LinkTotal: Sendable {
  public let kind: LinkKind
  public let strength: Confidence
  public let deposit: TransferReference
  public let release: TransferReference
  public let source: String
  public let loss: [LossAmount]
}
