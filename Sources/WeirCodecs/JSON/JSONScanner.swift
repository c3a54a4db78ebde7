import WeirModel

/// The lexical part of RFC 8259, over bytes that may end at any place.
///
/// A function returns `nil` where the bytes end inside what it reads, and throws where no further
/// byte could make it right.
enum JSONScanner {
  static func skipSpace(_ bytes: [UInt8], from position: inout Int) {
    skipSpace(bytes.span, from: &position)
  }

  static func skipSpace(_ bytes: Span<UInt8>, from position: inout Int) {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  static func matches(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: String) -> Bool {
    guard range.count == text.utf8.count else { return false }
    return zip(range, text.utf8).allSatisfy { bytes[$0] == $1 }
  }

  static func fault(_ expected: String, _ bytes: Span<UInt8>, _ index: Int) -> JSONFault {
    let byte = bytes[index]
    let found =
      (0x20..<0x7F).contains(byte)
      ? "'\(Character(UnicodeScalar(byte)))'" : "byte 0x" + [byte].hex
    return JSONFault(code: .syntax, message: "expected \(expected), found \(found)", index: index)
  }

  static func literal(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(JSONFault) -> (JSONKind, end: Int)? {
    let (word, kind): (String, JSONKind)
    switch bytes[start] {
    case 0x74: (word, kind) = ("true", .true)
    case 0x66: (word, kind) = ("false", .false)
    case 0x6E: (word, kind) = ("null", .null)
    default: throw fault("a value", bytes, start)
    }
    let end = start + word.utf8.count
    guard end <= bytes.count else { return nil }
    guard matches(bytes, start..<end, word) else {
      throw JSONFault(code: .syntax, message: "expected '\(word)'", index: start)
    }
    return (kind, end)
  }
}

// MARK: - Numbers

extension JSONScanner {
  /// The end of the number at `start`: `-? (0 | 1-9 digits) (. digits)? (e ±? digits)?`.
  static func number(
    _ bytes: Span<UInt8>, from start: Int, isLast: Bool
  ) throws(JSONFault) -> Int? {
    var index = start
    if bytes[index] == 0x2D { index += 1 }
    let isZero = index < bytes.count && bytes[index] == 0x30
    guard try digits(bytes, &index, isLast) else { return nil }
    if isZero, index - start > (bytes[start] == 0x2D ? 2 : 1) {
      throw JSONFault(code: .syntax, message: "a number with a leading zero", index: start)
    }
    if index < bytes.count, bytes[index] == 0x2E {
      index += 1
      guard try digits(bytes, &index, isLast) else { return nil }
    }
    if index < bytes.count, bytes[index] | 0x20 == 0x65 {
      index += 1
      if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
      guard try digits(bytes, &index, isLast) else { return nil }
    }
    return index
  }

  /// One digit or more; false where the bytes end before the digits can be known to.
  private static func digits(
    _ bytes: Span<UInt8>, _ index: inout Int, _ isLast: Bool
  ) throws(JSONFault) -> Bool {
    let start = index
    while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
    if index == bytes.count, !isLast || index == start { return false }
    if index == start { throw fault("a digit", bytes, index) }
    return true
  }
}

// MARK: - Strings

extension JSONScanner {
  /// The closing quote of the string whose opening quote is at `start`.
  static func string(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(JSONFault) -> (end: Int, hasEscapes: Bool)? {
    var index = start + 1
    var hasEscapes = false
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x22 { return (index, hasEscapes) }
      if byte >= 0x80 {
        guard let next = try sequence(bytes, from: index) else { return nil }
        index = next
      } else if byte == 0x5C {
        hasEscapes = true
        guard let next = try escape(bytes, from: index) else { return nil }
        index = next
      } else if byte < 0x20 {
        throw fault("a control character written as an escape", bytes, index)
      } else {
        index += 1
      }
    }
    return nil
  }

  /// *Source:* The Unicode Standard 15.0, table 3-7, well-formed UTF-8 byte sequences.
  private static func sequence(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(JSONFault) -> Int? {
    let lead = bytes[start]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xE1...0xEC, 0xEE...0xEF: length = 3
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: throw JSONFault(code: .encoding, message: "bytes that are not UTF-8", index: start)
    }
    for index in start + 1..<start + length {
      guard index < bytes.count else { return nil }
      let allowed = index == start + 1 ? second : 0x80...0xBF
      guard allowed.contains(bytes[index]) else {
        throw JSONFault(code: .encoding, message: "bytes that are not UTF-8", index: index)
      }
    }
    return start + length
  }

  private static func escape(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(JSONFault) -> Int? {
    guard start + 1 < bytes.count else { return nil }
    switch bytes[start + 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return start + 2
    case 0x75: break
    default: throw fault("an escape of RFC 8259", bytes, start + 1)
    }
    guard let unit = try codeUnit(bytes, from: start + 2) else { return nil }
    guard (0xD800...0xDFFF).contains(unit) else { return start + 6 }
    let lone = JSONFault(code: .encoding, message: "half of a surrogate pair", index: start)
    guard unit < 0xDC00 else { throw lone }
    for (offset, byte) in [(6, UInt8(0x5C)), (7, 0x75)] {
      guard start + offset < bytes.count else { return nil }
      guard bytes[start + offset] == byte else { throw lone }
    }
    guard let low = try codeUnit(bytes, from: start + 8) else { return nil }
    guard (0xDC00...0xDFFF).contains(low) else { throw lone }
    return start + 12
  }

  /// Four hexadecimal digits.
  private static func codeUnit(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(JSONFault) -> UInt16? {
    var unit: UInt16 = 0
    for index in start..<start + 4 {
      guard index < bytes.count else { return nil }
      guard let digit = HexDigit.value(bytes[index]) else {
        throw fault("four hexadecimal digits", bytes, index)
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}

/// One hexadecimal digit.
enum HexDigit {
  /// `nil` for a byte that is none.
  @inline(__always)
  static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
