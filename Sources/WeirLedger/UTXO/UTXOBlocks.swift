public import WeirModel

/// The blocks of a UTXO chain, and where each begins in the other tables.
struct UTXOBlocks: Sendable {
  static let isVerified: UInt8 = 1

  let height: Column<UInt64>
  let hash: HashColumn
  let parent: HashColumn
  let time: Column<Int64>
  let clock: Column<Int64>
  let work: HashColumn
  let transaction: Column<UInt64>
  let input: Column<UInt64>
  let output: Column<UInt64>
  let account: Column<UInt32>
  let member: Column<UInt64>
  let stated: Column<UInt64>
  let unknown: Column<UInt64>
  let flags: Column<UInt8>

  init(_ snapshot: Snapshot) throws(LedgerError) {
    height = try snapshot.column("blocks.height")
    hash = try snapshot.hashes("blocks.hash")
    parent = try snapshot.hashes("blocks.parent")
    time = try snapshot.column("blocks.time")
    clock = try snapshot.column("blocks.clock")
    work = try snapshot.hashes("blocks.work")
    transaction = try snapshot.column("blocks.transaction")
    input = try snapshot.column("blocks.input")
    output = try snapshot.column("blocks.output")
    account = try snapshot.column("blocks.account")
    member = try snapshot.column("blocks.member")
    stated = try snapshot.column("blocks.stated")
    unknown = try snapshot.column("blocks.unknown")
    flags = try snapshot.column("blocks.flags")
  }
}

extension UTXOChain {
  /// A block, and which transactions, inputs and outputs are in it.
  public struct Block: Hashable, Sendable {
    public let ordinal: UInt64
    public let height: UInt64
    public let hash: Hash32
    public let parent: Hash32
    public let time: Timestamp
    /// The running maximum of block times: the clock by which chains are merged.
    public let clock: Timestamp
    /// Of this block alone.
    public let work: UInt256
    public let isVerified: Bool
    /// Ordinals.
    public let transactions: Range<UInt64>
    public let inputs: Range<UInt64>
    public let outputs: Range<UInt64>
  }

  /// - Precondition: `ordinal < blockCount`.
  public func block(at ordinal: UInt64) -> Block {
    let isLast = ordinal + 1 == blockCount
    let next = ordinal + 1
    return Block(
      ordinal: ordinal, height: blocks.height[ordinal], hash: blocks.hash[ordinal],
      parent: blocks.parent[ordinal], time: Timestamp(seconds: blocks.time[ordinal]),
      clock: Timestamp(seconds: blocks.clock[ordinal]),
      work: UInt256(stored: blocks.work[ordinal]),
      isVerified: blocks.flags[ordinal] & UTXOBlocks.isVerified != 0,
      transactions: blocks.transaction[
        ordinal]..<(isLast
        ? transactionCount : blocks.transaction[next]),
      inputs: blocks.input[ordinal]..<(isLast ? inputCount : blocks.input[next]),
      outputs: blocks.output[ordinal]..<(isLast ? outputCount : blocks.output[next]))
  }

  /// The block of that height, or `nil` where the ledger has none.
  ///
  /// - Complexity: O(log blocks).
  public func block(height: UInt64) -> Block? {
    let above = blocks.height.firstRow(above: height, in: 0..<blockCount)
    guard above > 0, blocks.height[above - 1] == height else { return nil }
    return block(at: above - 1)
  }

  /// How many blocks have a height of at most `height`.
  public func blockCount(upTo height: UInt64) -> UInt64 {
    blocks.height.firstRow(above: height, in: 0..<blockCount)
  }

  /// How many blocks stand before the first whose clock is past `time`.
  public func blockCount(upTo time: Timestamp) -> UInt64 {
    blocks.clock.firstRow(above: time.seconds, in: 0..<blockCount)
  }

  /// - Precondition: `ordinal < transactionCount`.
  /// - Complexity: O(log blocks).
  public func blockOrdinal(ofTransaction ordinal: UInt64) -> UInt64 {
    precondition(ordinal < transactionCount, "transaction outside the chain")
    return blocks.transaction.firstRow(above: ordinal, in: 0..<blockCount) - 1
  }
}

extension UInt256 {
  /// From the 32 big-endian bytes in a column.
  init(stored hash: Hash32) {
    let (a, b, c, d) = hash.words
    self.init(high: UInt128(a) << 64 | UInt128(b), low: UInt128(c) << 64 | UInt128(d))
  }

  /// The 32 big-endian bytes in a column.
  var stored: Hash32 {
    Hash32(
      words: (
        UInt64(truncatingIfNeeded: high >> 64), UInt64(truncatingIfNeeded: high),
        UInt64(truncatingIfNeeded: low >> 64), UInt64(truncatingIfNeeded: low)
      ))
  }
}
