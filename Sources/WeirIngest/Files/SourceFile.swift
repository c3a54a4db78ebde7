/// A file to be ingested. It is open only while it is being read: a node's folder has more files
/// than a process may have open.
struct SourceFile {
  let path: String
  /// Bytes when it was first looked at.
  let count: UInt64

  init(_ path: String) throws(IngestError) {
    self.path = path
    count = try OpenFile(reading: path).count
  }

  /// The bytes from `offset` on, at most `limit`; fewer only at the end of the file.
  func read(at offset: UInt64, limit: Int) throws(IngestError) -> [UInt8] {
    try OpenFile(reading: path).read(at: offset, limit: limit)
  }
}
