import WeirModel

/// Writes JSON text.
///
/// Canonical text is what hashes and signatures are taken over: the same value gives the same
/// bytes everywhere.
///
/// *Source:* RFC 8785, JSON Canonicalization Scheme.
public struct JSONWriter: Sendable {
  private var bytes: [UInt8] = []
  private let isCanonical: Bool

  private init(isCanonical: Bool) { self.isCanonical = isCanonical }

  /// The value in the form of RFC 8785: members by the UTF-16 code units of their names, no space,
  /// the fewest escapes.
  ///
  /// Numbers are whole and within ±(2^53 − 1), as the scheme's own advice for exact numbers asks;
  /// anything larger, an amount above all, is written as a string.
  ///
  /// - Throws: `JSONWritingError` for any other number, and for a name that stands twice.
  /// - Complexity: O(bytes), and O(n log n) in an object's members.
  public static func canonical(_ value: JSONValue) throws(JSONWritingError) -> [UInt8] {
    var writer = JSONWriter(isCanonical: true)
    try writer.write(value, indent: 0)
    return writer.bytes
  }

  /// The value for people: two spaces a level, members in the order given, a line's end behind it.
  ///
  /// - Throws: `JSONWritingError` as ``canonical(_:)`` does, so that both say the same value.
  public static func pretty(_ value: JSONValue) throws(JSONWritingError) -> [UInt8] {
    var writer = JSONWriter(isCanonical: false)
    try writer.write(value, indent: 0)
    return writer.bytes + [0x0A]
  }
}

/// Why a value cannot be written so that every reader sees the same.
public enum JSONWritingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Not a whole number within ±(2^53 − 1) without sign of zero or leading zeros.
  case number(String)
  case duplicateName(String)

  public var description: String {
    switch self {
    case .number(let text):
      "expected a whole number within ±(2^53 − 1), found \(text): write it as a string"
    case .duplicateName(let name):
      "the name '\(name)' stands twice in one object"
    }
  }
}

// MARK: - Values

extension JSONWriter {
  private mutating func write(_ value: JSONValue, indent: Int) throws(JSONWritingError) {
    switch value {
    case .object(let members): try write(members, indent: indent)
    case .array(let values):
      try container("[", "]", values, indent: indent) { (self, value) throws(JSONWritingError) in
        try self.write(value, indent: indent + 1)
      }
    case .string(let text): write(quoted: text)
    case .number(let text):
      guard Self.isExact(text) else { throw .number(text) }
      bytes += text.utf8
    case .bool(let flag): bytes += flag ? "true".utf8 : "false".utf8
    case .null: bytes += "null".utf8
    }
  }

  private mutating func write(
    _ members: [JSONValue.Member], indent: Int
  ) throws(JSONWritingError) {
    var names: Set<[UInt16]> = []
    for member in members where !names.insert(Array(member.name.utf16)).inserted {
      throw .duplicateName(member.name)
    }
    let ordered =
      isCanonical
      ? members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) } : members
    try container("{", "}", ordered, indent: indent) { (self, member) throws(JSONWritingError) in
      self.write(quoted: member.name)
      self.bytes += self.isCanonical ? ":".utf8 : ": ".utf8
      try self.write(member.value, indent: indent + 1)
    }
  }

  private mutating func container<Item>(
    _ open: String, _ close: String, _ items: [Item], indent: Int,
    _ write: (inout JSONWriter, Item) throws(JSONWritingError) -> Void
  ) throws(JSONWritingError) {
    bytes += open.utf8
    for (index, item) in items.enumerated() {
      if index > 0 { bytes += ",".utf8 }
      breakLine(indent + 1)
      try write(&self, item)
    }
    if !items.isEmpty { breakLine(indent) }
    bytes += close.utf8
  }

  private mutating func breakLine(_ indent: Int) {
    guard !isCanonical else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: 2 * indent))
  }

  private static func isExact(_ text: String) -> Bool {
    guard let value = Int64(text), String(value) == text else { return false }
    return value.magnitude < 1 << 53
  }

  /// *Source:* RFC 8785, section 3.2.2.2.
  private mutating func write(quoted text: String) {
    bytes.append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C: bytes += [0x5C, byte]
      case 0x08: bytes += "\\b".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0C: bytes += "\\f".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0..<0x20: bytes += "\\u00".utf8 + Array([byte].hex.utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }
}
