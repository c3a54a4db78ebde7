import WeirModel

/// The file `HEAD`: what is committed. Everything that it does not name does not exist.
///
/// Text, one fact a line, in a fixed order, so that two ledgers that hold the same have the same.
struct Head: Sendable, Hashable {
  static let name = "HEAD"
  static let format = 1

  struct Entry: Sendable, Hashable {
    var length: Int
    var checksum: UInt64
  }

  var chain: ChainID
  var family: LedgerFamily
  /// A segment has 2 to this power rows.
  var segmentBits: Int
  /// Whether transactions have a hash column.
  var hashes: Bool
  /// Rows of each table.
  var rows: [String: UInt64]
  /// By file name.
  var files: [String: Entry]

  var schema: Schema { .of(family, hashes: hashes) }

  init(chain: ChainID, family: LedgerFamily, segmentBits: Int, hashes: Bool) {
    self.chain = chain
    self.family = family
    self.segmentBits = segmentBits
    self.hashes = hashes
    rows = [:]
    files = [:]
    for table in schema.tables { rows[table.name] = 0 }
  }

  func rows(of table: String) -> UInt64 { rows[table] ?? 0 }

  /// Bytes of all files but `HEAD` itself.
  var bytes: UInt64 { files.values.reduce(0) { $0 + UInt64($1.length) } }
}

// MARK: - Text

extension Head {
  var encoded: [UInt8] {
    var text = "weir-ledger \(Self.format)\n"
    text += "chain \(chain)\nfamily \(family.rawValue)\nsegment \(segmentBits)\n"
    text += "hashes \(hashes ? 1 : 0)\n"
    for table in schema.tables { text += "table \(table.name) \(rows(of: table.name))\n" }
    let names = files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for name in names {
      guard let entry = files[name] else { continue }
      text += "file \(name) \(entry.length) \(Self.hex(entry.checksum))\n"
    }
    return Array((text + "end \(Self.hex(XXH64.hash(Array(text.utf8))))\n").utf8)
  }

  static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// - Throws: ``LedgerError/Code/newerFormat``, or ``LedgerError/Code/corrupt`` with the line.
  init(decoding bytes: [UInt8], path: String) throws(LedgerError) {
    let text = String(decoding: bytes, as: UTF8.self)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    func damaged(_ expected: String) -> LedgerError {
      LedgerError(
        .corrupt,
        "\(path): expected \(expected) at line \(lines.startIndex + 1), found "
          + "“\(lines.first?.prefix(80) ?? "")”. Restore the ledger or ingest the chain again.")
    }
    func field(_ name: String) throws(LedgerError) -> [Substring] {
      guard let line = lines.first else { throw damaged(name) }
      let parts = line.split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count >= 2, parts[0] == name else { throw damaged(name) }
      lines.removeFirst()
      return Array(parts.dropFirst())
    }
    guard let version = Int(try field("weir-ledger")[0]) else { throw damaged("a version") }
    guard version <= Self.format else {
      throw LedgerError(
        .newerFormat,
        "\(path): ledger format \(version), this weir reads \(Self.format): upgrade weir.")
    }
    guard text.hasSuffix("\n"), lines.count >= 2,
      lines[lines.endIndex - 2] == Self.sum(of: bytes, before: lines[lines.endIndex - 2])
    else { throw damaged("a matching checksum on the last line") }
    guard let chain = ChainID(try field("chain")[0]),
      let family = LedgerFamily(rawValue: String(try field("family")[0])),
      let bits = Int(try field("segment")[0]), (0...31).contains(bits)
    else { throw damaged("chain, family and segment") }
    let hashes = try field("hashes")[0] == "1"
    self.init(chain: chain, family: family, segmentBits: bits, hashes: hashes)
    for table in schema.tables {
      let parts = try field("table")
      guard parts.count == 2, parts[0] == table.name, let count = UInt64(parts[1]),
        count < 1 << 60
      else { throw damaged("table \(table.name) and its rows") }
      rows[table.name] = count
    }
    while lines.first?.hasPrefix("file ") == true {
      let parts = try field("file")
      guard parts.count == 3, let length = Int(parts[1]), length >= 0,
        let checksum = UInt64(parts[2], radix: 16)
      else { throw damaged("file, length and checksum") }
      files[String(parts[0])] = Entry(length: length, checksum: checksum)
    }
    guard lines.count == 2 else { throw damaged("the end") }
  }

  private static func sum(of bytes: [UInt8], before last: Substring) -> Substring {
    "end \(hex(XXH64.hash(Array(bytes.dropLast(last.utf8.count + 1)))))"[...]
  }
}

// MARK: - Files

extension Head {
  /// `nil` where the directory has none.
  static func read(_ directory: Directory) throws(LedgerError) -> Head? {
    guard directory.exists(name) else { return nil }
    let file = try File(directory.path(of: name), .read)
    return try Head(decoding: try file.readAll(), path: file.path)
  }

  /// The name of a column's file; segments are counted from 0.
  static func file(_ column: String, segment: Int) -> String { "\(column).\(padded(segment))" }

  /// The name of an index's file: it says how many rows it covers, so that an older `HEAD` and
  /// a newer index can stand side by side.
  static func file(_ index: String, segment: Int, rows: Int) -> String {
    "\(index).\(padded(segment)).\(rows)"
  }

  private static func padded(_ segment: Int) -> String {
    let digits = String(segment)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Rows of each segment of a table, in order; the last may be smaller.
  func segments(of table: String) -> [Int] {
    let size = UInt64(1) << UInt64(segmentBits)
    let count = rows(of: table)
    var result = [Int](repeating: Int(size), count: Int(count / size))
    if count % size != 0 { result.append(Int(count % size)) }
    return result
  }
}
