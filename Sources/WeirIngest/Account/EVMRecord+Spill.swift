import WeirCodecs
import WeirModel

extension EVMRecord: Spillable {
  var weight: Int {
    switch self {
    case .block(let record):
      2 + (record.transactions?.count ?? 0) + (record.withdrawals?.count ?? 0)
    case .receipt(let record):
      1 + (record.logs ?? []).reduce(0) { $0 + 1 + $1.data.count / 64 }
    case .log(let record): 1 + record.data.count / 64
    case .trace(let record): 1 + record.calls.count
    case .transaction, .transfer: 1
    }
  }

  func spill(to writer: inout SpillWriter) {
    switch self {
    case .block(let record):
      writer.put(UInt8(1))
      record.spill(to: &writer)
    case .transaction(let record):
      writer.put(UInt8(2))
      record.spill(to: &writer)
    case .receipt(let record):
      writer.put(UInt8(3))
      record.spill(to: &writer)
    case .log(let record):
      writer.put(UInt8(4))
      record.spill(to: &writer)
    case .trace(let record):
      writer.put(UInt8(5))
      record.spill(to: &writer)
    case .transfer(let record):
      writer.put(UInt8(6))
      record.spill(to: &writer)
    }
  }

  init(from reader: inout SpillReader) throws(IngestError) {
    switch try reader.byte() {
    case 1: self = .block(try EVMBlockRecord(from: &reader))
    case 2: self = .transaction(try EVMTransactionRecord(from: &reader))
    case 3: self = .receipt(try EVMReceiptRecord(from: &reader))
    case 4: self = .log(try EVMLogRecord(from: &reader))
    case 5: self = .trace(try EVMTraceRecord(from: &reader))
    case 6: self = .transfer(try EVMTransferRecord(from: &reader))
    default: throw IngestError(.storage, "a temporary file holds a record of no known kind")
    }
  }
}

extension EVMPlace {
  func spill(to writer: inout SpillWriter) {
    writer.put(block) { $0.put($1) }
    writer.put(blockHash) { $0.put($1) }
    writer.put(transaction) { $0.put($1) }
    writer.put(index) { $0.put($1) }
  }

  init(from reader: inout SpillReader) throws(IngestError) {
    self.init(
      block: try reader.optional { reader throws(IngestError) in try reader.uint64() },
      blockHash: try reader.optional { reader throws(IngestError) in try reader.hash() },
      transaction: try reader.optional { reader throws(IngestError) in try reader.hash() },
      index: try reader.optional { reader throws(IngestError) in try reader.uint32() })
  }
}

extension EVMBlockRecord {
  fileprivate func spill(to writer: inout SpillWriter) {
    writer.put(number)
    writer.put(hash) { $0.put($1) }
    writer.put(parent) { $0.put($1) }
    writer.put(time.seconds)
    writer.put(miner) { $0.put($1) }
    writer.put(baseFee) { $0.put($1) }
    writer.put(uncleCount) { $0.put(Int64($1)) }
    writer.put(withdrawals) { writer, list in
      writer.put(list) { writer, withdrawal in
        writer.put(withdrawal.index)
        writer.put(withdrawal.to)
        writer.put(withdrawal.amount)
      }
    }
    writer.put(transactionCount) { $0.put(Int64($1)) }
    writer.put(transactions) { $0.put($1) { $0.put($1) } }
  }

  fileprivate init(from reader: inout SpillReader) throws(IngestError) {
    self.init(
      number: try reader.uint64(), hash: try reader.optionalHash(),
      parent: try reader.optionalHash(), time: Timestamp(seconds: try reader.int64()))
    miner = try reader.optionalAccount()
    baseFee = try reader.optionalInteger()
    uncleCount = try reader.optionalCount()
    withdrawals = try reader.optional { reader throws(IngestError) in
      try reader.list { reader throws(IngestError) in
        EVMWithdrawal(
          index: try reader.uint64(), to: try reader.account(), amount: try reader.amount())
      }
    }
    transactionCount = try reader.optionalCount()
    transactions = try reader.optional { reader throws(IngestError) in
      try reader.list { reader throws(IngestError) in try reader.hash() }
    }
  }
}

extension EVMTransactionRecord {
  fileprivate func spill(to writer: inout SpillWriter) {
    place.spill(to: &writer)
    writer.put(from)
    writer.put(to) { $0.put($1) }
    writer.put(value)
    writer.put(gasPrice) { $0.put($1) }
    writer.put(maxFee) { $0.put($1) }
    writer.put(maxPriorityFee) { $0.put($1) }
    writer.put(minted) { $0.put($1) }
    writer.put(time) { $0.put($1.seconds) }
  }

  fileprivate init(from reader: inout SpillReader) throws(IngestError) {
    self.init(
      place: try EVMPlace(from: &reader), from: try reader.account(),
      to: try reader.optionalAccount(), value: try reader.amount())
    gasPrice = try reader.optionalInteger()
    maxFee = try reader.optionalInteger()
    maxPriorityFee = try reader.optionalInteger()
    minted = try reader.optionalInteger().map { Amount($0) }
    time = try reader.optional { reader throws(IngestError) in
      Timestamp(seconds: try reader.int64())
    }
  }
}

extension EVMReceiptRecord {
  fileprivate func spill(to writer: inout SpillWriter) {
    place.spill(to: &writer)
    writer.put(succeeded) { $0.put($1) }
    writer.put(gasUsed)
    writer.put(effectiveGasPrice) { $0.put($1) }
    writer.put(contract) { $0.put($1) }
    writer.put(layer1Fee) { $0.put($1) }
    writer.put(blobGasUsed) { $0.put($1) }
    writer.put(blobGasPrice) { $0.put($1) }
    writer.put(logs) { $0.put($1) { $1.spill(to: &$0) } }
  }

  fileprivate init(from reader: inout SpillReader) throws(IngestError) {
    self.init(
      place: try EVMPlace(from: &reader),
      succeeded: try reader.optional { reader throws(IngestError) in try reader.bool() },
      gasUsed: try reader.uint256())
    effectiveGasPrice = try reader.optionalInteger()
    contract = try reader.optionalAccount()
    layer1Fee = try reader.optionalInteger()
    blobGasUsed = try reader.optionalInteger()
    blobGasPrice = try reader.optionalInteger()
    logs = try reader.optional { reader throws(IngestError) in
      try reader.list { reader throws(IngestError) in try EVMLogRecord(from: &reader) }
    }
  }
}

extension EVMLogRecord {
  fileprivate func spill(to writer: inout SpillWriter) {
    place.spill(to: &writer)
    writer.put(logIndex)
    writer.put(contract)
    writer.put(topics) { $0.put($1) }
    writer.put(data)
  }

  fileprivate init(from reader: inout SpillReader) throws(IngestError) {
    self.init(
      place: try EVMPlace(from: &reader), logIndex: try reader.uint32(),
      contract: try reader.account(),
      topics: try reader.list { reader throws(IngestError) in try reader.hash() },
      data: try reader.data())
  }
}

extension EVMTransferRecord {
  fileprivate func spill(to writer: inout SpillWriter) {
    place.spill(to: &writer)
    writer.put(logIndex)
    writer.put(token)
    writer.put(from)
    writer.put(to)
    writer.put(value)
  }

  fileprivate init(from reader: inout SpillReader) throws(IngestError) {
    self.init(
      place: try EVMPlace(from: &reader), logIndex: try reader.uint32(),
      token: try reader.account(), from: try reader.account(), to: try reader.account(),
      value: try reader.uint256())
  }
}

extension EVMTraceRecord {
  fileprivate func spill(to writer: inout SpillWriter) {
    place.spill(to: &writer)
    writer.put(isTopOnly)
    writer.put(calls) { writer, call in
      writer.put(call.kind.rawValue)
      writer.put(call.path) { $0.put($1) }
      writer.put(call.from) { $0.put($1) }
      writer.put(call.to) { $0.put($1) }
      writer.put(call.value) { $0.put($1) }
      writer.put(call.failed)
      writer.put(call.childCount) { $0.put($1) }
    }
  }

  fileprivate init(from reader: inout SpillReader) throws(IngestError) {
    let place = try EVMPlace(from: &reader)
    let isTopOnly = try reader.bool()
    let calls = try reader.list { reader throws(IngestError) in
      EVMCall(
        kind: try reader.value(),
        path: try reader.list { reader throws(IngestError) in try reader.uint32() },
        from: try reader.optionalAccount(), to: try reader.optionalAccount(),
        value: try reader.optionalInteger().map { Amount($0) }, failed: try reader.bool(),
        childCount: try reader.optional { reader throws(IngestError) in try reader.uint32() })
    }
    self.init(place: place, calls: calls, isTopOnly: isTopOnly)
  }
}

extension SpillReader {
  fileprivate mutating func optionalHash() throws(IngestError) -> Hash32? {
    try optional { reader throws(IngestError) in try reader.hash() }
  }

  fileprivate mutating func optionalAccount() throws(IngestError) -> AccountKey? {
    try optional { reader throws(IngestError) in try reader.account() }
  }

  fileprivate mutating func optionalInteger() throws(IngestError) -> UInt256? {
    try optional { reader throws(IngestError) in try reader.uint256() }
  }

  fileprivate mutating func optionalCount() throws(IngestError) -> Int? {
    try optional { reader throws(IngestError) in Int(try reader.int64()) }
  }
}
