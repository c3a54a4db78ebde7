/// The files of one ingest, and how far it is in them.
struct FileSet {
  let files: [SourceFile]
  let bytesTotal: UInt64
  private(set) var bytesRead: UInt64 = 0
  private let progress: (IngestProgress) -> Void

  /// Bytes that are read at a time.
  static let chunk = 1 << 20

  /// Looks at every file before anything is read, so that a wrong name costs no time.
  init(_ paths: [String], progress: @escaping (IngestProgress) -> Void) throws(IngestError) {
    var files: [SourceFile] = []
    for path in paths {
      let file = try SourceFile(path)
      guard file.count > 0 else {
        throw IngestError(.empty, "expected a file with something in it, found 0 bytes", file: path)
      }
      files.append(file)
    }
    self.files = files
    self.progress = progress
    bytesTotal = files.reduce(0) { $0 + $1.count }
  }

  /// The file's first bytes; what is compressed is refused.
  static func head(of file: SourceFile, limit: Int = 4096) throws(IngestError) -> [UInt8] {
    let head = try file.read(at: 0, limit: limit)
    try Compression.refuse(head, file: file.path)
    return head
  }

  /// The file's bytes behind `offset`, which moves on; `nil` at its end.
  mutating func nextChunk(
    of file: SourceFile, at offset: inout UInt64
  ) throws(IngestError) -> [UInt8]? {
    guard offset < file.count else { return nil }
    let chunk = try file.read(at: offset, limit: Self.chunk)
    guard !chunk.isEmpty else {
      throw IngestError(
        .unreadable, "expected \(file.count) bytes, found \(offset): it was shortened meanwhile",
        file: file.path)
    }
    offset += UInt64(chunk.count)
    advance(by: UInt64(chunk.count), in: file)
    return chunk
  }

  /// Counts bytes that were read otherwise.
  mutating func advance(by count: UInt64, in file: SourceFile) {
    bytesRead += count
    progress(
      IngestProgress(
        phase: .reading, file: file.path, bytesRead: bytesRead, bytesTotal: bytesTotal))
  }

  /// Says how much of what was read is in the ledger.
  func reportAppending(
    blocks: UInt64, transfers: UInt64, done: UInt64, of total: UInt64
  ) {
    // Bytes are what the whole is measured in: the share of what is appended, as bytes.
    let share = Double(done) / Double(max(total, 1))
    progress(
      IngestProgress(
        phase: .appending, file: files.last?.path ?? "",
        bytesRead: min(bytesTotal, UInt64(share * Double(bytesTotal))), bytesTotal: bytesTotal,
        blocks: blocks, transfers: transfers))
  }
}
