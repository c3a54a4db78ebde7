import Glibc

/// A file by its descriptor; closed when the last reference goes.
final class OpenFile {
  let path: String
  private let descriptor: Int32
  /// Bytes when it was opened, and what was appended since.
  private(set) var count: UInt64

  /// Opens a regular file for reading.
  init(reading path: String) throws(IngestError) {
    self.path = path
    // The C library wants a pointer; Swift passes the string's own for the call.
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(.unreadable, "cannot open", path) }
    count = 0
    count = try size()
  }

  /// Opens a file for appending, made where it is missing.
  init(appending path: String) throws(IngestError) {
    self.path = path
    // As above.
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system(.storage, "cannot open", path) }
    count = 0
    count = try size()
  }

  /// Makes a temporary file in `directory` that nobody else sees and that leaves nothing behind,
  /// however the process ends.
  init(temporaryIn directory: String) throws(IngestError) {
    path = directory
    // As above; O_TMPFILE gives the file no name.
    let unnamed = unsafe open(directory, O_RDWR | Self.temporary | O_CLOEXEC, 0o600)
    descriptor = unnamed >= 0 ? unnamed : Self.unlinked(in: directory)
    guard descriptor >= 0 else {
      throw .system(.storage, "cannot make a temporary file in", directory)
    }
    count = 0
  }

  // O_TMPFILE, which the C header defines in a way that Swift does not import.
  private static let temporary: Int32 = 0o20_000_000 | O_DIRECTORY

  /// For file systems without unnamed files.
  private static func unlinked(in directory: String) -> Int32 {
    let name = "\(directory)/.sort-\(getpid())-\(UInt64.random(in: .min ... .max))"
    // As above.
    let descriptor = unsafe open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    // As above.
    if descriptor >= 0 { _ = unsafe unlink(name) }
    return descriptor
  }

  deinit { close(descriptor) }

  private func size() throws(IngestError) -> UInt64 {
    var status = stat()
    // The structure is filled for the length of the call.
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .system(.unreadable, "cannot stat", path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw IngestError(
        .unreadable, "expected a file, found a directory or a device; give its files", file: path)
    }
    // A regular file's size is not negative.
    return UInt64(clamping: status.st_size)
  }

  /// The bytes from `offset` on, at most `limit`; fewer only at the end of the file.
  func read(at offset: UInt64, limit: Int) throws(IngestError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    var done = 0
    while done < limit {
      let place = off_t(clamping: offset + UInt64(done))
      // The pointer is into the array, behind what was read, and is used for the call only.
      let part = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(descriptor, buffer.baseAddress.map { unsafe $0 + done }, limit - done, place)
      }
      if part < 0 && errno == EINTR { continue }
      guard part >= 0 else { throw .system(.unreadable, "cannot read", path) }
      if part == 0 { break }
      done += part
    }
    if done < limit { bytes.removeLast(limit - done) }
    return bytes
  }

  func append(_ bytes: [UInt8]) throws(IngestError) {
    var done = 0
    while done < bytes.count {
      let place = off_t(clamping: count + UInt64(done))
      // The pointer is into the array, behind what was written, and is used for the call only.
      let part = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, bytes.count - done, place)
      }
      if part < 0 && errno == EINTR { continue }
      guard part > 0 else { throw .system(.storage, "cannot write", path) }
      done += part
    }
    count += UInt64(bytes.count)
  }

  /// Cuts the file behind its first `length` bytes.
  func truncate(to length: UInt64) throws(IngestError) {
    guard ftruncate(descriptor, off_t(clamping: length)) == 0 else {
      throw .system(.storage, "cannot shorten", path)
    }
    count = length
  }

  func sync() throws(IngestError) {
    guard fsync(descriptor) == 0 else { throw .system(.storage, "cannot sync", path) }
  }
}

extension IngestError {
  /// The error behind `errno`, with what was tried and where, and what to do.
  static func system(_ code: Code, _ attempt: String, _ path: String) -> IngestError {
    let number = errno
    // strerror returns static or thread-local text that is copied at once.
    let reason = unsafe String(cString: strerror(number))
    let advice =
      switch number {
      case ENOSPC, EDQUOT, EFBIG: ". Make room, and run the same command again"
      case EACCES, EPERM, EROFS: ". Give this user the right to it"
      case ENOENT: ". Is the name right?"
      default: ""
      }
    return IngestError(code, "\(attempt) it: \(reason)" + advice, file: path)
  }
}

/// Makes a directory and those above it where they are missing.
func makeDirectories(_ path: String) throws(IngestError) {
  var prefix = path.hasPrefix("/") ? "" : "."
  for part in path.split(separator: "/") {
    prefix += "/" + part
    // The C library wants a pointer; Swift passes the string's own for the call.
    guard unsafe mkdir(prefix, 0o755) == 0 || errno == EEXIST || errno == EROFS else {
      throw .system(.storage, "cannot make", prefix)
    }
  }
}
