import WeirModel

/// One committed state of a chain directory: its `HEAD`, and its files mapped.
///
/// What a writer does later does not change it.
struct Snapshot: Sendable {
  let head: Head
  let directory: Directory

  /// Maps everything that the current `HEAD` names.
  ///
  /// - Throws: ``LedgerError/Code/notFound`` if there is no ledger, ``LedgerError/Code/corrupt``.
  static func open<Content>(
    _ directory: Directory, _ read: (Snapshot) throws(LedgerError) -> Content
  ) throws(LedgerError) -> Content {
    // A commit may remove a file between the reading of HEAD and its opening: then HEAD has
    // changed, and the next attempt sees the new one. Eight commits in that time do not happen.
    var attempt = 0
    while true {
      attempt += 1
      guard let head = try Head.read(directory) else {
        throw LedgerError(.notFound, "\(directory.path): no ledger here. Ingest a chain first.")
      }
      do {
        let content = try read(Snapshot(head: head, directory: directory))
        if try Head.read(directory) == head { return content }
      } catch {
        if attempt >= 8 { throw error }
        if try Head.read(directory) == head { throw error.damage(in: directory) }
      }
    }
  }

  private func files(of column: String, table: String, width: Int) throws(LedgerError)
    -> [MappedFile]
  {
    var files: [MappedFile] = []
    for (segment, rows) in head.segments(of: table).enumerated() {
      let name = Head.file(column, segment: segment)
      files.append(try MappedFile(directory, name, length: rows * width))
    }
    return files
  }

  func column<Element>(_ name: String, as type: Element.Type = Element.self)
    throws(LedgerError) -> Column<Element>
  {
    let table = Self.table(of: name)
    let files = try files(of: name, table: table, width: MemoryLayout<Element>.size)
    return Column(files: files, segmentBits: head.segmentBits, count: head.rows(of: table))
  }

  func hashes(_ name: String) throws(LedgerError) -> HashColumn {
    let table = Self.table(of: name)
    let files = try files(of: name, table: table, width: 32)
    return HashColumn(files: files, segmentBits: head.segmentBits, count: head.rows(of: table))
  }

  /// The files of an index, one a segment.
  func index(_ name: String) throws(LedgerError) -> [MappedFile] {
    var files: [MappedFile] = []
    for (segment, rows) in head.segments(of: Self.table(of: name)).enumerated() {
      let file = Head.file(name, segment: segment, rows: rows)
      guard let entry = head.files[file] else {
        throw LedgerError(.corrupt, "\(directory.path)/HEAD: expected a line for \(file), none.")
      }
      files.append(try MappedFile(directory, file, length: entry.length))
    }
    return files
  }

  static func table(of column: String) -> String {
    String(column.prefix { $0 != "." })
  }
}

extension LedgerError {
  /// A file that HEAD names and that is not there is damage, not absence.
  fileprivate func damage(in directory: Directory) -> LedgerError {
    guard code == .notFound else { return self }
    return LedgerError(
      .corrupt, "\(message) HEAD names it: restore the ledger or ingest the chain again.")
  }
}
