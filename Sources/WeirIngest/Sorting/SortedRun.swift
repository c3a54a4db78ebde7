/// Elements in order of key and sequence, in a temporary file.
struct SortedRun {
  let file: OpenFile

  /// A place in the order: by key, then as they were added.
  struct Place: Comparable {
    let key: UInt64
    let sequence: UInt64

    static func < (left: Place, right: Place) -> Bool {
      left.key != right.key ? left.key < right.key : left.sequence < right.sequence
    }
  }

  /// Appends frames: key, sequence, length, bytes.
  struct Writer {
    private let file: OpenFile
    private var buffer: [UInt8] = []

    init(directory: String) throws(IngestError) {
      file = try OpenFile(temporaryIn: directory)
    }

    mutating func append(_ place: Place, _ payload: [UInt8]) throws(IngestError) {
      var frame = SpillWriter()
      frame.put(place.key)
      frame.put(place.sequence)
      frame.put(payload)
      buffer += frame.bytes
      if buffer.count >= 1 << 18 { try flush() }
    }

    private mutating func flush() throws(IngestError) {
      try file.append(buffer)
      buffer.removeAll(keepingCapacity: true)
    }

    mutating func finish() throws(IngestError) -> SortedRun {
      try flush()
      return SortedRun(file: file)
    }
  }

  /// Reads the frames back, one at a time.
  struct Reader {
    private let file: OpenFile
    private var offset: UInt64 = 0
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ run: SortedRun) { file = run.file }

    mutating func next() throws(IngestError) -> (place: Place, payload: [UInt8])? {
      guard try fill(24) else { return nil }
      var header = SpillReader(Array(buffer[position..<position + 24]))
      let place = Place(key: try header.uint64(), sequence: try header.uint64())
      let count = Int(clamping: try header.uint64())
      position += 24
      guard count < 1 << 40, try fill(count) else {
        throw IngestError(.storage, "a temporary file ended early; try again")
      }
      defer { position += count }
      return (place, Array(buffer[position..<position + count]))
    }

    /// Makes `count` bytes available; false at the end of the file.
    private mutating func fill(_ count: Int) throws(IngestError) -> Bool {
      guard buffer.count - position < count else { return true }
      buffer.removeSubrange(..<position)
      position = 0
      let missing = count - buffer.count
      let more = try file.read(at: offset, limit: max(missing, 1 << 16))
      offset += UInt64(more.count)
      buffer += more
      return buffer.count >= count
    }
  }
}
