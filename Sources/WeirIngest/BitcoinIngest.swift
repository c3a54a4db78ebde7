import WeirCodecs
public import WeirLedger
public import WeirModel

/// Takes blocks of Bitcoin and its kin into a ledger.
///
/// Files in any order and number: `blk*.dat` (also obfuscated by an `xor.dat` beside them), single
/// raw blocks, their hex digits, and answers of bitcoind's `getblock`. Every block is checked; the
/// chain with the most work goes into the ledger, the others are kept beside it and considered
/// again by every later ingest. So the ledger is the same, byte for byte, however the files were
/// split into runs.
public struct BitcoinIngest {
  private let ledger: Ledger
  private let chain: ChainID
  private let allowsUnknownInputs: Bool
  private let limits: IngestLimits

  /// - Parameter allowUnknownInputs: whether blocks may spend outputs that the ledger never saw,
  ///   and stand at the height that they state without the blocks below them; otherwise such a
  ///   block is refused.
  public init(
    ledger: Ledger, chain: ChainID, allowUnknownInputs: Bool = false,
    limits: IngestLimits = IngestLimits()
  ) {
    self.ledger = ledger
    self.chain = chain
    allowsUnknownInputs = allowUnknownInputs
    self.limits = limits
  }

  /// Reads the files, and connects the best chain.
  ///
  /// - Parameter progress: called now and then, on this thread.
  /// - Throws: ``IngestError`` with the file and the place in it, `LedgerError` where the disk
  ///   fails. Where single blocks were refused, the ledger holds the best chain without them.
  /// - Complexity: O(bytes) and O(*n* log *n*) in the blocks; memory for the headers of all blocks
  ///   and the content of one.
  public func run(
    files: [String], progress: @escaping (IngestProgress) -> Void = { _ in }
  ) throws -> IngestReport {
    guard let network = BitcoinNetwork(chain) else {
      let known = BitcoinNetwork.all.map(\.chain.description).joined(separator: ", ")
      throw IngestError(
        .wrongChain, "expected a chain whose rules are known here, found \(chain); known: \(known)")
    }
    var set = try FileSet(files, progress: progress)
    try makeDirectories(ledger.directory)
    let scratch = try OpenFile(temporaryIn: ledger.directory)
    let before = try heldBlocks()
    var indexer = BlockIndexer(
      network: network, scratch: scratch,
      inLedger: Set(before.lazy.filter(\.isVerified).map(\.hash)))
    for file in set.files { try indexer.read(file, in: &set) }
    try indexer.finish()
    let writer = try UTXOChainWriter(ledger, chain: chain)
    guard writer.tipHash == before.last?.hash, writer.blockCount == UInt64(before.count) else {
      throw IngestError(
        .disagreement, "the ledger of \(chain) was changed meanwhile; run the same command again")
    }
    return try connect(indexer, writer, before, scratch, set)
  }

  private func heldBlocks() throws(LedgerError) -> [HeldBlock] {
    do throws(LedgerError) {
      return try ledger.openUTXOChain(chain).heldBlocks
    } catch  where error.code == .notFound {
      return []
    }
  }

  private func connect(
    _ indexer: BlockIndexer, _ writer: UTXOChainWriter, _ before: [HeldBlock],
    _ scratch: OpenFile, _ set: FileSet
  ) throws -> IngestReport {
    let side = try SideLog(ledgerDirectory: ledger.directory, chain: chain)
    let archive = BlockArchive(
      parser: indexer.parser, files: indexer.files, scratch: scratch, side: side)
    var gathering = BlockGathering(archive: archive)
    for block in indexer.blocks + side.known { try gathering.add(block) }
    let current = try ledger.openUTXOChain(chain)
    try gathering.check(against: current)
    let network = indexer.parser.network
    let connector = ChainConnector(
      writer: writer, ledger: ledger, unknownInputs: allowsUnknownInputs ? .allow : .refuse,
      rowsPerCommit: limits.transfersPerCommit, archive: archive,
      selection: BlockSelection(
        network: network, allowingGaps: allowsUnknownInputs || before.haveGaps(network),
        held: before, known: gathering.known, refused: allowsUnknownInputs ? [] : side.refused))
    try connector.selection.checkTies(in: connector.best)
    try connector.connect { done, total in
      set.reportAppending(
        blocks: UInt64(done), transfers: writer.outputCount, done: UInt64(done), of: UInt64(total))
    }
    let settlement = BitcoinSettlement(
      connector: connector, indexer: indexer, before: before,
      chain: try ledger.openUTXOChain(chain))
    return try settlement.settle()
  }
}

extension [HeldBlock] {
  /// Whether blocks are missing between or below these.
  fileprivate func haveGaps(_ network: BitcoinNetwork) -> Bool {
    guard let first, let last else { return false }
    let isAnchored = first.height == 0 || (first.height == 1 && first.parent == network.genesis)
    return !isAnchored || last.height - first.height + 1 != UInt64(count)
  }
}
