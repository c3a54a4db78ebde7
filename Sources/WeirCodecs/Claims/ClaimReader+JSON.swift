public import WeirModel

extension ClaimReader {
  /// Claims from JSON: an array of objects, or objects one behind another, with the names that
  /// the columns of a table have. Each object's names decide what kind of claim it is.
  ///
  /// Values are strings or numbers; numbers are taken digit by digit. `null` is nothing.
  ///
  /// - Throws: what is not JSON, with its line.
  /// - Complexity: O(bytes).
  public static func readJSON(
    _ bytes: [UInt8], file: String, kinds: [ClaimKind] = ClaimKind.allCases, resolve: Resolve
  ) throws(TableError) -> Result {
    var stream = JSONStream()
    stream.append(bytes)
    stream.finish()
    var result = Result()
    var ignored = IgnoredNames()
    while let node = try next(&stream, file: file) {
      do throws(TableError) {
        let (kind, fields) = try claimFields(node, file: file, kinds: kinds, ignored: &ignored)
        result.claims.append(try kind.claim(fields, resolve: resolve))
      } catch {
        result.refusals.append(error)
      }
    }
    result.ignoredColumns = ignored.names
    return result
  }

  /// Names without a meaning here, each once, as they first appear.
  ///
  /// A file can have as many as it has bytes: a list alone would be searched for each.
  private struct IgnoredNames {
    private(set) var names: [String] = []
    private var seen: Set<String> = []

    mutating func note(_ name: String) {
      if seen.insert(name).inserted { names.append(name) }
    }
  }

  private static func next(
    _ stream: inout JSONStream, file: String
  ) throws(TableError) -> JSONNode? {
    do throws(JSONError) {
      return try stream.next()?.root
    } catch {
      throw TableError(
        .syntax, EscapedText.visible(error.message), file: file, line: error.location.line)
    }
  }

  private static func claimFields(
    _ node: JSONNode, file: String, kinds: [ClaimKind], ignored: inout IgnoredNames
  ) throws(TableError) -> (ClaimKind, ClaimFields) {
    let line = node.location.line
    var values: [String: String] = [:]
    var names: [(original: String, canonical: String)] = []
    var seen: Set<String> = []
    for (name, value) in node.members {
      let canonical = canonical(name)
      guard seen.insert(canonical).inserted else {
        throw TableError(
          .cell, "expected this name once, found it again", file: file, line: line, column: name)
      }
      names.append((name, canonical))
      let text = try text(of: value, named: name, file: file)
      values[canonical] = verbatim.contains(canonical) ? text : text.map(TableHeader.trimmed)
    }
    guard let kind = ClaimKind.recognise(seen, among: kinds) else {
      let expected = kinds.map { "\($0.rawValue): " + $0.requiredColumns.joined(separator: ", ") }
      throw TableError(
        .unknownTable, "expected an object with the names of \(expected.joined(separator: "; "))",
        file: file, line: line)
    }
    let known = kind.requiredColumns + kind.optionalColumns
    for name in names where !known.contains(name.canonical) {
      ignored.note(name.original)
    }
    return (kind, ClaimFields(values: values, file: file, line: line))
  }

  private static func text(
    of node: JSONNode, named name: String, file: String
  ) throws(TableError) -> String? {
    switch node.kind {
    case .null: return nil
    case .string, .number: return node.decodedText
    default:
      throw TableError(
        .cell, "expected a string or a number, found another value", file: file,
        line: node.location.line, column: name)
    }
  }
}
