public import WeirModel

extension UTXOChainWriter {
  /// The columns of the tables that a block writes to.
  struct Columns {
    let height, hash, parent, time, clock, work, transaction, input, output: ColumnWriter
    let account, member, stated, unknown, flags: ColumnWriter
    let id, transactionInput, transactionOutput, previous: ColumnWriter
    let memberOutput, memberAccount, unknownHash, unknownIndex: ColumnWriter
    let statedHash, statedIndex: ColumnWriter
    let outputs, statedOutputs: OutputWriter
    let accounts: AccountColumns

    init(_ store: ChainStore) {
      height = store.column("blocks.height")
      hash = store.column("blocks.hash")
      parent = store.column("blocks.parent")
      time = store.column("blocks.time")
      clock = store.column("blocks.clock")
      work = store.column("blocks.work")
      transaction = store.column("blocks.transaction")
      input = store.column("blocks.input")
      output = store.column("blocks.output")
      account = store.column("blocks.account")
      member = store.column("blocks.member")
      stated = store.column("blocks.stated")
      unknown = store.column("blocks.unknown")
      flags = store.column("blocks.flags")
      id = store.column("transactions.hash")
      transactionInput = store.column("transactions.input")
      transactionOutput = store.column("transactions.output")
      previous = store.column("inputs.previous")
      memberOutput = store.column("members.output")
      memberAccount = store.column("members.account")
      unknownHash = store.column("unknown.hash")
      unknownIndex = store.column("unknown.index")
      statedHash = store.column("stated.hash")
      statedIndex = store.column("stated.index")
      outputs = OutputWriter(store, "outputs")
      statedOutputs = OutputWriter(store, "stated")
      accounts = AccountColumns(store)
    }
  }

  struct OutputWriter {
    let owner, amount: ColumnWriter

    init(_ store: ChainStore, _ table: String) {
      owner = store.column("\(table).owner")
      amount = store.column("\(table).amount")
    }

    func append(_ output: UTXOOutput, owner id: UInt32) throws(LedgerError) {
      try owner.append(id)
      try amount.append(output.value | (output.isSpendable ? 0 : OutputColumns.isUnspendable))
    }
  }

  /// Appends a block above the tip. Heights may leave gaps where they are stated.
  ///
  /// - Throws: ``LedgerError/Code/order``, ``LedgerError/Code/link``,
  ///   ``LedgerError/Code/missingOutput``, ``LedgerError/Code/doubleSpend`` or
  ///   ``LedgerError/Code/invalidBlock``, and the block is not in the ledger; failures of the
  ///   disk, and the writer refuses everything that follows.
  public func append(_ block: UTXOBlock, unknownInputs: UnknownInputs = .refuse)
    throws(LedgerError)
  {
    if let failure { throw failure }
    let height = try placedHeight(of: block)
    let plan = try SpendPlan(block, height: height, in: self, unknownInputs)
    try guarded { () throws(LedgerError) in try write(block, height: height, plan) }
  }

  // MARK: - Writing

  private func write(_ block: UTXOBlock, height: UInt64, _ plan: SpendPlan)
    throws(LedgerError)
  {
    try writeRow(of: block, height: height)
    let firstInput = columns.previous.rows
    let firstOutput = columns.outputs.owner.rows
    for transaction in block.transactions {
      let ordinal = columns.id.rows
      let output = columns.outputs.owner.rows
      try columns.id.append(transaction.id)
      // Fewer than 2^32 inputs and outputs in a block by the plan's check.
      try columns.transactionInput.append(
        UInt32(truncatingIfNeeded: columns.previous.rows - firstInput))
      try columns.transactionOutput.append(UInt32(truncatingIfNeeded: output - firstOutput))
      for (index, input) in transaction.inputs.enumerated() {
        let place = Int(columns.previous.rows - firstInput)
        try write(plan.inputs[place], transaction.inputs[index], input.stated)
      }
      for output in transaction.outputs { try write(output) }
      pending.ordinals[transaction.id, default: []].append(ordinal)
      pending.transactions.append(output..<columns.outputs.owner.rows)
    }
  }

  private func writeRow(of block: UTXOBlock, height: UInt64) throws(LedgerError) {
    let clock = max(tip?.clock ?? .min, block.time.seconds)
    try columns.height.append(height)
    try columns.hash.append(block.hash)
    try columns.parent.append(block.parent)
    try columns.time.append(block.time.seconds)
    try columns.clock.append(clock)
    try columns.work.append(block.work.stored)
    try columns.transaction.append(columns.id.rows)
    try columns.input.append(columns.previous.rows)
    try columns.output.append(columns.outputs.owner.rows)
    // 32 bits wide by the format; the plan refuses more.
    try columns.account.append(UInt32(truncatingIfNeeded: directory.count))
    try columns.member.append(columns.memberOutput.rows)
    try columns.stated.append(columns.statedHash.rows)
    try columns.unknown.append(columns.unknownHash.rows)
    try columns.flags.append(block.isVerified ? UTXOBlocks.isVerified : 0)
    tip = Tip(height: height, hash: block.hash, clock: clock)
  }

  private func write(_ source: SpendPlan.Source, _ input: UTXOInput, _ stated: UTXOOutput?)
    throws(LedgerError)
  {
    switch source {
    case .row(let row):
      try columns.previous.append(row)
      spent.insert(row)
    case .stated(let output):
      try columns.previous.append(UTXOChain.statedBit | columns.statedHash.rows)
      try columns.statedHash.append(input.previous.transaction)
      try columns.statedIndex.append(input.previous.index)
      try columns.statedOutputs.append(output, owner: try intern(output.owner))
      outside.insert(input.previous)
    case .unknown:
      try columns.previous.append(UTXOChain.unknownBit | columns.unknownHash.rows)
      try columns.unknownHash.append(input.previous.transaction)
      try columns.unknownIndex.append(input.previous.index)
      outside.insert(input.previous)
    }
  }

  private func write(_ output: UTXOOutput) throws(LedgerError) {
    let row = columns.outputs.owner.rows
    let owner = try intern(output.owner)
    try columns.outputs.append(output, owner: owner)
    for member in output.members {
      try columns.memberAccount.append(try intern(member))
      try columns.memberOutput.append(row)
    }
    pending.outputs.append(
      UTXOChain.Output(
        owner: AccountIndex(rawValue: owner), value: output.value,
        isSpendable: output.isSpendable))
  }

  private func intern(_ key: AccountKey) throws(LedgerError) -> UInt32 {
    let before = directory.count
    let id = try directory.intern(key)
    if directory.count > before { try columns.accounts.append(key) }
    return id
  }
}
