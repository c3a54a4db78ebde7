import WeirCodecs
import WeirLedger
import WeirModel

/// What remains to be done when the best chain is in the ledger: blocks beside it are kept, refused
/// ones are named, and all is counted.
struct BitcoinSettlement {
  let connector: ChainConnector
  let indexer: BlockIndexer
  let before: [HeldBlock]
  let chain: UTXOChain
  private let outranked: Set<Hash32>

  init(
    connector: ChainConnector, indexer: BlockIndexer, before: [HeldBlock], chain: UTXOChain
  ) {
    self.connector = connector
    self.indexer = indexer
    self.before = before
    self.chain = chain
    outranked = Self.outranked(connector.selection, chain)
  }

  private var held: [HeldBlock] { connector.selection.held }

  /// - Throws: where blocks of this run's files were refused, or none could be connected.
  func settle() throws -> IngestReport {
    var report = IngestReport()
    report.notes = indexer.notes
    report.skippedBlocks = indexer.skippedBlocks
    count(into: &report)
    let onChain = Set(held.map(\.hash))
    let wrong = connector.selection.descendants(of: connector.selection.refused).union(
      connector.best.refused.map { $0.hash })
    let beside = connector.selection.known.values.filter {
      !onChain.contains($0.hash) && !wrong.contains($0.hash)
    }.sorted { $0.hash < $1.hash }
    let fresh = beside.filter { $0.source != nil }
    for block in fresh { try connector.archive.keep(block) }
    try rememberRefusals()
    try connector.archive.side.sync()
    report.sideBlocks = UInt64(fresh.count)
    try throwRefusals()
    try throwUnconnected(fresh, report, onChain)
    note(fresh, &report)
    return report
  }

  private func count(into report: inout IngestReport) {
    let common = UInt64(
      zip(before, held).prefix { $0.hash == $1.hash && $0.isVerified == $1.isVerified }.count)
    report.rolledBack = UInt64(before.count) - common
    report.blocks = chain.blockCount - common
    guard common < chain.blockCount else { return }
    let first = chain.block(at: common)
    report.transactions = chain.transactionCount - first.transactions.lowerBound
    let inputs = first.inputs.lowerBound..<chain.inputCount
    report.transfers = chain.outputCount - first.outputs.lowerBound
    guard chain.unknownInputCount > 0 else { return }
    report.unknownInputs = inputs.reduce(0) { count, row in
      if case .unknown = chain.previous(ofInput: row) { count + 1 } else { count }
    }
  }

  /// A block out of the log that cannot be connected is not tried again.
  private func rememberRefusals() throws(IngestError) {
    guard !connector.selection.allowingGaps else { return }
    for (hash, _) in connector.refusals {
      guard let block = connector.selection.known[hash], case .side = block.place else { continue }
      try connector.archive.side.append(block, .refused, [])
    }
  }

  private func throwRefusals() throws(IngestError) {
    let tip = held.last.map { "The ledger holds the chain without it, to block \($0.height)." }
    for (hash, error) in connector.refusals {
      guard let source = connector.selection.known[hash]?.source else { continue }
      let option =
        error.code == .missingOutput ? "The option is --allow-unknown-inputs." : nil
      throw IngestError(
        IngestError.Code(rawValue: "ledger." + error.code.rawValue),
        [error.message, option, tip].compactMap { $0 }.joined(separator: " "), file: source)
    }
    for (hash, error) in connector.best.refused {
      guard let source = connector.selection.known[hash]?.source else { continue }
      throw IngestError(error, file: source)
    }
  }

  /// - Throws: where this run brought blocks, and none of them has its place.
  private func throwUnconnected(
    _ fresh: [KnownBlock], _ report: IngestReport, _ onChain: Set<Hash32>
  ) throws {
    let isAnyConnected =
      report.blocks > 0 || report.skippedBlocks > 0
      || indexer.blocks.contains { onChain.contains($0.hash) }
    let lowest = fresh.filter(isUnconnected).min {
      ($0.height ?? .max, $0.hash) < ($1.height ?? .max, $1.hash)
    }
    guard !isAnyConnected, let block = lowest else { return }
    let facts = try connector.archive.block(block)
    let name = "block \(block.hash.reversedHex)" + (block.height.map { " (\($0))" } ?? "")
    let missing = missingOutput(of: facts)
    let what =
      missing.map { outpoint, transaction in
        "missing previous output \(outpoint.transaction.reversedHex):\(outpoint.index) in \(name), "
          + "transaction \(transaction.reversedHex)"
      } ?? "missing the parent \(block.parent.reversedHex) of \(name)"
    throw IngestError(
      missing == nil ? .noBlock : IngestError.Code(rawValue: "ledger.missing-output"),
      what + ". Ingest the blocks before it (it is kept aside until then), or take such inputs as "
        + "unknown (--allow-unknown-inputs)", file: block.source)
  }

  private func isUnconnected(_ block: KnownBlock) -> Bool {
    connector.best.places[block.hash] == nil && !outranked.contains(block.hash)
  }

  /// Answers that claim the place of a block that was checked, and what follows them.
  private static func outranked(_ selection: BlockSelection, _ chain: UTXOChain) -> Set<Hash32> {
    let claims = selection.known.values.filter { block in
      guard !block.isVerified, let held = block.height.flatMap(chain.block(height:)) else {
        return false
      }
      return held.isVerified && held.hash != block.hash
    }
    return selection.descendants(of: Set(claims.map { $0.hash }))
  }

  /// The first input whose output neither the ledger nor the block itself has.
  private func missingOutput(of block: UTXOBlock) -> (Outpoint, Hash32)? {
    let own = Set(block.transactions.map(\.id))
    for transaction in block.transactions {
      for input in transaction.inputs
      where input.stated == nil && !own.contains(input.previous.transaction)
        && chain.outputRow(of: input.previous) == nil
      {
        return (input.previous, transaction.id)
      }
    }
    return nil
  }

  private func note(_ fresh: [KnownBlock], _ report: inout IngestReport) {
    let outrankedCount = fresh.count { outranked.contains($0.hash) }
    if outrankedCount > 0 {
      report.notes.append(
        "\(outrankedCount) answers contradict blocks that were checked: they are kept aside")
    }
    let orphans = fresh.count(where: isUnconnected)
    if orphans > 0 {
      report.notes.append(
        "\(orphans) blocks have no place yet, because blocks below them are missing: they are kept "
          + "aside until those come")
    }
    for (hash, error) in connector.refusals
    where connector.selection.known[hash]?.source == nil {
      report.notes.append("block \(hash.reversedHex), kept aside before, was refused: \(error)")
    }
    for gap in connector.best.gaps {
      report.notes.append("blocks \(gap.lowerBound) to \(gap.upperBound) are not in the ledger")
    }
    let unverified = held.count { !$0.isVerified }
    if unverified > 0 {
      report.notes.append("\(unverified) blocks of the chain are unverified: a node's answers")
    }
  }
}
