public import WeirModel

/// The blocks of an account chain, and where each begins in the other tables.
struct AccountBlocks: Sendable {
  static let hasHash: UInt8 = 1
  static let hasParent: UInt8 = 2
  /// Transactions stand at other places in the block than 0, 1, 2, …
  static let hasIndices: UInt8 = 4

  let number: Column<UInt64>
  let hash: HashColumn
  let parent: HashColumn
  let time: Column<Int64>
  let clock: Column<Int64>
  let transfer: Column<UInt64>
  let transaction: Column<UInt64>
  let index: Column<UInt64>
  let account: Column<UInt32>
  let asset: Column<UInt32>
  let wide: Column<UInt64>
  let coverage: Column<UInt8>
  let flags: Column<UInt8>
  let indices: Column<UInt32>

  init(_ snapshot: Snapshot) throws(LedgerError) {
    number = try snapshot.column("blocks.number")
    hash = try snapshot.hashes("blocks.hash")
    parent = try snapshot.hashes("blocks.parent")
    time = try snapshot.column("blocks.time")
    clock = try snapshot.column("blocks.clock")
    transfer = try snapshot.column("blocks.transfer")
    transaction = try snapshot.column("blocks.transaction")
    index = try snapshot.column("blocks.index")
    account = try snapshot.column("blocks.account")
    asset = try snapshot.column("blocks.asset")
    wide = try snapshot.column("blocks.wide")
    coverage = try snapshot.column("blocks.coverage")
    flags = try snapshot.column("blocks.flags")
    indices = try snapshot.column("indices.index")
  }
}

extension AccountChain {
  /// A block, and which transactions and transfers are in it.
  public struct Block: Hashable, Sendable {
    public let ordinal: UInt64
    public let number: UInt64
    public let hash: Hash32?
    public let parent: Hash32?
    public let time: Timestamp
    /// The running maximum of block times: the clock by which chains are merged.
    public let clock: Timestamp
    public let coverage: AccountBlock.Coverage
    /// Ordinals; transactions that moved nothing are not counted.
    public let transactions: Range<UInt64>
    public let transfers: Range<UInt64>
  }

  /// - Precondition: `ordinal < blockCount`.
  public func block(at ordinal: UInt64) -> Block {
    let isLast = ordinal + 1 == blockCount
    let flags = blocks.flags[ordinal]
    let nextTransfer = isLast ? transferCount : blocks.transfer[ordinal + 1]
    let nextTransaction = isLast ? transactionCount : blocks.transaction[ordinal + 1]
    return Block(
      ordinal: ordinal, number: blocks.number[ordinal],
      hash: flags & AccountBlocks.hasHash != 0 ? blocks.hash[ordinal] : nil,
      parent: flags & AccountBlocks.hasParent != 0 ? blocks.parent[ordinal] : nil,
      time: Timestamp(seconds: blocks.time[ordinal]),
      clock: Timestamp(seconds: blocks.clock[ordinal]),
      coverage: AccountBlock.Coverage(rawValue: blocks.coverage[ordinal]),
      transactions: blocks.transaction[ordinal]..<nextTransaction,
      transfers: blocks.transfer[ordinal]..<nextTransfer)
  }

  /// The block of that number, or `nil` where the ledger has none.
  ///
  /// - Complexity: O(log blocks).
  public func block(number: UInt64) -> Block? {
    let above = blocks.number.firstRow(above: number, in: 0..<blockCount)
    guard above > 0, blocks.number[above - 1] == number else { return nil }
    return block(at: above - 1)
  }

  /// How many blocks have a number of at most `number`.
  public func blockCount(upTo number: UInt64) -> UInt64 {
    blocks.number.firstRow(above: number, in: 0..<blockCount)
  }

  /// How many blocks stand before the first whose clock is past `time`.
  public func blockCount(upTo time: Timestamp) -> UInt64 {
    blocks.clock.firstRow(above: time.seconds, in: 0..<blockCount)
  }

  /// - Precondition: `row < transferCount`.
  /// - Complexity: O(log blocks).
  public func blockOrdinal(ofTransfer row: UInt64) -> UInt64 {
    precondition(row < transferCount, "row outside the chain")
    return blocks.transfer.firstRow(above: row, in: 0..<blockCount) - 1
  }

  /// - Precondition: `ordinal < transactionCount`.
  /// - Complexity: O(log blocks).
  public func blockOrdinal(ofTransaction ordinal: UInt64) -> UInt64 {
    precondition(ordinal < transactionCount, "transaction outside the chain")
    return blocks.transaction.firstRow(above: ordinal, in: 0..<blockCount) - 1
  }
}
