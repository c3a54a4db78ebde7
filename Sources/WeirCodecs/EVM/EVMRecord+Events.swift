public import WeirModel

public struct EVMLogRecord: Hashable, Sendable {
  public var place: EVMPlace
  /// Within its block.
  public var logIndex: UInt32
  /// Who emitted it.
  public var contract: AccountKey
  public var topics: [Hash32]
  /// Empty where no event that is followed has the first topic.
  public var data: [UInt8]

  public init(
    place: EVMPlace, logIndex: UInt32, contract: AccountKey, topics: [Hash32], data: [UInt8]
  ) {
    self.place = place
    self.logIndex = logIndex
    self.contract = contract
    self.topics = topics
    self.data = data
  }
}

/// A row of a table of token transfers: what a log said, without the log.
public struct EVMTransferRecord: Hashable, Sendable {
  public var place: EVMPlace
  public var logIndex: UInt32
  public var token: AccountKey
  public var from: AccountKey
  public var to: AccountKey
  /// An amount, or the id of a non-fungible token: the table does not say which.
  public var value: UInt256

  public init(
    place: EVMPlace, logIndex: UInt32, token: AccountKey, from: AccountKey, to: AccountKey,
    value: UInt256
  ) {
    self.place = place
    self.logIndex = logIndex
    self.token = token
    self.from = from
    self.to = to
    self.value = value
  }
}

/// Calls of one transaction: its whole tree, or one row of a flat list.
public struct EVMTraceRecord: Hashable, Sendable {
  public var place: EVMPlace
  public var calls: [EVMCall]
  /// Whether the tracer left inner calls out (`onlyTopCall`).
  public var isTopOnly: Bool

  public init(place: EVMPlace, calls: [EVMCall], isTopOnly: Bool = false) {
    self.place = place
    self.calls = calls
    self.isTopOnly = isTopOnly
  }
}

/// One call, creation or self-destruction, or a row of a flat trace that no transaction made.
public struct EVMCall: Hashable, Sendable {
  public enum Kind: UInt8, Hashable, Sendable {
    case call
    case create
    case selfDestruct
    /// STATICCALL, DELEGATECALL and CALLCODE: they move nothing.
    case still
    case blockReward
    case uncleReward
    case genesis
    /// The irregular state change of block 1,920,000.
    case fork
  }

  public var kind: Kind
  /// Places in the parents' lists, outermost first; empty for the transaction's own call.
  public var path: [UInt32]
  public var from: AccountKey?
  public var to: AccountKey?
  /// `nil` where the tracer does not give it.
  public var value: Amount?
  public var failed: Bool
  /// Calls directly beneath it.
  public var childCount: UInt32?

  public init(
    kind: Kind, path: [UInt32], from: AccountKey?, to: AccountKey?, value: Amount?, failed: Bool,
    childCount: UInt32? = nil
  ) {
    self.kind = kind
    self.path = path
    self.from = from
    self.to = to
    self.value = value
    self.failed = failed
    self.childCount = childCount
  }
}
