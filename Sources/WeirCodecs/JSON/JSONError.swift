/// Why a JSON text, or a value in it, was refused.
///
/// The message says what was expected and what was found; it carries no text of the input beyond
/// member names that the format itself defines.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of refusal. Open: the formats built on JSON add theirs.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Not the grammar of RFC 8259.
    public static let syntax = Code(rawValue: "json.syntax")
    /// The text ends inside a value.
    public static let truncated = Code(rawValue: "json.truncated")
    /// Bytes that are not UTF-8, or half of a surrogate pair.
    public static let encoding = Code(rawValue: "json.encoding")
    /// Deeper nesting, or a longer value, than the reader takes.
    public static let limit = Code(rawValue: "json.limit")
    /// One name twice in one object.
    public static let duplicateKey = Code(rawValue: "json.duplicate-key")
    /// A member that must be there is not.
    public static let missing = Code(rawValue: "json.missing")
    /// A value of another type or range than its place asks for.
    public static let unexpected = Code(rawValue: "json.unexpected")
    /// Well-formed, but of a kind that this reader does not take; the message names it.
    public static let unsupported = Code(rawValue: "json.unsupported")
  }

  public let code: Code
  public let message: String
  public let location: JSONLocation

  public init(code: Code, message: String, location: JSONLocation) {
    self.code = code
    self.message = message
    self.location = location
  }

  public var description: String { "\(location): \(message)" }
}

/// A place in a JSON text.
public struct JSONLocation: Hashable, Sendable, CustomStringConvertible {
  /// Bytes from the start of the text.
  public var offset: Int
  /// From 1.
  public var line: Int
  /// In bytes, from 1.
  public var column: Int

  public init(offset: Int, line: Int, column: Int) {
    self.offset = offset
    self.line = line
    self.column = column
  }

  public static let start = JSONLocation(offset: 0, line: 1, column: 1)

  public var description: String { "line \(line), column \(column) (byte \(offset))" }

  /// The place behind `bytes`, which start here.
  func advanced(over bytes: ArraySlice<UInt8>) -> JSONLocation {
    var place = self
    place.offset += bytes.count
    place.column += bytes.count
    let lines = bytes.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    if lines > 0, let last = bytes.lastIndex(of: 0x0A) {
      place.line += lines
      place.column = bytes.endIndex - last
    }
    return place
  }
}

/// A refusal before the reader knows line and column: the index is into the reader's buffer.
struct JSONFault: Error {
  var code: JSONError.Code
  var message: String
  var index: Int
  /// Where the place is known after all.
  var location: JSONLocation?

  init(code: JSONError.Code, message: String, index: Int) {
    self.code = code
    self.message = message
    self.index = index
  }

  init(_ error: JSONError) {
    self.init(code: error.code, message: error.message, index: 0)
    location = error.location
  }
}
