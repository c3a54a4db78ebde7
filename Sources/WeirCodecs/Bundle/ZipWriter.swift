/// Writes an archive whose bytes depend on names and contents alone.
///
/// Entries are stored, sorted by the bytes of their names, dated 1980-01-01, and named in UTF-8.
///
/// *Source:* PKWARE, "APPNOTE.TXT", version 6.3.10.
public enum ZipWriter {
  /// The archive of `entries`, in whatever order they are given.
  ///
  /// - Throws: a name that no one should unpack, one that stands twice, or more than ZIP holds
  ///   without its 64-bit extension: 65,534 entries, 4 GiB.
  /// - Complexity: O(bytes).
  public static func archive(_ entries: [ZipEntry]) throws(ZipError) -> [UInt8] {
    var names = ZipNames()
    for entry in entries {
      guard !entry.name.hasSuffix("/") else {
        throw ZipError(.name, "expected a file's name, found a directory's", entry: entry.name)
      }
      try names.add(entry.name)
    }
    try checkSize(entries)
    let sorted = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in sorted {
      let offset = bytes.count
      let description = self.description(of: entry)
      bytes += little(0x0403_4B50, 4) + description + entry.name.utf8 + entry.bytes
      directory += self.directoryEntry(entry, description: description, offset: offset)
    }
    let end = self.end(count: entries.count, size: directory.count, offset: bytes.count)
    return bytes + directory + end
  }

  private static func checkSize(_ entries: [ZipEntry]) throws(ZipError) {
    let total = entries.reduce(22) { $0 + $1.bytes.count + 2 * $1.name.utf8.count + 76 }
    guard entries.count < 0xFFFF, total < 0xFFFF_FFFF else {
      throw ZipError(
        .tooLarge,
        "expected at most 65,534 entries and 4 GiB, found \(entries.count) entries and "
          + "\(total) bytes; write a directory instead")
    }
  }

  /// What the local header and the directory say alike: version, flags, method, date, checksum,
  /// sizes and lengths.
  private static func description(of entry: ZipEntry) -> [UInt8] {
    let size = entry.bytes.count
    return little(20, 2) + little(0x0800, 2) + little(0, 2) + little(0, 2) + little(0x0021, 2)
      + little(Int(CRC32.checksum(entry.bytes)), 4) + little(size, 4) + little(size, 4)
      + little(entry.name.utf8.count, 2) + little(0, 2)
  }

  /// Made on Unix, an ordinary file that its owner may write and all may read.
  private static func directoryEntry(
    _ entry: ZipEntry, description: [UInt8], offset: Int
  ) -> [UInt8] {
    little(0x0201_4B50, 4) + little(0x0314, 2) + description + little(0, 2) + little(0, 2)
      + little(0, 2) + little(0o100644 << 16, 4) + little(offset, 4) + Array(entry.name.utf8)
  }

  private static func end(count: Int, size: Int, offset: Int) -> [UInt8] {
    little(0x0605_4B50, 4) + little(0, 4) + little(count, 2) + little(count, 2) + little(size, 4)
      + little(offset, 4) + little(0, 2)
  }

  private static func little(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
