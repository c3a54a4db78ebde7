extension JSONStream {
  /// Reads to the end of the next value and says what it is; `nil` where the bytes end first.
  mutating func step() throws(JSONFault) -> JSONElement.Place? {
    guard isFinished || buffer.count >= wakeSize else { return nil }
    while true {
      switch mode {
      case .between:
        guard skipsToByte() else { return nil }
        beginDocument()
      case .firstElement, .element:
        guard skipsToByte() else { return try starved() }
        if mode == .firstElement, buffer[position] == 0x5D {
          closeArray()
        } else {
          begin(.inElement, JSONTape(depthLimit: depthLimit))
        }
      case .afterElement:
        guard skipsToByte() else { return try starved() }
        try separate()
      case .document, .inElement:
        switch try tape.advance(buffer, from: &position, base: start, isLast: isFinished) {
        case .starved: return try starved()
        case .result: try openResult()
        case .complete: return complete()
        }
      }
    }
  }

  /// The first byte still needed.
  var keptFrom: Int {
    switch mode {
    case .document: start + (envelope?.bytes.count ?? 0)
    case .inElement: start
    default: position
    }
  }

  func location(of index: Int) -> JSONLocation {
    let from = anchor.offset - dropped
    return anchor.advanced(over: buffer[from..<max(from, min(index, buffer.count))])
  }

  /// The document that ``step()`` has just completed.
  mutating func document() throws(JSONFault) -> JSONDocument {
    var bytes = Array(buffer[completed])
    var place = location(of: completed.lowerBound)
    anchor = place
    if mode == .between, let envelope {
      bytes = envelope.bytes + bytes
      place = envelope.location
      self.envelope = nil
    }
    do throws(JSONError) {
      return try JSONDocument(checking: bytes, tokens: tape.tokens, start: place)
    } catch {
      throw JSONFault(error)
    }
  }
}

// MARK: - Steps

extension JSONStream {
  private mutating func skipsToByte() -> Bool {
    if dropped == 0, position == 0, !buffer.isEmpty {
      // RFC 8259, section 8.1: a reader may ignore a byte order mark.
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      if buffer.starts(with: mark) { position = 3 }
      // It may have been cut in two.
      if !isFinished, buffer.count < 3, mark.starts(with: buffer) { return false }
    }
    JSONScanner.skipSpace(buffer, from: &position)
    return position < buffer.count
  }

  private mutating func beginDocument() {
    elementIndex = 0
    if buffer[position] == 0x5B {
      position += 1
      mode = .firstElement
    } else {
      begin(.document, JSONTape(depthLimit: depthLimit, stopsAtResult: true))
    }
  }

  private mutating func begin(_ mode: Mode, _ tape: JSONTape) {
    self.mode = mode
    self.tape = tape
    start = position
  }

  private mutating func openResult() throws(JSONFault) {
    guard envelope == nil else {
      throw JSONFault(
        code: .duplicateKey, message: "the same name twice in one object", index: position - 1)
    }
    envelope = Envelope(
      tape: tape, bytes: Array(buffer[start..<position]), location: location(of: start))
    elementIndex = 0
    mode = .firstElement
  }

  private mutating func separate() throws(JSONFault) {
    switch buffer[position] {
    case 0x2C:
      position += 1
      mode = .element
    case 0x5D: closeArray()
    default: throw JSONScanner.fault("',' or ']'", buffer.span, position)
    }
  }

  /// At the `]` of an array whose elements are given one by one.
  private mutating func closeArray() {
    if let envelope {
      let length = envelope.bytes.count
      tape = envelope.tape
      tape.closeResult(start: length - 1, end: length + 1)
      start = position - length
      mode = .document
    } else {
      mode = .between
    }
    position += 1
  }

  private mutating func complete() -> JSONElement.Place {
    completed = keptFrom..<position
    guard mode == .inElement else {
      mode = .between
      return envelope == nil ? .document : .envelope
    }
    mode = .afterElement
    defer { elementIndex += 1 }
    return .element(elementIndex)
  }

  private mutating func starved() throws(JSONFault) -> JSONElement.Place? {
    guard isFinished else {
      // What is left is a scalar cut short: reading it again pays only when it has doubled.
      wakeSize = buffer.count + (buffer.count - position)
      return nil
    }
    throw JSONFault(
      code: .truncated, message: "the text ends inside a value", index: buffer.count)
  }
}
