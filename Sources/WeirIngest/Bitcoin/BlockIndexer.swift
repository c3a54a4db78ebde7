import WeirCodecs
import WeirModel

/// Reads files once, checks every block in them, and notes where each stands.
struct BlockIndexer {
  let parser: BitcoinBlockParser
  private let json: BitcoinJSONReader
  private let scratch: OpenFile
  private(set) var files: [BlockFile] = []
  private(set) var blocks: [KnownBlock] = []
  private(set) var notes: [String] = []
  /// Met again, and in the ledger already.
  private(set) var skippedBlocks: UInt64 = 0
  /// Blocks that the ledger has, checked: their bytes need no second look.
  private let inLedger: Set<Hash32>
  /// Blocks that name their transactions, and transactions that were asked for one by one.
  private var outlines: [(outline: BitcoinBlockOutline, source: String)] = []
  private var transactions: [Hash32: UTXOTransaction] = [:]

  init(network: BitcoinNetwork, scratch: OpenFile, inLedger: Set<Hash32>) {
    parser = BitcoinBlockParser(network: network)
    self.scratch = scratch
    self.inLedger = inLedger
    json = BitcoinJSONReader(ownerOf: { script in
      let output = OutputScript(script, on: network)
      return (output.owner, output.members, output.isSpendable)
    })
  }

  /// - Throws: what is wrong in it, with the place; no block of a file with a wrong one is taken.
  mutating func read(_ file: SourceFile, in set: inout FileSet) throws {
    let block = try BlockFile(file, network: parser.network)
    files.append(block)
    do {
      switch block.kind {
      case .framed: try readFrames(block, in: &set)
      case .block: try readBlock(block, in: &set)
      case .hex: try readHex(block, in: &set)
      case .json: try readJSON(block, in: &set)
      case .passedOver(let reason):
        set.advance(by: file.count, in: file)
        notes.append("\(EscapedText.visible(file.path)) was passed over: \(reason)")
      }
    } catch let error as BitcoinError {
      throw IngestError(error, file: file.path)
    } catch let error as JSONError {
      throw IngestError(wrapping: error, file: file.path)
    }
  }

  private mutating func readFrames(_ file: BlockFile, in set: inout FileSet) throws {
    var reader = BlockFileReader(network: parser.network, obfuscation: file.obfuscation)
    var offset: UInt64 = 0
    while let chunk = try set.nextChunk(of: file.file, at: &offset) {
      for frame in try reader.append(chunk) {
        let place = BlockPlace.file(
          index: files.count - 1, offset: frame.offset, count: frame.bytes.count)
        try note(frame.bytes, at: place, frame.offset, file)
      }
    }
    try reader.requireComplete()
  }

  private mutating func note(
    _ bytes: [UInt8], at place: BlockPlace, _ offset: UInt64, _ file: BlockFile
  ) throws(BitcoinError) {
    do throws(BitcoinError) {
      guard !inLedger.contains(try BlockHeader(bytes).hash) else {
        skippedBlocks += 1
        return
      }
      let block = try parser.parse(bytes)
      blocks.append(KnownBlock(block, place: place, source: file.file.path))
    } catch {
      throw error.moved(by: offset)
    }
  }

  private mutating func readBlock(_ file: BlockFile, in set: inout FileSet) throws {
    let count = try Self.blockLength(file, times: 1)
    let bytes = try file.read(at: 0, count: count)
    let place = BlockPlace.file(index: files.count - 1, offset: 0, count: count)
    try note(bytes, at: place, 0, file)
    set.advance(by: file.file.count, in: file.file)
  }

  private mutating func readHex(_ file: BlockFile, in set: inout FileSet) throws {
    let text = try file.read(at: 0, count: try Self.blockLength(file, times: 2))
    let bytes = try BlockFileKind.bytes(ofHex: text)
    let block = try parser.parse(bytes)
    let place = BlockPlace.scratch(offset: scratch.count, count: bytes.count, isRaw: true)
    try scratch.append(bytes)
    blocks.append(KnownBlock(block, place: place, source: file.file.path))
    set.advance(by: file.file.count, in: file.file)
  }

  /// A file that is one block is read whole: it must be no longer than a block can be.
  private static func blockLength(_ file: BlockFile, times: UInt64) throws(IngestError) -> Int {
    guard file.file.count <= times * 128 << 20 else {
      throw IngestError(
        .unknownKind, "expected one block, found \(file.file.count) bytes", file: file.file.path)
    }
    return Int(clamping: file.file.count)
  }

  // MARK: - Answers

  private mutating func readJSON(_ file: BlockFile, in set: inout FileSet) throws {
    var stream = JSONStream()
    var offset: UInt64 = 0
    var isFinished = false
    while !isFinished {
      if let chunk = try set.nextChunk(of: file.file, at: &offset) {
        stream.append(chunk)
      } else {
        stream.finish()
        isFinished = true
      }
      while let element = try stream.next() {
        guard let record = try json.record(in: element) else { continue }
        try note(record, file.file.path)
      }
    }
  }

  private mutating func note(_ record: BitcoinJSONRecord, _ source: String) throws(IngestError) {
    switch record {
    case .block(let block): try note(block, source)
    case .outline(let outline): outlines.append((outline, source))
    case .transaction(let transaction): transactions[transaction.id] = transaction
    }
  }

  private mutating func note(_ block: UTXOBlock, _ source: String) throws(IngestError) {
    guard block.height != nil else {
      throw IngestError(
        .unknownKind,
        "expected an answer of getblock with its height, found none for block "
          + block.hash.reversedHex, file: source)
    }
    let bytes = block.spilled
    let place = BlockPlace.scratch(offset: scratch.count, count: bytes.count, isRaw: false)
    try scratch.append(bytes)
    blocks.append(KnownBlock(block, place: place, source: source))
  }

  /// Puts blocks together whose transactions stand in other files.
  ///
  /// - Throws: where one is missing, with what to ask the node for.
  mutating func finish() throws(IngestError) {
    for (outline, source) in outlines { try note(try whole(outline, source), source) }
  }

  private func whole(
    _ outline: BitcoinBlockOutline, _ source: String
  ) throws(IngestError) -> UTXOBlock {
    do throws(BitcoinJSONReader.MissingTransaction) {
      return try json.block(outline, with: transactions)
    } catch {
      throw IngestError(.noBlock, error.description, file: source)
    }
  }
}

extension IngestError {
  init(_ error: BitcoinError, file: String?) {
    self.init(Code(rawValue: "bitcoin." + error.code.rawValue), error.description, file: file)
  }
}
