public import WeirModel

/// One committed state of a UTXO chain: outputs and inputs in chain order, and who spent what.
///
/// An output's row is its place in the chain, from 0, and so is an input's. Blocks and
/// transactions are counted from 0 in the same order (*ordinal*). Any number of threads may read
/// it.
public struct UTXOChain: Sendable {
  public let chain: ChainID
  let snapshot: Snapshot
  let blocks: UTXOBlocks
  let transactionHash: HashColumn
  /// First input and output of a transaction, counted from its block's first.
  let transactionInput: Column<UInt32>
  let transactionOutput: Column<UInt32>
  let transactionIndex: [SortedIndex]
  let previous: Column<UInt64>
  let spendIndex: [SortedIndex]
  let outputs: OutputColumns
  let ownerIndex: [Postings]
  let members: MemberColumns
  let stated: OutputColumns
  let statedOutpoints: OutpointColumns
  let unknownOutpoints: OutpointColumns
  let accounts: AccountTable
  let accountIndex: [SortedIndex]

  init(_ snapshot: Snapshot) throws(LedgerError) {
    self.snapshot = snapshot
    chain = snapshot.head.chain
    blocks = try UTXOBlocks(snapshot)
    transactionHash = try snapshot.hashes("transactions.hash")
    transactionInput = try snapshot.column("transactions.input")
    transactionOutput = try snapshot.column("transactions.output")
    transactionIndex = try snapshot.sorted("transactions.by-hash")
    previous = try snapshot.column("inputs.previous")
    spendIndex = try snapshot.sorted("inputs.by-previous")
    outputs = try OutputColumns(snapshot, "outputs")
    ownerIndex = try snapshot.postings("outputs.by-owner")
    members = try MemberColumns(snapshot)
    stated = try OutputColumns(snapshot, "stated")
    statedOutpoints = try OutpointColumns(snapshot, "stated")
    unknownOutpoints = try OutpointColumns(snapshot, "unknown")
    accounts = try AccountTable(snapshot)
    accountIndex = try snapshot.sorted("accounts.by-key")
  }

  public var blockCount: UInt64 { blocks.height.count }
  public var transactionCount: UInt64 { transactionHash.count }
  public var inputCount: UInt64 { previous.count }
  public var outputCount: UInt64 { outputs.owner.count }
  public var accountCount: UInt64 { accounts.count }
  /// Inputs whose output nobody stated and the ledger never saw.
  public var unknownInputCount: UInt64 { unknownOutpoints.hash.count }
  /// Inputs whose output the source stated and the ledger never saw.
  public var statedInputCount: UInt64 { statedOutpoints.hash.count }
  public var size: LedgerSize { LedgerSize(snapshot.head) }

  /// The last block, or `nil` while there is none.
  public var tip: Block? { blockCount == 0 ? nil : block(at: blockCount - 1) }
}

struct OutputColumns: Sendable {
  /// Bit 63 of an amount: nothing can spend the output. No chain of this family has as many units.
  static let isUnspendable: UInt64 = 1 << 63

  let owner: Column<UInt32>
  let amount: Column<UInt64>

  init(_ snapshot: Snapshot, _ table: String) throws(LedgerError) {
    owner = try snapshot.column("\(table).owner")
    amount = try snapshot.column("\(table).amount")
  }

  func value(at row: UInt64) -> UInt64 { amount[row] & ~Self.isUnspendable }

  func output(at row: UInt64) -> UTXOChain.Output {
    let amount = amount[row]
    return UTXOChain.Output(
      owner: AccountIndex(rawValue: owner[row]), value: amount & ~Self.isUnspendable,
      isSpendable: amount & Self.isUnspendable == 0)
  }
}

struct OutpointColumns: Sendable {
  let hash: HashColumn
  let index: Column<UInt32>

  init(_ snapshot: Snapshot, _ table: String) throws(LedgerError) {
    hash = try snapshot.hashes("\(table).hash")
    index = try snapshot.column("\(table).index")
  }

  subscript(row: UInt64) -> Outpoint { Outpoint(transaction: hash[row], index: index[row]) }
}

struct MemberColumns: Sendable {
  let output: Column<UInt64>
  let account: Column<UInt32>

  init(_ snapshot: Snapshot) throws(LedgerError) {
    output = try snapshot.column("members.output")
    account = try snapshot.column("members.account")
  }
}
