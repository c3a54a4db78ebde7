public import WeirModel

/// One committed state of an account chain: its transfers in chain order, and the ways into them.
///
/// A row is a transfer's place in the chain, from 0. Blocks and transactions are counted from 0
/// in the same order (*ordinal*). Any number of threads may read it.
public struct AccountChain: Sendable {
  public let chain: ChainID
  let snapshot: Snapshot
  let blocks: AccountBlocks
  let transfers: TransferColumns
  let accounts: AccountTable
  let accountIndex: [SortedIndex]
  let payerIndex: [Postings]
  let payeeIndex: [Postings]
  /// `nil` where the chain's source has no transaction hashes.
  let transactionHashes: HashColumn?
  let transactionIndex: [SortedIndex]
  let assets: AssetTable

  init(_ snapshot: Snapshot) throws(LedgerError) {
    self.snapshot = snapshot
    chain = snapshot.head.chain
    blocks = try AccountBlocks(snapshot)
    transfers = try TransferColumns(snapshot)
    accounts = try AccountTable(snapshot)
    accountIndex = try snapshot.sorted("accounts.by-key")
    payerIndex = try snapshot.postings("transfers.by-payer")
    payeeIndex = try snapshot.postings("transfers.by-payee")
    let hashes = snapshot.head.hashes
    transactionHashes = hashes ? try snapshot.hashes("transactions.hash") : nil
    transactionIndex = hashes ? try snapshot.sorted("transactions.by-hash") : []
    assets = try AssetTable(snapshot)
  }

  public var blockCount: UInt64 { blocks.number.count }
  public var transactionCount: UInt64 { snapshot.head.rows(of: "transactions") }
  public var transferCount: UInt64 { transfers.from.count }
  public var accountCount: UInt64 { accounts.count }
  public var assetCount: Int { assets.ids.count }
  public var size: LedgerSize { LedgerSize(snapshot.head) }

  /// The last block, or `nil` while there is none.
  public var tip: Block? { blockCount == 0 ? nil : block(at: blockCount - 1) }
}

// MARK: - Accounts and assets

extension AccountChain {
  /// `nil` where the account never appeared.
  public func account(_ key: AccountKey) -> AccountIndex? {
    accounts.id(of: key, in: accountIndex).map(AccountIndex.init)
  }

  /// - Precondition: the account is of this chain, and not ``AccountIndex/nobody``.
  public func key(of account: AccountIndex) -> AccountKey { accounts.key(of: account.rawValue) }

  /// `nil` where the asset never moved.
  public func asset(_ id: AssetID) -> AssetIndex? { assets.indexes[id] }

  /// - Precondition: the asset is of this chain.
  public func assetID(of asset: AssetIndex) -> AssetID { assets.ids[Int(asset.rawValue)] }

  /// Rows that an account paid, ascending, from `row` on.
  public func rows(paidBy account: AccountIndex, from row: UInt64 = 0) -> RowCursor {
    RowCursor(payerIndex, account.rawValue, from: row, segmentBits: blocks.number.segmentBits)
  }

  /// Rows that an account was paid, ascending, from `row` on.
  public func rows(paidTo account: AccountIndex, from row: UInt64 = 0) -> RowCursor {
    RowCursor(payeeIndex, account.rawValue, from: row, segmentBits: blocks.number.segmentBits)
  }

  /// Rows that an account paid or was paid, ascending, each once, from `row` on.
  public func rows(of account: AccountIndex, from row: UInt64 = 0) -> AccountRowCursor {
    AccountRowCursor(
      paid: rows(paidBy: account, from: row), received: rows(paidTo: account, from: row))
  }
}

extension Snapshot {
  func postings(_ name: String) throws(LedgerError) -> [Postings] {
    var result: [Postings] = []
    for file in try index(name) { result.append(try Postings(file)) }
    return result
  }

  func sorted(_ name: String) throws(LedgerError) -> [SortedIndex] {
    var result: [SortedIndex] = []
    for file in try index(name) { result.append(try SortedIndex(file)) }
    return result
  }
}
