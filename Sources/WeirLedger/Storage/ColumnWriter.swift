import WeirModel

// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// Appends rows to a column's files and keeps their checksums.
///
/// What is appended is on disk after ``flush()``, and durable after ``sync()``.
@safe final class ColumnWriter {
  let name: String
  let width: Int
  private(set) var rows: UInt64 = 0
  private let directory: Directory
  private let segmentBytes: Int
  private let buffer: ScratchMemory
  private var used = 0
  /// Of the segment that is being filled.
  private var file: File?
  private var segment = 0
  private var filled = 0
  private var hash = XXH64()
  /// Checksums of full segments.
  private var sealed: [UInt64] = []
  private var isDirty = false

  init(_ column: Schema.Column, _ directory: Directory, segmentBits: Int) throws(LedgerError) {
    name = column.name
    width = column.width
    self.directory = directory
    segmentBytes = column.width << segmentBits
    buffer = try ScratchMemory(count: 1 << 16)
  }

  /// Goes on behind `rows` rows, whose files `head` describes.
  ///
  /// - Throws: ``LedgerError/Code/corrupt`` if the unfinished segment is not what `head` says.
  func resume(_ head: Head, rows: UInt64) throws(LedgerError) {
    self.rows = rows
    let bytes = rows * UInt64(width)
    segment = Int(bytes / UInt64(segmentBytes))
    filled = Int(bytes % UInt64(segmentBytes))
    for full in 0..<segment {
      let name = Head.file(name, segment: full)
      guard let entry = head.files[name] else { throw missing(name) }
      sealed.append(entry.checksum)
    }
    guard filled > 0 else { return }
    let name = Head.file(name, segment: segment)
    guard let entry = head.files[name] else { throw missing(name) }
    try unsafe MappedFile(directory, name, length: filled).withBytes { unsafe hash.update($0) }
    guard hash.digest() == entry.checksum else {
      throw LedgerError(
        .corrupt,
        "\(directory.path(of: name)): expected checksum \(Head.hex(entry.checksum)), found "
          + "\(Head.hex(hash.digest())). Restore the ledger or ingest the chain again.")
    }
    file = try File(directory.path(of: name), .update)
  }

  private func missing(_ name: String) -> LedgerError {
    LedgerError(.corrupt, "\(directory.path)/HEAD: expected a line for \(name), none.")
  }

  // MARK: - Appending

  @inline(__always)
  func append<Element: FixedWidthInteger & BitwiseCopyable>(_ value: Element)
    throws(LedgerError)
  {
    assert(MemoryLayout<Element>.size == width)
    if used + MemoryLayout<Element>.size > buffer.count { try flush() }
    unsafe buffer.bytes.storeBytes(of: value.littleEndian, toByteOffset: used, as: Element.self)
    used += MemoryLayout<Element>.size
    rows += 1
  }

  func append(_ hash: Hash32) throws(LedgerError) {
    assert(width == 32)
    if used + 32 > buffer.count { try flush() }
    let (a, b, c, d) = hash.words
    unsafe buffer.bytes.storeBytes(of: a.bigEndian, toByteOffset: used, as: UInt64.self)
    unsafe buffer.bytes.storeBytes(of: b.bigEndian, toByteOffset: used + 8, as: UInt64.self)
    unsafe buffer.bytes.storeBytes(of: c.bigEndian, toByteOffset: used + 16, as: UInt64.self)
    unsafe buffer.bytes.storeBytes(of: d.bigEndian, toByteOffset: used + 24, as: UInt64.self)
    used += 32
    rows += 1
  }

  /// Whole rows, as they stand in the file.
  func append(contentsOf bytes: UnsafeRawBufferPointer) throws(LedgerError) {
    precondition(bytes.count.isMultiple(of: width), "whole rows")
    if bytes.count > buffer.count - used { try flush() }
    if bytes.count > buffer.count {
      try unsafe write(bytes)
    } else {
      unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[used...]).copyMemory(from: bytes)
      used += bytes.count
    }
    rows += UInt64(bytes.count / width)
  }

  /// Hands what is buffered to the system.
  func flush() throws(LedgerError) {
    guard used > 0 else { return }
    let count = used
    used = 0
    try unsafe write(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]))
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws(LedgerError) {
    var rest = unsafe bytes
    while rest.count > 0 {
      let file = try openedFile()
      let count = min(rest.count, segmentBytes - filled)
      let part = unsafe UnsafeRawBufferPointer(rebasing: rest[..<count])
      try unsafe file.write(part, at: filled)
      unsafe hash.update(part)
      filled += count
      isDirty = true
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      if filled == segmentBytes { try seal(file) }
    }
  }

  private func openedFile() throws(LedgerError) -> File {
    if let file { return file }
    let path = directory.path(of: Head.file(name, segment: segment))
    let opened = try File(path, .replace)
    file = opened
    return opened
  }

  private func seal(_ file: File) throws(LedgerError) {
    try file.sync()
    sealed.append(hash.digest())
    hash = XXH64()
    self.file = nil
    segment += 1
    filled = 0
  }

  // MARK: - Committing

  /// Makes everything that was flushed durable.
  func sync() throws(LedgerError) {
    if isDirty { try file?.sync() }
    isDirty = false
  }

  /// Its files, as `HEAD` lists them.
  func describe(in files: inout [String: Head.Entry]) {
    assert(used == 0, "flush first")
    for (index, checksum) in sealed.enumerated() {
      files[Head.file(name, segment: index)] = Head.Entry(
        length: segmentBytes, checksum: checksum)
    }
    if filled > 0 {
      files[Head.file(name, segment: segment)] = Head.Entry(
        length: filled, checksum: hash.digest())
    }
  }
}
