internal import WeirModel

/// One claim as text by name, wherever it came from, with its place for messages.
struct ClaimFields {
  let values: [String: String]
  let file: String
  let line: Int

  func error(_ code: TableError.Code, _ message: String, at name: String) -> TableError {
    TableError(code, message, file: file, line: line, column: name)
  }

  /// `nil` where the field is missing or empty.
  func optional(_ name: String) -> String? {
    guard let value = values[name], !value.isEmpty else { return nil }
    return value
  }

  func required(_ name: String) throws(TableError) -> String {
    guard let value = optional(name) else {
      throw error(.cell, "expected a value, found nothing", at: name)
    }
    return value
  }

  /// A value that `parse` understands, or a refusal that says what was expected.
  func parsed<Value>(
    _ name: String, _ expected: String, code: TableError.Code = .cell,
    _ parse: (String) -> Value?
  ) throws(TableError) -> Value {
    let text = try required(name)
    guard let value = parse(text) else {
      throw error(code, "expected \(expected), found \(EscapedText.excerpt(text))", at: name)
    }
    return value
  }

  /// RFC 3339 in UTC or a date. Digits alone are refused: 20240102 is no number of seconds.
  func time(_ name: String) throws(TableError) -> Timestamp? {
    guard optional(name) != nil else { return nil }
    return try parsed(name, "a date or a time in UTC such as 2025-02-21T14:13:35Z") {
      $0.contains("-") ? TableCells.time($0) : nil
    }
  }

  func confidence() throws(TableError) -> Confidence {
    guard optional("confidence") != nil else { return .probable }
    let names = Confidence.allCases.map(\.name).joined(separator: ", ")
    return try parsed("confidence", "one of \(names)", code: .vocabulary) {
      Confidence(name: $0.lowercased())
    }
  }

  /// With or without `TLP:` in front.
  func marking() throws(TableError) -> Marking {
    guard optional("marking") != nil else { return .clear }
    let names = Marking.allCases.map(\.rawValue).joined(separator: ", ")
    return try parsed("marking", "one of \(names)", code: .vocabulary) { text in
      let name = text.uppercased()
      return Marking(rawValue: name.hasPrefix("TLP:") ? name : "TLP:" + name)
    }
  }
}
