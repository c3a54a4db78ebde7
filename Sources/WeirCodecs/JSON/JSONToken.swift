/// The six types of RFC 8259, with the two booleans apart.
public enum JSONKind: UInt8, Sendable {
  case object
  case array
  case string
  case number
  case `true`
  case `false`
  case null

  /// As a message names it.
  var name: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number: "a number"
    case .true, .false: "a boolean"
    case .null: "null"
    }
  }
}

/// One value on a document's tape, 16 bytes. Values stand in the order of the text; an object's
/// members stand as name, value, name, value.
struct JSONToken: Sendable {
  var kind: JSONKind
  /// Of a string: whether its bytes hold a backslash.
  var hasEscapes = false
  /// First byte, from the document's start; of a string the one behind the quote.
  var start: UInt32
  /// Behind the last byte; of a string the closing quote.
  var end: UInt32
  /// The tape's index behind this value and all within it.
  var next: UInt32
}
