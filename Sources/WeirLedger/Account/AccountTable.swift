import WeirModel

// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// The accounts of a chain: from a number to a key, and back.
struct AccountTable: Sendable {
  /// Where every sixteenth payload begins is stored; the others are found by adding lengths.
  static let sampleBits: UInt64 = 4
  /// Bit 7 of a row's kind: the payload has another length than its kind's, and that length
  /// stands in front of it.
  static let statesLength: UInt8 = 0x80

  let kinds: Column<UInt8>
  let samples: Column<UInt64>
  let payloads: Column<UInt8>

  init(_ snapshot: Snapshot) throws(LedgerError) {
    kinds = try snapshot.column("accounts.kind")
    samples = try snapshot.column("samples.start")
    payloads = try snapshot.column("payloads.byte")
  }

  var count: UInt64 { kinds.count }

  /// - Precondition: `id < count`.
  func key(of id: UInt32) -> AccountKey {
    let row = UInt64(id)
    let (bytes, kind) = extent(of: row, at: start(of: row))
    return key(at: bytes.lowerBound, length: UInt8(truncatingIfNeeded: bytes.count), kind: kind)
  }

  /// Bytes of payload that the format gives a kind; of all others the length is stated.
  ///
  /// Part of the format, and here because hot loops do not cross a module.
  static func fixedLength(ofKind kind: UInt8) -> UInt8? {
    switch kind {
    case 1, 2, 3, 8: 20
    case 4, 5, 7: 32
    default: nil
    }
  }

  /// Where what is stored of an account begins; the end of all for the one behind the last.
  func start(of row: UInt64) -> UInt64 {
    guard row < count else { return payloads.count }
    let first = row & ~(1 << Self.sampleBits - 1)
    var start = samples[row >> Self.sampleBits]
    for other in first..<row { start = extent(of: other, at: start).bytes.upperBound }
    return start
  }

  /// The payload's bytes and the kind, of the account whose bytes begin at `start`.
  @inline(__always)
  private func extent(of row: UInt64, at start: UInt64) -> (bytes: Range<UInt64>, kind: UInt8) {
    let byte = kinds[row]
    if byte & Self.statesLength == 0 {
      return (start..<(start + UInt64(Self.fixedLength(ofKind: byte) ?? 0)), byte)
    }
    let first = start + 1
    return (first..<(first + UInt64(payloads[start])), byte & ~Self.statesLength)
  }

  private func key(at start: UInt64, length: UInt8, kind: UInt8) -> AccountKey {
    let words = (
      word(start, 0, length), word(start, 8, length), word(start, 16, length),
      word(start, 24, length)
    )
    return AccountKey(
      kind: AddressKind(rawValue: kind), hash: Hash32(words: words), count: min(length, 32))
  }

  /// Eight payload bytes as a big-endian number, zeros behind the end.
  private func word(_ start: UInt64, _ offset: UInt8, _ length: UInt8) -> UInt64 {
    guard offset < length else { return 0 }
    let first = start + UInt64(offset)
    let count = min(length - offset, 8)
    if count == 8, let word = payloads.bigEndianWord(at: first) { return word }
    var word: UInt64 = 0
    for index in 0..<UInt64(count) {
      word |= UInt64(payloads[first + index]) << (56 - 8 * index)
    }
    return word
  }

  /// The order of ``Schema/Index/Content/sortedAccounts``: payload, kind, length.
  static func isBefore(_ left: AccountKey, _ right: AccountKey) -> Bool {
    if left.bytes != right.bytes { return left.bytes < right.bytes }
    if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
    return left.count < right.count
  }

  /// Finds a key in the segments of `accounts.by-key`.
  ///
  /// - Complexity: O(log n) in each segment.
  func id(of key: AccountKey, in index: [SortedIndex]) -> UInt32? {
    let segmentBits = kinds.segmentBits
    for (segment, sorted) in index.enumerated() {
      let base = UInt64(segment) << segmentBits
      let places = sorted.firstPlace(near: key.bytes.words.0) { row in
        Self.isBefore(self.key(of: UInt32(truncatingIfNeeded: base + UInt64(row))), key)
      }
      guard let place = places.first else { continue }
      // Ids are 32 bits wide by the format.
      let id = UInt32(truncatingIfNeeded: base + UInt64(sorted.row(at: place)))
      if self.key(of: id) == key { return id }
    }
    return nil
  }
}

extension SortedIndex {
  func row(at place: Int) -> UInt32 {
    precondition(place < count, "a place of this index")
    return unsafe rows[place]
  }

  var count: Int { unsafe rows.count }
}

extension AccountTable {
  /// The keys in order of their numbers, read in the order of memory.
  struct Keys: IteratorProtocol {
    private let table: AccountTable
    private var row: UInt64
    private let end: UInt64
    private var start: UInt64

    /// - Parameter rows: begins at a multiple of 16, as segments do.
    init(_ table: AccountTable, rows: Range<UInt64>? = nil) {
      self.table = table
      row = rows?.lowerBound ?? 0
      end = rows?.upperBound ?? table.count
      start = row < end ? table.samples[row >> AccountTable.sampleBits] : 0
    }

    mutating func next() -> AccountKey? {
      guard row < end else { return nil }
      let (bytes, kind) = table.extent(of: row, at: start)
      // One byte states it, and a fixed one is at most 32.
      let length = UInt8(truncatingIfNeeded: bytes.count)
      let key = table.key(at: bytes.lowerBound, length: length, kind: kind)
      start = bytes.upperBound
      row += 1
      return key
    }
  }
}
