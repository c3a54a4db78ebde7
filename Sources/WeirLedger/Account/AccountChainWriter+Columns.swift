public import WeirModel

// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

extension AccountChainWriter {
  /// One block of a table that is appended as columns.
  public struct ColumnBlock: Sendable {
    public var number: UInt64
    public var time: Timestamp
    public var coverage: AccountBlock.Coverage
    /// How many of the rows are this block's.
    public var transferCount: Int

    public init(
      number: UInt64, time: Timestamp, coverage: AccountBlock.Coverage, transferCount: Int
    ) {
      self.number = number
      self.time = time
      self.coverage = coverage
      self.transferCount = transferCount
    }
  }

  /// Appends many blocks of one asset at once, from columns whose accounts are small numbers,
  /// and commits.
  ///
  /// Each row is a transaction of its own, without a hash. The numbers are the caller's: they
  /// become this ledger's by first appearance, like the accounts of any block, and the bytes on
  /// disk are those that ``append(_:)`` would write. What was appended before is committed first.
  /// - Parameter account: the account behind one of the caller's numbers; called once for each.
  ///   Different numbers are different accounts.
  /// - Precondition: the columns are of one length, which is the sum of the blocks'.
  /// - Throws: ``LedgerError/Code/order`` and ``LedgerError/Code/mismatch``, and nothing is
  ///   appended; ``LedgerError/Code/invalidBlock`` where two numbers of an empty chain are one
  ///   account, or failures of the disk, and the writer refuses everything that follows.
  public func importColumns(
    from: Span<UInt32>, to: Span<UInt32>, amounts: Span<UInt64>, asset: AssetKey,
    kind: MoveKind, blocks: [ColumnBlock], account: (UInt32) -> AccountKey
  ) throws(LedgerError) {
    precondition(from.count == to.count && from.count == amounts.count, "columns of one length")
    precondition(blocks.reduce(0) { $0 + $1.transferCount } == from.count, "blocks cover all rows")
    try checkColumns(blocks)
    try commit()
    do throws(LedgerError) {
      // Into an empty chain every number is new: the directory is made when it is needed.
      if directory.count == 0 { directory.defer() } else { try prepareDirectory() }
      try write(from, to, amounts, asset, kind.rawValue, blocks, account)
    } catch {
      failure = error
      throw error
    }
    try commit()
  }

  private func write(
    _ from: Span<UInt32>, _ to: Span<UInt32>, _ amounts: Span<UInt64>, _ asset: AssetKey,
    _ kind: UInt8, _ blocks: [ColumnBlock], _ account: (UInt32) -> AccountKey
  ) throws(LedgerError) {
    var limit: UInt32 = 0
    for row in 0..<from.count { limit = max(limit, max(from[row], to[row])) }
    var bulk = try BulkRows(
      limit: Int(limit) + 1, kind: kind | TransferColumns.isFirst, longest: 1 << 14)
    var row = 0
    for block in blocks {
      try writeRow(of: block.header, hasIndices: false)
      let end = row + block.transferCount
      // Behind the block's row, which counts the assets in front of it.
      if row == 0 && end > 0 { bulk.repeatAsset(try intern(asset)) }
      while row < end {
        let part = row..<min(end, row + bulk.longest)
        try write(&bulk, from, to, part, account)
        try write(amounts, part)
        row = part.upperBound
      }
    }
  }

  private func write(_ amounts: Span<UInt64>, _ part: Range<Int>) throws(LedgerError) {
    var failure: LedgerError?
    unsafe amounts.extracting(part).withUnsafeBytes { bytes in
      do throws(LedgerError) {
        // The machines that Weir runs on are little-endian, as the file is.
        try unsafe columns.amount.append(contentsOf: bytes)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private func checkColumns(_ blocks: [ColumnBlock]) throws(LedgerError) {
    guard columns.transactionHashes == nil else {
      throw LedgerError(
        .mismatch, "\(chain): columns have no transaction hashes; make the chain without them.")
    }
    var last = tip?.number
    for block in blocks {
      if let last, block.number <= last {
        throw LedgerError(
          .order, "\(chain) block \(block.number): expected a number above \(last).")
      }
      last = block.number
    }
  }

  /// Rows on their way from the caller's columns to the files.
  @safe private struct BulkRows {
    /// The ledger's number plus one for each of the caller's; 0 where it has none yet.
    let numbers: ScratchMemory
    let limit: Int
    let longest: Int
    let payers: ScratchMemory
    let payees: ScratchMemory
    let assets: ScratchMemory
    let kinds: ScratchMemory
    /// Accounts that these rows bring into an empty chain.
    var fresh: [AccountKey] = []

    init(limit: Int, kind: UInt8, longest: Int) throws(LedgerError) {
      numbers = try ScratchMemory(count: limit * 4)
      self.limit = limit
      self.longest = longest
      payers = try ScratchMemory(count: longest * 4)
      payees = try ScratchMemory(count: longest * 4)
      assets = try ScratchMemory(count: longest * 4)
      kinds = try ScratchMemory(count: longest)
      unsafe kinds.elements(UInt8.self, count: longest).update(repeating: kind)
    }

    func repeatAsset(_ asset: UInt32) {
      unsafe assets.elements(UInt32.self, count: longest).update(repeating: asset.littleEndian)
    }
  }

  private func write(
    _ bulk: inout BulkRows, _ from: Span<UInt32>, _ to: Span<UInt32>, _ part: Range<Int>,
    _ account: (UInt32) -> AccountKey
  ) throws(LedgerError) {
    let numbers = unsafe bulk.numbers.elements(UInt32.self, count: bulk.limit)
    let payers = unsafe bulk.payers.elements(UInt32.self, count: part.count)
    let payees = unsafe bulk.payees.elements(UInt32.self, count: part.count)
    var place = 0
    for row in part {
      unsafe payers[place] = try number(of: from[row], numbers, &bulk, account).littleEndian
      unsafe payees[place] = try number(of: to[row], numbers, &bulk, account).littleEndian
      place &+= 1
    }
    try writeFresh(&bulk)
    try writeMarks(part.count)
    try unsafe columns.from.append(contentsOf: UnsafeRawBufferPointer(payers))
    try unsafe columns.to.append(contentsOf: UnsafeRawBufferPointer(payees))
    let assets = unsafe bulk.assets.elements(UInt32.self, count: part.count)
    try unsafe columns.assetOfTransfer.append(contentsOf: UnsafeRawBufferPointer(assets))
    let kinds = unsafe bulk.kinds.elements(UInt8.self, count: part.count)
    try unsafe columns.kind.append(contentsOf: UnsafeRawBufferPointer(kinds))
    store.addBareRows(UInt64(part.count), to: "transactions")
  }

  @inline(__always)
  private func number(
    of account: UInt32, _ numbers: UnsafeMutableBufferPointer<UInt32>, _ bulk: inout BulkRows,
    _ key: (UInt32) -> AccountKey
  ) throws(LedgerError) -> UInt32 {
    let known = unsafe numbers[Int(account)]
    if known != 0 { return known &- 1 }
    let number = try number(ofNew: key(account), &bulk)
    unsafe numbers[Int(account)] = number &+ 1
    return number
  }

  /// Numbers what is new, or looks it up where the directory knows the chain's accounts.
  private func number(ofNew key: AccountKey, _ bulk: inout BulkRows) throws(LedgerError) -> UInt32 {
    guard directory.isDeferred else { return try intern(key) }
    bulk.fresh.append(key)
    return try directory.addUnknown()
  }

  private func writeFresh(_ bulk: inout BulkRows) throws(LedgerError) {
    for key in bulk.fresh { try LedgerError.checkPayload(key, "\(chain)") }
    try columns.accounts.append(contentsOf: bulk.fresh)
    bulk.fresh.removeAll(keepingCapacity: true)
  }

  /// Each row begins a transaction, so that the count in front of a row is the row's distance.
  private func writeMarks(_ count: Int) throws(LedgerError) {
    let first = columns.from.rows
    let transactions = store.rows(of: "transactions")
    let step: UInt64 = 1 << TransferColumns.markBits
    var row = (first + step - 1) / step * step
    while row < first + UInt64(count) {
      try columns.marks.append(transactions + (row - first))
      row += step
    }
  }
}

extension AccountChainWriter.ColumnBlock {
  fileprivate var header: AccountBlock {
    AccountBlock(
      number: number, hash: nil, parent: nil, time: time, coverage: coverage, transactions: [])
  }
}
