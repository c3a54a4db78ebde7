// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// A committed column of little-endian numbers, read by row.
///
/// Traps on a row that does not exist; never reads outside the files.
// Immutable, over memory that is only read and that `files` keeps mapped.
@safe struct Column<Element: FixedWidthInteger & BitwiseCopyable>: @unchecked Sendable {
  let count: UInt64
  let segmentBits: UInt64
  private let files: [MappedFile]
  private let bases: [UnsafePointer<Element>]

  init(files: [MappedFile], segmentBits: Int, count: UInt64) {
    self.files = files
    self.count = count
    self.segmentBits = UInt64(segmentBits)
    var bases: [UnsafePointer<Element>] = unsafe []
    for file in files {
      // A segment of a table with rows is never empty, so its mapping has an address; mappings
      // are aligned to pages.
      if let base = unsafe file.bytes.baseAddress {
        unsafe bases.append(base.assumingMemoryBound(to: Element.self))
      }
    }
    unsafe self.bases = bases
  }

  @inline(__always)
  subscript(row: UInt64) -> Element {
    precondition(row < count, "row outside the column")
    let local = Int(truncatingIfNeeded: row & ((1 &<< segmentBits) &- 1))
    let segment = Int(truncatingIfNeeded: row &>> segmentBits)
    return Element(littleEndian: unsafe bases[segment][local])
  }

  var segmentCount: Int { files.count }

  /// One segment's rows.
  func segment(_ index: Int) -> UnsafeBufferPointer<Element> {
    let start = UInt64(index) << segmentBits
    let rows = min(count - start, 1 << segmentBits)
    return unsafe UnsafeBufferPointer(start: bases[index], count: Int(rows))
  }

  /// The first row in `range` whose value is above `value`, where values do not descend.
  func firstRow(above value: Element, in range: Range<UInt64>) -> UInt64 {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = low + (high - low) / 2
      if self[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Column where Element == UInt8 {
  /// Eight bytes as a big-endian number, or `nil` where they do not lie in one segment.
  func bigEndianWord(at row: UInt64) -> UInt64? {
    let local = Int(truncatingIfNeeded: row & ((1 << segmentBits) - 1))
    guard row + 8 <= count, local + 8 <= 1 << Int(segmentBits) else { return nil }
    let segment = unsafe segment(Int(row >> segmentBits))
    let bytes = UnsafeRawBufferPointer(segment)
    return UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: local, as: UInt64.self))
  }
}
