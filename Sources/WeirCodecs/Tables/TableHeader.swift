/// A table's first row: column names, and where each stands.
struct TableHeader: Sendable {
  let file: String
  let line: Int
  let names: [String]
  private let places: [String: [Int]]

  init(_ row: CSVRow, file: String) throws(TableError) {
    self.file = file
    line = row.line
    var names: [String] = []
    for column in 0..<row.count {
      guard let name = row.text(at: column) else {
        throw TableError(
          .encoding, "expected a column name in UTF-8, found other bytes; save the table as UTF-8",
          file: file, line: row.line, column: String(column + 1))
      }
      names.append(Self.trimmed(name))
    }
    self.names = names
    var places: [String: [Int]] = [:]
    for (place, name) in names.enumerated() { places[name, default: []].append(place) }
    self.places = places
  }

  /// Whether every one of `names` is there.
  func has(_ names: String...) -> Bool { names.allSatisfy { places[$0] != nil } }

  /// Where the column stands; `nil` where there is none.
  ///
  /// - Throws: an error where two columns have the name, because either might be meant.
  func place(of name: String) throws(TableError) -> Int? {
    let found = places[name] ?? names.indices.filter { names[$0].lowercased() == name.lowercased() }
    guard found.count <= 1 else {
      throw TableError(
        .map, "expected one column of this name, found \(found.count)", file: file, line: line,
        column: name)
    }
    return found.first
  }

  /// The first column whose name begins so, such as `Value_IN(`.
  func name(beginning prefix: String) -> String? { names.first { $0.hasPrefix(prefix) } }

  /// Whether the row has as many cells as the header; blank surplus cells do not count.
  func check(_ row: CSVRow) throws(TableError) {
    let surplus = (names.count..<max(names.count, row.count)).contains {
      !row.bytes(at: $0).isEmpty
    }
    guard row.count >= names.count, !surplus else {
      throw TableError(
        .width, "expected \(names.count) cells, as the header has, found \(row.count)",
        file: file, line: row.line)
    }
  }

  static func trimmed(_ text: String) -> String {
    let isBlank: (UInt8?) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    guard isBlank(text.utf8.first) || isBlank(text.utf8.last) else { return text }
    var rest = text[...]
    while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return String(rest)
  }
}
