public import WeirModel

// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// What ``Ledger/verify(progress:)`` looked at.
public struct VerificationReport: Hashable, Sendable {
  public internal(set) var chains: [ChainID] = []
  public internal(set) var fileCount = 0
  public internal(set) var bytes: UInt64 = 0
  /// Transfers of account chains and outputs of UTXO chains.
  public internal(set) var rows: UInt64 = 0
}

extension Ledger {
  /// Checks every checksum, every index against its columns, and every invariant of the rows.
  ///
  /// - Parameter progress: called with the file or the step that begins, and the bytes so far.
  /// - Throws: ``LedgerError/Code/corrupt`` with the first file and row that is damaged.
  /// - Complexity: O(bytes), and the memory of one segment's index.
  public func verify(progress: (String, UInt64) -> Void = { _, _ in }) throws(LedgerError)
    -> VerificationReport
  {
    var report = VerificationReport()
    for chain in try chains() {
      guard let family = try Head.read(folder(of: chain))?.family else { continue }
      report.chains.append(chain)
      switch family {
      case .account:
        let opened = try openAccountChain(chain)
        try opened.snapshot.verifyFiles(&report, progress)
        progress("\(chain): rows", report.bytes)
        try opened.checkInvariants()
        report.rows += opened.transferCount
      case .utxo:
        let opened = try openUTXOChain(chain)
        try opened.snapshot.verifyFiles(&report, progress)
        progress("\(chain): rows", report.bytes)
        try opened.checkInvariants()
        report.rows += opened.outputCount
      }
    }
    return report
  }
}

extension Snapshot {
  fileprivate func verifyFiles(
    _ report: inout VerificationReport, _ progress: (String, UInt64) -> Void
  ) throws(LedgerError) {
    for (name, entry) in head.files.sorted(by: { $0.key < $1.key }) {
      progress(directory.path(of: name), report.bytes)
      let file = try MappedFile(directory, name, length: entry.length)
      let found = unsafe file.withBytes { unsafe XXH64.hash($0) }
      guard found == entry.checksum else {
        throw LedgerError(
          .corrupt,
          "\(directory.path(of: name)): expected checksum \(Head.hex(entry.checksum)), found "
            + "\(Head.hex(found)). Restore the ledger or ingest the chain again.")
      }
      report.fileCount += 1
      report.bytes += UInt64(entry.length)
    }
    try verifyIndexes(progress, report.bytes)
  }

  /// An index is a pure function of its columns: made anew, it must be the same.
  private func verifyIndexes(_ progress: (String, UInt64) -> Void, _ bytes: UInt64)
    throws(LedgerError)
  {
    let builder = IndexBuilder(snapshot: self)
    for index in head.schema.indexes {
      for (segment, rows) in head.segments(of: index.table).enumerated() {
        let name = Head.file(index.name, segment: segment, rows: rows)
        progress("\(directory.path(of: name)) against its columns", bytes)
        let memory = try builder.build(index, segment: segment, rows: rows)
        let file = try MappedFile(directory, name, length: memory.count)
        let isSame = unsafe file.withBytes { bytes in
          unsafe bytes.elementsEqual(memory.bytes)
        }
        extendLifetime(memory)
        guard isSame else {
          throw damage(name, "an index of its columns", "another")
        }
      }
    }
  }

  func damage(_ place: String, _ expected: String, _ found: String) -> LedgerError {
    LedgerError(
      .corrupt,
      "\(directory.path)/\(place): expected \(expected), found \(found). Restore the ledger or "
        + "ingest the chain again.")
  }
}
