public import WeirModel

/// One movement that a table states: a ``Move`` with its place in the chain.
public struct TableTransfer: Hashable, Sendable {
  /// Line of the row in its file, from 1.
  public var line: Int
  public var block: UInt64
  public var time: Timestamp
  /// `nil` where the table does not state it.
  public var blockHash: Hash32?
  /// `nil` where the table does not state it.
  public var transaction: Hash32?
  /// The transaction's place in its block; `nil` where the table does not state it.
  public var index: UInt32?
  /// The move's place in its transaction.
  public var order: Order
  public var move: Move

  public init(
    line: Int, block: UInt64, time: Timestamp, blockHash: Hash32? = nil,
    transaction: Hash32? = nil, index: UInt32? = nil, order: Order, move: Move
  ) {
    self.line = line
    self.block = block
    self.time = time
    self.blockHash = blockHash
    self.transaction = transaction
    self.index = index
    self.order = order
    self.move = move
  }

  /// Where a move stands in its transaction: fee, own value, calls, logs.
  public struct Order: Hashable, Sendable, Comparable {
    /// What is ordered before what; tables of several kinds meet in one transaction.
    public enum Rank: UInt8, Sendable, Comparable {
      case fee, transaction, call, log

      public static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    public let rank: Rank
    /// The log's index, or the place in the table where it states none.
    public let sequence: UInt64

    public init(_ rank: Rank, _ sequence: UInt64 = 0) {
      self.rank = rank
      self.sequence = sequence
    }

    public static func < (left: Order, right: Order) -> Bool {
      left.rank != right.rank ? left.rank < right.rank : left.sequence < right.sequence
    }
  }
}

/// What became of one row of a table.
public enum TableRow: Sendable {
  /// Accepted: what it moves, which may be nothing (a failed call, an amount of zero).
  case transfers(line: Int, [TableTransfer])
  /// Accepted as it stands: a row of a format that another codec interprets.
  case record(TableRecord)
  /// Not accepted: why. Nothing of the row was taken.
  case refused(TableError)
}

/// A row as text by column name.
public struct TableRecord: Hashable, Sendable {
  public let format: TableFormat
  public let file: String
  /// Line of the row in its file, from 1.
  public let line: Int
  public let fields: [String: String]

  public init(format: TableFormat, file: String, line: Int, fields: [String: String]) {
    self.format = format
    self.file = file
    self.line = line
    self.fields = fields
  }
}

/// The tables that Weir recognises by their header.
public enum TableFormat: String, Hashable, Sendable, CaseIterable {
  case etherscanTransactions = "Etherscan transactions"
  case etherscanInternal = "Etherscan internal transactions"
  case etherscanTokens = "Etherscan ERC-20 transfers"
  /// Pages of an explorer with `callTransfer/N/…` and `tokenTransfer/N/…` columns.
  case explorerPages = "explorer pages"
  case etlBlocks = "ethereum-etl blocks"
  case etlTransactions = "ethereum-etl transactions"
  case etlReceipts = "ethereum-etl receipts"
  case etlLogs = "ethereum-etl logs"
  case etlTokenTransfers = "ethereum-etl token transfers"
  case etlTraces = "ethereum-etl traces"
  /// Read by the caller's map alone.
  case mapped = "mapped table"
}

/// What reading a table needs to know and cannot find in it.
public struct TableContext: Sendable {
  public let chain: ChainID
  /// Decodes an address of `chain`, or throws why it is none.
  public let resolve: @Sendable (String) throws -> AccountKey
  /// Places behind the point of an asset, where somebody has said so.
  public let decimals: @Sendable (AssetKey) -> Int?

  /// Addresses as ``AddressCodec`` reads them and the decimals of ``KnownContract``, unless others
  /// are given.
  public init(
    chain: ChainID, resolve: (@Sendable (String) throws -> AccountKey)? = nil,
    decimals: (@Sendable (AssetKey) -> Int?)? = nil
  ) {
    self.chain = chain
    self.resolve = resolve ?? { try AddressCodec.key(of: $0, on: chain) }
    self.decimals = decimals ?? { KnownContract.decimals(of: $0, on: chain) }
  }
}
