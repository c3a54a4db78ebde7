/// Reads gigabytes of JSON one value at a time.
///
/// It takes documents one behind another (NDJSON, or simply concatenated). Of a document that is
/// an array, and of an array in the member `result` of an outermost object (a JSON-RPC answer), it
/// gives the elements one by one; so memory is bounded by one element, not by the file. An
/// envelope follows its elements, with an empty array in their place.
///
/// Give it bytes with ``append(_:)``, ask ``next()`` until it has no more, and ``finish()`` when
/// the source has ended. After an error it gives the same error again.
public struct JSONStream: Sendable {
  var buffer: [UInt8] = []
  /// Next byte to read.
  var position = 0
  /// First byte of the value that is being read; below zero behind a long result.
  var start = 0
  /// Bytes dropped from the front of the buffer.
  var dropped = 0
  var isFinished = false
  var failure: JSONError?

  enum Mode { case between, document, firstElement, element, inElement, afterElement }
  var mode = Mode.between
  var tape: JSONTape
  var envelope: Envelope?
  var elementIndex = 0
  /// Below this size of the buffer another look at a scalar cut short is not worth its time.
  var wakeSize = 0
  /// Of the value just read, within the buffer.
  var completed = 0..<0
  var anchor = JSONLocation.start
  let depthLimit: Int

  /// An outermost object whose `result` is being given element by element.
  struct Envelope: Sendable {
    var tape: JSONTape
    /// From the object's `{` to the array's `[`.
    var bytes: [UInt8]
    var location: JSONLocation
  }

  public init(depthLimit: Int = JSONDocument.depthLimit) {
    self.depthLimit = depthLimit
    tape = JSONTape(depthLimit: depthLimit)
  }
}

/// A value that a stream gave.
public struct JSONElement: Sendable {
  public enum Place: Hashable, Sendable {
    /// A document of its own.
    case document
    /// By index in the outermost array, or in `result`.
    case element(Int)
    /// The object around the elements just given.
    case envelope
  }

  public let root: JSONNode
  public let place: Place

  public init(root: JSONNode, place: Place) {
    self.root = root
    self.place = place
  }
}

// MARK: - Feeding

extension JSONStream {
  /// - Complexity: O(chunk), and O(the value being read) for moving it to the front.
  public mutating func append(_ chunk: some Collection<UInt8>) {
    let unread = keptFrom
    if unread > 0 {
      anchor = location(of: unread)
      buffer.removeSubrange(..<unread)
      dropped += unread
      start -= unread
      position -= unread
      wakeSize -= unread
    }
    buffer.append(contentsOf: chunk)
  }

  /// States that no byte follows.
  public mutating func finish() { isFinished = true }

  /// The next value; `nil` where more bytes are needed, or after ``finish()`` where all are read.
  ///
  /// - Throws: `JSONError`, with the place in the whole stream.
  public mutating func next() throws(JSONError) -> JSONElement? {
    if let failure { throw failure }
    do throws(JSONFault) {
      guard let place = try step() else { return nil }
      return JSONElement(root: try document().root, place: place)
    } catch {
      let place = error.location ?? location(of: error.index)
      let failure = JSONError(code: error.code, message: error.message, location: place)
      self.failure = failure
      throw failure
    }
  }
}
