import WeirCodecs
import WeirLedger
import WeirModel

/// Takes a ledger from its chain to the best one: removes what was overtaken, appends what is new.
///
/// What is removed goes into the log of side blocks first, durably, so that neither a crash nor a
/// branch that turns out to be wrong loses a block.
final class ChainConnector {
  let writer: UTXOChainWriter
  let ledger: Ledger
  let unknownInputs: UTXOChainWriter.UnknownInputs
  let rowsPerCommit: UInt64
  var archive: BlockArchive
  var selection: BlockSelection
  /// Blocks that the ledger refused in this run, and why.
  private(set) var refusals: [(hash: Hash32, error: LedgerError)] = []
  private(set) var best: BestChain

  init(
    writer: UTXOChainWriter, ledger: Ledger, unknownInputs: UTXOChainWriter.UnknownInputs,
    rowsPerCommit: UInt64, archive: BlockArchive, selection: BlockSelection
  ) {
    self.writer = writer
    self.ledger = ledger
    self.unknownInputs = unknownInputs
    self.rowsPerCommit = rowsPerCommit
    self.archive = archive
    self.selection = selection
    best = selection.best()
  }

  /// Connects the best chain; of a branch with a block that the ledger refuses, only what stands
  /// below that block counts.
  func connect(progress: (_ done: Int, _ of: Int) -> Void) throws {
    while try !follow(progress) { best = selection.best() }
    try writer.commit()
  }

  /// Whether the ledger took all blocks of ``best``.
  private func follow(_ progress: (Int, Int) -> Void) throws -> Bool {
    let common = commonCount
    try removeBlocks(from: common)
    var rows = writer.outputCount
    for (index, hash) in best.blocks.enumerated().dropFirst(common) {
      guard try append(hash) else { return false }
      progress(index + 1, best.blocks.count)
      if writer.outputCount - rows >= rowsPerCommit {
        try writer.commit()
        rows = writer.outputCount
      }
    }
    return true
  }

  /// Blocks at the beginning of both chains; a block that was checked replaces one that was not.
  private var commonCount: Int {
    var count = 0
    for (held, hash) in zip(selection.held, best.blocks) {
      let isChecked = held.isVerified || selection.known[hash]?.isVerified != true
      guard held.hash == hash, isChecked else { break }
      count += 1
    }
    return count
  }

  private func removeBlocks(from count: Int) throws {
    guard count < selection.held.count else { return }
    try writer.commit()
    let chain = try ledger.openUTXOChain(writer.chain)
    for ordinal in UInt64(count)..<chain.blockCount {
      try keep(chain.facts(of: chain.block(at: ordinal)))
    }
    try archive.side.sync()
    try writer.rollback(toBlockCount: UInt64(count))
    selection.held.removeLast(selection.held.count - count)
  }

  /// Puts a block of the ledger into the log, from where it can come back.
  private func keep(_ facts: UTXOBlock) throws(IngestError) {
    let bytes = facts.spilled
    let fromLedger = KnownBlock(
      facts, place: .side(offset: 0, count: bytes.count), source: nil)
    if let known = selection.known[facts.hash], !fromLedger.isBetter(than: known) {
      selection.known[facts.hash] = try archive.keep(known)
    } else {
      selection.known[facts.hash] = try archive.side.append(fromLedger, .facts, bytes)
    }
  }

  /// False where the ledger refuses the block.
  private func append(_ hash: Hash32) throws -> Bool {
    guard let known = selection.known[hash], let place = best.places[hash] else {
      throw IngestError(
        .storage, "block \(hash.reversedHex) is on the best chain and nowhere to be read")
    }
    var block = try archive.block(known)
    block.height = place.height
    if let error = try refusal(of: block) {
      selection.refused.insert(hash)
      refusals.append((hash, error))
      return false
    }
    selection.held.append(HeldBlock(block, height: place.height))
    return true
  }

  /// Appends the block; why the ledger does not take it.
  private func refusal(of block: UTXOBlock) throws(LedgerError) -> LedgerError? {
    do throws(LedgerError) {
      try writer.append(block, unknownInputs: unknownInputs)
      return nil
    } catch {
      guard error.isRefusal else { throw error }
      return error
    }
  }
}
