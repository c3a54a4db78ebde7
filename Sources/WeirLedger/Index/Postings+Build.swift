// Unsafe: kernels run over mapped columns and scratch memory; bounds are checked before the loop.

extension Postings {
  /// The file of one segment's keys; ``AccountIndex/nobody`` has no postings.
  ///
  /// Dense where offsets for every key cost at most two bytes a row. A pure function of the
  /// columns.
  static func build(
    keys: UnsafeBufferPointer<UInt32>, neighbours: UnsafeBufferPointer<UInt32>?
  ) throws(LedgerError) -> ScratchMemory {
    var largest: UInt32?
    var entries = 0
    var row = 0
    while row < keys.count {
      let key = unsafe keys[row]
      row &+= 1
      guard key != UInt32.max else { continue }
      entries &+= 1
      largest = max(largest ?? 0, key)
    }
    var shape = Shape(
      bits: 0, limit: largest.map { UInt64($0) + 1 } ?? 0, keys: 0, entries: UInt64(entries),
      hasNeighbours: unsafe neighbours != nil)
    if shape.limit * 2 <= UInt64(keys.count) {
      return try unsafe buildDense(keys, neighbours, &shape)
    }
    return try unsafe buildSparse(keys, neighbours, &shape)
  }

  /// Counting sort: count, sum, scatter.
  private static func buildDense(
    _ keys: UnsafeBufferPointer<UInt32>, _ neighbours: UnsafeBufferPointer<UInt32>?,
    _ shape: inout Shape
  ) throws(LedgerError) -> ScratchMemory {
    let sections = shape.sections
    let memory = try ScratchMemory(count: sections[5])
    let limit = Int(shape.limit)
    let offsets = unsafe memory.elements(UInt32.self, at: sections[2], count: limit + 1)
    let rows = unsafe memory.elements(UInt32.self, at: sections[3], count: Int(shape.entries))
    unsafe count(keys, into: offsets)
    shape.keys = unsafe accumulate(offsets)
    if let neighbours = unsafe neighbours {
      let beside = unsafe memory.elements(UInt32.self, at: sections[4], count: Int(shape.entries))
      unsafe scatter(keys, neighbours, offsets, rows, beside)
    } else {
      unsafe scatter(keys, offsets, rows)
    }
    // Scattering moved each offset to the next key's: move them back.
    var key = limit
    while key > 0 {
      unsafe offsets[key] = offsets[key &- 1]
      key &-= 1
    }
    unsafe offsets[0] = 0
    IndexHeader.write(shape.fields, to: memory)
    return memory
  }

  private static func count(
    _ keys: UnsafeBufferPointer<UInt32>, into counts: UnsafeMutableBufferPointer<UInt32>
  ) {
    var row = 0
    while row < keys.count {
      let key = unsafe keys[row]
      row &+= 1
      if key != UInt32.max { unsafe counts[Int(key)] &+= 1 }
    }
  }

  /// Turns counts into starts; returns how many counts were not zero.
  private static func accumulate(_ counts: UnsafeMutableBufferPointer<UInt32>) -> UInt64 {
    var present: UInt64 = 0
    var sum: UInt32 = 0
    var key = 0
    while key < counts.count {
      let count = unsafe counts[key]
      unsafe counts[key] = sum
      sum &+= count
      present &+= count == 0 ? 0 : 1
      key &+= 1
    }
    return present
  }

  private static func scatter(
    _ keys: UnsafeBufferPointer<UInt32>, _ neighbours: UnsafeBufferPointer<UInt32>,
    _ offsets: UnsafeMutableBufferPointer<UInt32>, _ rows: UnsafeMutableBufferPointer<UInt32>,
    _ beside: UnsafeMutableBufferPointer<UInt32>
  ) {
    var row = 0
    while row < keys.count {
      let key = unsafe keys[row]
      if key != UInt32.max {
        let place = Int(unsafe offsets[Int(key)])
        unsafe offsets[Int(key)] = UInt32(truncatingIfNeeded: place &+ 1)
        unsafe rows[place] = UInt32(truncatingIfNeeded: row)
        unsafe beside[place] = neighbours[row]
      }
      row &+= 1
    }
  }

  private static func scatter(
    _ keys: UnsafeBufferPointer<UInt32>, _ offsets: UnsafeMutableBufferPointer<UInt32>,
    _ rows: UnsafeMutableBufferPointer<UInt32>
  ) {
    var row = 0
    while row < keys.count {
      let key = unsafe keys[row]
      if key != UInt32.max {
        let place = Int(unsafe offsets[Int(key)])
        unsafe offsets[Int(key)] = UInt32(truncatingIfNeeded: place &+ 1)
        unsafe rows[place] = UInt32(truncatingIfNeeded: row)
      }
      row &+= 1
    }
  }
}

// MARK: - Sparse

extension Postings {
  /// Sorts pairs of key and row, then writes each key once.
  private static func buildSparse(
    _ keys: UnsafeBufferPointer<UInt32>, _ neighbours: UnsafeBufferPointer<UInt32>?,
    _ shape: inout Shape
  ) throws(LedgerError) -> ScratchMemory {
    let count = Int(shape.entries)
    let keyMemory = try ScratchMemory(count: count * 8)
    let rowMemory = try ScratchMemory(count: count * 4)
    defer { extendLifetime((keyMemory, rowMemory)) }
    let sorted = unsafe keyMemory.elements(UInt64.self, count: count)
    let rows = unsafe rowMemory.elements(UInt32.self, count: count)
    var next = 0
    for row in 0..<keys.count {
      let key = unsafe keys[row]
      guard key != UInt32.max else { continue }
      unsafe sorted[next] = UInt64(key)
      unsafe rows[next] = UInt32(truncatingIfNeeded: row)
      next += 1
    }
    try unsafe radixSort(keys: sorted, rows: rows)
    for index in 0..<count where unsafe index == 0 || sorted[index] != sorted[index - 1] {
      shape.keys += 1
    }
    shape.bits = bucketBits(limit: shape.limit, keys: shape.keys)
    let memory = try ScratchMemory(count: shape.sections[5])
    unsafe writeSparse(sorted, rows, shape, to: memory)
    let target = unsafe memory.elements(UInt32.self, at: shape.sections[3], count: count)
    unsafe _ = target.update(fromContentsOf: rows)
    if let neighbours = unsafe neighbours {
      let beside = unsafe memory.elements(UInt32.self, at: shape.sections[4], count: count)
      for index in 0..<count { unsafe beside[index] = neighbours[Int(rows[index])] }
    }
    IndexHeader.write(shape.fields, to: memory)
    return memory
  }

  /// About eight keys a bucket; at least 1 bit, since 0 says dense, and at most 16, the width of
  /// a key's low part.
  private static func bucketBits(limit: UInt64, keys: UInt64) -> UInt64 {
    var bits: UInt64 = 1
    while bits < 16 && limit >> bits > keys / 8 + 1 { bits += 1 }
    return bits
  }

  private static func writeSparse(
    _ sorted: UnsafeMutableBufferPointer<UInt64>, _ rows: UnsafeMutableBufferPointer<UInt32>,
    _ shape: Shape, to memory: ScratchMemory
  ) {
    let sections = shape.sections
    let buckets = Int(shape.limit >> shape.bits) + 2
    let directory = unsafe memory.elements(UInt32.self, at: sections[0], count: buckets)
    let lows = unsafe memory.elements(UInt16.self, at: sections[1], count: Int(shape.keys))
    let offsets = unsafe memory.elements(
      UInt32.self, at: sections[2], count: Int(shape.keys) + 1)
    var key = 0
    var bucket = 0
    for index in 0..<sorted.count where unsafe index == 0 || sorted[index] != sorted[index - 1] {
      let value = unsafe sorted[index]
      while bucket <= Int(value >> shape.bits) {
        unsafe directory[bucket] = UInt32(truncatingIfNeeded: key)
        bucket += 1
      }
      unsafe lows[key] = UInt16(truncatingIfNeeded: value & (1 << shape.bits - 1))
      unsafe offsets[key] = UInt32(truncatingIfNeeded: index)
      key += 1
    }
    while bucket < buckets {
      unsafe directory[bucket] = UInt32(truncatingIfNeeded: key)
      bucket += 1
    }
    unsafe offsets[key] = UInt32(truncatingIfNeeded: sorted.count)
  }
}
