public import WeirModel

/// Appends blocks to a UTXO chain's directory; one at a time, for one chain.
///
/// Blocks that were appended are invisible and not durable until ``commit()``. The bytes on disk
/// depend on the blocks alone: not on how often one commits, nor on blocks that were rolled back.
/// Drop it to give the chain free.
public final class UTXOChainWriter {
  /// What happens to an input whose output the ledger never saw and the source did not state.
  public enum UnknownInputs: Sendable {
    /// The block is refused, with the first such input by name.
    case refuse
    /// The input is kept as an explicit unknown.
    case allow
  }

  public let chain: ChainID
  let store: ChainStore
  let ledger: Ledger
  var columns: Columns
  var directory: AccountDirectory
  /// What is committed.
  var current: UTXOChain
  var spent = SpentRows()
  /// Outputs spent that were never in this ledger.
  var outside: Set<Outpoint> = []
  var pending: Pending
  var tip: Tip?
  /// Set by a failure of the disk in the middle of a block: what is in memory is not to be kept.
  var failure: LedgerError?

  struct Tip {
    var height: UInt64
    var hash: Hash32
    var clock: Int64
  }

  /// Transactions and outputs that are appended and not committed.
  struct Pending {
    var firstTransaction: UInt64
    var firstOutput: UInt64
    var ordinals: [Hash32: [UInt64]] = [:]
    /// Rows of each transaction's outputs.
    var transactions: [Range<UInt64>] = []
    var outputs: [UTXOChain.Output] = []

    init(behind chain: UTXOChain) {
      firstTransaction = chain.transactionCount
      firstOutput = chain.outputCount
    }
  }

  /// Opens a chain, or makes it.
  ///
  /// - Parameter segmentBits: a file holds 2 to this power rows; fixed when the chain is made.
  ///   Small values are for tests.
  /// - Throws: ``LedgerError/Code/busy`` if somebody else is writing to it,
  ///   ``LedgerError/Code/mismatch``, ``LedgerError/Code/corrupt``, and failures of the disk.
  /// - Complexity: O(accounts + inputs), to know numbers and what is spent.
  public init(_ ledger: Ledger, chain: ChainID, segmentBits: Int = 24) throws(LedgerError) {
    precondition((4...31).contains(segmentBits), "segments of 16 to 2^31 rows")
    let new = Head(chain: chain, family: .utxo, segmentBits: segmentBits, hashes: true)
    self.chain = chain
    self.ledger = ledger
    store = try ChainStore(ledger.folder(of: chain), new: new)
    columns = Columns(store)
    current = try ledger.openUTXOChain(chain)
    directory = try AccountDirectory(current.accounts)
    pending = Pending(behind: current)
    tip = Self.tip(of: current)
    for row in 0..<current.inputCount { note(current.previous(ofInput: row), isSpent: true) }
  }

  private static func tip(of chain: UTXOChain) -> Tip? {
    chain.tip.map { Tip(height: $0.height, hash: $0.hash, clock: $0.clock.seconds) }
  }

  /// Keeps in mind that an input spends its output, or no longer does.
  private func note(_ previous: UTXOChain.Previous, isSpent: Bool) {
    switch previous {
    case .output(let row):
      if isSpent { spent.insert(row) } else { spent.remove(row) }
    case .stated(let row):
      note(.unknown(current.stated(at: row).outpoint), isSpent: isSpent)
    case .unknown(let outpoint):
      if isSpent { outside.insert(outpoint) } else { outside.remove(outpoint) }
    }
  }

  /// Blocks, those not committed included.
  public var blockCount: UInt64 { store.rows(of: "blocks") }
  public var transactionCount: UInt64 { store.rows(of: "transactions") }
  public var outputCount: UInt64 { store.rows(of: "outputs") }
  public var unknownInputCount: UInt64 { store.rows(of: "unknown") }
  /// The height and hash of the last block, committed or not.
  public var tipHeight: UInt64? { tip?.height }
  public var tipHash: Hash32? { tip?.hash }

  /// Makes everything that was appended durable and visible to those who open the chain then.
  ///
  /// - Throws: ``LedgerError/Code/diskFull`` and other failures of the disk; readers go on to
  ///   see the last commit, and this writer refuses everything.
  /// - Complexity: O(rows of the unfinished segments).
  public func commit() throws(LedgerError) {
    try guarded { () throws(LedgerError) in
      try store.commit()
      current = try ledger.openUTXOChain(chain)
      directory.settle(in: current.accounts)
      pending = Pending(behind: current)
    }
  }

  /// Removes all blocks but the first `count`, durably; commits what was appended first.
  ///
  /// Afterwards the chain is byte for byte what it would be without the removed blocks.
  /// - Precondition: `count <= blockCount`.
  public func rollback(toBlockCount count: UInt64) throws(LedgerError) {
    precondition(count <= blockCount, "rollback goes back")
    try commit()
    guard count < blockCount else { return }
    try guarded { () throws(LedgerError) in
      let first = current.blocks.input[count]
      for row in first..<current.inputCount { note(current.previous(ofInput: row), isSpent: false) }
      try store.rollback(to: rows(before: count))
      columns = Columns(store)
      current = try ledger.openUTXOChain(chain)
      directory = try AccountDirectory(current.accounts)
      pending = Pending(behind: current)
      tip = Self.tip(of: current)
    }
  }

  /// Rows of every table in front of a block.
  private func rows(before ordinal: UInt64) -> [String: UInt64] {
    let blocks = current.blocks
    let accounts = UInt64(blocks.account[ordinal])
    return [
      "blocks": ordinal, "transactions": blocks.transaction[ordinal],
      "inputs": blocks.input[ordinal], "outputs": blocks.output[ordinal],
      "members": blocks.member[ordinal], "stated": blocks.stated[ordinal],
      "unknown": blocks.unknown[ordinal], "accounts": accounts,
      "samples": (accounts + 15) >> AccountTable.sampleBits,
      "payloads": current.accounts.start(of: accounts),
    ]
  }

  /// Refuses everything after a failure that left a block half appended.
  func guarded(_ body: () throws(LedgerError) -> Void) throws(LedgerError) {
    if let failure { throw failure }
    do throws(LedgerError) {
      try body()
    } catch {
      failure = error
      throw error
    }
  }
}
