import WeirModel

/// Records of one block, joined by transaction and checked against each other.
struct EVMBlockDraft {
  let number: UInt64
  private(set) var hash: Hash32?
  private(set) var header: EVMBlockRecord?
  var transactions: [EVMTransactionDraft] = []
  /// The block's time, from its header or from a table's rows.
  private var statedTime: Timestamp?
  /// Rows of flat traces that no transaction made.
  private(set) var unmoved: [EVMCall] = []

  private var byHash: [Hash32: Int] = [:]
  private var byIndex: [UInt32: Int] = [:]
  /// Who owns a log index: it is one a block.
  var logOwners: [UInt32: Int] = [:]

  init(_ records: [EVMRecord]) throws(EVMError) {
    let numbers = Set(records.compactMap(\.place.block))
    guard let number = numbers.first, numbers.count == 1 else {
      throw EVMError(
        code: .missing, message: "expected records of one block, found \(numbers.count) numbers",
        place: "block")
    }
    self.number = number
    for record in records { try join(record.place) }
    try joinHeaders(records)
    // Places with both keys first: the others are found through them, whatever their order.
    for record in records where record.place.transaction != nil && record.place.index != nil {
      _ = try slot(record.place)
    }
    for record in records { try add(record) }
    statedTime = header?.time
    for transaction in transactions {
      statedTime = try merge(statedTime, transaction.transaction?.time, "its time")
    }
    if let count = header?.transactionCount, transactions.count > count {
      throw error(
        .unknownTransaction,
        "the block has \(count) transactions, its records name \(transactions.count)")
    }
  }

  /// Whether every transaction of the block is here.
  var isWhole: Bool { header?.transactionCount == transactions.count }

  func time() throws(EVMError) -> Timestamp {
    guard let statedTime else {
      throw error(.missing, "no record states the block's time: add the block itself")
    }
    return statedTime
  }

  func error(_ code: EVMError.Code, _ message: String) -> EVMError {
    EVMError(code: code, message: message, place: "block \(number)")
  }

  func disagreement(_ fact: String) -> EVMError {
    error(.disagreement, "two sources disagree about \(fact)")
  }
}

// MARK: - Headers

extension EVMBlockDraft {
  private mutating func join(_ place: EVMPlace) throws(EVMError) {
    hash = try merge(hash, place.blockHash, "its hash")
  }

  private mutating func joinHeaders(_ records: [EVMRecord]) throws(EVMError) {
    for case .block(let record) in records {
      header = try header.map { header throws(EVMError) in try merge(header, record) } ?? record
    }
    guard let header, let list = header.transactions else { return }
    guard header.transactionCount == list.count else {
      throw disagreement("the number of its transactions")
    }
    for (index, hash) in list.enumerated() {
      _ = try slot(EVMPlace(transaction: hash, index: UInt32(exactly: index)))
    }
  }

  private func merge(
    _ left: EVMBlockRecord, _ right: EVMBlockRecord
  ) throws(EVMError) -> EVMBlockRecord {
    guard left.time == right.time else { throw disagreement("its time") }
    var merged = left
    merged.hash = try merge(left.hash, right.hash, "its hash")
    merged.parent = try merge(left.parent, right.parent, "its parent")
    merged.miner = try merge(left.miner, right.miner, "its miner")
    merged.baseFee = try merge(left.baseFee, right.baseFee, "its base fee")
    merged.uncleCount = try merge(left.uncleCount, right.uncleCount, "its uncles")
    merged.withdrawals = try merge(left.withdrawals, right.withdrawals, "its withdrawals")
    merged.transactionCount = try merge(
      left.transactionCount, right.transactionCount, "the number of its transactions")
    merged.transactions = try merge(
      left.transactions, right.transactions, "the list of its transactions")
    return merged
  }

  /// What both say, or what one says.
  func merge<Fact: Equatable>(
    _ left: Fact?, _ right: Fact?, _ fact: @autoclosure () -> String
  ) throws(EVMError) -> Fact? {
    guard let left, let right else { return left ?? right }
    guard left == right else { throw disagreement(fact()) }
    return left
  }
}

// MARK: - Transactions

extension EVMBlockDraft {
  /// The transaction at `place`; made where it is new.
  private mutating func slot(_ place: EVMPlace) throws(EVMError) -> Int {
    let first = place.transaction.flatMap { byHash[$0] }
    let second = place.index.flatMap { byIndex[$0] }
    if let first, let second, first != second {
      throw disagreement("the place of \(Self.name(place))")
    }
    guard let slot = first ?? second else { return try newSlot(place) }
    var draft = transactions[slot]
    draft.hash = try merge(draft.hash, place.transaction, "the transaction at a place")
    draft.index = try merge(draft.index, place.index, "the place of \(Self.name(place))")
    transactions[slot] = draft
    register(slot)
    return slot
  }

  private mutating func newSlot(_ place: EVMPlace) throws(EVMError) -> Int {
    if let list = header?.transactions, transactions.count >= list.count {
      throw error(
        .unknownTransaction, "the block does not have \(Self.name(place)): two sources disagree")
    }
    if let count = header?.transactionCount, let index = place.index, index >= count {
      throw error(
        .unknownTransaction, "the block has \(count) transactions, none at place \(index)")
    }
    transactions.append(EVMTransactionDraft(hash: place.transaction, index: place.index))
    register(transactions.count - 1)
    return transactions.count - 1
  }

  private mutating func register(_ slot: Int) {
    if let hash = transactions[slot].hash { byHash[hash] = slot }
    if let index = transactions[slot].index { byIndex[index] = slot }
  }

  static func name(_ place: EVMPlace) -> String {
    if let hash = place.transaction { return "transaction 0x\(hash.hex)" }
    return place.index.map { "the transaction at place \($0)" } ?? "a transaction without a name"
  }

  private mutating func add(_ record: EVMRecord) throws(EVMError) {
    if case .block = record { return }
    let place = record.place
    if place.transaction == nil, place.index == nil {
      guard case .trace(let trace) = record else {
        throw error(.missing, "a record names neither its transaction nor its place")
      }
      unmoved += trace.calls
      return
    }
    let slot = try slot(place)
    switch record {
    case .block: break
    case .transaction(let record): try add(record, to: slot)
    case .receipt(let record): try add(record, to: slot)
    case .log(let record): try add(record, to: slot)
    case .trace(let record): try add(record, to: slot)
    case .transfer(let record): try add(record, to: slot)
    }
  }
}
