import WeirModel

extension EVMRow {
  /// The tables of ethereum-etl that state facts.
  public enum Table: String, Sendable, CaseIterable {
    case blocks
    case transactions
    case receipts
    case logs
    case traces
    case tokenTransfers = "token_transfers"

    /// Recognises a table by columns that only it has.
    ///
    /// - Parameter has: whether the table has a column of a name.
    public init?(columns has: (String) -> Bool) {
      if has("trace_type") {
        self = .traces
      } else if has("token_address"), has("from_address") {
        self = .tokenTransfers
      } else if has("log_index"), has("address") {
        self = .logs
      } else if has("cumulative_gas_used"), has("transaction_hash") {
        self = .receipts
      } else if has("parent_hash"), has("number") {
        self = .blocks
      } else if has("from_address"), has("nonce"), has("hash") {
        self = .transactions
      } else {
        return nil
      }
    }
  }

  /// The row's facts; a row of a transaction may state its receipt too.
  ///
  /// - Parameter table: what the row belongs to, where its header or its file says so; otherwise
  ///   its columns say it, which a CSV's empty cells can hide.
  /// - Throws: `EVMError` with `row`, naming the column.
  public func records(of table: Table? = nil) throws -> [EVMRecord] {
    let stated = table ?? text("type").flatMap { Self.tables[$0] }
    guard let table = stated ?? Table(columns: { text($0) != nil }) else {
      throw EVMError(
        code: .row,
        message: "expected a row of ethereum-etl's blocks, transactions, receipts, logs, traces or "
          + "token transfers, found other columns",
        place: place)
    }
    switch table {
    case .blocks: return [.block(try block())]
    case .transactions: return try transaction()
    case .receipts: return [.receipt(try receipt(prefix: "", at: try joined("transaction_hash")))]
    case .logs: return [.log(try log())]
    case .traces: return [.trace(try trace())]
    case .tokenTransfers: return [.transfer(try transfer())]
    }
  }

  /// What the exporter's streams say in the column `type`.
  private static let tables: [String: Table] = [
    "block": .blocks, "transaction": .transactions, "receipt": .receipts, "log": .logs,
    "trace": .traces, "token_transfer": .tokenTransfers,
  ]

  private func joined(_ hash: String) throws(EVMError) -> EVMPlace {
    EVMPlace(
      block: try need("block_number", count), blockHash: try self.hash("block_hash"),
      transaction: try self.hash(hash), index: try index("transaction_index"))
  }
}

// MARK: - Tables

extension EVMRow {
  private func block() throws -> EVMBlockRecord {
    var block = EVMBlockRecord(
      number: try need("number", count), hash: try hash("hash"), parent: try hash("parent_hash"),
      time: try need("timestamp", time))
    block.miner = try account("miner")
    block.baseFee = try integer("base_fee_per_gas")
    block.transactionCount = try count("transaction_count").flatMap { Int(exactly: $0) }
    block.uncleCount = text("sha3_uncles") == Self.noUncles ? 0 : nil
    if text("withdrawals_root") != nil { block.withdrawals = try withdrawals() }
    return block
  }

  // Keccak-256 of the empty list's RLP.
  private static let noUncles =
    "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"

  private func withdrawals() throws -> [EVMWithdrawal] {
    let text = text("withdrawals") ?? ""
    let list = text.hasPrefix("[") ? text : "[\(text)]"
    var withdrawals: [EVMWithdrawal] = []
    for node in try JSONDocument(Array(list.utf8)).root.elements {
      let gwei = UInt256(try node.required("amount").count())
      // At most 64 bits times 10^9.
      guard let wei = gwei.multiplied(by: UInt256(1_000_000_000)) else { continue }
      withdrawals.append(
        EVMWithdrawal(
          index: try node.required("index").count(), to: try node.required("address").account(),
          amount: Amount(wei)))
    }
    return withdrawals
  }

  private func transaction() throws(EVMError) -> [EVMRecord] {
    let place = try joined("hash")
    guard place.transaction != nil else { throw error("hash", expected: "a value, found none") }
    var transaction = EVMTransactionRecord(
      place: place, from: try need("from_address", account), to: try account("to_address"),
      value: Amount(try need("value", integer)))
    transaction.gasPrice = try integer("gas_price")
    transaction.maxFee = try integer("max_fee_per_gas")
    transaction.maxPriorityFee = try integer("max_priority_fee_per_gas")
    transaction.time = try time("block_timestamp")
    guard text("receipt_gas_used") != nil else { return [.transaction(transaction)] }
    return [.transaction(transaction), .receipt(try receipt(prefix: "receipt_", at: place))]
  }

  private func receipt(prefix: String, at place: EVMPlace) throws(EVMError) -> EVMReceiptRecord {
    guard place.transaction != nil else {
      throw error("transaction_hash", expected: "a value, found none")
    }
    let status = try cell(prefix + "status", "0 or 1") { ["0": false, "1": true][$0] }
    var receipt = EVMReceiptRecord(
      place: place, succeeded: status, gasUsed: try need(prefix + "gas_used", integer))
    receipt.effectiveGasPrice = try integer(prefix + "effective_gas_price")
    receipt.contract = try account(prefix + "contract_address")
    receipt.layer1Fee = try integer(prefix + "l1_fee")
    receipt.blobGasUsed = try integer(prefix + "blob_gas_used")
    receipt.blobGasPrice = try integer(prefix + "blob_gas_price")
    return receipt
  }

  private func log() throws(EVMError) -> EVMLogRecord {
    var topics: [Hash32] = []
    for text in list("topics") {
      guard let topic = EVMText.hash(text.utf8) else {
        throw error("topics", expected: "words of 64 hexadecimal digits")
      }
      topics.append(topic)
    }
    guard topics.count <= 4 else { throw error("topics", expected: "at most four") }
    let isRead = topics.first.flatMap(EVMEvent.init(topic:)) != nil
    let data = try cell("data", "0x and pairs of hexadecimal digits") { EVMText.bytes($0.utf8) }
    return EVMLogRecord(
      place: try joined("transaction_hash"), logIndex: try need("log_index", index),
      contract: try need("address", account), topics: topics, data: isRead ? data ?? [] : [])
  }

  private func transfer() throws(EVMError) -> EVMTransferRecord {
    EVMTransferRecord(
      place: try joined("transaction_hash"), logIndex: try need("log_index", index),
      token: try need("token_address", account), from: try need("from_address", account),
      to: try need("to_address", account), value: try need("value", integer))
  }

  private func trace() throws(EVMError) -> EVMTraceRecord {
    var path: [UInt32] = []
    for step in list("trace_address") {
      guard let step = UInt32(step) else {
        throw error("trace_address", expected: "places of at most 32 bits with commas between")
      }
      path.append(step)
    }
    let kind = try traceKind()
    let value = try integer("value").map { Amount($0) }
    let call = EVMCall(
      kind: kind, path: path, from: try account("from_address"), to: try account("to_address"),
      value: value, failed: text("error") != nil, childCount: try index("subtraces"))
    return EVMTraceRecord(place: try joined("transaction_hash"), calls: [call])
  }

  private func traceKind() throws(EVMError) -> EVMCall.Kind {
    switch (text("trace_type"), text("call_type"), text("reward_type")) {
    case ("call", "call", _), ("call", nil, _): return .call
    case ("call", "callcode", _), ("call", "delegatecall", _), ("call", "staticcall", _):
      return .still
    case ("create", _, _): return .create
    case ("suicide", _, _), ("selfdestruct", _, _): return .selfDestruct
    case ("reward", _, "uncle"): return .uncleReward
    case ("reward", _, _): return .blockReward
    case ("genesis", _, _): return .genesis
    case ("daofork", _, _): return .fork
    default: throw error("trace_type", expected: "a type of trace of ethereum-etl")
    }
  }
}
