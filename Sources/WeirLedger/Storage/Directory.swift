import Glibc

// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// A directory of files without subdirectories.
struct Directory: Sendable {
  let path: String

  func path(of name: String) -> String { "\(path)/\(name)" }

  /// Makes the directory and those above it, if missing.
  func create() throws(LedgerError) {
    var prefix = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      prefix += "/" + part
      guard unsafe mkdir(prefix, 0o755) == 0 || errno == EEXIST || errno == EROFS else {
        throw .system("cannot make directory", prefix)
      }
    }
    guard unsafe access(path, W_OK) == 0 else { throw .system("cannot write in", path) }
  }

  /// Names of the entries, sorted by their bytes; empty if the directory does not exist.
  func names() throws(LedgerError) -> [String] {
    guard let handle = unsafe opendir(path) else {
      if errno == ENOENT { return [] }
      throw .system("cannot list", path)
    }
    defer { unsafe _ = closedir(handle) }
    var names: [String] = []
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  func exists(_ name: String) -> Bool { unsafe access(path(of: name), F_OK) == 0 }

  func remove(_ name: String) throws(LedgerError) {
    guard unsafe unlink(path(of: name)) == 0 || errno == ENOENT else {
      throw .system("cannot remove", path(of: name))
    }
  }

  /// Makes names that were created, replaced or removed durable.
  func sync() throws(LedgerError) { try File(path, .read).sync() }

  /// Puts a file in place whole or not at all; durable after ``sync()``.
  func replace(_ name: String, with bytes: UnsafeRawBufferPointer) throws(LedgerError) {
    let temporary = path(of: name + ".tmp")
    let file = try File(temporary, .replace)
    try unsafe file.write(bytes, at: 0)
    try file.sync()
    guard unsafe rename(temporary, path(of: name)) == 0 else {
      throw .system("cannot rename to", path(of: name))
    }
  }
}
