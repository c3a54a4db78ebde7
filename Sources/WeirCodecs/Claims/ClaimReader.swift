public import WeirModel

/// Reads labels, links, prices and denominations from a table with a header.
///
/// Labels: `address` (plain beside a `chain`, or CAIP-10), `label`, `category`. Links: `from` and
/// `to` as `CHAIN/TX#POSITION`, `kind`. Prices: `asset` (CAIP-19), `currency`, `price` of one
/// whole unit with at most six decimals, `time`. Denominations: `asset`, `decimals`, `symbol`.
/// Every claim may state `source`, `date`, `valid_from`, `valid_until`, `recorded_at`,
/// `confidence` and `marking`. Names are compared without case, and `-` or a space is `_`.
///
/// Texts are kept as they came, hostile or not: ``EscapedText`` writes them out.
public struct ClaimReader: Sendable {
  /// Decodes an address: the chain's text where the file states one, and the address's.
  public typealias Resolve =
    @Sendable (_ chain: String?, _ address: String) throws -> (
      ChainID, AccountKey
    )

  /// What became of a file.
  public struct Result: Sendable {
    public var claims: [Claim] = []
    /// Rows that were not taken, each with its reason.
    public var refusals: [TableError] = []
    /// Columns that have no meaning here, so that the user can be told.
    public var ignoredColumns: [String] = []
  }

  private let file: String
  private let kinds: [ClaimKind]
  private let resolve: Resolve
  private var reader: CSVReader
  private var header: (kind: ClaimKind, names: [String], width: TableHeader)?
  private var result = Result()

  /// `kinds` are those that this file may hold; its columns decide which it does.
  public init(file: String, kinds: [ClaimKind] = ClaimKind.allCases, resolve: @escaping Resolve) {
    self.file = file
    self.kinds = kinds
    self.resolve = resolve
    reader = CSVReader(file: file, delimiter: CSVReader.delimiter(forFile: file))
  }

  /// Takes in the next bytes of the file.
  ///
  /// - Throws: what concerns the whole file: no table, or no columns of claims.
  public mutating func feed(_ chunk: Span<UInt8>) throws(TableError) {
    let (complete, failure) = reader.read(chunk)
    for row in complete where !row.isBlank { try take(row) }
    if let failure { throw failure }
  }

  /// What the file said.
  ///
  /// - Throws: where it has no header, or ends inside quotes.
  public mutating func finish() throws(TableError) -> Result {
    if let row = try reader.finish(), !row.isBlank { try take(row) }
    guard header != nil else {
      throw TableError(.unknownTable, "expected a header, found an empty file", file: file)
    }
    return result
  }

  /// A whole file that is at hand: a table, or JSON where its name ends in `.json`, `.jsonl` or
  /// `.ndjson`.
  ///
  /// - Throws: what concerns the whole file.
  public static func read(
    _ bytes: [UInt8], file: String, kinds: [ClaimKind] = ClaimKind.allCases,
    resolve: @escaping Resolve
  ) throws(TableError) -> Result {
    if [".json", ".jsonl", ".ndjson"].contains(where: file.lowercased().hasSuffix) {
      return try readJSON(bytes, file: file, kinds: kinds, resolve: resolve)
    }
    var reader = ClaimReader(file: file, kinds: kinds, resolve: resolve)
    try reader.feed(bytes.span)
    return try reader.finish()
  }

  private mutating func take(_ row: CSVRow) throws(TableError) {
    guard let header else {
      try takeHeader(row)
      return
    }
    do throws(TableError) {
      let fields = try Self.fields(row, names: header.names, header: header.width)
      result.claims.append(try header.kind.claim(fields, resolve: resolve))
    } catch {
      result.refusals.append(error)
    }
  }

  private mutating func takeHeader(_ row: CSVRow) throws(TableError) {
    let width = try TableHeader(row, file: file)
    let names = width.names.map(Self.canonical)
    guard let kind = ClaimKind.recognise(Set(names), among: kinds) else {
      let expected = kinds.map { "\($0.rawValue): " + $0.requiredColumns.joined(separator: ", ") }
      throw TableError(
        .unknownTable,
        "expected the columns of \(expected.joined(separator: "; ")); found "
          + EscapedText.excerpt(width.names.joined(separator: ","), limit: 160), file: file,
        line: row.line)
    }
    let known = Set(kind.requiredColumns + kind.optionalColumns)
    for name in known where names.filter({ $0 == name }).count > 1 {
      throw TableError(
        .unknownTable, "expected one column of this name, found more", file: file, line: row.line,
        column: name)
    }
    result.ignoredColumns = zip(width.names, names).filter { !known.contains($1) }.map(\.0)
    header = (kind, names, width)
  }

  /// What people and lists wrote is kept to the last blank; the rest is read without blanks.
  static let verbatim: Set<String> = ["label", "source", "symbol"]

  /// `Valid from` and `valid-from` are `valid_from`.
  static func canonical(_ name: String) -> String {
    String(name.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
  }

  private static func fields(
    _ row: CSVRow, names: [String], header: TableHeader
  ) throws(TableError) -> ClaimFields {
    try header.check(row)
    let cells = TableCells(header: header, row: row)
    var values: [String: String] = [:]
    for (column, name) in names.enumerated() where !row.bytes(at: column).isEmpty {
      let text = try cells.text(column)
      values[name] = Self.verbatim.contains(name) ? row.text(at: column) : text
    }
    return ClaimFields(values: values, file: header.file, line: row.line)
  }
}
