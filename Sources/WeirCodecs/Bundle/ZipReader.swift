/// Opens an archive that a stranger sent, in memory, or refuses it.
///
/// Every byte of the archive must belong to one entry, to the directory or to the end record, so
/// that two readers cannot see two archives in it. Links, paths that lead out, names that stand
/// twice, encrypted entries, ZIP64 and bombs are refused.
///
/// *Source:* PKWARE, "APPNOTE.TXT", version 6.3.10; Fifield, "A better zip bomb", 2019.
public enum ZipReader {
  /// The files in `bytes`, in the directory's order; directories are checked and left out.
  ///
  /// - Throws: the first thing that is wrong, by entry or offset. Nothing is returned then.
  /// - Complexity: O(bytes unpacked + n log n).
  public static func entries(
    of bytes: [UInt8], limits: ZipLimits = ZipLimits()
  ) throws(ZipError) -> [ZipEntry] {
    let archive = ZipBytes(bytes: bytes)
    let records = try directory(of: archive, limits: limits)
    try checkNames(records)
    try checkSizes(records, limits: limits)
    try checkPlaces(records, in: archive)
    var entries: [ZipEntry] = []
    for record in records {
      let content = try content(of: record, in: archive)
      if !record.isDirectory { entries.append(ZipEntry(name: record.name, bytes: content)) }
    }
    return entries
  }

  /// Where the end record stands: its archive comment must be empty, so it is the last 22 bytes.
  private static func end(of archive: ZipBytes) throws(ZipError) -> Int {
    let end = archive.bytes.count - 22
    guard end >= 0 else {
      throw ZipError(.structure, "expected a ZIP archive, found \(archive.bytes.count) bytes")
    }
    try archive.expect(0x0605_4B50, "the end record without a comment", at: end)
    if end >= 20, try archive.number(at: end - 20, 4) == 0x0706_4B50 {
      throw ZipError(
        .unsupported, "expected an archive without ZIP64, found its locator", offset: end - 20)
    }
    return end
  }

  private static func directory(
    of archive: ZipBytes, limits: ZipLimits
  ) throws(ZipError) -> [ZipRecord] {
    let end = try end(of: archive)
    let count = try archive.number(at: end + 10, 2)
    let size = try archive.number(at: end + 12, 4)
    let start = try archive.number(at: end + 16, 4)
    guard try archive.number(at: end + 4, 4) == 0, try archive.number(at: end + 8, 2) == count,
      try archive.number(at: end + 20, 2) == 0, start + size == end
    else {
      throw ZipError(
        .structure, "expected one disk and a directory that ends at the end record, found other",
        offset: end)
    }
    guard count <= limits.entries else {
      throw ZipError(
        .tooLarge, "expected at most \(limits.entries) entries, found \(count)", offset: end)
    }
    var records: [ZipRecord] = []
    var offset = start
    for _ in 0..<count {
      let record = try ZipRecord(archive, at: offset)
      records.append(record)
      offset = record.next
    }
    guard offset == end else {
      throw ZipError(
        .structure, "expected \(count) records up to the end record, found other", offset: offset)
    }
    return records
  }

  private static func checkNames(_ records: [ZipRecord]) throws(ZipError) {
    var names = ZipNames()
    for record in records { try names.add(record.name) }
  }

  private static func checkSizes(
    _ records: [ZipRecord], limits: ZipLimits
  ) throws(ZipError) {
    var total = 0
    for record in records {
      total += record.unpacked
      guard record.unpacked <= limits.entryBytes, total <= limits.totalBytes,
        limits.allow(record.unpacked, packed: record.packed)
      else {
        throw ZipError(
          .tooLarge,
          "expected at most \(limits.entryBytes) bytes, \(limits.totalBytes) in all and "
            + "\(limits.ratio) times the packed size, found \(record.unpacked) in \(record.packed)",
          entry: record.name)
      }
      guard !record.isDirectory || record.unpacked == 0 else {
        throw ZipError(
          .contradiction, "expected an empty directory, found \(record.unpacked) bytes",
          entry: record.name)
      }
    }
  }

  /// Entries follow each other from the first byte to the directory, none inside another.
  private static func checkPlaces(
    _ records: [ZipRecord], in archive: ZipBytes
  ) throws(ZipError) {
    var expected = 0
    for record in records.sorted(by: { $0.offset < $1.offset }) {
      guard record.offset >= expected else {
        throw ZipError(
          .overlap, "expected an entry behind byte \(expected), found one that shares bytes",
          entry: record.name, offset: record.offset)
      }
      guard record.offset == expected else {
        throw ZipError(
          .structure, "expected an entry at byte \(expected), found bytes of none",
          entry: record.name, offset: record.offset)
      }
      let local = try ZipLocalHeader(record, in: archive)
      expected = local.end
    }
    let start = try archive.number(at: archive.bytes.count - 6, 4)
    guard expected == start else {
      throw ZipError(
        expected > start ? .overlap : .structure,
        "expected the directory behind the last entry at byte \(expected), found it at \(start)",
        offset: start)
    }
  }

  private static func content(
    of record: ZipRecord, in archive: ZipBytes
  ) throws(ZipError) -> [UInt8] {
    let local = try ZipLocalHeader(record, in: archive)
    let packed = try archive.slice(local.start, record.packed)
    let content =
      record.method == 0 ? Array(packed) : Inflate.unpack(packed, count: record.unpacked)
    guard let content else {
      throw ZipError(
        .contradiction, "expected a stream of \(record.unpacked) bytes, found another",
        entry: record.name, offset: local.start)
    }
    guard CRC32.checksum(content) == record.checksum else {
      throw ZipError(
        .checksum,
        "expected content of checksum \(String(record.checksum, radix: 16)), found "
          + "other content; the archive was damaged or changed", entry: record.name,
        offset: local.start)
    }
    return content
  }
}

/// The header before an entry's content, which must say what the directory says.
private struct ZipLocalHeader {
  /// Where the content begins.
  let start: Int
  /// Where the entry, its descriptor included, ends.
  let end: Int

  init(_ record: ZipRecord, in archive: ZipBytes) throws(ZipError) {
    let offset = record.offset
    try archive.expect(0x0403_4B50, "an entry", at: offset)
    let nameCount = try archive.number(at: offset + 26, 2)
    let extraCount = try archive.number(at: offset + 28, 2)
    let name = try archive.slice(offset + 30, nameCount)
    let flags = try archive.number(at: offset + 6, 2)
    let method = try archive.number(at: offset + 8, 2)
    let isSame = flags == record.flags && method == record.method && name == record.nameBytes
    let sizes = try Self.sizes(at: offset + 14, in: archive)
    guard isSame, record.hasDescriptor || sizes == record.sizes else {
      throw ZipError(
        .contradiction, "expected a header that says what the directory says, found another",
        entry: record.name, offset: offset)
    }
    try ZipRecord.checkExtra(archive.slice(offset + 30 + nameCount, extraCount), entry: record.name)
    start = offset + 30 + nameCount + extraCount
    _ = try archive.slice(start, record.packed)
    end = try Self.end(of: record, from: start + record.packed, in: archive)
  }

  /// The descriptor stands with or without its signature.
  private static func end(
    of record: ZipRecord, from end: Int, in archive: ZipBytes
  ) throws(ZipError) -> Int {
    guard record.hasDescriptor else { return end }
    if try archive.number(at: end, 4) == 0x0807_4B50,
      try sizes(at: end + 4, in: archive) == record.sizes
    {
      return end + 16
    }
    guard try sizes(at: end, in: archive) == record.sizes else {
      throw ZipError(
        .contradiction, "expected a descriptor that says what the directory says, found another",
        entry: record.name, offset: end)
    }
    return end + 12
  }

  private static func sizes(
    at offset: Int, in archive: ZipBytes
  ) throws(ZipError) -> [Int] {
    [
      try archive.number(at: offset, 4), try archive.number(at: offset + 4, 4),
      try archive.number(at: offset + 8, 4),
    ]
  }
}

extension ZipRecord {
  fileprivate var sizes: [Int] { [Int(checksum), packed, unpacked] }
}
