import WeirModel

// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// A chain directory opened for writing: columns to append to, a commit point, and the way back.
///
/// There is one at a time. What is appended is invisible until ``commit()``; after a crash the
/// next one removes what was never committed.
final class ChainStore {
  let directory: Directory
  let schema: Schema
  /// What is committed.
  private(set) var head: Head
  private var columns: [String: ColumnWriter] = [:]
  /// Rows of tables that have no column.
  private var bareRows: [String: UInt64] = [:]
  // Held for as long as this lives.
  private let lock: File

  /// Opens the directory, or makes it with an empty `HEAD`.
  ///
  /// - Throws: ``LedgerError/Code/busy`` if another writer has it, ``LedgerError/Code/mismatch``
  ///   if it holds another chain or was made with other parameters, ``LedgerError/Code/corrupt``.
  init(_ directory: Directory, new: Head) throws(LedgerError) {
    try directory.create()
    lock = try File(directory.path(of: "lock"), .update)
    guard try lock.tryLock() else {
      throw LedgerError(
        .busy,
        "\(directory.path): another process is writing to this chain. Wait for it, or stop it.")
    }
    let found = try Head.read(directory)
    if let found {
      try Self.check(found, against: new, directory)
      head = found
    } else {
      head = new
    }
    schema = head.schema
    self.directory = directory
    try removeStrays()
    if found == nil { try writeHead(new) }
    try openColumns()
  }

  private static func check(_ found: Head, against new: Head, _ directory: Directory)
    throws(LedgerError)
  {
    guard found.chain == new.chain, found.family == new.family, found.hashes == new.hashes else {
      throw LedgerError(
        .mismatch,
        "\(directory.path): expected \(new.chain) (\(new.family.rawValue), hashes "
          + "\(new.hashes)), found \(found.chain) (\(found.family.rawValue), hashes "
          + "\(found.hashes)). Use another directory.")
    }
  }

  private func openColumns() throws(LedgerError) {
    columns = [:]
    for table in schema.tables {
      let rows = head.rows(of: table.name)
      if table.columns.isEmpty { bareRows[table.name] = rows }
      for column in table.columns {
        let writer = try ColumnWriter(column, directory, segmentBits: head.segmentBits)
        try writer.resume(head, rows: rows)
        columns[column.name] = writer
      }
    }
  }

  /// - Precondition: the schema has it.
  func column(_ name: String) -> ColumnWriter {
    guard let column = columns[name] else { preconditionFailure("no column \(name)") }
    return column
  }

  /// Rows of a table, those not committed included.
  func rows(of table: String) -> UInt64 {
    guard let first = schema.table(table)?.columns.first else { return bareRows[table] ?? 0 }
    return column(first.name).rows
  }

  /// Counts rows of a table that has no column.
  func addBareRows(_ count: UInt64, to table: String) { bareRows[table, default: 0] += count }

  // MARK: - Recovery

  /// Removes what no commit names: files of a crashed commit or rollback, and tails.
  ///
  /// A file that is too long is replaced, never truncated: a reader may have it mapped.
  private func removeStrays() throws(LedgerError) {
    var isChanged = false
    for name in try directory.names() where name != Head.name && name != "lock" {
      guard let entry = head.files[name] else {
        try directory.remove(name)
        isChanged = true
        continue
      }
      guard try File(directory.path(of: name), .read).length > entry.length else { continue }
      let prefix = try MappedFile(directory, name, length: entry.length)
      try unsafe prefix.withBytes { bytes throws(LedgerError) in
        try unsafe directory.replace(name, with: bytes)
      }
      isChanged = true
    }
    if isChanged { try directory.sync() }
  }
}

// MARK: - Commit and rollback

extension ChainStore {
  /// Makes everything that was appended durable and visible.
  ///
  /// - Throws: ``LedgerError/Code/diskFull`` and other failures of the disk; the state that was
  ///   committed before stays what readers see.
  func commit() throws(LedgerError) {
    var next = head
    next.files = [:]
    for table in schema.tables {
      next.rows[table.name] = rows(of: table.name)
      for spec in table.columns {
        let writer = column(spec.name)
        assert(writer.rows == next.rows(of: table.name), "columns of \(table.name) differ")
        try writer.flush()
        try writer.sync()
        writer.describe(in: &next.files)
      }
    }
    guard next.rows != head.rows else { return }
    try buildIndexes(for: &next)
    try publish(next)
    try removeIndexes()
  }

  /// Goes back to smaller counts; everything must be committed.
  ///
  /// The new `HEAD` comes first, so that a crash leaves either the old state or the new one.
  func rollback(to rows: [String: UInt64]) throws(LedgerError) {
    precondition(
      schema.tables.allSatisfy { self.rows(of: $0.name) == head.rows(of: $0.name) },
      "commit first")
    var next = head
    next.files = [:]
    for (table, count) in rows {
      precondition(count <= head.rows(of: table), "rollback goes back")
      next.rows[table] = count
    }
    try describeColumns(in: &next)
    try buildIndexes(for: &next)
    try publish(next)
    try removeStrays()
    try openColumns()
  }

  /// Lengths and checksums of the prefixes that stay.
  private func describeColumns(in next: inout Head) throws(LedgerError) {
    for table in schema.tables {
      for column in table.columns {
        for (segment, rows) in next.segments(of: table.name).enumerated() {
          let name = Head.file(column.name, segment: segment)
          let length = rows * column.width
          if let entry = head.files[name], entry.length == length {
            next.files[name] = entry
            continue
          }
          let prefix = try MappedFile(directory, name, length: length)
          let checksum = unsafe prefix.withBytes { unsafe XXH64.hash($0) }
          next.files[name] = Head.Entry(length: length, checksum: checksum)
        }
      }
    }
  }

  /// Writes the index files that the committed state does not have yet.
  private func buildIndexes(for next: inout Head) throws(LedgerError) {
    let builder = IndexBuilder(snapshot: Snapshot(head: next, directory: directory))
    for index in schema.indexes {
      for (segment, rows) in next.segments(of: index.table).enumerated() {
        let name = Head.file(index.name, segment: segment, rows: rows)
        if let entry = head.files[name] {
          next.files[name] = entry
          continue
        }
        let memory = try builder.build(index, segment: segment, rows: rows)
        let bytes = unsafe UnsafeRawBufferPointer(memory.bytes)
        try unsafe directory.replace(name, with: bytes)
        next.files[name] = Head.Entry(length: memory.count, checksum: unsafe XXH64.hash(bytes))
        extendLifetime(memory)
      }
    }
  }

  /// The commit point.
  private func publish(_ next: Head) throws(LedgerError) {
    // The names of new files must be durable before HEAD that lists them.
    try directory.sync()
    try writeHead(next)
    head = next
  }

  private func writeHead(_ next: Head) throws(LedgerError) {
    let bytes = next.encoded
    var failure: LedgerError?
    unsafe bytes.withUnsafeBytes { bytes in
      do throws(LedgerError) {
        try unsafe directory.replace(Head.name, with: bytes)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    try directory.sync()
  }

  /// Removes index files of the state before.
  private func removeIndexes() throws(LedgerError) {
    for name in try directory.names() where name != Head.name && name != "lock" {
      if head.files[name] == nil { try directory.remove(name) }
    }
  }
}
