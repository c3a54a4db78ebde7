/// A JSON value apart from any text: what is written, and what small files are read into.
///
/// Numbers are their digits. Objects keep the order in which their members stand.
public indirect enum JSONValue: Hashable, Sendable {
  case object([Member])
  case array([JSONValue])
  case string(String)
  case number(String)
  case bool(Bool)
  case null

  public struct Member: Hashable, Sendable {
    public var name: String
    public var value: JSONValue

    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// Deeper values are for `JSONNode`, which needs no stack.
  public static let depthLimit = 256

  /// Reads one value.
  ///
  /// - Throws: `JSONError` as `JSONDocument` does, and beyond ``depthLimit`` levels.
  /// - Complexity: O(bytes).
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    self = try JSONDocument(bytes, depthLimit: Self.depthLimit).root.value()
  }

  /// The first member named `name`.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// A whole number.
  public static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

  /// An object with its members in the order given.
  public static func members(_ pairs: (String, JSONValue)...) -> JSONValue {
    .object(pairs.map { Member($0.0, $0.1) })
  }
}

extension JSONNode {
  /// The value apart from its document.
  ///
  /// - Throws: `JSONError` with `limit` beyond `JSONValue.depthLimit` levels.
  /// - Complexity: O(bytes).
  public func value() throws(JSONError) -> JSONValue { try value(depth: 0) }

  private func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= JSONValue.depthLimit else {
      throw error(.limit, "nesting deeper than \(JSONValue.depthLimit) levels")
    }
    switch kind {
    case .object:
      var list: [JSONValue.Member] = []
      for (name, node) in members {
        list.append(JSONValue.Member(name, try node.value(depth: depth + 1)))
      }
      return .object(list)
    case .array:
      var list: [JSONValue] = []
      for node in elements { list.append(try node.value(depth: depth + 1)) }
      return .array(list)
    case .string: return .string(decodedText)
    case .number: return .number(decodedText)
    case .true: return .bool(true)
    case .false: return .bool(false)
    case .null: return .null
    }
  }
}
