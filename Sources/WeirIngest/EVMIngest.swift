import WeirCodecs
public import WeirLedger
public import WeirModel

/// Takes what nodes and exporters write about an EVM chain into a ledger.
///
/// Files in any order and number: JSON-RPC answers with blocks, receipts, logs and call traces,
/// and ethereum-etl's tables as CSV or JSON. Facts of one block are joined wherever they stand;
/// facts without their block are refused. Everything about a block must come in one run.
///
/// A run whose blocks part from the ledger's below its last and reach above it replaces the
/// ledger's branch; any other contradiction is refused.
public struct EVMIngest {
  private let ledger: Ledger
  private let chain: ChainID
  private let assembler: EVMBlockAssembler
  private let skipsRefusedRows: Bool
  private let limits: IngestLimits

  /// - Parameters:
  ///   - declared: what the operator vouches for: tables do not say that they are whole.
  ///   - skipRefusedRows: whether rows that cannot be read are left out; otherwise they end it.
  public init(
    ledger: Ledger, chain: ChainID, declared: AccountBlock.Coverage = [],
    skipRefusedRows: Bool = false, limits: IngestLimits = IngestLimits()
  ) {
    self.ledger = ledger
    self.chain = chain
    assembler = EVMBlockAssembler(chain: chain, declared: declared)
    skipsRefusedRows = skipRefusedRows
    self.limits = limits
  }

  /// Reads the files and appends their blocks.
  ///
  /// - Parameter progress: called now and then, on this thread.
  /// - Throws: ``IngestError`` with the file and the place in it, `LedgerError` where the ledger or
  ///   its disk refuses. The ledger is then at its last commit.
  /// - Complexity: O(n log n) in the records, in bounded memory.
  public func run(
    files: [String], progress: @escaping (IngestProgress) -> Void = { _ in }
  ) throws -> IngestReport {
    guard chain.family == .account else {
      throw IngestError(.wrongChain, "expected an eip155 chain, found \(chain)")
    }
    var set = try FileSet(files, progress: progress)
    try makeDirectories(ledger.directory)
    var intake = EVMIntake(
      sorter: EVMRecordSorter(
        directory: ledger.directory, recordsInMemory: limits.recordsInMemory),
      rows: RowTally(skipsRefused: skipsRefusedRows))
    for (index, file) in set.files.enumerated() {
      // Fewer files than 2^32 fit in a command.
      intake.file = UInt32(clamping: index)
      try EVMFileReader(path: file.path, chain: chain).read(file, in: &set, into: &intake)
    }
    try intake.rows.check()
    try intake.sorter.resolve(files: files)
    var report = try append(intake.sorter, files, set)
    report.acceptedRows = intake.rows.accepted
    report.refusedRows = intake.rows.refused
    return report
  }

  private func append(
    _ sorter: EVMRecordSorter, _ files: [String], _ set: FileSet
  ) throws -> IngestReport {
    let notes = EVMNotes()
    let source = EVMBlocks(
      sorter: sorter, assembler: assembler, files: files, onAssembly: notes.note)
    var appender = try AccountAppender(
      ledger: ledger, chain: chain, transfersPerCommit: limits.transfersPerCommit)
    try appender.append(source, reportingTo: set)
    var report = appender.report
    report.notes = notes.lines
    return report
  }
}

/// What an ingest keeps in memory, and how much work a crash may cost.
///
/// None of them changes a byte of the ledger.
public struct IngestLimits: Hashable, Sendable {
  /// Records, about 500 bytes each, beyond which they go to temporary files beside the ledger.
  public var recordsInMemory: Int
  /// Transfers, or inputs and outputs, after which the ledger is committed.
  public var transfersPerCommit: UInt64

  public init(recordsInMemory: Int = 1 << 18, transfersPerCommit: UInt64 = 1 << 21) {
    self.recordsInMemory = recordsInMemory
    self.transfersPerCommit = transfersPerCommit
  }
}
