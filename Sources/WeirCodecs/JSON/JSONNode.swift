/// A value within a document.
///
/// Cheap to copy; keeps its document alive.
public struct JSONNode: Sendable {
  let document: JSONDocument
  let index: Int

  var token: JSONToken { document.tokens[index] }

  public var kind: JSONKind { token.kind }
  public var isNull: Bool { kind == .null }

  /// Where the value starts in its source.
  ///
  /// - Complexity: O(bytes before it in its document): meant for messages.
  public var location: JSONLocation {
    document.start.advanced(over: document.bytes[..<Int(token.start)])
  }

  /// The value's bytes: of a string those between the quotes, escapes and all.
  public var bytes: ArraySlice<UInt8> { document.bytes[Int(token.start)..<Int(token.end)] }

  public func error(_ code: JSONError.Code, _ message: String) -> JSONError {
    JSONError(code: code, message: message, location: location)
  }
}

// MARK: - Members and elements

extension JSONNode {
  /// The member named `name`; `nil` where this is no object or has none.
  ///
  /// - Complexity: O(members).
  public subscript(name: String) -> JSONNode? {
    guard kind == .object else { return nil }
    let wanted = name.utf8
    let end = Int(token.next)
    var index = index + 1
    while index < end {
      let key = document.tokens[index]
      let isSame =
        key.hasEscapes
        ? JSONNode(document: document, index: index).decodedText == name
        : Int(key.end - key.start) == wanted.count
          && document.bytes[Int(key.start)..<Int(key.end)].elementsEqual(wanted)
      if isSame { return JSONNode(document: document, index: index + 1) }
      index = Int(document.tokens[index + 1].next)
    }
    return nil
  }

  /// The member named `name`, or `nil` where it is absent or null.
  public func present(_ name: String) -> JSONNode? {
    guard let member = self[name], !member.isNull else { return nil }
    return member
  }

  /// The member named `name`.
  ///
  /// - Throws: `JSONError` with `missing` where it is absent or null.
  public func required(_ name: String) throws(JSONError) -> JSONNode {
    if let member = present(name) { return member }
    let found = kind == .object ? "none or null" : kind.name
    throw error(.missing, "expected an object with '\(name)', found \(found)")
  }

  /// Elements of an array; empty for anything else.
  public var elements: Elements {
    let isArray = kind == .array
    return Elements(
      document: document, index: index + 1, end: isArray ? Int(token.next) : index + 1)
  }

  /// Elements of an array.
  ///
  /// - Throws: `JSONError` with `unexpected` for anything else.
  public func array() throws(JSONError) -> Elements {
    guard kind == .array else {
      throw error(.unexpected, "expected an array, found \(kind.name)")
    }
    return elements
  }

  /// Names and values of an object, in the order of the text; empty for anything else.
  public var members: [(name: String, value: JSONNode)] {
    guard kind == .object else { return [] }
    var members: [(name: String, value: JSONNode)] = []
    var index = index + 1
    while index < Int(token.next) {
      members.append(
        (
          JSONNode(document: document, index: index).decodedText,
          JSONNode(document: document, index: index + 1)
        ))
      index = Int(document.tokens[index + 1].next)
    }
    return members
  }

  public struct Elements: Sequence, IteratorProtocol, Sendable {
    let document: JSONDocument
    var index: Int
    let end: Int

    public mutating func next() -> JSONNode? {
      guard index < end else { return nil }
      defer { index = Int(document.tokens[index].next) }
      return JSONNode(document: document, index: index)
    }
  }
}

// MARK: - Scalars

extension JSONNode {
  /// - Throws: `JSONError` with `unexpected` for anything but a string.
  public func string() throws(JSONError) -> String {
    guard kind == .string else {
      throw error(.unexpected, "expected a string, found \(kind.name)")
    }
    return decodedText
  }

  /// - Throws: `JSONError` with `unexpected` for anything but `true` and `false`.
  public func bool() throws(JSONError) -> Bool {
    guard kind == .true || kind == .false else {
      throw error(.unexpected, "expected true or false, found \(kind.name)")
    }
    return kind == .true
  }

  /// A number's digits as they stand.
  ///
  /// - Throws: `JSONError` with `unexpected` for anything but a number.
  public func numberText() throws(JSONError) -> String {
    guard kind == .number else {
      throw error(.unexpected, "expected a number, found \(kind.name)")
    }
    return decodedText
  }

  /// A number without sign, fraction and exponent, or such digits in a string.
  ///
  /// - Throws: `JSONError` with `unexpected` for anything else, and above 64 bits.
  public func count() throws(JSONError) -> UInt64 {
    guard kind == .number || kind == .string, !bytes.isEmpty,
      bytes.allSatisfy({ (0x30...0x39).contains($0) }), let value = UInt64(decodedText)
    else {
      throw error(.unexpected, "expected a whole number of at most 64 bits")
    }
    return value
  }

  /// A string's text with escapes resolved; of any other value its bytes.
  var decodedText: String {
    guard token.hasEscapes else { return String(decoding: bytes, as: UTF8.self) }
    var units: [UInt16] = []
    var text = ""
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == 0x5C else {
        let run = rest.prefix { $0 != 0x5C }
        text += String(decoding: units, as: UTF16.self)
        units.removeAll()
        text += String(decoding: [byte] + run, as: UTF8.self)
        rest = rest.dropFirst(run.count)
        continue
      }
      units.append(Self.unit(afterBackslash: &rest))
    }
    return text + String(decoding: units, as: UTF16.self)
  }

  /// The code unit of an escape that the scanner has checked.
  private static func unit(afterBackslash rest: inout ArraySlice<UInt8>) -> UInt16 {
    switch rest.popFirst() {
    case 0x62: return 0x08
    case 0x66: return 0x0C
    case 0x6E: return 0x0A
    case 0x72: return 0x0D
    case 0x74: return 0x09
    case 0x75:
      let unit = rest.prefix(4).reduce(UInt16(0)) { $0 << 4 | UInt16(HexDigit.value($1) ?? 0) }
      rest = rest.dropFirst(4)
      return unit
    case let other: return UInt16(other ?? 0x5C)
    }
  }
}
