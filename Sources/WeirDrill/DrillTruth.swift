public import WeirModel

/// Where every stolen unit of a drill's world is: the answer that a trace is held against.
///
/// The thief keeps books first in, first out, unit for unit. So the entries are what a trace by
/// FIFO that stops at fees must find. Those marked ``Entry/isUnmixed`` never met other value, and
/// every exact policy must agree with them, up to the unit that a different rounding may move.
public struct DrillTruth: Sendable {
  /// In the order in which the losses came to rest; what is still held comes last.
  public let entries: [Entry]
  /// What the thief knows and no chain shows.
  public let secrets: [Secret]

  /// A part of one loss at one place.
  public struct Entry: Hashable, Sendable {
    public let incident: String
    /// The asset that was stolen.
    public let stolen: AssetID
    /// Base units of ``stolen``; never zero.
    public let loss: Amount
    public let place: Place
    /// Whether it never met other value on its way.
    public let isUnmixed: Bool
  }

  /// Where a part of a loss came to rest.
  public enum Place: Hashable, Sendable {
    /// In an unlabelled account: so much of which asset.
    case held(Holder, asset: AssetID, amount: Amount)
    /// In an exchange's labelled wallet.
    case custody(Deposit)
    /// In a mixer's pool, by this transfer.
    case mixer(Holder, transfer: TransferReference)
    case fees(ChainID)
    /// Sent where nobody can spend it.
    case burnt(TransferReference)
    /// In an output that nothing can satisfy.
    case unspendable(TransferReference)
    /// Destroyed by the token's issuer while this account held it.
    case destroyedByIssuer(Holder)
    /// Paid into a bridge whose release no link names.
    case unlinkedBridge(TransferReference)
    /// In an unlabelled contract that mixes many parties.
    case manyParties(Holder, transfer: TransferReference)
  }

  /// An account on a chain, by its key.
  public struct Holder: Hashable, Sendable {
    public let chain: ChainID
    public let account: AccountKey
  }

  /// How value came into custody: what a freeze request names.
  public struct Deposit: Hashable, Sendable {
    public let exchange: String
    /// The labelled wallet.
    public let wallet: Holder
    /// The last address before the wallet: the exchange knows its customer by it.
    public let depositAddress: AccountKey
    /// Into the labelled wallet.
    public let sweep: TransferReference
    public let asset: AssetID
    public let amount: Amount
  }

  /// A payment that belongs to the thief although no chain shows it.
  public struct Secret: Hashable, Sendable {
    public let paidIn: TransferReference
    public let cameOut: TransferReference
  }
}

extension DrillTruth {
  /// The parts that a loss is made of, in base units of the stolen asset.
  public struct Totals: Hashable, Sendable {
    public var held = Amount.zero
    public var custody = Amount.zero
    public var mixer = Amount.zero
    public var fees = Amount.zero
    public var destroyed = Amount.zero
    public var unfollowed = Amount.zero

    public var sum: Amount { held + custody + mixer + fees + destroyed + unfollowed }
  }

  /// The totals of one incident and stolen asset. Their sum is what was stolen.
  public func totals(incident: String, stolen: AssetID) -> Totals {
    var totals = Totals()
    for entry in entries where entry.incident == incident && entry.stolen == stolen {
      totals[keyPath: entry.place.total] += entry.loss
    }
    return totals
  }
}

extension DrillTruth.Place {
  /// Under which total it counts.
  public var total: WritableKeyPath<DrillTruth.Totals, Amount> {
    switch self {
    case .held: \.held
    case .custody: \.custody
    case .mixer: \.mixer
    case .fees: \.fees
    case .burnt, .unspendable, .destroyedByIssuer: \.destroyed
    case .unlinkedBridge, .manyParties: \.unfollowed
    }
  }
}
