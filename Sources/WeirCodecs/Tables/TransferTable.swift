internal import WeirModel

/// Reads a table of transfers: Etherscan's exports, explorer pages and ethereum-etl's tables by
/// their header, any other table by a ``ColumnMap``.
///
/// Every row is accepted or refused with its reason; whether a file with refused rows counts is
/// for the caller to decide. After a thrown error the table must not be fed again.
public struct TransferTable: Sendable {
  /// How many rows there were.
  public struct Counts: Hashable, Sendable {
    public var accepted = 0
    public var refused = 0
    public init(accepted: Int = 0, refused: Int = 0) {
      self.accepted = accepted
      self.refused = refused
    }
  }

  private enum Interpreter {
    case mapped(BoundMap)
    case pages(ExplorerPages)
    case records(TableHeader, TableFormat)
  }

  private let file: String
  private let context: TableContext
  private let map: ColumnMap?
  private var reader: CSVReader
  private var interpreter: Interpreter?

  /// What the header says that it is; `nil` before the header was read.
  public private(set) var format: TableFormat?
  public private(set) var counts = Counts()

  /// `file` stands in messages and decides the separator: tab for `.tsv`.
  ///
  /// A map replaces single columns of a recognised table, and reads any other one alone.
  public init(
    file: String, context: TableContext, map: ColumnMap? = nil,
    limits: CSVReader.Limits = CSVReader.Limits()
  ) {
    self.file = file
    self.context = context
    self.map = map
    reader = CSVReader(
      file: file, delimiter: CSVReader.delimiter(forFile: file), limits: limits)
  }

  /// The rows that end within `chunk`, accepted and refused, in file order.
  ///
  /// Explorer pages come out a page at a time.
  ///
  /// - Throws: what concerns the whole file: no table, an unknown header, a map that does not fit.
  /// - Complexity: O(bytes).
  public mutating func feed(_ chunk: Span<UInt8>) throws(TableError) -> [TableRow] {
    var rows: [TableRow] = []
    let (complete, failure) = reader.read(chunk)
    for row in complete where !row.isBlank { rows += try take(row) }
    if let failure { throw failure }
    count(rows)
    return rows
  }

  /// As ``feed(_:)-(Span<UInt8>)`` for bytes at hand.
  public mutating func feed(_ chunk: [UInt8]) throws(TableError) -> [TableRow] {
    try feed(chunk.span)
  }

  /// The rows that only the end of the file ends.
  ///
  /// - Throws: where the file has no header, or ends inside quotes.
  public mutating func finish() throws(TableError) -> [TableRow] {
    var rows: [TableRow] = []
    if let row = try reader.finish(), !row.isBlank { rows += try take(row) }
    guard let interpreter else {
      throw TableError(.unknownTable, "expected a header, found an empty file", file: file)
    }
    if case .pages(var pages) = interpreter {
      rows += pages.flush()
      self.interpreter = .pages(pages)
    }
    count(rows)
    return rows
  }

  private mutating func count(_ rows: [TableRow]) {
    for row in rows {
      if case .refused = row { counts.refused += 1 } else { counts.accepted += 1 }
    }
  }

  private mutating func take(_ row: CSVRow) throws(TableError) -> [TableRow] {
    switch interpreter {
    case nil:
      try takeHeader(row)
      return []
    case .mapped(let map):
      return [interpret(row, by: map)]
    case .records(let header, let format):
      return [Self.record(row, header: header, format: format)]
    case .pages(var pages):
      // The array in it would be copied at every row if two owned it.
      interpreter = nil
      let rows = try pages.take(row)
      interpreter = .pages(pages)
      return rows
    }
  }

  private mutating func takeHeader(_ row: CSVRow) throws(TableError) {
    let header = try TableHeader(row, file: file)
    let recognised = TableFormat.recognise(header)
    switch recognised {
    case .explorerPages where map == nil:
      interpreter = .pages(try ExplorerPages(header: header, context: context))
      format = recognised
    case .etherscanTransactions, .etherscanInternal, .etherscanTokens:
      try bind(header, as: recognised ?? .mapped)
    case let etl? where map == nil:
      interpreter = .records(header, etl)
      format = etl
    default:
      try bind(header, as: .mapped)
    }
  }

  private mutating func bind(_ header: TableHeader, as format: TableFormat) throws(TableError) {
    guard format != .mapped || map != nil else {
      throw TableError(
        .unknownTable,
        "expected the header of \(Self.knownNames), found "
          + EscapedText.excerpt(header.names.joined(separator: ","), limit: 160)
          + "; say what its columns mean with --map", file: file, line: header.line)
    }
    let base = format == .mapped ? ColumnMap() : try format.columnMap(header, on: context.chain)
    let merged = (map ?? ColumnMap()).merged(over: base)
    interpreter = .mapped(
      try BoundMap(merged, header: header, format: format, context: context))
    self.format = format
  }

  private static var knownNames: String {
    TableFormat.allCases.dropLast().map(\.rawValue).joined(separator: ", ")
  }

  private func interpret(_ row: CSVRow, by map: BoundMap) -> TableRow {
    do throws(TableError) {
      let reader = try TableRowReader(row, map: map, context: context)
      return .transfers(line: row.line, try reader.transfers())
    } catch {
      return .refused(error)
    }
  }

  private static func record(
    _ row: CSVRow, header: TableHeader, format: TableFormat
  ) -> TableRow {
    do throws(TableError) {
      try header.check(row)
      let cells = TableCells(header: header, row: row)
      var fields: [String: String] = [:]
      for (column, name) in header.names.enumerated() { fields[name] = try cells.text(column) }
      return .record(TableRecord(format: format, file: header.file, line: row.line, fields: fields))
    } catch {
      return .refused(error)
    }
  }
}
