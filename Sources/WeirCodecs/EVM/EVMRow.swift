import WeirModel

/// One row of an ethereum-etl table, from CSV or JSON: text by column name.
///
/// A list in a cell (topics, a trace address, withdrawals) is its elements with commas between
/// them, in quotes or not, as both formats of the exporter have it.
public struct EVMRow: Sendable {
  /// Where the row stands, for messages: `line 12`.
  public var place: String { locate() }
  private let locate: @Sendable () -> String
  private let cells: @Sendable (String) -> String?

  /// - Parameter cells: a column's text; `nil` where there is no such column. An empty text counts
  ///   as none.
  public init(
    place: @autoclosure @escaping @Sendable () -> String,
    cells: @escaping @Sendable (String) -> String?
  ) {
    locate = place
    self.cells = cells
  }

  /// A JSON object with ethereum-etl's names; `nil` for any other value.
  public init?(_ node: JSONNode) {
    let isRow =
      node["block_number"] != nil || node["parent_hash"] != nil || node["item_id"] != nil
    guard isRow else { return nil }
    self.init(place: node.location.description) { name in
      guard let cell = node.present(name) else { return nil }
      return cell.kind == .array
        ? String(decoding: cell.bytes.dropFirst().dropLast(), as: UTF8.self) : cell.decodedText
    }
  }

  func text(_ column: String) -> String? {
    guard let text = cells(column), !text.isEmpty else { return nil }
    return text
  }

  func error(_ column: String, expected: String) -> EVMError {
    EVMError(code: .row, message: "column '\(column)': expected \(expected)", place: place)
  }
}

// MARK: - Cells

extension EVMRow {
  /// What `parse` makes of a cell; `nil` where the cell is empty.
  func cell<Value>(
    _ column: String, _ expected: String, _ parse: (String) -> Value?
  ) throws(EVMError) -> Value? {
    guard let text = text(column) else { return nil }
    guard let value = parse(text) else { throw error(column, expected: expected) }
    return value
  }

  /// What `cell` gives, which must be there.
  func need<Value>(
    _ column: String, _ cell: (String) throws(EVMError) -> Value?
  ) throws(EVMError) -> Value {
    guard let value = try cell(column) else { throw error(column, expected: "a value, found none") }
    return value
  }

  /// Decimal digits. A spreadsheet's `1.5E+20` has lost digits and is refused.
  func integer(_ column: String) throws(EVMError) -> UInt256? {
    try cell(column, "decimal digits of at most 256 bits, without point or exponent") {
      EVMText.decimal($0.utf8)
    }
  }

  func count(_ column: String) throws(EVMError) -> UInt64? {
    try cell(column, "decimal digits of at most 64 bits, without point or exponent") {
      EVMText.decimal($0.utf8)?.uint64
    }
  }

  func index(_ column: String) throws(EVMError) -> UInt32? {
    try cell(column, "decimal digits of at most 32 bits, without point or exponent") {
      EVMText.decimal($0.utf8)?.uint64.flatMap { UInt32(exactly: $0) }
    }
  }

  func hash(_ column: String) throws(EVMError) -> Hash32? {
    try cell(column, "0x and 64 hexadecimal digits") { EVMText.hash($0.utf8) }
  }

  func account(_ column: String) throws(EVMError) -> AccountKey? {
    try cell(column, "0x and 40 hexadecimal digits") { EVMText.account($0.utf8) }
  }

  func time(_ column: String) throws(EVMError) -> Timestamp? {
    try cell(column, "seconds since 1970, or a time as ethereum-etl writes it") {
      if let seconds = EVMText.decimal($0.utf8)?.uint64 {
        return Int64(exactly: seconds).map { Timestamp(seconds: $0) }
      }
      // BigQuery's exports: `2023-05-02 12:19:59 UTC`.
      let isBigQuery = $0.hasSuffix(" UTC") && $0.utf8.count == 23
      return Timestamp(isBigQuery ? $0.dropLast(4).replacingSpace() + "Z" : $0)
    }
  }

  func list(_ column: String) -> [Substring] {
    guard let text = text(column) else { return [] }
    return text.split(separator: ",").map { part in
      part.drop { $0 == " " || $0 == "\"" }.trimmingSuffix { $0 == " " || $0 == "\"" }
    }
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ isDropped: (Character) -> Bool) -> Substring {
    var text = self
    while let last = text.last, isDropped(last) { text.removeLast() }
    return text
  }

  fileprivate func replacingSpace() -> String { split(separator: " ").joined(separator: "T") }
}
