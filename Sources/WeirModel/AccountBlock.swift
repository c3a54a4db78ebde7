/// One block of an account chain as facts: what the codecs hand to the ledger.
public struct AccountBlock: Sendable {
  public var number: UInt64
  /// `nil` where the source is a table that does not state it.
  public var hash: Hash32?
  public var parent: Hash32?
  public var time: Timestamp
  /// Which kinds of facts the source gave for the whole block.
  public var coverage: Coverage
  /// In order of ``AccountTransaction/index``.
  public var transactions: [AccountTransaction]

  public init(
    number: UInt64, hash: Hash32?, parent: Hash32?, time: Timestamp, coverage: Coverage,
    transactions: [AccountTransaction]
  ) {
    self.number = number
    self.hash = hash
    self.parent = parent
    self.time = time
    self.coverage = coverage
    self.transactions = transactions
  }

  /// The kinds of facts that are complete in a block. What is missing makes a trace that relies
  /// on it say so. The raw value is part of the ledger's format.
  public struct Coverage: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Value moved by calls, CREATE and SELFDESTRUCT (traces). Without it: *native-incomplete*.
    public static let native = Coverage(rawValue: 1)
    /// Logs of every transaction.
    public static let tokens = Coverage(rawValue: 2)
    /// Fees, split into burnt and tip.
    public static let fees = Coverage(rawValue: 4)
    /// Transactions themselves, with their top-level value.
    public static let transactions = Coverage(rawValue: 8)
    /// Withdrawals and block rewards.
    public static let issuance = Coverage(rawValue: 16)
  }
}

public struct AccountTransaction: Sendable {
  /// `nil` where a table gives none, and for the moves that end a block (withdrawals, rewards).
  public var hash: Hash32?
  /// Its place in the block; the moves that end a block stand behind the last transaction.
  public var index: UInt32
  /// In position order: the fee first, then native moves in call pre-order, then logs.
  public var moves: [Move]

  public init(hash: Hash32?, index: UInt32, moves: [Move]) {
    self.hash = hash
    self.index = index
    self.moves = moves
  }
}

/// One movement of an amount of an asset, or a fact about an account that moves nothing.
public struct Move: Hashable, Sendable {
  public var kind: MoveKind
  /// `nil` where value appears: a mint, a reward, a withdrawal.
  public var from: AccountKey?
  /// `nil` where value disappears: a burn, the base fee.
  public var to: AccountKey?
  public var asset: AssetKey
  /// Zero only for ``MoveKind/create``, ``MoveKind/freeze`` and ``MoveKind/unfreeze``.
  public var amount: Amount

  public init(
    kind: MoveKind, from: AccountKey?, to: AccountKey?, asset: AssetKey, amount: Amount
  ) {
    self.kind = kind
    self.from = from
    self.to = to
    self.asset = asset
    self.amount = amount
  }
}

/// What kind of movement a row is. The raw value is part of the ledger's format; a number is
/// never used again.
public enum MoveKind: UInt8, Sendable, CaseIterable {
  /// The transaction's own value.
  case transaction = 1
  /// Value of an inner call: its payer ran code, so it is a contract.
  case call = 2
  /// A contract came to be; its amount may be zero.
  case create = 3
  case selfDestruct = 4
  /// EIP-1559 base fee: destroyed, but a fee.
  case feeBurn = 5
  /// What the block's proposer gets.
  case feeTip = 6
  /// A fee whose split is not known.
  case fee = 7
  /// EIP-4844 blob fee: burnt.
  case feeBlob = 8
  /// What a rollup pays for its data on the first layer.
  case feeLayer1 = 9
  case reward = 10
  case withdrawal = 11
  /// A token's `Transfer`.
  case token = 12
  case mint = 13
  case burn = 14
  /// WETH `Deposit`: the wrapped asset appears.
  case wrap = 15
  /// WETH `Withdrawal`: the wrapped asset disappears.
  case unwrap = 16
  /// The issuer froze ``Move/to``.
  case freeze = 17
  case unfreeze = 18
  /// The issuer destroyed what ``Move/from`` held.
  case destroy = 19
  /// A row of a table that says no more than that it moved.
  case table = 20

  public var isFee: Bool {
    switch self {
    case .feeBurn, .feeTip, .fee, .feeBlob, .feeLayer1: true
    default: false
    }
  }

  /// Whether the row states something about an account and moves nothing.
  public var isStatement: Bool { self == .freeze || self == .unfreeze }
}

/// An asset within one chain, in the form in which facts carry it.
public enum AssetKey: Hashable, Sendable {
  case native
  /// By contract.
  case erc20(AccountKey)
  /// By contract and token id.
  case erc721(AccountKey, token: UInt256)
  /// From a table of another kind of chain.
  case other(AssetID)

  /// The CAIP-19 identifier on `chain`.
  public func id(on chain: ChainID) -> AssetID {
    switch self {
    case .native:
      .native(of: chain)
    case .erc20(let contract):
      AssetID(chain: chain, namespace: "erc20", reference: "0x" + contract.payload.hex)
    case .erc721(let contract, let token):
      AssetID(
        chain: chain, namespace: "erc721", reference: "0x" + contract.payload.hex,
        token: token.description)
    case .other(let id):
      id
    }
  }
}
