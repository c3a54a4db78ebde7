import WeirCodecs
import WeirModel

/// Reads one file of a node's answers or an exporter's rows into records.
struct EVMFileReader {
  let path: String
  let chain: ChainID

  /// What a file turned out to be.
  enum Content {
    case json
    case table
  }

  /// - Throws: where the first bytes are of another kind of file.
  static func content(of file: SourceFile) throws(IngestError) -> Content {
    let head = try FileSet.head(of: file)
    if head.starts(with: [0x65, 0x32, 0, 0]) {
      throw IngestError(
        .unknownKind,
        "expected JSON or CSV, found an era1 archive, which is not read; export its blocks and "
          + "receipts as JSON", file: file.path)
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = head.starts(with: mark) ? head.dropFirst(3) : head[...]
    let first = text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    switch first {
    case 0x7B, 0x5B: return .json
    case .some where !head.contains(0): return .table
    default:
      throw IngestError(
        .unknownKind,
        "expected JSON of a node or CSV of ethereum-etl, found binary data", file: file.path)
    }
  }

  /// A file that is named by a transaction's hash holds that transaction's trace: geth's answer to
  /// `debug_traceTransaction` does not say whose it is.
  private var place: EVMPlace {
    let name = path.split(separator: "/").last ?? ""
    guard name.hasPrefix("0x"), name.hasSuffix(".json") else { return EVMPlace() }
    return EVMPlace(transaction: Hash32(hex: name.dropLast(5)))
  }

  func read(
    _ file: SourceFile, in set: inout FileSet, into intake: inout EVMIntake
  ) throws(IngestError) {
    do {
      switch try Self.content(of: file) {
      case .json: try readJSON(file, in: &set, into: &intake)
      case .table: try readTable(file, in: &set, into: &intake)
      }
    } catch {
      throw IngestError(wrapping: error, file: path)
    }
  }

  private func readJSON(
    _ file: SourceFile, in set: inout FileSet, into intake: inout EVMIntake
  ) throws {
    var stream = JSONStream()
    let reader = EVMJSONReader(place: place)
    var offset: UInt64 = 0
    var isFinished = false
    while !isFinished {
      if let chunk = try set.nextChunk(of: file, at: &offset) {
        stream.append(chunk)
      } else {
        stream.finish()
        isFinished = true
      }
      while let element = try stream.next() {
        for record in try reader.records(in: element) { try intake.take(record) }
      }
    }
  }

  /// Rows of a table: records, or rows that are refused.
  private func readTable(
    _ file: SourceFile, in set: inout FileSet, into intake: inout EVMIntake
  ) throws {
    var table = TransferTable(file: path, context: TableContext(chain: chain))
    var offset: UInt64 = 0
    while let chunk = try set.nextChunk(of: file, at: &offset) {
      for outcome in try table.feed(chunk) { try settle(outcome, &intake) }
    }
    for outcome in try table.finish() { try settle(outcome, &intake) }
  }

  private func settle(_ outcome: TableRow, _ intake: inout EVMIntake) throws {
    switch outcome {
    case .refused(let error): intake.rows.count(.refused(RefusedRow(error)))
    case .transfers:
      throw IngestError(
        .unknownKind,
        "expected a table of ethereum-etl, found a table of transfers; take it with weir ingest "
          + "csv", file: path)
    case .record(let record):
      do {
        let cells = EVMRow(place: "line \(record.line)", cells: { record.fields[$0] })
        for fact in try cells.records(of: record.format.table) { try intake.take(fact) }
        intake.rows.count(.accepted)
      } catch let error as EVMError {
        intake.rows.count(
          .refused(RefusedRow(file: path, line: record.line, reason: error.message)))
      } catch let error as JSONError {
        intake.rows.count(
          .refused(RefusedRow(file: path, line: record.line, reason: error.message)))
      }
    }
  }
}

/// Where the records of all files go.
struct EVMIntake {
  var sorter: EVMRecordSorter
  var rows: RowTally
  /// Index of the file being read.
  var file: UInt32 = 0

  mutating func take(_ record: EVMRecord) throws(IngestError) {
    try sorter.add(record, file: file)
  }
}

/// What became of a table's row.
enum RowOutcome {
  case accepted
  case refused(RefusedRow)
}

extension RefusedRow {
  init(_ error: TableError) {
    let column = error.column.map { "column " + EscapedText.excerpt($0) + ": " } ?? ""
    self.init(file: error.file, line: error.line ?? 0, reason: column + error.message)
  }
}

extension IngestError {
  /// What a codec threw, under its own code.
  init(wrapping error: any Error, file: String) {
    switch error {
    case let error as IngestError: self = error
    case let error as TableError: self.init(error)
    case let error as JSONError:
      self.init(Code(rawValue: error.code.rawValue), error.description, file: file)
    case let error as EVMError:
      self.init(Code(rawValue: error.code.rawValue), error.description, file: file)
    default: self.init(.unreadable, "\(error)", file: file)
    }
  }

  init(_ error: TableError) {
    let line = error.line.map { "line \($0): " } ?? ""
    let column = error.column.map { "column " + EscapedText.excerpt($0) + ": " } ?? ""
    self.init(
      Code(rawValue: "table." + error.code.rawValue), line + column + error.message,
      file: error.file)
  }
}

extension TableFormat {
  /// The exporter's table that this is.
  var table: EVMRow.Table? {
    switch self {
    case .etlBlocks: .blocks
    case .etlTransactions: .transactions
    case .etlReceipts: .receipts
    case .etlLogs: .logs
    case .etlTokenTransfers: .tokenTransfers
    case .etlTraces: .traces
    default: nil
    }
  }
}

extension TableContext {
  /// Addresses as the chain writes them; decimals of its coin and of the contracts that are known.
  init(
    chain: ChainID, decimals: @escaping @Sendable (AssetKey) -> Int? = { _ in nil }
  ) {
    self.init(
      chain: chain, resolve: { text in try AddressCodec.key(of: text, on: chain) },
      decimals: { asset in decimals(asset) ?? KnownContract.decimals(of: asset, on: chain) })
  }
}
