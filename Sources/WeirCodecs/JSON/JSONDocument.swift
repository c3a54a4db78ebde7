/// One JSON value with the bytes that it came from.
///
/// Nothing is converted until it is asked for: numbers stay digits, and every value knows its
/// line. Checked whole on the way in, so that reading from it cannot fail on syntax.
///
/// *Source:* RFC 8259.
public final class JSONDocument: Sendable {
  let bytes: [UInt8]
  let tokens: [JSONToken]
  let start: JSONLocation

  /// Reads `bytes`, which must be one value with nothing but space around it.
  ///
  /// - Parameters:
  ///   - start: where `bytes` stand in their source, for messages.
  ///   - depthLimit: nesting beyond it is refused.
  /// - Throws: `JSONError`, with the place of the first byte that is wrong.
  /// - Complexity: O(bytes).
  public convenience init(
    _ bytes: [UInt8], start: JSONLocation = .start, depthLimit: Int = JSONDocument.depthLimit
  ) throws(JSONError) {
    var tape = JSONTape(depthLimit: depthLimit)
    var position = 0
    do throws(JSONFault) {
      let progress = try tape.advance(bytes, from: &position, base: 0, isLast: true)
      guard case .complete = progress else {
        throw JSONFault(
          code: .truncated, message: "the text ends inside a value", index: bytes.count)
      }
      JSONScanner.skipSpace(bytes, from: &position)
      guard position == bytes.count else {
        throw JSONScanner.fault("the end of the text", bytes.span, position)
      }
    } catch {
      throw JSONError(
        code: error.code, message: error.message,
        location: start.advanced(over: bytes[..<error.index]))
    }
    try self.init(checking: bytes, tokens: tape.tokens, start: start)
  }

  /// Enough for an EVM call trace: 1,024 calls deep, two levels a call.
  public static let depthLimit = 2_560

  /// The outermost value.
  public var root: JSONNode { JSONNode(document: self, index: 0) }

  /// - Precondition: `tokens` is a complete tape over `bytes`.
  init(checking bytes: [UInt8], tokens: [JSONToken], start: JSONLocation) throws(JSONError) {
    precondition(!tokens.isEmpty, "a document has a value")
    self.bytes = bytes
    self.tokens = tokens
    self.start = start
    try checkNames()
  }

  /// Refuses an object that has one name twice: readers differ in which of the two they take.
  private func checkNames() throws(JSONError) {
    var names: [Int] = []
    for index in tokens.indices where tokens[index].kind == .object {
      names.removeAll(keepingCapacity: true)
      var hasEscapes = false
      var name = index + 1
      while name < tokens[index].next {
        names.append(name)
        hasEscapes = hasEscapes || tokens[name].hasEscapes
        name = Int(tokens[name + 1].next)
      }
      let isSimple = names.count <= 32 && !hasEscapes
      let twice = isSimple ? firstRepeated(names) : firstRepeatedDecoded(names)
      if let twice {
        throw JSONNode(document: self, index: twice).error(
          .duplicateKey, "the same name twice in one object")
      }
    }
  }

  private func firstRepeated(_ names: [Int]) -> Int? {
    for (count, later) in names.enumerated() {
      let right = tokens[later]
      for earlier in names[..<count] {
        let left = tokens[earlier]
        if left.end - left.start == right.end - right.start,
          bytes[Int(left.start)..<Int(left.end)].elementsEqual(
            bytes[Int(right.start)..<Int(right.end)])
        {
          return later
        }
      }
    }
    return nil
  }

  private func firstRepeatedDecoded(_ names: [Int]) -> Int? {
    // Bytes, not characters: two spellings that Unicode calls equivalent are two names.
    var seen: Set<[UInt8]> = []
    return names.first { name in
      !seen.insert(Array(JSONNode(document: self, index: name).decodedText.utf8)).inserted
    }
  }
}
