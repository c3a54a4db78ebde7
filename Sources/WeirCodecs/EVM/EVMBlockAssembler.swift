public import WeirModel

/// Joins the records of one block, from however many files, into the block's facts.
///
/// Pure and independent of the records' order. Records that repeat each other are one; records
/// that contradict each other are refused, naming the fact.
public struct EVMBlockAssembler: Sendable {
  public let chain: ChainID
  /// What the operator vouches for: his tables are whole exports, which the tables do not say.
  public let declared: AccountBlock.Coverage
  let rules: EVMChainRules

  public init(chain: ChainID, declared: AccountBlock.Coverage = []) {
    self.chain = chain
    self.declared = declared
    rules = EVMChainRules(chain)
  }

  /// The block's facts, in position order: of each transaction the fee, then native moves in call
  /// pre-order, then logs by index; withdrawals and rewards end the block.
  ///
  /// - Parameter records: all records of one block, in any order.
  /// - Throws: `EVMError` where they disagree, belong to several blocks, or state no time.
  /// - Complexity: O(n log n) in the records.
  public func assemble(_ records: [EVMRecord]) throws(EVMError) -> EVMAssembly {
    let draft = try EVMBlockDraft(records)
    let transactions = try draft.orderedTransactions()
    var result = EVMAssembly(
      block: AccountBlock(
        number: draft.number, hash: draft.hash, parent: draft.header?.parent,
        time: try draft.time(), coverage: [], transactions: []))
    var seen = EVMCoverage(isWhole: draft.isWhole)
    for (index, transaction) in transactions {
      let moves = try moves(of: transaction, in: draft, &seen, &result)
      result.block.transactions.append(
        AccountTransaction(hash: transaction.hash, index: index, moves: moves))
    }
    let (end, isIssuanceKnown) = try issuance(draft)
    if !end.isEmpty {
      let last = transactions.last.map { $0.index + 1 } ?? 0
      let count = draft.header?.transactionCount.flatMap { UInt32(exactly: $0) } ?? 0
      result.block.transactions.append(
        AccountTransaction(hash: nil, index: max(last, count), moves: end))
    }
    result.block.coverage = seen.coverage.union(declared)
    if isIssuanceKnown { result.block.coverage.insert(.issuance) }
    return result
  }

  private func moves(
    of transaction: EVMTransactionDraft, in draft: EVMBlockDraft, _ seen: inout EVMCoverage,
    _ result: inout EVMAssembly
  ) throws(EVMError) -> [Move] {
    let fees = try fees(of: transaction, in: draft)
    let native = try native(of: transaction, in: draft, &result)
    let tokens = try tokens(of: transaction, &result)
    seen.note(
      fees: fees.isKnown, native: native.isWhole, outcome: native.isOutcomeKnown,
      tokens: transaction.receipt?.logs != nil)
    return fees.moves + native.moves + tokens
  }
}

/// A block's facts and what was met on the way to them.
public struct EVMAssembly: Sendable {
  public var block: AccountBlock
  /// How often; absent for never.
  public var notes: [Note: Int] = [:]

  /// What a block had that its facts do not show, or show on an assumption.
  public enum Note: String, Hashable, Sendable, CaseIterable {
    /// ERC-1155 transfers are not followed.
    case erc1155NotRead = "erc1155-not-read"
    /// A `Transfer` with neither three nor four topics, or with data that does not fit: the
    /// contract is of no standard.
    case transferNotRead = "transfer-not-read"
    /// An event of a known contract with data that does not fit it.
    case knownEventNotRead = "known-event-not-read"
    /// A token moved by zero: it moves nothing (address poisoning looks like this).
    case zeroTransfer = "zero-transfer"
    /// No status and no trace: the transaction's value is taken as if it had succeeded.
    case unknownOutcome = "unknown-outcome"
    /// A creation with value, without receipt and trace: who got the value is not known.
    case unknownContract = "unknown-contract"
    /// A trace that lacks inner calls (`onlyTopCall`), or pages of it.
    case incompleteTrace = "incomplete-trace"
    /// A self-destruction whose account and value the tracer did not write.
    case selfDestructWithoutValue = "self-destruct-without-value"
    /// A row of token transfers without its log: whether an amount or a token's id is not known.
    case standardNotStated = "standard-not-stated"
    /// No record says the places of this block's transactions: they stand by their logs.
    case placesByLogs = "places-by-logs"
  }

  mutating func note(_ note: Note) { notes[note, default: 0] += 1 }
}

/// What the transactions seen so far allow the block to claim.
struct EVMCoverage {
  private(set) var coverage: AccountBlock.Coverage

  /// - Parameter isWhole: whether every transaction of the block has a record.
  init(isWhole: Bool) {
    coverage = isWhole ? [.native, .tokens, .fees, .transactions] : []
  }

  mutating func note(fees: Bool, native: Bool, outcome: Bool, tokens: Bool) {
    if !fees { coverage.remove(.fees) }
    if !native { coverage.remove(.native) }
    if !outcome { coverage.remove(.transactions) }
    if !tokens { coverage.remove(.tokens) }
  }
}
