import Testing
import WeirCodecs
import WeirModel
import WeirTesting

@Suite("blk files")
struct BlockFileReaderTests {
  static let blocks = (1...4).map { SmallBlocks.builder(height: $0).mined() }
  static let file = blocks.flatMap { BitcoinBlockBuilder.framed($0) }
  static let key: [UInt8] = [0xfa, 2, 3, 0, 5, 6, 7, 8]

  private func obfuscated(_ bytes: [UInt8]) -> [UInt8] {
    bytes.enumerated().map { $1 ^ Self.key[$0 % 8] }
  }

  private func read(
    _ bytes: [UInt8], pieces: Int, _ reader: inout BlockFileReader
  ) throws -> [BlockFileReader.Frame] {
    try stride(from: 0, to: bytes.count, by: pieces).flatMap {
      try reader.append(bytes[$0..<min($0 + pieces, bytes.count)])
    }
  }

  @Test func blocksComeOutTheSameInPiecesOfAnySize() throws {
    for size in [1, 2, 3, 7, 8, 9, 100, 250, 10_000] {
      var reader = BlockFileReader(network: .bitcoinRegtest)
      let frames = try read(Self.file, pieces: size, &reader)
      #expect(frames.map(\.bytes) == Self.blocks, "pieces of \(size)")
      for frame in frames {
        let start = Int(frame.offset)
        #expect(Array(Self.file[start..<start + frame.bytes.count]) == frame.bytes)
      }
      #expect(reader.finish() == .complete)
      #expect(throws: Never.self) { try reader.requireComplete() }
    }
  }

  /// Reserved space is zero on disk whether or not the blocks are XORed.
  @Test func obfuscatedFilesAndReservedSpaceAreRead() throws {
    let obfuscation = try #require(BlockFileReader.Obfuscation(Self.key))
    let files = [
      obfuscated(Self.file), obfuscated(Self.file) + [UInt8](repeating: 0, count: 1_003),
    ]
    for bytes in files {
      for size in [1, 5, 64, 10_000] {
        var reader = BlockFileReader(network: .bitcoinRegtest, obfuscation: obfuscation)
        #expect(try read(bytes, pieces: size, &reader).map(\.bytes) == Self.blocks)
        #expect(reader.finish() == .complete)
      }
    }
    #expect(BlockFileReader.Obfuscation([1, 2, 3]) == nil)
  }

  @Test func aBlockBehindReservedSpaceIsFound() throws {
    let framed = BitcoinBlockBuilder.framed(Self.blocks[0])
    var reader = BlockFileReader(network: .bitcoinRegtest)
    let frames = try reader.append(framed + [UInt8](repeating: 0, count: 37) + framed)
    #expect(frames.map(\.bytes) == [Self.blocks[0], Self.blocks[0]])
    #expect(frames.map(\.offset) == [8, UInt64(framed.count + 37 + 8)])
  }

  @Test func anotherMagicIsRefusedWithItsPlace() throws {
    let damage = Self.file.count
    var reader = BlockFileReader(network: .bitcoinRegtest)
    #expect {
      _ = try reader.append(Self.file + [0xf9, 0xbe, 0xb4, 0xd9])
    } throws: { error in
      let error = error as? BitcoinError
      return error?.code == .magic && error?.offset == UInt64(damage)
    }
  }

  @Test func aFileReadWithoutItsKeyIsRefused() {
    var reader = BlockFileReader(network: .bitcoinRegtest)
    #expect(throws: BitcoinError.self) { try reader.append(obfuscated(Self.file).dropFirst(1)) }
  }

  @Test func lengthsThatNoBlockHasAreRefused() {
    for length: UInt32 in [0, 79, .max] {
      var reader = BlockFileReader(network: .bitcoinRegtest)
      let frame = [0xfa, 0xbf, 0xb5, 0xda] + BitcoinBytes.little(length)
      #expect { try reader.append(frame) } throws: {
        ($0 as? BitcoinError)?.code == .blockLength && ($0 as? BitcoinError)?.offset == 4
      }
    }
  }

  @Test func everyTruncationIsNamed() throws {
    let framed = BitcoinBlockBuilder.framed(Self.blocks[0])
    for count in 1..<framed.count {
      var reader = BlockFileReader(network: .bitcoinRegtest)
      let start = Self.file.count
      #expect(try reader.append(Self.file + framed[..<count]).count == 4)
      let missing = count < 8 ? 8 - count : framed.count - count
      #expect(reader.finish() == .incomplete(offset: UInt64(start), missing: missing))
      #expect { try reader.requireComplete() } throws: {
        ($0 as? BitcoinError)?.code == .truncated
      }
    }
  }

  @Test func kindsOfFilesAreTold() throws {
    let block = Self.blocks[0]
    let kind = { (bytes: [UInt8]) in
      BlockFileKind(firstBytes: Array(bytes.prefix(400)), network: .bitcoinRegtest)
    }
    #expect(kind(Self.file) == .framed)
    #expect(kind(block) == .block)
    #expect(kind(Array(block.hex.utf8) + [10]) == .hex)
    #expect(kind(Array(" {\"result\": {}}".utf8)) == .json)
    #expect(kind([]) == .unknown)
    #expect(kind(Array("not a block".utf8)) == .unknown)
    let obfuscation = try #require(BlockFileReader.Obfuscation(Self.key))
    let hidden = BlockFileKind(
      firstBytes: obfuscated(Self.file), network: .bitcoinRegtest, obfuscation: obfuscation)
    #expect(hidden == .framed)
    #expect(try BlockFileKind.bytes(ofHex: Array("  \(block.hex)\r\n".utf8)) == block)
    for text in ["zz", "abc", "ab cd"] {
      #expect(throws: BitcoinError.self) { try BlockFileKind.bytes(ofHex: Array(text.utf8)) }
    }
    #expect(try BlockFileKind.bytes(ofHex: [32, 10]).isEmpty)
  }
}
