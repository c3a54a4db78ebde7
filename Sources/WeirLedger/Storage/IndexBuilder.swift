import WeirModel

// Unsafe: kernels run over mapped columns and scratch memory; bounds are checked before the loop.

/// Makes the file of one segment of an index from the columns that are on disk.
struct IndexBuilder {
  /// Its `head` counts the rows that the index is to cover; they may not be committed yet.
  let snapshot: Snapshot

  func build(_ index: Schema.Index, segment: Int, rows: Int) throws(LedgerError)
    -> ScratchMemory
  {
    switch index.content {
    case .postings(let key, let neighbour):
      let keys = try file(key, segment, bytes: rows * 4)
      let neighbours = neighbour == nil ? nil : try file(neighbour ?? "", segment, bytes: rows * 4)
      defer { extendLifetime((keys, neighbours)) }
      return try unsafe Postings.build(
        keys: keys.elements(count: rows), neighbours: neighbours?.elements(count: rows))
    case .sortedNumbers(let column):
      let numbers = try file(column, segment, bytes: rows * 8)
      return try sort(rows) { row in
        let number = numbers.load(row * 8, as: UInt64.self)
        return number >> 62 == 0 ? number : nil
      }
    case .sortedHashes(let column):
      let hashes = try HashColumn(
        files: [file(column, segment, bytes: rows * 32)], segmentBits: 32, count: UInt64(rows))
      return try sort(rows) { row in
        let hash = hashes[UInt64(row)]
        return hash == .zero ? nil : hash.words.0
      } ties: { left, right in
        let (a, b) = (hashes[UInt64(left)], hashes[UInt64(right)])
        return a != b ? a < b : left < right
      }
    case .sortedAccounts:
      return try sortAccounts(segment, rows)
    }
  }

  private func sortAccounts(_ segment: Int, _ rows: Int) throws(LedgerError) -> ScratchMemory {
    let table = try AccountTable(snapshot)
    // Ids are 32 bits wide by the format.
    let base = UInt32(truncatingIfNeeded: segment << snapshot.head.segmentBits)
    var keys = AccountTable.Keys(table, rows: UInt64(base)..<(UInt64(base) + UInt64(rows)))
    // Two rows of one key meet in any sort; only an import can bring them.
    var twin: AccountKey?
    let memory = try sort(rows) { _ in
      keys.next()?.bytes.words.0
    } ties: { left, right in
      let (left, right) = (table.key(of: base + left), table.key(of: base + right))
      if left == right { twin = left }
      return AccountTable.isBefore(left, right)
    }
    if let twin {
      throw LedgerError(
        .invalidBlock,
        "\(snapshot.head.chain): account \(twin.payload.hex) came in under two numbers. Give "
          + "each account one.")
    }
    return memory
  }

  /// Sorts the rows that have a key.
  private func sort(
    _ rows: Int, key: (Int) -> UInt64?, ties: ((UInt32, UInt32) -> Bool)? = nil
  ) throws(LedgerError) -> ScratchMemory {
    let keyMemory = try ScratchMemory(count: rows * 8)
    let rowMemory = try ScratchMemory(count: rows * 4)
    let keys = unsafe keyMemory.elements(UInt64.self, count: rows)
    let order = unsafe rowMemory.elements(UInt32.self, count: rows)
    defer { extendLifetime((keyMemory, rowMemory)) }
    var count = 0
    for row in 0..<rows {
      guard let key = key(row) else { continue }
      unsafe keys[count] = key
      unsafe order[count] = UInt32(truncatingIfNeeded: row)
      count += 1
    }
    return try unsafe SortedIndex.build(
      keys: UnsafeMutableBufferPointer(rebasing: keys[..<count]),
      rows: UnsafeMutableBufferPointer(rebasing: order[..<count]), ties: ties)
  }

  private func file(_ column: String, _ segment: Int, bytes: Int) throws(LedgerError)
    -> MappedFile
  {
    try MappedFile(snapshot.directory, Head.file(column, segment: segment), length: bytes)
  }
}
