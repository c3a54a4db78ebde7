/// Builds one value's tape from bytes that may still be arriving.
///
/// All state between two calls is in the value itself, so that reading stops at any byte and goes
/// on when more have come: nesting costs memory, never stack. A scalar cut short is read again.
struct JSONTape: Sendable {
  enum Progress {
    /// The value is whole.
    case complete
    /// The bytes ended first.
    case starved
    /// Behind the `[` of a member named `result` of the outermost object.
    case result
  }

  private enum Expectation {
    case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd
  }

  private(set) var tokens: [JSONToken] = []
  /// Tape indices of the containers not yet closed, outermost first.
  private var open: [UInt32] = []
  private var expectation = Expectation.value
  private let depthLimit: Int
  private let stopsAtResult: Bool
  /// Whether the value to come belongs to a member `result` of the outermost object.
  private var isAtResult = false

  init(depthLimit: Int, stopsAtResult: Bool = false) {
    self.depthLimit = depthLimit
    self.stopsAtResult = stopsAtResult
  }

  /// Reads on from `position`. Offsets on the tape count from `base`.
  mutating func advance(
    _ buffer: [UInt8], from position: inout Int, base: Int, isLast: Bool
  ) throws(JSONFault) -> Progress {
    let bytes = buffer.span
    while true {
      JSONScanner.skipSpace(bytes, from: &position)
      guard position < bytes.count else { return .starved }
      guard position - base < Self.byteLimit else {
        throw JSONFault(code: .limit, message: "a value of more than 1 GiB", index: position)
      }
      let byte = bytes[position]
      switch expectation {
      case .colon:
        try expect(byte == 0x3A, "':'", bytes, position)
        position += 1
        expectation = .value
      case .commaOrEnd:
        if try separate(byte, bytes, &position, base) { return .complete }
      case .key, .keyOrEnd:
        guard try key(byte, bytes, &position, base) else { return .starved }
        if open.isEmpty { return .complete }
      case .value, .valueOrEnd:
        let isEmptyArray = byte == 0x5D && expectation == .valueOrEnd
        if isEmptyArray {
          position += 1
          if close(at: position - base) { return .complete }
        } else if byte == 0x5B, isAtResult {
          position += 1
          return .result
        } else {
          guard try value(byte, bytes, &position, base, isLast) else { return .starved }
          if open.isEmpty { return .complete }
        }
      }
    }
  }

  /// Appends the empty array that stands for one whose elements were read apart, behind its `]`.
  mutating func closeResult(start: Int, end: Int) {
    append(.array, from: start, to: end)
    finishValue()
  }

  static let byteLimit = 1 << 30
}

// MARK: - Steps

extension JSONTape {
  private mutating func append(
    _ kind: JSONKind, from start: Int, to end: Int, hasEscapes: Bool = false
  ) {
    // Both fit: `advance` refuses an offset beyond 2^30, and a document is no longer.
    tokens.append(
      JSONToken(
        kind: kind, hasEscapes: hasEscapes, start: UInt32(truncatingIfNeeded: start),
        end: UInt32(truncatingIfNeeded: end), next: UInt32(truncatingIfNeeded: tokens.count + 1)))
  }

  private mutating func finishValue() {
    expectation = .commaOrEnd
    isAtResult = false
  }

  private func expect(
    _ isMet: Bool, _ what: String, _ bytes: Span<UInt8>, _ position: Int
  ) throws(JSONFault) {
    if !isMet { throw JSONScanner.fault(what, bytes, position) }
  }

  /// True where the outermost value is closed.
  private mutating func close(at end: Int) -> Bool {
    guard let index = open.popLast() else { return true }
    tokens[Int(index)].end = UInt32(truncatingIfNeeded: end)
    tokens[Int(index)].next = UInt32(truncatingIfNeeded: tokens.count)
    finishValue()
    return open.isEmpty
  }

  private mutating func separate(
    _ byte: UInt8, _ bytes: Span<UInt8>, _ position: inout Int, _ base: Int
  ) throws(JSONFault) -> Bool {
    guard let container = open.last else { return true }
    let isObject = tokens[Int(container)].kind == .object
    if byte == 0x2C {
      position += 1
      expectation = isObject ? .key : .value
      return false
    }
    let end: UInt8 = isObject ? 0x7D : 0x5D
    try expect(byte == end, isObject ? "',' or '}'" : "',' or ']'", bytes, position)
    position += 1
    return close(at: position - base)
  }

  /// False where the name is cut short.
  private mutating func key(
    _ byte: UInt8, _ bytes: Span<UInt8>, _ position: inout Int, _ base: Int
  ) throws(JSONFault) -> Bool {
    if byte == 0x7D, expectation == .keyOrEnd {
      position += 1
      _ = close(at: position - base)
      return true
    }
    try expect(byte == 0x22, "a member's name in quotes", bytes, position)
    guard let string = try JSONScanner.string(bytes, from: position) else { return false }
    append(
      .string, from: position + 1 - base, to: string.end - base, hasEscapes: string.hasEscapes)
    isAtResult =
      stopsAtResult && open.count == 1
      && JSONScanner.matches(bytes, position + 1..<string.end, "result")
    position = string.end + 1
    expectation = .colon
    return true
  }

  /// False where the value is a scalar that is cut short.
  private mutating func value(
    _ byte: UInt8, _ bytes: Span<UInt8>, _ position: inout Int, _ base: Int, _ isLast: Bool
  ) throws(JSONFault) -> Bool {
    switch byte {
    case 0x7B, 0x5B:
      guard open.count < depthLimit else {
        throw JSONFault(
          code: .limit, message: "nesting deeper than \(depthLimit) levels", index: position)
      }
      open.append(UInt32(truncatingIfNeeded: tokens.count))
      append(byte == 0x7B ? .object : .array, from: position - base, to: 0)
      position += 1
      expectation = byte == 0x7B ? .keyOrEnd : .valueOrEnd
      return true
    case 0x22:
      guard let string = try JSONScanner.string(bytes, from: position) else { return false }
      append(
        .string, from: position + 1 - base, to: string.end - base, hasEscapes: string.hasEscapes)
      position = string.end + 1
    case 0x2D, 0x30...0x39:
      guard let end = try JSONScanner.number(bytes, from: position, isLast: isLast) else {
        return false
      }
      append(.number, from: position - base, to: end - base)
      position = end
    default:
      guard let (kind, end) = try JSONScanner.literal(bytes, from: position) else { return false }
      append(kind, from: position - base, to: end - base)
      position = end
    }
    finishValue()
    return true
  }
}
