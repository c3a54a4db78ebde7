/// One file of an archive: its path, with `/` between its parts, and its content.
public struct ZipEntry: Hashable, Sendable {
  public let name: String
  public let bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// What an archive may cost whoever opens it.
public struct ZipLimits: Sendable {
  public var entries: Int
  /// Bytes of one entry, unpacked.
  public var entryBytes: Int
  /// Bytes of all entries together, unpacked.
  public var totalBytes: Int
  /// How many times its packed size an entry may be, beyond the first 64 KiB.
  public var ratio: Int

  public init(
    entries: Int = 10_000, entryBytes: Int = 1 << 29, totalBytes: Int = 1 << 30, ratio: Int = 200
  ) {
    self.entries = entries
    self.entryBytes = entryBytes
    self.totalBytes = totalBytes
    self.ratio = ratio
  }

  func allow(_ unpacked: Int, packed: Int) -> Bool {
    unpacked <= 1 << 16 || unpacked / max(ratio, 1) <= packed
  }
}

/// Names that mean one file below the place where an archive is opened, on every system.
struct ZipNames {
  private var seen: [String: Bool] = [:]

  /// Takes one more name; a directory's ends in `/`.
  ///
  /// Names are compared without case and by canonical equivalence, as the laxest file systems do.
  mutating func add(_ name: String) throws(ZipError) {
    try Self.check(name)
    let isDirectory = name.hasSuffix("/")
    let key = (isDirectory ? String(name.dropLast()) : name).lowercased()
    guard seen[key] == nil || (seen[key] == true && isDirectory && !listed.contains(key)) else {
      throw ZipError(.duplicate, "expected each name once, found it again", entry: name)
    }
    seen[key] = isDirectory
    listed.insert(key)
    try addParents(of: key, entry: name)
  }

  private var listed: Set<String> = []

  /// What stands above a file is a directory, whether listed or not.
  private mutating func addParents(of key: String, entry: String) throws(ZipError) {
    var parent = key[...]
    while let slash = parent.lastIndex(of: "/") {
      parent = parent[..<slash]
      guard seen[String(parent)] ?? true else {
        throw ZipError(.duplicate, "expected a directory above it, found a file", entry: entry)
      }
      seen[String(parent)] = true
    }
  }

  /// Every folder on the way to a file is remembered, so that a name costs parts × length.
  private static let deepest = 32

  static func check(_ name: String) throws(ZipError) {
    let path = name.hasSuffix("/") ? name.dropLast() : name[...]
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = name.unicodeScalars.allSatisfy {
      !EscapedText.isHidden($0) && $0 != "\\" && $0 != ":"
    }
    guard isPlain, name.utf8.count <= 1024, parts.count <= deepest,
      parts.allSatisfy(isPart)
    else {
      throw ZipError(
        .name,
        "expected a relative path of at most \(deepest) parts without .., backslashes, colons and "
          + "hidden characters", entry: name)
    }
  }

  /// A part that ends in a dot or a blank loses it on some systems, `.` and `..` among them.
  private static func isPart(_ part: Substring) -> Bool {
    guard let last = part.last else { return false }
    return last != "." && last != " "
  }
}
