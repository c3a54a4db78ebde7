import Glibc

// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// An open file; closed when the last reference goes.
final class File {
  let path: String
  private let descriptor: Int32
  private var isLocked = false

  /// How a file is opened.
  enum Mode {
    case read
    /// Created if missing, kept if there.
    case update
    /// Created empty.
    case replace
  }

  init(_ path: String, _ mode: Mode) throws(LedgerError) {
    let flags =
      switch mode {
      case .read: O_RDONLY
      case .update: O_RDWR | O_CREAT
      case .replace: O_RDWR | O_CREAT | O_TRUNC
      }
    self.path = path
    descriptor = unsafe open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system("cannot open", path) }
  }

  deinit {
    // A child between fork and exec has the descriptor too: closing alone would leave it locked.
    if isLocked { _ = flock(descriptor, LOCK_UN) }
    close(descriptor)
  }

  var length: Int {
    get throws(LedgerError) {
      var status = stat()
      guard unsafe fstat(descriptor, &status) == 0 else { throw .system("cannot stat", path) }
      return Int(status.st_size)
    }
  }

  /// Writes all bytes at `offset`; a short write is continued.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LedgerError) {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .system("cannot write", path) }
      done += count
    }
  }

  func sync() throws(LedgerError) {
    guard fsync(descriptor) == 0 else { throw .system("cannot sync", path) }
  }

  /// The whole content, for small files.
  func readAll() throws(LedgerError) -> [UInt8] {
    var content = [UInt8](repeating: 0, count: try length)
    var done = 0
    while done < content.count {
      let count = unsafe content.withUnsafeMutableBytes { bytes in
        unsafe pread(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(done))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .system("cannot read", path) }
      done += count
    }
    return content
  }

  /// Maps the first `length` bytes for reading; the mapping outlives the file's name.
  func map(length: Int) throws(LedgerError) -> UnsafeRawBufferPointer {
    let flags = MAP_SHARED
    let address = unsafe mmap(nil, length, PROT_READ, flags, descriptor, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else {
      throw .system("cannot map", path)
    }
    return unsafe UnsafeRawBufferPointer(start: address, count: length)
  }

  /// Takes the file's advisory lock, or says that somebody else has it.
  func tryLock() throws(LedgerError) -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
      isLocked = true
      return true
    }
    guard errno == EWOULDBLOCK else { throw .system("cannot lock", path) }
    return false
  }
}

extension LedgerError {
  /// The error behind `errno`, with what was tried and where.
  static func system(_ attempt: String, _ path: String) -> LedgerError {
    let number = errno
    // strerror returns static or thread-local text that is copied at once.
    let reason = unsafe String(cString: strerror(number))
    switch number {
    case ENOSPC, EDQUOT, EFBIG:
      return LedgerError(
        .diskFull,
        "\(attempt) \(path): \(reason). Nothing after the last commit was kept: make room and "
          + "run the same command again.")
    case EACCES, EPERM, EROFS:
      return LedgerError(
        .readOnly, "\(attempt) \(path): \(reason). Give this user the right to write there.")
    case ENOENT:
      return LedgerError(.notFound, "\(attempt) \(path): \(reason).")
    default:
      return LedgerError(.io, "\(attempt) \(path): \(reason).")
    }
  }
}
