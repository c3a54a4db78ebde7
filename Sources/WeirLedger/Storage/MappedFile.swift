import Glibc

// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// The first bytes of a file, mapped for reading for as long as this lives.
///
/// A file that is renamed over or removed stays readable here.
// Immutable after init, and the memory behind it is only ever read.
@safe final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  let name: String

  /// - Throws: ``LedgerError/Code/corrupt`` if the file is shorter than `length`.
  init(_ directory: Directory, _ name: String, length: Int) throws(LedgerError) {
    self.name = name
    guard length > 0 else {
      unsafe bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let file = try File(directory.path(of: name), .read)
    let found = try file.length
    guard found >= length else {
      throw LedgerError(
        .corrupt,
        "\(file.path): expected at least \(length) bytes, found \(found). The ledger is damaged: "
          + "restore it or ingest the chain again.")
    }
    unsafe bytes = try file.map(length: length)
  }

  deinit {
    if let address = unsafe bytes.baseAddress {
      unsafe _ = munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }
  }

  /// All bytes; the file stays mapped until `body` returns.
  func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { extendLifetime(self) }
    return try unsafe body(bytes)
  }

  /// The value at a byte offset; traps outside the file.
  func load<Value: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: Value.Type)
    -> Value
  {
    Value(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: type))
  }
}

extension MappedFile {
  var count: Int { unsafe bytes.count }

  /// `count` elements from a byte offset that is a multiple of eight.
  ///
  /// Files are little-endian, and so are the machines that Weir runs on.
  func elements<Element: BitwiseCopyable>(
    of type: Element.Type = Element.self, at offset: Int = 0, count: Int
  ) -> UnsafeBufferPointer<Element> {
    let end = offset + count * MemoryLayout<Element>.stride
    precondition(offset >= 0 && count >= 0 && end <= self.count, "outside the file")
    let slice = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset..<end])
    return unsafe slice.assumingMemoryBound(to: type)
  }
}
