import WeirCodecs
import WeirModel

/// Blocks that are not in the ledger's chain: stale ones, and such whose parents are missing.
///
/// One file a chain, outside the chain's directory, to which entries are appended. Every ingest
/// considers them again, so that a branch may come back and a gap may close. Each entry has its
/// own SHA-256; what a crash left half written at the end is cut off by the next writer.
///
/// `docs/formats/side-log.md` describes the bytes.
struct SideLog {
  /// What an entry holds.
  enum Kind: UInt8 {
    /// The block's own bytes.
    case raw = 1
    /// The block's facts, from an answer that is not the block's bytes, or out of the ledger.
    case facts = 2
    /// No content: the block was tried and cannot be part of the chain.
    case refused = 3
  }

  private let file: OpenFile
  private(set) var known: [KnownBlock] = []
  private(set) var refused: Set<Hash32> = []

  private static let mark: [UInt8] = Array("WSB1".utf8)
  /// Mark, kind, flags, hash, parent, work, height, number of stated inputs, length.
  private static let headLength = 4 + 1 + 1 + 32 + 32 + 32 + 8 + 8 + 8
  private static let sumLength = 32
  private static let verifiedFlag: UInt8 = 1
  private static let heightFlag: UInt8 = 2

  /// Opens the log of a chain; the caller holds the chain's lock.
  init(ledgerDirectory: String, chain: ChainID) throws(IngestError) {
    let folder = "\(ledgerDirectory)/side/\(chain.namespace)_\(chain.reference)"
    try makeDirectories(folder)
    file = try OpenFile(appending: folder + "/blocks")
    try load()
  }

  private mutating func load() throws(IngestError) {
    var offset: UInt64 = 0
    while let end = try loadEntry(at: offset) { offset = end }
    if offset < file.count { try file.truncate(to: offset) }
  }

  /// The end of the entry at `offset`; `nil` where none is whole.
  private mutating func loadEntry(at offset: UInt64) throws(IngestError) -> UInt64? {
    let head = try file.read(at: offset, limit: Self.headLength)
    guard head.count == Self.headLength else { return nil }
    var reader = SpillReader(Array(head.dropFirst(4)))
    let kind = Kind(rawValue: try reader.byte())
    let flags = try reader.byte()
    let (hash, parent) = (try reader.hash(), try reader.hash())
    let work = try reader.uint256()
    let height = try reader.uint64()
    let stated = Int(clamping: try reader.uint64())
    let length = try reader.uint64()
    guard head.starts(with: Self.mark), let kind, length < 1 << 40 else {
      // A crash may leave zeros where an entry was to stand; anything else was changed since.
      guard head.allSatisfy({ $0 == 0 }) else { throw damaged(at: offset) }
      return nil
    }
    let end = offset + UInt64(Self.headLength) + length + UInt64(Self.sumLength)
    guard end <= file.count else { return nil }
    guard kind != .refused else {
      refused.insert(hash)
      return end
    }
    let content = UTXOBlock(
      hash: hash, parent: parent, time: Timestamp(seconds: 0),
      height: flags & Self.heightFlag != 0 ? height : nil, work: work,
      isVerified: flags & Self.verifiedFlag != 0, transactions: [])
    var block = KnownBlock(
      content, place: .side(offset: offset, count: Int(clamping: length)), source: nil)
    block.statedCount = stated
    known.append(block)
    return end
  }

  private func damaged(at offset: UInt64) -> IngestError {
    IngestError(
      .damagedSideLog,
      "the entry at byte \(offset) does not match its checksum; remove the file, and ingest the "
        + "files of its blocks again", file: file.path)
  }

  /// The content of an entry.
  ///
  /// - Throws: where it does not match its checksum.
  func content(at offset: UInt64, count: Int) throws(IngestError) -> (kind: Kind, bytes: [UInt8]) {
    let whole = Self.headLength + count
    let entry = try file.read(at: offset, limit: whole + Self.sumLength)
    guard entry.count == whole + Self.sumLength else { throw damaged(at: offset) }
    let sum = BitcoinHash.sha256(entry.span.extracting(0..<whole))
    guard entry[whole...].elementsEqual(sum.bytes), let kind = Kind(rawValue: entry[4]) else {
      throw damaged(at: offset)
    }
    return (kind, Array(entry[Self.headLength..<whole]))
  }

  /// Appends a block, durable after ``sync()``, and gives it with its place in the log.
  @discardableResult
  mutating func append(
    _ block: KnownBlock, _ kind: Kind, _ bytes: [UInt8]
  ) throws(IngestError) -> KnownBlock {
    var writer = SpillWriter()
    for byte in Self.mark { writer.put(byte) }
    writer.put(kind.rawValue)
    writer.put(
      (block.isVerified ? Self.verifiedFlag : 0) | (block.height != nil ? Self.heightFlag : 0))
    writer.put(block.hash)
    writer.put(block.parent)
    writer.put(block.work)
    writer.put(block.height ?? 0)
    writer.put(UInt64(clamping: block.statedCount))
    writer.put(UInt64(bytes.count))
    let entry = writer.bytes + bytes
    var kept = block
    kept.place = .side(offset: file.count, count: bytes.count)
    kept.source = nil
    try file.append(entry + BitcoinHash.sha256(entry.span).bytes)
    if kind == .refused { refused.insert(block.hash) } else { known.append(kept) }
    return kept
  }

  func sync() throws(IngestError) { try file.sync() }
}
