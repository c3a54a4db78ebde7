public import WeirModel

/// Appends blocks to an account chain's directory; one at a time, for one chain.
///
/// Blocks that were appended are invisible and not durable until ``commit()``. The bytes on disk
/// depend on the blocks alone: not on how often one commits, nor on blocks that were rolled back.
/// Drop it to give the chain free.
public final class AccountChainWriter {
  public let chain: ChainID
  let store: ChainStore
  let ledger: Ledger
  var columns: Columns
  var directory: AccountDirectory
  /// Numbers of assets, and the keys that were already looked up.
  var assets: [AssetID: UInt32] = [:]
  var assetKeys: [AssetKey: UInt32] = [:]
  var tip: Tip?
  /// Set by a failure of the disk in the middle of a block: what is in memory is not to be kept.
  var failure: LedgerError?

  struct Tip {
    var number: UInt64
    var hash: Hash32?
    var clock: Int64
  }

  /// Opens a chain, or makes it.
  ///
  /// - Parameters:
  ///   - hashes: whether the source has transaction hashes; fixed when the chain is made.
  ///   - segmentBits: a file holds 2 to this power rows; fixed when the chain is made. Small
  ///     values are for tests.
  /// - Throws: ``LedgerError/Code/busy`` if somebody else is writing to it,
  ///   ``LedgerError/Code/mismatch``, ``LedgerError/Code/corrupt``, and failures of the disk.
  /// - Complexity: O(accounts), to know their numbers.
  public init(
    _ ledger: Ledger, chain: ChainID, hashes: Bool = true, segmentBits: Int = 24
  ) throws(LedgerError) {
    precondition((4...31).contains(segmentBits), "segments of 16 to 2^31 rows")
    let new = Head(chain: chain, family: .account, segmentBits: segmentBits, hashes: hashes)
    self.chain = chain
    self.ledger = ledger
    store = try ChainStore(ledger.folder(of: chain), new: new)
    columns = Columns(store)
    let current = try ledger.openAccountChain(chain)
    directory = try AccountDirectory(current.accounts)
    load(current)
  }

  /// Takes over what is committed.
  private func load(_ current: AccountChain) {
    assets = current.assets.indexes.mapValues(\.rawValue)
    assetKeys = [:]
    tip = current.tip.map { Tip(number: $0.number, hash: $0.hash, clock: $0.clock.seconds) }
  }

  /// Blocks, those not committed included.
  public var blockCount: UInt64 { store.rows(of: "blocks") }
  public var transferCount: UInt64 { store.rows(of: "transfers") }
  public var accountCount: UInt64 { directory.count }
  /// The number and hash of the last block, committed or not.
  public var tipNumber: UInt64? { tip?.number }
  public var tipHash: Hash32? { tip?.hash }

  /// Makes everything that was appended durable and visible to those who open the chain then.
  ///
  /// - Throws: ``LedgerError/Code/diskFull`` and other failures of the disk; readers go on to
  ///   see the last commit, and this writer refuses everything.
  /// - Complexity: O(rows of the unfinished segments).
  public func commit() throws(LedgerError) {
    try guarded { () throws(LedgerError) in
      try store.commit()
      directory.settle(in: try ledger.openAccountChain(chain).accounts)
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
      try store.rollback(to: try rows(before: count))
      columns = Columns(store)
      let current = try ledger.openAccountChain(chain)
      directory = try AccountDirectory(current.accounts)
      load(current)
    }
  }

  /// Rows of every table in front of a block.
  private func rows(before ordinal: UInt64) throws(LedgerError) -> [String: UInt64] {
    let current = try ledger.openAccountChain(chain)
    let blocks = current.blocks
    let transfers = blocks.transfer[ordinal]
    let accounts = UInt64(blocks.account[ordinal])
    let assets = UInt64(blocks.asset[ordinal])
    return [
      "blocks": ordinal, "transfers": transfers, "transactions": blocks.transaction[ordinal],
      "indices": blocks.index[ordinal], "accounts": accounts, "assets": assets,
      "wide": blocks.wide[ordinal], "marks": (transfers + 255) >> TransferColumns.markBits,
      "samples": (accounts + 15) >> AccountTable.sampleBits,
      "payloads": current.accounts.start(of: accounts),
      "texts": try store.textEnd(ofAssets: assets),
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

extension ChainStore {
  fileprivate func textEnd(ofAssets count: UInt64) throws(LedgerError) -> UInt64 {
    guard count > 0 else { return 0 }
    let snapshot = Snapshot(head: head, directory: directory)
    let ends: Column<UInt64> = try snapshot.column("assets.end")
    return ends[count - 1]
  }
}
