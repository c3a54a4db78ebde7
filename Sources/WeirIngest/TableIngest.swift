public import WeirCodecs
public import WeirLedger
public import WeirModel

/// Takes tables of transfers into an account chain's ledger.
///
/// Etherscan's exports, explorer pages and ethereum-etl's tables are recognised by their header;
/// any other table needs a map. Rows of one block are put together from all files; everything
/// about a block must come in one run.
public struct TableIngest {
  private let ledger: Ledger
  private let chain: ChainID
  private let map: ColumnMap?
  private let skipsRefusedRows: Bool
  private let decimals: @Sendable (AssetKey) -> Int?
  private let limits: IngestLimits

  /// - Parameters:
  ///   - map: what the columns mean; replaces single columns of a table that is recognised.
  ///   - skipRefusedRows: whether rows that cannot be read are left out; otherwise they end it.
  ///   - decimals: places behind the point of tokens, beyond those that are known here.
  public init(
    ledger: Ledger, chain: ChainID, map: ColumnMap? = nil, skipRefusedRows: Bool = false,
    decimals: @escaping @Sendable (AssetKey) -> Int? = { _ in nil },
    limits: IngestLimits = IngestLimits()
  ) {
    self.ledger = ledger
    self.chain = chain
    self.map = map
    self.skipsRefusedRows = skipRefusedRows
    self.decimals = decimals
    self.limits = limits
  }

  /// Reads the files and appends their blocks.
  ///
  /// - Parameter progress: called now and then, on this thread.
  /// - Throws: ``IngestError`` with file and line, `LedgerError` where the ledger or its disk
  ///   refuses. The ledger is then at its last commit.
  /// - Complexity: O(n log n) in the rows, in bounded memory.
  public func run(
    files: [String], progress: @escaping (IngestProgress) -> Void = { _ in }
  ) throws -> IngestReport {
    guard chain.family != .utxo else {
      throw IngestError(
        .wrongChain,
        "expected a chain of accounts, found \(chain): a table of transfers does not say which "
          + "outputs they spend")
    }
    if try areRecords(files) {
      return try EVMIngest(
        ledger: ledger, chain: chain, skipRefusedRows: skipsRefusedRows, limits: limits
      ).run(files: files, progress: progress)
    }
    var set = try FileSet(files, progress: progress)
    try makeDirectories(ledger.directory)
    var sorter = KeySorter<SourcedTransfer>(
      directory: ledger.directory, weightLimit: limits.recordsInMemory)
    var rows = RowTally(skipsRefused: skipsRefusedRows)
    for (index, file) in set.files.enumerated() {
      // Fewer files than 2^32 fit in a command.
      try read(file, UInt32(clamping: index), in: &set, into: &sorter, &rows)
    }
    try rows.check()
    var report = try append(sorter, files, set)
    report.acceptedRows = rows.accepted
    report.refusedRows = rows.refused
    return report
  }

  /// Whether the files are ethereum-etl's tables, by their first bytes.
  private func areRecords(_ files: [String]) throws -> Bool {
    guard map == nil else { return false }
    var records: [String] = []
    for path in files {
      let file = try SourceFile(path)
      let head = try FileSet.head(of: file, limit: FileSet.chunk)
      var table = table(path)
      do throws(TableError) {
        _ = try table.feed(head)
        if table.format == nil { _ = try table.finish() }
      } catch {
        throw IngestError(error)
      }
      if table.format?.table != nil { records.append(path) }
    }
    guard records.isEmpty || records.count == files.count else {
      throw IngestError(
        .unknownKind,
        "expected tables of one kind, found ethereum-etl's among others; ingest one kind into one "
          + "ledger", file: records.first)
    }
    return !records.isEmpty
  }

  private func table(_ path: String) -> TransferTable {
    TransferTable(
      file: path, context: TableContext(chain: chain, decimals: decimals), map: map)
  }

  private func read(
    _ file: SourceFile, _ index: UInt32, in set: inout FileSet,
    into sorter: inout KeySorter<SourcedTransfer>, _ rows: inout RowTally
  ) throws {
    _ = try FileSet.head(of: file)
    var table = table(file.path)
    func take(_ outcomes: [TableRow]) throws {
      for outcome in outcomes {
        switch outcome {
        case .refused(let error): rows.count(.refused(RefusedRow(error)))
        case .record: rows.count(.accepted)
        case .transfers(_, let transfers):
          rows.count(.accepted)
          for transfer in transfers {
            try sorter.add(SourcedTransfer(file: index, transfer: transfer), key: transfer.block)
          }
        }
      }
    }
    do {
      var offset: UInt64 = 0
      while let chunk = try set.nextChunk(of: file, at: &offset) {
        try take(try table.feed(chunk))
      }
      try take(try table.finish())
    } catch let error as TableError {
      throw IngestError(error)
    }
  }

  private func append(
    _ sorter: KeySorter<SourcedTransfer>, _ files: [String], _ set: FileSet
  ) throws -> IngestReport {
    var appender = try AccountAppender(
      ledger: ledger, chain: chain, transfersPerCommit: limits.transfersPerCommit)
    try appender.append(TableBlocks(sorter: sorter, files: files), reportingTo: set)
    return appender.report
  }
}
