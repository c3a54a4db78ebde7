/// The files of one ingest, and how far it is in them.
struct FileSet {
  let files: [OpenFile]
  let bytesTotal: UInt64
  private(set) var bytesRead: UInt64 = 0
  private let progress: (IngestProgress) -> Void

  /// Bytes that are read at a time.
  static let chunk = 1 << 20

  /// Opens every file before anything is read, so that a wrong name costs no time.
  init(_ paths: [String], progress: @escaping (IngestProgress) -> Void) throws(IngestError) {
    var files: [OpenFile] = []
    for path in paths {
      let file = try OpenFile(reading: path)
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
  static func head(of file: OpenFile, limit: Int = 4096) throws(IngestError) -> [UInt8] {
    let head = try file.read(at: 0, limit: limit)
    try Compression.refuse(head, file: file.path)
    return head
  }

  /// The file's bytes behind `offset`, which moves on; `nil` at its end.
  mutating func nextChunk(
    of file: OpenFile, at offset: inout UInt64
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
  mutating func advance(by count: UInt64, in file: OpenFile) {
    bytesRead += count
    progress(
      IngestProgress(
        phase: .reading, file: file.path, bytesRead: bytesRead, bytesTotal: bytesTotal))
  }

  /// Says how much of the ledger is written.
  func reportAppending(_ report: IngestReport, done: UInt64, of total: UInt64) {
    progress(
      IngestProgress(
        phase: .appending, file: files.last?.path ?? "", bytesRead: done, bytesTotal: total,
        blocks: report.blocks, transfers: report.transfers))
  }
}
