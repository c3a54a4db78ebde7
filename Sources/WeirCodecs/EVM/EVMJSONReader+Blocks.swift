import WeirModel

// Keccak-256 of the empty list's RLP: a block whose `sha3Uncles` is this has no uncles.
private let emptyUncles = Hash32(
  hex: "1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347")

extension EVMJSONReader {
  /// A block, and its transactions where they stand in it whole.
  func block(_ node: JSONNode) throws(JSONError) -> [EVMRecord] {
    let number = try node.required("number").quantity64()
    let seconds = try node.required("timestamp").quantity64()
    guard let seconds = Int64(exactly: seconds) else {
      throw node.error(.unexpected, "expected a time in seconds within 63 bits")
    }
    var block = EVMBlockRecord(
      number: number, hash: try node.required("hash").hash(),
      parent: try node.required("parentHash").hash(), time: Timestamp(seconds: seconds))
    block.miner = try node.present("miner")?.account()
    block.baseFee = try node.present("baseFeePerGas")?.quantity()
    block.uncleCount = try uncleCount(node)
    if let list = node.present("withdrawals") { block.withdrawals = try withdrawals(list) }
    guard let list = node.present("transactions") else { return [.block(block)] }
    var records: [EVMRecord] = []
    var hashes: [Hash32] = []
    for element in try list.array() {
      if element.kind == .string {
        hashes.append(try element.hash())
      } else {
        let transaction = try transaction(element)
        guard let hash = transaction.place.transaction else { continue }
        hashes.append(hash)
        records.append(.transaction(transaction))
      }
    }
    block.transactions = hashes
    block.transactionCount = hashes.count
    return [.block(block)] + records
  }

  private func uncleCount(_ node: JSONNode) throws(JSONError) -> Int? {
    if let uncles = node.present("uncles") {
      return try uncles.array().reduce(0) { count, _ in count + 1 }
    }
    let hash = try node.present("sha3Uncles")?.hash()
    return hash != nil && hash == emptyUncles ? 0 : nil
  }

  private func withdrawals(_ list: JSONNode) throws(JSONError) -> [EVMWithdrawal] {
    var withdrawals: [EVMWithdrawal] = []
    for node in try list.array() {
      let gwei = try node.required("amount").quantity()
      guard let wei = gwei.multiplied(by: UInt256(1_000_000_000)) else {
        throw node.error(.unexpected, "expected a withdrawal of at most 256 bits in wei")
      }
      withdrawals.append(
        EVMWithdrawal(
          index: try node.required("index").quantity64(),
          to: try node.required("address").account(), amount: Amount(wei)))
    }
    return withdrawals
  }

  func transaction(_ node: JSONNode) throws(JSONError) -> EVMTransactionRecord {
    let place = EVMPlace(
      block: try node.required("blockNumber").quantity64(),
      blockHash: try node.present("blockHash")?.hash(),
      transaction: try node.required("hash").hash(),
      index: try node.required("transactionIndex").place())
    var transaction = EVMTransactionRecord(
      place: place, from: try node.required("from").account(),
      to: try node.present("to")?.account(),
      value: Amount(try node.required("value").quantity()))
    transaction.gasPrice = try node.present("gasPrice")?.quantity()
    transaction.maxFee = try node.present("maxFeePerGas")?.quantity()
    transaction.maxPriorityFee = try node.present("maxPriorityFeePerGas")?.quantity()
    transaction.minted = try node.present("mint").map { node throws(JSONError) in
      Amount(try node.quantity())
    }
    return transaction
  }

  func receipt(_ node: JSONNode) throws(JSONError) -> EVMReceiptRecord {
    let place = EVMPlace(
      block: try node.present("blockNumber")?.quantity64(),
      blockHash: try node.present("blockHash")?.hash(),
      transaction: try node.required("transactionHash").hash(),
      index: try node.present("transactionIndex")?.place())
    var receipt = EVMReceiptRecord(
      place: place, succeeded: try node.present("status").map(Self.status),
      gasUsed: try node.required("gasUsed").quantity())
    receipt.effectiveGasPrice = try node.present("effectiveGasPrice")?.quantity()
    receipt.contract = try node.present("contractAddress")?.account()
    receipt.layer1Fee = try node.present("l1Fee")?.quantity()
    receipt.blobGasUsed = try node.present("blobGasUsed")?.quantity()
    receipt.blobGasPrice = try node.present("blobGasPrice")?.quantity()
    if let list = node.present("logs") {
      var logs: [EVMLogRecord] = []
      for element in try list.array() { logs.append(try log(element)) }
      receipt.logs = logs
    }
    return receipt
  }

  private static func status(_ node: JSONNode) throws(JSONError) -> Bool {
    let status = try node.quantity()
    guard status <= UInt256.one else {
      throw node.error(.unexpected, "expected the status 0x0 or 0x1")
    }
    return status == UInt256.one
  }

  func log(_ node: JSONNode) throws(JSONError) -> EVMLogRecord {
    if node.present("removed")?.kind == .true {
      throw node.error(
        .unsupported, "expected a log of the chain, found one that a reorganisation removed")
    }
    let place = EVMPlace(
      block: try node.present("blockNumber")?.quantity64(),
      blockHash: try node.present("blockHash")?.hash(),
      transaction: try node.required("transactionHash").hash(),
      index: try node.present("transactionIndex")?.place())
    var topics: [Hash32] = []
    for topic in try node.required("topics").array() { topics.append(try topic.hash()) }
    guard topics.count <= 4 else {
      throw node.error(.unexpected, "expected at most four topics, found \(topics.count)")
    }
    let data = try node.required("data").hexBytes()
    let isRead = topics.first.flatMap(EVMEvent.init(topic:)) != nil
    return EVMLogRecord(
      place: place, logIndex: try node.required("logIndex").place(),
      contract: try node.required("address").account(), topics: topics, data: isRead ? data : [])
  }
}
