internal import WeirModel

/// Reads the cells of one row by what they mean; every refusal names line and column.
struct TableCells {
  let header: TableHeader
  let row: CSVRow

  func error(_ code: TableError.Code, _ message: String, at column: Int) -> TableError {
    let name = header.names.indices.contains(column) ? header.names[column] : ""
    return TableError(
      code, message, file: header.file, line: row.line,
      column: name.isEmpty ? String(column + 1) : name)
  }

  /// The cell without surrounding blanks.
  func text(_ column: Int) throws(TableError) -> String {
    guard let text = row.text(at: column) else {
      throw error(
        .encoding, "expected UTF-8, found other bytes; save the table as UTF-8", at: column)
    }
    return TableHeader.trimmed(text)
  }

  func integer<T: FixedWidthInteger & UnsignedInteger>(
    _ column: Int, as type: T.Type, meaning: String
  ) throws(TableError) -> T {
    let text = try text(column)
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let value = T(text)
    else {
      throw error(.cell, "expected \(meaning), found \(EscapedText.excerpt(text))", at: column)
    }
    return value
  }

  /// Seconds since 1970, RFC 3339, or `YYYY-MM-DD HH:MM:SS` in UTC.
  func time(_ column: Int) throws(TableError) -> Timestamp {
    let text = try text(column)
    guard let time = TableCells.time(text) else {
      throw error(
        .cell,
        "expected seconds since 1970 or a time in UTC such as 2025-02-21T14:13:35Z, found "
          + EscapedText.excerpt(text), at: column)
    }
    return time
  }

  static func time(_ text: String) -> Timestamp? {
    if text.utf8.allSatisfy({ (48...57).contains($0) }) {
      guard let seconds = Int64(text), seconds < 253_402_300_800 else { return nil }
      return Timestamp(seconds: seconds)
    }
    if let time = Timestamp(text) { return time }
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 10, parts[1].utf8.count == 8 else { return nil }
    return Timestamp("\(parts[0])T\(parts[1])Z")
  }

  /// `nil` where the cell is empty.
  func hash(_ column: Int) throws(TableError) -> Hash32? {
    let text = try text(column)
    guard !text.isEmpty else { return nil }
    guard let hash = Hash32(hex: text) else {
      throw error(
        .cell, "expected a hash of 64 hex digits, found \(EscapedText.excerpt(text))", at: column)
    }
    return hash
  }

  /// `nil` where the cell is empty.
  func account(_ column: Int, in context: TableContext) throws(TableError) -> AccountKey? {
    let text = try text(column)
    guard !text.isEmpty else { return nil }
    do {
      return try context.resolve(text)
    } catch {
      throw self.error(
        .cell,
        "expected an address of \(context.chain), found \(EscapedText.excerpt(text)) "
          + "(\(EscapedText.visible(String(describing: error))))", at: column)
    }
  }

  /// Digits with at most `decimals` places, in base units.
  func amount(
    _ column: Int, decimals: Int, grouped: Bool = false
  ) throws(TableError) -> Amount {
    let text = try text(column)
    guard let digits = grouped ? TableCells.ungrouped(text) : text else {
      throw error(
        .amount, "expected digits grouped in threes by commas, found \(EscapedText.excerpt(text))",
        at: column)
    }
    do {
      return try Amount(decimal: digits, decimals: decimals)
    } catch {
      throw refusal(of: text, decimals: decimals, because: error, at: column)
    }
  }

  private func refusal(
    of text: String, decimals: Int, because reason: Amount.DecimalError, at column: Int
  ) -> TableError {
    let found = EscapedText.excerpt(text)
    switch reason {
    case .notDecimal:
      return error(
        .amount,
        decimals == 0
          ? "expected base units as digits alone, found \(found); amounts with a point need "
            + "decimals"
          : "expected digits and at most one point, found \(found)", at: column)
    case .exponent:
      return error(
        .exponent,
        "expected an exact amount, found \(found) in scientific notation: digits may "
          + "have been lost; export the table again without a spreadsheet", at: column)
    case .surplusDecimals(let places, let allowed):
      return error(
        .amount, "expected at most \(allowed) decimals, found \(places) in \(found)", at: column)
    case .tooLarge:
      return error(.amount, "expected an amount below 2^256, found \(found)", at: column)
    }
  }

  /// `1,234,567.8` without its commas; `nil` where they do not group digits in threes.
  static func ungrouped(_ text: String) -> String? {
    guard text.utf8.contains(0x2C) else { return text }
    let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let groups = halves[0].split(separator: ",", omittingEmptySubsequences: false)
    guard (1...3).contains(groups[0].utf8.count),
      groups.dropFirst().allSatisfy({ $0.utf8.count == 3 })
    else { return nil }
    return groups.joined() + (halves.count == 2 ? "." + halves[1] : "")
  }
}
