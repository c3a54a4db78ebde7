import WeirModel

/// What each input of a block spends: worked out, and checked, before anything is written.
struct SpendPlan {
  enum Source {
    case row(UInt64)
    case stated(UTXOOutput)
    case unknown
  }

  /// Of all transactions, one after the other.
  private(set) var inputs: [Source] = []

  private let block: UTXOBlock
  private let writer: UTXOChainWriter
  private let place: String
  private let unknownInputs: UTXOChainWriter.UnknownInputs
  /// This block's transactions by id, and where their outputs will stand.
  private var local: [Hash32: Int] = [:]
  private var firstRow: [UInt64] = []
  private var spentHere: Set<UInt64> = []
  private var outsideHere: Set<Outpoint> = []
  /// For each transaction, those of this block that it spends and that stand behind it.
  private var laterParents: [Int: Set<Int>] = [:]
  private var parents: [Int: Set<Int>] = [:]

  init(
    _ block: UTXOBlock, height: UInt64, in writer: UTXOChainWriter,
    _ unknownInputs: UTXOChainWriter.UnknownInputs
  ) throws(LedgerError) {
    self.block = block
    self.writer = writer
    self.unknownInputs = unknownInputs
    place = "\(writer.chain) block \(height) (\(block.hash.reversedHex))"
    try checkShape()
    try findPlaces()
    for index in block.transactions.indices { try plan(index) }
    try checkOrder()
  }

  private func refusal(_ code: LedgerError.Code, _ transaction: Int, _ text: String)
    -> LedgerError
  {
    let id = block.transactions[transaction].id.reversedHex
    return LedgerError(code, "\(place) transaction \(id): \(text)")
  }

  // MARK: - Shape

  private func checkShape() throws(LedgerError) {
    var accounts: UInt64 = 0
    for (index, transaction) in block.transactions.enumerated() {
      guard !transaction.isCoinbase || index == 0 else {
        throw refusal(
          .invalidBlock, index,
          "expected inputs, found none; only the first transaction may be a coinbase.")
      }
      for output in transaction.outputs {
        accounts += 1 + UInt64(output.members.count)
        try LedgerError.checkPayload(output.owner, place)
        try check(output.value, index)
        for member in output.members { try LedgerError.checkPayload(member, place) }
      }
      for input in transaction.inputs {
        guard let stated = input.stated else { continue }
        accounts += 1
        try LedgerError.checkPayload(stated.owner, place)
        try check(stated.value, index)
      }
    }
    guard accounts + writer.directory.count < UInt64(UInt32.max) else {
      throw LedgerError(
        .limit,
        "\(place): the ledger numbers at most 4,294,967,295 accounts, and has "
          + "\(writer.directory.count). Begin a ledger at a later block.")
    }
  }

  /// More than any chain of this family ever has: Dogecoin, which has the most units, allows
  /// 10^18 in one output.
  ///
  /// *Source:* MAX_MONEY in the consensus rules of Bitcoin, Bitcoin Cash, Litecoin and Dogecoin.
  private func check(_ value: UInt64, _ index: Int) throws(LedgerError) {
    guard value < OutputColumns.isUnspendable else {
      throw refusal(
        .invalidBlock, index, "expected an output below 2^63 base units, found \(value).")
    }
  }

  private mutating func findPlaces() throws(LedgerError) {
    var row = writer.outputCount
    for (index, transaction) in block.transactions.enumerated() {
      guard local.updateValue(index, forKey: transaction.id) == nil else {
        throw refusal(.invalidBlock, index, "expected once in its block, found twice.")
      }
      firstRow.append(row)
      row += UInt64(transaction.outputs.count)
    }
  }

  // MARK: - Inputs

  private mutating func plan(_ index: Int) throws(LedgerError) {
    let transaction = block.transactions[index]
    var paid: UInt128 = 0
    var isKnown = true
    for input in transaction.inputs {
      let source = try source(of: input, index)
      inputs.append(source)
      switch source {
      case .row(let row): paid += UInt128(value(at: row))
      case .stated(let output): paid += UInt128(output.value)
      case .unknown: isKnown = false
      }
    }
    let received = transaction.outputs.reduce(UInt128(0)) { $0 + UInt128($1.value) }
    guard transaction.isCoinbase || !isKnown || received <= paid else {
      throw refusal(
        .invalidBlock, index, "expected outputs of at most \(paid), its inputs, found \(received).")
    }
  }

  private mutating func source(of input: UTXOInput, _ index: Int) throws(LedgerError) -> Source {
    let outpoint = input.previous
    let name = "\(outpoint.transaction.reversedHex):\(outpoint.index)"
    let rows = try rows(of: outpoint, index)
    if let row = rows.first(where: { !writer.spent.contains($0) && !spentHere.contains($0) }) {
      try check(input.stated, against: row, index, name)
      spentHere.insert(row)
      return .row(row)
    }
    guard rows.isEmpty, !writer.outside.contains(outpoint),
      outsideHere.insert(outpoint).inserted
    else {
      throw refusal(
        .doubleSpend, index, "spends \(name), which is spent already. Ingest one chain only.")
    }
    if let stated = input.stated { return .stated(stated) }
    if unknownInputs == .allow { return .unknown }
    throw LedgerError(
      .missingOutput,
      "missing previous output \(name) in \(place), transaction "
        + "\(block.transactions[index].id.reversedHex). Ingest the blocks before, or allow "
        + "unknown inputs.")
  }

  /// Where an outpoint's output stands or will stand, the newest first.
  private mutating func rows(of outpoint: Outpoint, _ index: Int) throws(LedgerError)
    -> [UInt64]
  {
    guard let parent = local[outpoint.transaction],
      Int(outpoint.index) < block.transactions[parent].outputs.count
    else { return writer.earlierRows(of: outpoint) }
    guard parent != index else {
      throw refusal(.invalidBlock, index, "expected inputs of others, found one of itself.")
    }
    parents[index, default: []].insert(parent)
    if parent > index { laterParents[index, default: []].insert(parent) }
    return [firstRow[parent] + UInt64(outpoint.index)]
  }

  private func output(at row: UInt64) -> UTXOOutput? {
    guard row >= writer.outputCount else { return nil }
    var low = 0
    var high = firstRow.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstRow[middle] <= row { low = middle } else { high = middle }
    }
    // A transaction without outputs begins where the next one does: the last of them has it.
    return block.transactions[low].outputs[Int(row - firstRow[low])]
  }

  private func value(at row: UInt64) -> UInt64 {
    output(at: row)?.value ?? writer.earlierOutput(at: row).value
  }

  /// What a source states about an output must be what the ledger holds.
  private func check(_ stated: UTXOOutput?, against row: UInt64, _ index: Int, _ name: String)
    throws(LedgerError)
  {
    guard let stated else { return }
    let value = value(at: row)
    let owner =
      output(at: row)?.owner
      ?? writer.directory.key(of: writer.earlierOutput(at: row).owner.rawValue)
    guard stated.value == value, stated.owner == owner else {
      throw refusal(
        .invalidBlock, index,
        "states \(name) as \(stated.value) of \(stated.owner.payload.hex); the ledger has "
          + "\(value) of \(owner.payload.hex). One of the two sources is wrong.")
    }
  }

  // MARK: - Order

  /// Parents stand before children, but on Bitcoin Cash, which orders by id since 2018: there
  /// some order must exist.
  ///
  /// *Source:* Bitcoin Cash, canonical transaction ordering, 2018-11-15.
  private func checkOrder() throws(LedgerError) {
    guard let (child, _) = laterParents.min(by: { $0.key < $1.key }) else { return }
    guard writer.chain == .bitcoinCash || writer.chain == .bitcoinCashRegtest else {
      throw refusal(
        .invalidBlock, child, "spends an output of a transaction that stands behind it.")
    }
    var waiting = parents
    var children: [Int: [Int]] = [:]
    for (child, parents) in parents {
      for parent in parents { children[parent, default: []].append(child) }
    }
    var ready = block.transactions.indices.filter { waiting[$0] == nil }
    var settled = 0
    while let transaction = ready.popLast() {
      settled += 1
      for child in children[transaction] ?? [] {
        waiting[child]?.remove(transaction)
        if waiting[child]?.isEmpty == true { ready.append(child) }
      }
    }
    guard settled == block.transactions.count else {
      throw refusal(.invalidBlock, child, "spends an output that depends on its own.")
    }
  }
}
