import WeirLedger
import WeirModel

/// Puts blocks that come in ascending order into an account chain: skips what is there, refuses
/// what contradicts it, replaces a branch that was overtaken.
struct AccountAppender {
  /// What becomes of a block.
  enum Placement: Equatable {
    /// The ledger has it with the same facts.
    case skip
    case append
    /// It is of a branch that may overtake the ledger's: these blocks stay.
    case replace(blockCount: UInt64)
  }

  private let ledger: Ledger
  private let chain: ChainID
  private let transfersPerCommit: UInt64
  /// What was committed when the ingest began; `nil` where there was no such chain.
  private let held: AccountChain?
  private var writer: AccountChainWriter?
  private var transfersSinceCommit: UInt64 = 0
  private(set) var report = IngestReport()

  init(ledger: Ledger, chain: ChainID, transfersPerCommit: UInt64) throws(LedgerError) {
    self.ledger = ledger
    self.chain = chain
    self.transfersPerCommit = transfersPerCommit
    do throws(LedgerError) {
      held = try ledger.openAccountChain(chain)
    } catch  where error.code == .notFound {
      held = nil
    }
  }

  /// Where the block belongs, before anything of this ingest was appended.
  ///
  /// - Throws: where the ledger contradicts it, or has later blocks and not this one.
  func placement(of block: AccountBlock, from source: String) throws(IngestError) -> Placement {
    guard let held, let tip = held.tip else { return .append }
    if block.number > tip.number {
      if block.number == tip.number + 1, let parent = block.parent, let hash = tip.hash,
        parent != hash
      {
        throw disagreement(
          tip.number,
          "the block above it, \(block.number), names another parent. Give the other branch's "
            + "files from the block on where the two part", source)
      }
      return .append
    }
    guard let known = held.block(number: block.number) else {
      throw IngestError(
        .belowTip,
        "\(chain) block \(block.number) is below the ledger's last, \(tip.number), and not in it. "
          + "Blocks are taken in order: make a new ledger from all files together", file: source)
    }
    if held.holds(block, at: known) { return .skip }
    guard let hash = block.hash, let knownHash = known.hash, hash != knownHash else {
      throw IngestError(
        .otherFacts,
        "\(chain) block \(block.number) is in the ledger with other facts, as from other files. "
          + "Make a new ledger, and give all files of a block together", file: source)
    }
    guard known.ordinal > 0, block.number > 0, let parent = block.parent,
      let below = held.block(number: block.number - 1), below.hash == parent
    else {
      throw disagreement(
        block.number, "the ledger has \(knownHash.hex), these files \(hash.hex)", source)
    }
    return .replace(blockCount: known.ordinal)
  }

  /// The last block that the ledger had when the ingest began.
  var heldTip: UInt64? { held?.tip?.number }

  func disagreement(_ number: UInt64, _ what: String, _ source: String) -> IngestError {
    IngestError(
      .disagreement, "two sources disagree about \(chain) block \(number): \(what)", file: source)
  }

  /// Removes the ledger's blocks behind the first `count`, durably.
  mutating func rollback(toBlockCount count: UInt64) throws(LedgerError) {
    let writer = try opened()
    report.rolledBack += writer.blockCount - count
    try writer.rollback(toBlockCount: count)
  }

  /// Appends a block, and commits now and then.
  ///
  /// - Throws: `IngestError` where the ledger refuses the block, `LedgerError` where its disk
  ///   fails.
  mutating func append(_ block: AccountBlock, from source: String) throws {
    let writer = try opened()
    do throws(LedgerError) {
      try writer.append(block)
    } catch {
      throw error.isRefusal ? IngestError(error, file: source) : error as any Error
    }
    let kept = block.transactions.filter { !$0.moves.isEmpty }
    let moves = UInt64(kept.reduce(0) { $0 + $1.moves.count })
    report.blocks += 1
    report.transactions += UInt64(kept.count)
    report.transfers += moves
    // A block without transfers counts too, or a chain of empty blocks would never be committed.
    transfersSinceCommit += moves + 1
    if transfersSinceCommit >= transfersPerCommit { try commit() }
  }

  mutating func skip() { report.skippedBlocks += 1 }

  /// Makes durable what was appended.
  mutating func commit() throws(LedgerError) {
    transfersSinceCommit = 0
    try writer?.commit()
  }

  private mutating func opened() throws(LedgerError) -> AccountChainWriter {
    if let writer { return writer }
    let new = try AccountChainWriter(ledger, chain: chain)
    writer = new
    return new
  }
}
