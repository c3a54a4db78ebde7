public import WeirModel

/// One fact as a source gives it, to be joined with the others of its block.
///
/// Sources come in any order and repeat each other: blocks, receipts, logs, traces, tables. Records
/// of one block go to ``EVMBlockAssembler``.
public enum EVMRecord: Hashable, Sendable {
  case block(EVMBlockRecord)
  case transaction(EVMTransactionRecord)
  case receipt(EVMReceiptRecord)
  case log(EVMLogRecord)
  case trace(EVMTraceRecord)
  case transfer(EVMTransferRecord)

  /// What it can be joined by. Where ``EVMPlace/block`` is `nil`, the transaction's hash is the
  /// only key, and another record must tell its block.
  public var place: EVMPlace {
    get {
      switch self {
      case .block(let record):
        EVMPlace(block: record.number, blockHash: record.hash)
      case .transaction(let record): record.place
      case .receipt(let record): record.place
      case .log(let record): record.place
      case .trace(let record): record.place
      case .transfer(let record): record.place
      }
    }
    set {
      switch self {
      case .block: break
      case .transaction(var record):
        record.place = newValue
        self = .transaction(record)
      case .receipt(var record):
        record.place = newValue
        self = .receipt(record)
      case .log(var record):
        record.place = newValue
        self = .log(record)
      case .trace(var record):
        record.place = newValue
        self = .trace(record)
      case .transfer(var record):
        record.place = newValue
        self = .transfer(record)
      }
    }
  }
}

/// Where a fact stands, as far as its source says.
public struct EVMPlace: Hashable, Sendable {
  public var block: UInt64?
  public var blockHash: Hash32?
  public var transaction: Hash32?
  /// The transaction's place in its block.
  public var index: UInt32?

  public init(
    block: UInt64? = nil, blockHash: Hash32? = nil, transaction: Hash32? = nil,
    index: UInt32? = nil
  ) {
    self.block = block
    self.blockHash = blockHash
    self.transaction = transaction
    self.index = index
  }
}

/// A block's header, its withdrawals and the list of its transactions.
public struct EVMBlockRecord: Hashable, Sendable {
  public var number: UInt64
  public var hash: Hash32?
  public var parent: Hash32?
  public var time: Timestamp
  public var miner: AccountKey?
  /// Wei a unit of gas; `nil` before EIP-1559.
  public var baseFee: UInt256?
  public var uncleCount: Int?
  /// `nil` before EIP-4895.
  public var withdrawals: [EVMWithdrawal]?
  public var transactionCount: Int?
  /// In block order; `nil` where the source gives only their number.
  public var transactions: [Hash32]?

  public init(
    number: UInt64, hash: Hash32? = nil, parent: Hash32? = nil, time: Timestamp,
    miner: AccountKey? = nil, baseFee: UInt256? = nil, uncleCount: Int? = nil,
    withdrawals: [EVMWithdrawal]? = nil, transactionCount: Int? = nil,
    transactions: [Hash32]? = nil
  ) {
    self.number = number
    self.hash = hash
    self.parent = parent
    self.time = time
    self.miner = miner
    self.baseFee = baseFee
    self.uncleCount = uncleCount
    self.withdrawals = withdrawals
    self.transactionCount = transactionCount
    self.transactions = transactions
  }
}

/// *Source:* EIP-4895.
public struct EVMWithdrawal: Hashable, Sendable {
  public var index: UInt64
  public var to: AccountKey
  /// Wei; the chain states gwei.
  public var amount: Amount

  public init(index: UInt64, to: AccountKey, amount: Amount) {
    self.index = index
    self.to = to
    self.amount = amount
  }
}

public struct EVMTransactionRecord: Hashable, Sendable {
  public var place: EVMPlace
  public var from: AccountKey
  /// `nil` for a contract's creation.
  public var to: AccountKey?
  public var value: Amount
  /// Wei a unit of gas: of a mined transaction what it paid, where its node says so.
  public var gasPrice: UInt256?
  public var maxFee: UInt256?
  public var maxPriorityFee: UInt256?
  /// What a rollup's deposit makes for the sender.
  public var minted: Amount?
  /// Its block's time, in tables.
  public var time: Timestamp?

  public init(
    place: EVMPlace, from: AccountKey, to: AccountKey?, value: Amount, gasPrice: UInt256? = nil,
    maxFee: UInt256? = nil, maxPriorityFee: UInt256? = nil, minted: Amount? = nil,
    time: Timestamp? = nil
  ) {
    self.place = place
    self.from = from
    self.to = to
    self.value = value
    self.gasPrice = gasPrice
    self.maxFee = maxFee
    self.maxPriorityFee = maxPriorityFee
    self.minted = minted
    self.time = time
  }
}

public struct EVMReceiptRecord: Hashable, Sendable {
  public var place: EVMPlace
  /// `nil` before Byzantium, when receipts had a state root instead (EIP-658).
  public var succeeded: Bool?
  public var gasUsed: UInt256
  public var effectiveGasPrice: UInt256?
  /// Of a creation.
  public var contract: AccountKey?
  /// What a rollup charged for its data on the first layer.
  public var layer1Fee: UInt256?
  public var blobGasUsed: UInt256?
  public var blobGasPrice: UInt256?
  /// `nil` where the source gives none with its receipts.
  public var logs: [EVMLogRecord]?

  public init(
    place: EVMPlace, succeeded: Bool?, gasUsed: UInt256, effectiveGasPrice: UInt256? = nil,
    contract: AccountKey? = nil, layer1Fee: UInt256? = nil, blobGasUsed: UInt256? = nil,
    blobGasPrice: UInt256? = nil, logs: [EVMLogRecord]? = nil
  ) {
    self.place = place
    self.succeeded = succeeded
    self.gasUsed = gasUsed
    self.effectiveGasPrice = effectiveGasPrice
    self.contract = contract
    self.layer1Fee = layer1Fee
    self.blobGasUsed = blobGasUsed
    self.blobGasPrice = blobGasPrice
    self.logs = logs
  }
}
