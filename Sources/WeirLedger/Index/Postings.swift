// Unsafe: kernels run over mapped columns and scratch memory; bounds are checked before the loop.

/// The rows of one segment by account: for each account its rows, ascending, side by side.
///
/// For payers the payee stands beside each row, so that one hop reads memory in order.
// Immutable, over memory that is only read and that `file` keeps mapped.
@safe struct Postings: @unchecked Sendable {
  let rows: UnsafeBufferPointer<UInt32>
  /// As many as `rows`, or none.
  let neighbours: UnsafeBufferPointer<UInt32>
  private let file: MappedFile
  private let layout: Layout

  /// Dense: offsets of every key. Sparse: present keys alone, in buckets of 2^`bits` keys.
  @unsafe private enum Layout {
    case dense(offsets: UnsafeBufferPointer<UInt32>)
    case sparse(
      bits: UInt32, directory: UnsafeBufferPointer<UInt32>, lows: UnsafeBufferPointer<UInt16>,
      offsets: UnsafeBufferPointer<UInt32>)
  }

  /// What the header says, and where the sections lie.
  struct Shape {
    /// 0 where the layout is dense.
    var bits: UInt64
    /// One above the largest key.
    var limit: UInt64
    var keys: UInt64
    var entries: UInt64
    var hasNeighbours: Bool

    var fields: [UInt64] {
      [IndexHeader.postings, bits, limit, keys, entries, hasNeighbours ? 1 : 0]
    }

    /// Offsets of directory, lows, offsets, rows, neighbours, and the end.
    var sections: [Int] {
      let isDense = bits == 0
      return IndexHeader.offsets([
        isDense ? 0 : Int(limit >> bits + 2) * 4, isDense ? 0 : Int(keys) * 2,
        Int((isDense ? limit : keys) + 1) * 4, Int(entries) * 4,
        hasNeighbours ? Int(entries) * 4 : 0,
      ])
    }
  }

  init(_ file: MappedFile) throws(LedgerError) {
    let fields = try IndexHeader(file, magic: IndexHeader.postings).fields
    let shape = Shape(
      bits: fields[1], limit: fields[2], keys: fields[3], entries: fields[4],
      hasNeighbours: fields[5] == 1)
    guard shape.bits <= 16, shape.sections[5] == file.count else {
      throw LedgerError(
        .corrupt, "\(file.name): expected \(shape.sections[5]) bytes, found \(file.count).")
    }
    let sections = shape.sections
    let count = Int(shape.entries)
    self.file = file
    unsafe rows = file.elements(at: sections[3], count: count)
    unsafe neighbours = file.elements(at: sections[4], count: shape.hasNeighbours ? count : 0)
    if shape.bits == 0 {
      unsafe layout = .dense(
        offsets: file.elements(at: sections[2], count: Int(shape.limit) + 1))
    } else {
      unsafe layout = .sparse(
        bits: UInt32(shape.bits),
        directory: file.elements(at: sections[0], count: Int(shape.limit >> shape.bits + 2)),
        lows: file.elements(at: sections[1], count: Int(shape.keys)),
        offsets: file.elements(at: sections[2], count: Int(shape.keys) + 1))
    }
  }

  /// The places in ``rows`` of a key's rows; always within bounds.
  @inline(__always)
  func places(of key: UInt32) -> Range<Int> {
    switch unsafe layout {
    case .dense(let offsets):
      guard Int(key) &+ 1 < offsets.count else { return 0..<0 }
      return clamped(unsafe offsets[Int(key)], unsafe offsets[Int(key) &+ 1])
    case .sparse(let bits, let directory, let lows, let offsets):
      let bucket = Int(key &>> bits)
      guard bucket &+ 1 < directory.count else { return 0..<0 }
      var low = min(Int(unsafe directory[bucket]), lows.count)
      let end = min(Int(unsafe directory[bucket &+ 1]), lows.count)
      var high = end
      let wanted = UInt16(truncatingIfNeeded: key & (1 &<< bits &- 1))
      while low < high {
        let middle = (low &+ high) / 2
        if unsafe lows[middle] < wanted { low = middle &+ 1 } else { high = middle }
      }
      guard low < end, unsafe lows[low] == wanted else { return 0..<0 }
      return clamped(unsafe offsets[low], unsafe offsets[low &+ 1])
    }
  }

  @inline(__always)
  private func clamped(_ start: UInt32, _ end: UInt32) -> Range<Int> {
    let high = unsafe min(Int(end), rows.count)
    return min(Int(start), high)..<high
  }

  /// The first place in `places` whose row is not below `row`.
  func firstPlace(atOrAbove row: UInt32, in places: Range<Int>) -> Int {
    precondition(unsafe places.upperBound <= rows.count, "places of this index")
    var low = places.lowerBound
    var high = places.upperBound
    while low < high {
      let middle = (low + high) / 2
      if unsafe rows[middle] < row { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
