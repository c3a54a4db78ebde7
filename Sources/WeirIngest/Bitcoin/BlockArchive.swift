import WeirCodecs
import WeirModel

/// Reads blocks again from where they were met.
struct BlockArchive {
  let parser: BitcoinBlockParser
  let files: [BlockFile]
  let scratch: OpenFile
  var side: SideLog

  /// - Throws: where the file has changed since it was read.
  func block(_ known: KnownBlock) throws -> UTXOBlock {
    let block: UTXOBlock
    switch try content(of: known) {
    case .raw(let bytes): block = try parser.parse(bytes)
    case .facts(let bytes):
      var reader = SpillReader(bytes)
      block = try UTXOBlock(from: &reader)
    }
    guard block.hash == known.hash else {
      throw IngestError(
        .unreadable,
        "block \(known.hash.reversedHex) is not where it was; do not change files "
          + "while they are being read", file: known.source)
    }
    return block
  }

  enum Content {
    case raw([UInt8])
    case facts([UInt8])
  }

  func content(of known: KnownBlock) throws(IngestError) -> Content {
    switch known.place {
    case .file(let index, let offset, let count):
      return .raw(try files[index].read(at: offset, count: count))
    case .scratch(let offset, let count, let isRaw):
      let bytes = try scratch.read(at: offset, limit: count)
      return isRaw ? .raw(bytes) : .facts(bytes)
    case .side(let offset, let count):
      let (kind, bytes) = try side.content(at: offset, count: count)
      return kind == .raw ? .raw(bytes) : .facts(bytes)
    }
  }

  /// Puts a block into the log of side blocks, and gives it with its place there.
  @discardableResult
  mutating func keep(_ known: KnownBlock) throws(IngestError) -> KnownBlock {
    if case .side = known.place { return known }
    switch try content(of: known) {
    case .raw(let bytes): return try side.append(known, .raw, bytes)
    case .facts(let bytes): return try side.append(known, .facts, bytes)
    }
  }
}
