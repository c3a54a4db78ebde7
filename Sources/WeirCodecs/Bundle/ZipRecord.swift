/// One entry as the archive's directory describes it.
struct ZipRecord {
  let name: String
  let nameBytes: ArraySlice<UInt8>
  let flags: Int
  let method: Int
  let checksum: UInt32
  let packed: Int
  let unpacked: Int
  let offset: Int
  /// Where the next record of the directory begins.
  let next: Int

  var isDirectory: Bool { name.hasSuffix("/") }
  /// Sizes stand behind the content, because the writer did not know them before.
  var hasDescriptor: Bool { flags & 0x0008 != 0 }

  /// Reads and judges the record at `start`.
  ///
  /// *Source:* APPNOTE 6.3.10, section 4.3.12.
  init(_ archive: ZipBytes, at start: Int) throws(ZipError) {
    try archive.expect(0x0201_4B50, "a record of the directory", at: start)
    flags = try archive.number(at: start + 8, 2)
    method = try archive.number(at: start + 10, 2)
    checksum = UInt32(truncatingIfNeeded: try archive.number(at: start + 16, 4))
    packed = try archive.number(at: start + 20, 4)
    unpacked = try archive.number(at: start + 24, 4)
    offset = try archive.number(at: start + 42, 4)
    let nameCount = try archive.number(at: start + 28, 2)
    let extraCount = try archive.number(at: start + 30, 2)
    let commentCount = try archive.number(at: start + 32, 2)
    nameBytes = try archive.slice(start + 46, nameCount)
    let extra = try archive.slice(start + 46 + nameCount, extraCount)
    next = start + 46 + nameCount + extraCount + commentCount
    name = try Self.name(nameBytes, flags: flags, at: start)
    try checkKind(attributes: archive.number(at: start + 38, 4), at: start)
    try checkMethod(disk: archive.number(at: start + 34, 2), at: start)
    try Self.checkExtra(extra, entry: name)
  }

  private static func name(
    _ bytes: ArraySlice<UInt8>, flags: Int, at offset: Int
  ) throws(ZipError) -> String {
    let isPlain = flags & 0x0800 != 0 || bytes.allSatisfy { $0 < 0x80 }
    guard isPlain, let name = String(validating: bytes, as: UTF8.self) else {
      throw ZipError(
        .name, "expected a name in UTF-8, found another encoding", offset: offset)
    }
    return name
  }

  /// The upper half of the attributes is a Unix mode, whatever system claims to have made it.
  private func checkKind(attributes: Int, at offset: Int) throws(ZipError) {
    let kind = attributes >> 28
    // A file, a directory, or not said.
    guard kind == 0x8 || kind == 0x4 || kind == 0 else {
      throw ZipError(
        .link, "expected a file or a directory, found \(kind == 0xA ? "a link" : "a device")",
        entry: name, offset: offset)
    }
  }

  private func checkMethod(disk: Int, at offset: Int) throws(ZipError) {
    let found: String? =
      if flags & 0x2041 != 0 {
        "encryption"
      } else if disk != 0 || [packed, unpacked, self.offset].contains(0xFFFF_FFFF) {
        "ZIP64 or several disks"
      } else if method != 0 && method != 8 {
        "compression method \(method)"
      } else {
        flags & 0x0020 != 0 ? "patch data" : nil
      }
    if let found {
      throw ZipError(
        .unsupported, "expected a stored or deflated entry, found \(found); pack it again without",
        entry: name, offset: offset)
    }
    guard method == 8 || packed == unpacked else {
      throw ZipError(
        .contradiction, "expected a stored entry of one size, found \(packed) and \(unpacked)",
        entry: name, offset: offset)
    }
  }

  /// No extra field may give the entry other sizes (ZIP64) or another name (Unicode path).
  static func checkExtra(_ extra: ArraySlice<UInt8>, entry: String) throws(ZipError) {
    var rest = extra
    while rest.count >= 4 {
      let header = Array(rest.prefix(4))
      let id = Int(header[0]) | Int(header[1]) << 8
      let size = Int(header[2]) | Int(header[3]) << 8
      guard id != 0x0001, id != 0x7075, rest.count - 4 >= size else { break }
      rest = rest.dropFirst(4 + size)
    }
    guard rest.isEmpty else {
      throw ZipError(
        .unsupported, "expected extra fields that change neither size nor name, found another",
        entry: entry)
    }
  }
}
