// Unsafe: kernels run over mapped columns and scratch memory; bounds are checked before the loop.

/// The rows of one segment in the order of 64-bit keys, with a directory of buckets of keys.
///
/// The keys themselves are not here: they are derived from the rows' columns, and where keys
/// tie, the order goes on by the whole value, so that a search is logarithmic on any data.
// Immutable, over memory that is only read and that `file` keeps mapped.
@safe struct SortedIndex: @unchecked Sendable {
  let rows: UnsafeBufferPointer<UInt32>
  private let directory: UnsafeBufferPointer<UInt32>
  private let shift: UInt64
  private let file: MappedFile

  /// - Parameter segmentRows: rows of the segment; an index that names others is damaged.
  init(_ file: MappedFile) throws(LedgerError) {
    let fields = try IndexHeader(file, magic: IndexHeader.sorted).fields
    let sections = Self.sections(buckets: Int(fields[2]), entries: Int(fields[3]))
    guard sections[2] == file.count, fields[1] <= 64 else {
      throw LedgerError(
        .corrupt, "\(file.name): expected \(sections[2]) bytes, found \(file.count).")
    }
    self.file = file
    shift = fields[1]
    unsafe directory = file.elements(at: sections[0], count: Int(fields[2]) + 1)
    unsafe rows = file.elements(at: sections[1], count: Int(fields[3]))
  }

  private static func sections(buckets: Int, entries: Int) -> [Int] {
    IndexHeader.offsets([(buckets + 1) * 4, entries * 4])
  }

  /// The places in ``rows`` that may hold a key; always within bounds.
  func places(near key: UInt64) -> Range<Int> {
    let bucket = key >> shift
    guard unsafe bucket < UInt64(directory.count - 1) else { return 0..<0 }
    let high = unsafe min(Int(directory[Int(bucket) + 1]), rows.count)
    return unsafe min(Int(directory[Int(bucket)]), high)..<high
  }

  /// The first place near `key` whose row is not before what is searched for.
  func firstPlace(near key: UInt64, _ isBefore: (UInt32) -> Bool) -> Range<Int> {
    let places = places(near: key)
    var low = places.lowerBound
    var high = places.upperBound
    while low < high {
      let middle = (low + high) / 2
      if isBefore(unsafe rows[middle]) { low = middle + 1 } else { high = middle }
    }
    return low..<places.upperBound
  }

  // MARK: - Building

  /// Sorts rows by key, then rows of equal keys by `isBefore` where it is given.
  static func build(
    keys: UnsafeMutableBufferPointer<UInt64>, rows: UnsafeMutableBufferPointer<UInt32>,
    ties isBefore: ((UInt32, UInt32) -> Bool)?
  ) throws(LedgerError) -> ScratchMemory {
    try unsafe radixSort(keys: keys, rows: rows, digits: isBefore == nil ? 0..<6 : 3..<6)
    if let isBefore { unsafe sortTies(keys, rows, isBefore) }
    let count = keys.count
    let largest = unsafe count == 0 ? 0 : keys[count - 1]
    var shift: UInt64 = 0
    while shift < 63 && largest >> shift > UInt64(count / rowsPerBucket) { shift += 1 }
    let buckets = Int(largest >> shift) + 1
    let sections = sections(buckets: buckets, entries: count)
    let memory = try ScratchMemory(count: sections[2])
    let directory = unsafe memory.elements(UInt32.self, at: sections[0], count: buckets + 1)
    var bucket = 0
    for place in 0..<count {
      while unsafe bucket <= Int(keys[place] >> shift) {
        unsafe directory[bucket] = UInt32(truncatingIfNeeded: place)
        bucket += 1
      }
    }
    while bucket <= buckets {
      unsafe directory[bucket] = UInt32(truncatingIfNeeded: count)
      bucket += 1
    }
    let target = unsafe memory.elements(UInt32.self, at: sections[1], count: count)
    unsafe _ = target.update(fromContentsOf: rows)
    IndexHeader.write([IndexHeader.sorted, shift, UInt64(buckets), UInt64(count)], to: memory)
    return memory
  }

  /// Puts rows whose keys share their top bits in order, by key and then by the whole value.
  private static func sortTies(
    _ keys: UnsafeMutableBufferPointer<UInt64>, _ rows: UnsafeMutableBufferPointer<UInt32>,
    _ isBefore: (UInt32, UInt32) -> Bool
  ) {
    var start = 0
    while start < keys.count {
      let prefix = unsafe keys[start] >> sortedBits
      var end = start + 1
      while unsafe end < keys.count && keys[end] >> sortedBits == prefix { end += 1 }
      if end - start > 1 {
        var run = (start..<end).map { unsafe (key: keys[$0], row: rows[$0]) }
        run.sort { $0.key != $1.key ? $0.key < $1.key : isBefore($0.row, $1.row) }
        for (place, entry) in run.enumerated() {
          unsafe keys[start + place] = entry.key
          unsafe rows[start + place] = entry.row
        }
      }
      start = end
    }
  }

  /// A bucket's number has the width of a row: at sixteen rows a bucket the directory costs a
  /// quarter of a byte a row, and a search two steps more than at four.
  private static let rowsPerBucket = 16

  /// Hashes and payloads rarely share the bits above these: three digits sort them, and
  /// comparison does the rest.
  private static let sortedBits: UInt64 = 33
}
