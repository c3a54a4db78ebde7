import WeirModel

/// All that is known about one transaction of a block.
struct EVMTransactionDraft {
  var hash: Hash32?
  var index: UInt32?
  var transaction: EVMTransactionRecord?
  var receipt: EVMReceiptRecord?
  /// By index within the block.
  var logs: [UInt32: EVMLogRecord] = [:]
  var transfers: [UInt32: EVMTransferRecord] = [:]
  /// By path.
  var calls: [[UInt32]: EVMCall] = [:]
  /// Whether every trace of it left inner calls out; `nil` without a trace.
  var isTopOnly: Bool?

  init(hash: Hash32?, index: UInt32?) {
    self.hash = hash
    self.index = index
  }

  var name: String { EVMBlockDraft.name(EVMPlace(transaction: hash, index: index)) }
}

// MARK: - Joining

extension EVMBlockDraft {
  mutating func add(_ record: EVMTransactionRecord, to slot: Int) throws(EVMError) {
    let name = transactions[slot].name
    guard var merged = transactions[slot].transaction else {
      transactions[slot].transaction = record
      return
    }
    guard merged.from == record.from, merged.to == record.to, merged.value == record.value else {
      throw disagreement("sender, recipient or value of \(name)")
    }
    merged.gasPrice = try merge(merged.gasPrice, record.gasPrice, "the gas price of \(name)")
    merged.maxFee = try merge(merged.maxFee, record.maxFee, "the highest fee of \(name)")
    merged.maxPriorityFee = try merge(
      merged.maxPriorityFee, record.maxPriorityFee, "the highest tip of \(name)")
    merged.minted = try merge(merged.minted, record.minted, "what \(name) mints")
    merged.time = try merge(merged.time, record.time, "its time")
    transactions[slot].transaction = merged
  }

  mutating func add(_ record: EVMReceiptRecord, to slot: Int) throws(EVMError) {
    for log in record.logs ?? [] { try add(log, to: slot) }
    let name = transactions[slot].name
    guard var merged = transactions[slot].receipt else {
      transactions[slot].receipt = record
      return
    }
    guard merged.gasUsed == record.gasUsed else { throw disagreement("the gas of \(name)") }
    merged.succeeded = try merge(merged.succeeded, record.succeeded, "the status of \(name)")
    merged.effectiveGasPrice = try merge(
      merged.effectiveGasPrice, record.effectiveGasPrice, "the gas price of \(name)")
    merged.contract = try merge(merged.contract, record.contract, "the contract of \(name)")
    merged.layer1Fee = try merge(merged.layer1Fee, record.layer1Fee, "the L1 fee of \(name)")
    merged.blobGasUsed = try merge(merged.blobGasUsed, record.blobGasUsed, "the blobs of \(name)")
    merged.blobGasPrice = try merge(
      merged.blobGasPrice, record.blobGasPrice, "the blob fee of \(name)")
    if let count = merged.logs?.count, let other = record.logs?.count, count != other {
      throw disagreement("the logs of \(name)")
    }
    merged.logs = merged.logs ?? record.logs
    transactions[slot].receipt = merged
  }

  mutating func add(_ record: EVMLogRecord, to slot: Int) throws(EVMError) {
    try claim(record.logIndex, for: slot)
    if let known = transactions[slot].logs[record.logIndex] {
      guard known.contract == record.contract, known.topics == record.topics,
        known.data == record.data
      else { throw disagreement("log \(record.logIndex)") }
    } else {
      transactions[slot].logs[record.logIndex] = record
    }
  }

  mutating func add(_ record: EVMTransferRecord, to slot: Int) throws(EVMError) {
    try claim(record.logIndex, for: slot)
    if let known = transactions[slot].transfers[record.logIndex] {
      guard known.token == record.token, known.from == record.from, known.to == record.to,
        known.value == record.value
      else { throw disagreement("log \(record.logIndex)") }
    } else {
      transactions[slot].transfers[record.logIndex] = record
    }
  }

  mutating func add(_ record: EVMTraceRecord, to slot: Int) throws(EVMError) {
    for call in record.calls {
      let known = transactions[slot].calls[call.path]
      transactions[slot].calls[call.path] =
        try known.map { known throws(EVMError) in
          try merge(known, call, of: transactions[slot].name)
        } ?? call
    }
    transactions[slot].isTopOnly = record.isTopOnly && transactions[slot].isTopOnly ?? true
  }

  private func merge(
    _ left: EVMCall, _ right: EVMCall, of name: String
  ) throws(EVMError) -> EVMCall {
    let path = left.path.map(String.init).joined(separator: ".")
    let what = "call [\(path)] of \(name): give one tracer's answer"
    guard left.kind == right.kind, left.failed == right.failed else { throw disagreement(what) }
    // What moves nothing is written differently by every tracer.
    guard left.kind != .still else { return left }
    var merged = left
    merged.from = try merge(left.from, right.from, what)
    merged.to = try merge(left.to, right.to, what)
    merged.value = try merge(left.value, right.value, what)
    merged.childCount = try merge(left.childCount, right.childCount, what)
    return merged
  }

  private mutating func claim(_ logIndex: UInt32, for slot: Int) throws(EVMError) {
    guard logOwners[logIndex, default: slot] == slot else {
      throw disagreement("the transaction of log \(logIndex)")
    }
    logOwners[logIndex] = slot
  }
}

// MARK: - Order

extension EVMBlockDraft {
  /// The transactions with their places in the block.
  ///
  /// Where no record says any place, as in a table of token transfers alone, their logs give the
  /// order: log indices grow through the block.
  func orderedTransactions() throws(EVMError) -> [(index: UInt32, transaction: EVMTransactionDraft)]
  {
    if isPlacedByLogs {
      let ordered = transactions.sorted { ($0.firstLog ?? 0) < ($1.firstLog ?? 0) }
      return ordered.enumerated().map { (UInt32(truncatingIfNeeded: $0), $1) }
    }
    var placed: [(index: UInt32, transaction: EVMTransactionDraft)] = []
    for transaction in transactions {
      guard let index = transaction.index else {
        throw error(
          .missing,
          "no record says the place of \(transaction.name): add its transaction or receipt")
      }
      placed.append((index, transaction))
    }
    return placed.sorted { $0.index < $1.index }
  }

  var isPlacedByLogs: Bool {
    !transactions.isEmpty && transactions.allSatisfy { $0.index == nil && $0.firstLog != nil }
  }
}

extension EVMTransactionDraft {
  fileprivate var firstLog: UInt32? {
    let log = logs.keys.min()
    let transfer = transfers.keys.min()
    return switch (log, transfer) {
    case (let log?, let transfer?): min(log, transfer)
    default: log ?? transfer
    }
  }
}
