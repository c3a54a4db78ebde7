/// Reads comma- or tab-separated values from chunks of bytes, row by row.
///
/// Cells may be quoted, and quoted cells may hold separators, line ends and doubled quotes. Lines
/// end in LF, CRLF or CR. A byte order mark is skipped. A quote that does not begin a cell is a
/// character like others, as spreadsheets take it.
///
/// After an error the reader must not be fed again.
///
/// *Source:* RFC 4180.
public struct CSVReader: Sendable {
  /// What one row may cost: a missing closing quote must not swallow gigabytes.
  public struct Limits: Sendable {
    public var rowBytes: Int
    public var columns: Int

    public init(rowBytes: Int = 1 << 20, columns: Int = 1 << 14) {
      self.rowBytes = rowBytes
      self.columns = columns
    }
  }

  private enum State {
    case cellStart, plain, quoted, quoteInQuoted
  }

  private let file: String
  private let delimiter: UInt8
  private let limits: Limits
  private var state = State.cellStart
  private var line = 1
  private var rowLine = 1
  private var offset = 0
  private var mark = 0
  private var afterCarriageReturn = false
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// `file` stands in messages; `delimiter` is a byte such as a comma.
  public init(file: String, delimiter: UInt8 = 0x2C, limits: Limits = Limits()) {
    self.file = file
    self.delimiter = delimiter
    self.limits = limits
  }

  /// Tab for `.tsv` and `.tab`, comma for any other name.
  public static func delimiter(forFile name: String) -> UInt8 {
    let lower = name.lowercased()
    return lower.hasSuffix(".tsv") || lower.hasSuffix(".tab") ? 0x09 : 0x2C
  }

  /// The rows that end within `chunk`.
  ///
  /// - Throws: what is not a table, with its line and column.
  /// - Complexity: O(bytes).
  public mutating func feed(_ chunk: Span<UInt8>) throws(TableError) -> [CSVRow] {
    let (rows, failure) = read(chunk)
    if let failure { throw failure }
    return rows
  }

  /// The rows that end within `chunk`, and what is not a table behind them: whoever judges rows
  /// judges these first, so that a file has one error however it is cut.
  mutating func read(_ chunk: Span<UInt8>) -> (rows: [CSVRow], failure: TableError?) {
    var rows: [CSVRow] = []
    do throws(TableError) {
      for index in chunk.indices {
        let byte = chunk[index]
        // Most bytes are these: within a plain cell, neither its end nor a control character.
        if state == .plain, byte >= 0x20, byte != delimiter, offset >= 3,
          bytes.count < limits.rowBytes
        {
          bytes.append(byte)
          offset += 1
        } else if let row = try take(byte) {
          rows.append(row)
        }
      }
    } catch {
      return (rows, error)
    }
    return (rows, nil)
  }

  /// As ``feed(_:)-(Span<UInt8>)`` for bytes at hand.
  public mutating func feed(_ chunk: [UInt8]) throws(TableError) -> [CSVRow] {
    try feed(chunk.span)
  }

  /// The last row, where the file does not end in a line end.
  ///
  /// - Throws: an error where the file ends inside quotes.
  public mutating func finish() throws(TableError) -> CSVRow? {
    guard state != .quoted else {
      throw error(.syntax, "expected a closing quote, found the end of the file", at: rowLine)
    }
    guard !bytes.isEmpty || !ends.isEmpty || state != .cellStart else { return nil }
    try endCell()
    return endRow()
  }

  private mutating func take(_ byte: UInt8) throws(TableError) -> CSVRow? {
    let position = offset
    offset += 1
    if position < 3, try isMark(byte, at: position) { return nil }
    let continuesLineEnd = afterCarriageReturn && byte == 0x0A
    afterCarriageReturn = byte == 0x0D
    if continuesLineEnd && state != .quoted { return nil }
    switch state {
    case .quoted: return try takeQuoted(byte)
    case .cellStart where byte == 0x22:
      state = .quoted
      return nil
    case .quoteInQuoted where byte == 0x22:
      state = .quoted
      return try append(byte)
    default: return try takePlain(byte)
    }
  }

  /// Whether the byte is part of a byte order mark; another encoding's is refused by name.
  private mutating func isMark(_ byte: UInt8, at position: Int) throws(TableError) -> Bool {
    if position == 0 && (byte == 0xFF || byte == 0xFE) {
      throw error(.encoding, "expected UTF-8, found UTF-16; save the table as UTF-8", at: 1)
    }
    guard mark == position else { return false }
    guard byte == Self.mark[position] else {
      // It only began like a mark: what was held back belongs to the first cell.
      bytes.append(contentsOf: Self.mark.prefix(mark))
      if mark > 0 { state = .plain }
      mark = Self.mark.count + 1
      return false
    }
    mark += 1
    return true
  }

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private mutating func takeQuoted(_ byte: UInt8) throws(TableError) -> CSVRow? {
    if byte == 0x22 {
      state = .quoteInQuoted
      return nil
    }
    // A CRLF inside quotes is one line end: its CR was counted.
    if byte == 0x0D || (byte == 0x0A && !endsInCarriageReturn) { line += 1 }
    return try append(byte)
  }

  private var endsInCarriageReturn: Bool { bytes.count > (ends.last ?? 0) && bytes.last == 0x0D }

  private mutating func takePlain(_ byte: UInt8) throws(TableError) -> CSVRow? {
    switch byte {
    case delimiter:
      try endCell()
      return nil
    case 0x0A, 0x0D:
      try endCell()
      line += 1
      return endRow()
    default:
      guard state != .quoteInQuoted else {
        throw error(
          .syntax,
          "expected a separator or a line end behind a closing quote, found another "
            + "character; quotes inside a quoted cell are doubled", at: line)
      }
      state = .plain
      return try append(byte)
    }
  }

  private mutating func append(_ byte: UInt8) throws(TableError) -> CSVRow? {
    guard byte != 0 else {
      throw error(.syntax, "expected text, found a zero byte; is this a table?", at: line)
    }
    guard bytes.count < limits.rowBytes else {
      throw error(
        .tooLarge,
        "expected a row of at most \(limits.rowBytes) bytes, found a longer one; "
          + "is a closing quote missing?", at: rowLine)
    }
    bytes.append(byte)
    return nil
  }

  private mutating func endCell() throws(TableError) {
    guard ends.count < limits.columns else {
      throw error(
        .tooLarge, "expected at most \(limits.columns) cells in a row, found more", at: rowLine)
    }
    ends.append(bytes.count)
    state = .cellStart
  }

  private mutating func endRow() -> CSVRow {
    let row = CSVRow(line: rowLine, bytes: bytes, ends: ends)
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    rowLine = line
    return row
  }

  private func error(
    _ code: TableError.Code, _ message: String, at line: Int
  ) -> TableError {
    TableError(code, message, file: file, line: line, column: String(ends.count + 1))
  }
}
