public import WeirModel

extension AccountChainWriter {
  /// The columns of the tables that a block writes to.
  struct Columns {
    let number, hash, parent, time, clock, transfer, transaction, index: ColumnWriter
    let account, asset, wide, coverage, flags: ColumnWriter
    let from, to, amount, assetOfTransfer, kind, marks, words, indices: ColumnWriter
    let assetEnds, assetTexts: ColumnWriter
    let transactionHashes: ColumnWriter?
    let accounts: AccountColumns

    init(_ store: ChainStore) {
      number = store.column("blocks.number")
      hash = store.column("blocks.hash")
      parent = store.column("blocks.parent")
      time = store.column("blocks.time")
      clock = store.column("blocks.clock")
      transfer = store.column("blocks.transfer")
      transaction = store.column("blocks.transaction")
      index = store.column("blocks.index")
      account = store.column("blocks.account")
      asset = store.column("blocks.asset")
      wide = store.column("blocks.wide")
      coverage = store.column("blocks.coverage")
      flags = store.column("blocks.flags")
      from = store.column("transfers.from")
      to = store.column("transfers.to")
      amount = store.column("transfers.amount")
      assetOfTransfer = store.column("transfers.asset")
      kind = store.column("transfers.kind")
      marks = store.column("marks.transaction")
      words = store.column("wide.word")
      indices = store.column("indices.index")
      assetEnds = store.column("assets.end")
      assetTexts = store.column("texts.byte")
      transactionHashes = store.head.hashes ? store.column("transactions.hash") : nil
      accounts = AccountColumns(store)
    }
  }

  /// Appends a block above the tip. Block numbers may leave gaps.
  ///
  /// Transactions without moves are not kept.
  /// - Throws: ``LedgerError/Code/order``, ``LedgerError/Code/link`` or
  ///   ``LedgerError/Code/invalidBlock``, and the block is not in the ledger; failures of the
  ///   disk, and the writer refuses everything that follows.
  public func append(_ block: AccountBlock) throws(LedgerError) {
    if let failure { throw failure }
    try prepareDirectory()
    try checkPlace(of: block)
    try checkMoves(of: block)
    try guarded { () throws(LedgerError) in try write(block) }
  }

  /// Makes the directory that an import into an empty chain did without.
  func prepareDirectory() throws(LedgerError) {
    guard directory.isDeferred else { return }
    directory = try AccountDirectory(try ledger.openAccountChain(chain).accounts)
  }

  // MARK: - Checks

  private func checkPlace(of block: AccountBlock) throws(LedgerError) {
    guard let tip else { return }
    guard block.number > tip.number else {
      throw LedgerError(
        .order,
        "\(chain) block \(block.number): expected a number above \(tip.number), the ledger's "
          + "last. Blocks are taken in order; roll back to replace one.")
    }
    if block.number == tip.number + 1, let parent = block.parent, let hash = tip.hash,
      parent != hash
    {
      throw LedgerError(
        .link,
        "\(chain) block \(block.number): expected parent \(hash.hex), the ledger's block "
          + "\(tip.number), found \(parent.hex). Roll back to where they agree.")
    }
  }

  private func checkMoves(of block: AccountBlock) throws(LedgerError) {
    var last: UInt32?
    for transaction in block.transactions {
      let place = { "\(self.chain) block \(block.number) transaction \(transaction.index)" }
      if let last, transaction.index <= last {
        throw LedgerError(
          .invalidBlock, "\(place()): expected an index above \(last), the one before it.")
      }
      last = transaction.index
      if transaction.hash != nil && columns.transactionHashes == nil {
        throw LedgerError(
          .mismatch, "\(place()): this chain was made without transaction hashes, this has one.")
      }
      for (position, move) in transaction.moves.enumerated() {
        guard move.from != nil || move.to != nil else {
          throw LedgerError(
            .invalidBlock, "\(place()) move \(position): expected a payer or a payee, found none.")
        }
        try check(move.asset, place())
        if let from = move.from { try LedgerError.checkPayload(from, place()) }
        if let to = move.to { try LedgerError.checkPayload(to, place()) }
      }
    }
    let moves = block.transactions.reduce(0) { $0 + $1.moves.count }
    guard directory.count + 2 * UInt64(moves) < UInt64(UInt32.max) else {
      throw LedgerError(
        .limit,
        "\(chain) block \(block.number): the ledger numbers at most 4,294,967,295 accounts, and "
          + "has \(directory.count). Begin a ledger at a later block.")
    }
  }

  /// An asset whose text could not be read back must not get in.
  private func check(_ key: AssetKey, _ place: @autoclosure () -> String) throws(LedgerError) {
    guard assetKeys[key] == nil else { return }
    let asset = key.id(on: chain)
    guard AssetID(asset.description) != asset else { return }
    throw LedgerError(
      .invalidBlock, "\(place()): expected an asset with a CAIP-19 identifier, found “\(asset)”.")
  }

  // MARK: - Writing

  private func write(_ block: AccountBlock) throws(LedgerError) {
    let kept = block.transactions.filter { !$0.moves.isEmpty }
    let isDense = kept.enumerated().allSatisfy { Int($0.element.index) == $0.offset }
    try writeRow(of: block, hasIndices: !isDense)
    for transaction in kept {
      if !isDense { try columns.indices.append(transaction.index) }
      try beginTransaction(transaction.hash)
      for (position, move) in transaction.moves.enumerated() {
        try write(move, isFirst: position == 0)
      }
    }
  }

  private func beginTransaction(_ hash: Hash32?) throws(LedgerError) {
    if let hashes = columns.transactionHashes {
      try hashes.append(hash ?? .zero)
    } else {
      store.addBareRows(1, to: "transactions")
    }
  }

  func writeRow(of block: AccountBlock, hasIndices: Bool) throws(LedgerError) {
    let clock = max(tip?.clock ?? .min, block.time.seconds)
    var flags: UInt8 = hasIndices ? AccountBlocks.hasIndices : 0
    if block.hash != nil { flags |= AccountBlocks.hasHash }
    if block.parent != nil { flags |= AccountBlocks.hasParent }
    try columns.number.append(block.number)
    try columns.hash.append(block.hash ?? .zero)
    try columns.parent.append(block.parent ?? .zero)
    try columns.time.append(block.time.seconds)
    try columns.clock.append(clock)
    try columns.transfer.append(columns.from.rows)
    try columns.transaction.append(store.rows(of: "transactions"))
    try columns.index.append(columns.indices.rows)
    // Both are 32 bits wide by the format; intern refuses more.
    try columns.account.append(UInt32(truncatingIfNeeded: directory.count))
    try columns.asset.append(UInt32(truncatingIfNeeded: columns.assetEnds.rows))
    try columns.wide.append(columns.words.rows)
    try columns.coverage.append(block.coverage.rawValue)
    try columns.flags.append(flags)
    tip = Tip(number: block.number, hash: block.hash, clock: clock)
  }

  private func write(_ move: Move, isFirst: Bool) throws(LedgerError) {
    let row = columns.from.rows
    if row & (1 << TransferColumns.markBits - 1) == 0 {
      try columns.marks.append(store.rows(of: "transactions") - (isFirst ? 1 : 0))
    }
    var kind = move.kind.rawValue | (isFirst ? TransferColumns.isFirst : 0)
    if let amount = move.amount.units.uint64 {
      try columns.amount.append(amount)
    } else {
      kind |= TransferColumns.isWide
      try columns.amount.append(try writeWide(move.amount))
    }
    try columns.from.append(try intern(move.from))
    try columns.to.append(try intern(move.to))
    try columns.assetOfTransfer.append(try intern(move.asset))
    try columns.kind.append(kind)
  }

  private func writeWide(_ amount: Amount) throws(LedgerError) -> UInt64 {
    let units = amount.units
    var words = [units.low, units.high].flatMap { half in
      [UInt64(truncatingIfNeeded: half), UInt64(truncatingIfNeeded: half >> 64)]
    }
    while words.last == 0 { words.removeLast() }
    let start = columns.words.rows
    for word in words { try columns.words.append(word) }
    return TransferColumns.wideReference(row: start, words: words.count)
  }

  func intern(_ key: AccountKey?) throws(LedgerError) -> UInt32 {
    guard let key else { return AccountIndex.nobody.rawValue }
    let before = directory.count
    let id = try directory.intern(key)
    if directory.count > before { try columns.accounts.append(key) }
    return id
  }

  func intern(_ key: AssetKey) throws(LedgerError) -> UInt32 {
    if let id = assetKeys[key] { return id }
    let asset = key.id(on: chain)
    if let id = assets[asset] {
      assetKeys[key] = id
      return id
    }
    // A block of 2^31 rows does not exist, and a row has one asset.
    let id = UInt32(truncatingIfNeeded: columns.assetEnds.rows)
    let text = Array(asset.description.utf8)
    for byte in text { try columns.assetTexts.append(byte) }
    try columns.assetEnds.append(columns.assetTexts.rows)
    assets[asset] = id
    assetKeys[key] = id
    return id
  }
}
