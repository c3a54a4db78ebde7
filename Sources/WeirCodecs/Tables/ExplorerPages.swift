internal import WeirModel

/// A file of an explorer's pages, one header a page, at most 50 transactions under each.
///
/// Columns vary from page to page, because a page has as many `callTransfer/N/…` and
/// `tokenTransfer/N/…` groups as its busiest row needs. A row behind the fiftieth therefore belongs
/// to a page whose header is missing and is refused: nobody can say what its cells are. A page
/// that a spreadsheet rewrote is refused whole, because rounded numbers do not all show it.
struct ExplorerPages: Sendable {
  /// Rows that the explorer lists on a page.
  static let pageRows = 50

  private let context: TableContext
  private var columns: ExplorerColumns
  private var page: [CSVRow] = []
  private var rowsBelowHeader = 0

  init(header: TableHeader, context: TableContext) throws(TableError) {
    self.context = context
    columns = try ExplorerColumns(header, chain: context.chain)
  }

  /// What the row completes: nothing, a page, or itself where it has no header.
  mutating func take(_ row: CSVRow) throws(TableError) -> [TableRow] {
    if row.text(at: 0) == "type" && row.text(at: 1) == "network" {
      let rows = flush()
      let header = try TableHeader(row, file: columns.header.file)
      columns = try ExplorerColumns(header, chain: context.chain)
      rowsBelowHeader = 0
      return rows
    }
    rowsBelowHeader += 1
    guard rowsBelowHeader <= Self.pageRows else {
      return [.refused(headless(row))]
    }
    page.append(row)
    return page.count == Self.pageRows ? flush() : []
  }

  /// The rows of the page so far.
  mutating func flush() -> [TableRow] {
    let rows = page
    page = []
    let damage = rows.lazy.compactMap(rounding).first
    return rows.map { interpret($0, damage: damage) }
  }

  private func headless(_ row: CSVRow) -> TableError {
    TableError(
      .noHeader,
      "expected the header of a new page behind \(Self.pageRows) rows, found a row; "
        + "columns vary by page, so its cells cannot be told; export the page with its header",
      file: columns.header.file, line: row.line)
  }

  private func interpret(_ row: CSVRow, damage: TableError?) -> TableRow {
    do throws(TableError) {
      try columns.header.check(row)
      let reader = ExplorerRow(
        columns: columns, context: context, cells: TableCells(header: columns.header, row: row))
      let transfers = try reader.transfers()
      if let damage { throw inherited(damage, by: row) }
      return .transfers(line: row.line, transfers)
    } catch {
      return .refused(error)
    }
  }

  private func inherited(_ damage: TableError, by row: CSVRow) -> TableError {
    guard damage.line != row.line, let line = damage.line else { return damage }
    return TableError(
      .rounded,
      "expected a page as exported, found one that a spreadsheet rewrote: see line "
        + "\(line), \(damage.message)", file: damage.file, line: row.line)
  }

  /// Proof that numbers of this row were rounded: base units in scientific notation, or a fee
  /// that is not gas used × gas price.
  private func rounding(in row: CSVRow) -> TableError? {
    let cells = TableCells(header: columns.header, row: row)
    for group in columns.tokens {
      guard let text = row.text(at: group.value) else { continue }
      if case .some(.exponent) = Self.decimalError(text) {
        return cells.error(
          .rounded,
          "expected base units, found \(EscapedText.excerpt(text)) as a spreadsheet "
            + "writes it", at: group.value)
      }
    }
    guard let fee = amount(row, columns.fee, decimals: columns.coinDecimals),
      let price = amount(row, columns.gasPrice, decimals: 0),
      let used = amount(row, columns.gasUsed, decimals: 0),
      let product = price.units.multiplied(by: used.units), product != fee.units
    else { return nil }
    return cells.error(
      .rounded, "expected a fee of \(product) wei, as gas used × gas price, found \(fee)",
      at: columns.fee)
  }

  private func amount(_ row: CSVRow, _ column: Int, decimals: Int) -> Amount? {
    row.text(at: column).flatMap { try? Amount(decimal: $0, decimals: decimals) }
  }

  private static func decimalError(_ text: String) -> Amount.DecimalError? {
    do throws(Amount.DecimalError) {
      _ = try Amount(decimal: text, decimals: 0)
      return nil
    } catch {
      // The point of 1.2E+18 is met first, and is no less a sign of the exponent behind it.
      let isExponent = text.utf8.contains(0x45) || text.utf8.contains(0x65)
      return isExponent && text.utf8.first.map { (48...57).contains($0) } == true
        ? .exponent : error
    }
  }
}
