import WeirModel

/// Takes Bitcoin Core's `blk*.dat` apart into raw blocks, however the bytes arrive.
///
/// Each block stands behind the network's magic and its length; since Core 28 the whole file is
/// XORed with the eight bytes of `xor.dat`, counted from the file's first byte. Core reserves the
/// file's space ahead, so zeros may follow the last block. It reads nothing itself: feed it what
/// was read, then ask ``finish()`` whether the file ended where it should.
///
/// *Source:* Bitcoin Core, `node/blockstorage.cpp`, and `doc/files.md`.
public struct BlockFileReader: Sendable {
  /// A block's bytes without its frame.
  public struct Frame: Hashable, Sendable {
    /// Of the block's first byte in the file.
    public let offset: UInt64
    public let bytes: [UInt8]
  }

  /// How a file ends.
  public enum Ending: Hashable, Sendable {
    /// Behind a block, or in zeros.
    case complete
    /// Within a block, whose frame starts at `offset`: `missing` bytes are not there (yet).
    case incomplete(offset: UInt64, missing: Int)
  }

  /// What `xor.dat` holds; `nil` where it holds anything but eight bytes.
  public struct Obfuscation: Hashable, Sendable {
    let key: [UInt8]

    public init?(_ bytes: [UInt8]) {
      guard bytes.count == 8 else { return nil }
      key = bytes
    }

    /// Nothing is changed.
    public static let none = Obfuscation(key: [UInt8](repeating: 0, count: 8))
    private init(key: [UInt8]) { self.key = key }
  }

  /// Bytes of magic and length.
  private static let frameLength = 8
  /// Bytes of the longest block that any of the chains allows (Bitcoin Cash's, 32 MB, with room).
  private static let longestBlock = 128 << 20

  private let magic: [UInt8]
  private let obfuscation: Obfuscation
  /// Bytes that are not taken apart yet, in the clear; `start` is the place of the first.
  private var pending: [UInt8] = []
  private var start: UInt64 = 0

  public init(network: BitcoinNetwork, obfuscation: Obfuscation = .none) {
    magic = network.magic
    self.obfuscation = obfuscation
  }

  /// Takes the file's next bytes and gives the blocks that they complete.
  ///
  /// - Throws: where other bytes than the magic or zeros stand between blocks, or a length is
  ///   none that a block can have. The offset is the file's. What came before is lost to this
  ///   call: feed smaller pieces to keep more.
  /// - Complexity: O(*n*) in the number of bytes; it holds at most one unfinished block.
  public mutating func append(_ bytes: some Collection<UInt8>) throws(BitcoinError) -> [Frame] {
    reveal(bytes)
    var frames: [Frame] = []
    var used = 0
    while let (range, next) = try nextFrame(at: used) {
      used = next
      if let range {
        frames.append(
          Frame(offset: start + UInt64(range.lowerBound), bytes: Array(pending[range])))
      }
    }
    pending.removeFirst(used)
    start += UInt64(used)
    return frames
  }

  /// Whether the bytes that were given end where a file may end.
  public func finish() -> Ending {
    guard !pending.indices.allSatisfy(isZeroInFile) else { return .complete }
    guard pending.count >= Self.frameLength else {
      return .incomplete(offset: start, missing: Self.frameLength - pending.count)
    }
    let length = Int(pending.span.littleEndian32(at: 4))
    return .incomplete(offset: start, missing: Self.frameLength + length - pending.count)
  }

  /// As ``finish()``, for a file that must be whole.
  ///
  /// - Throws: ``BitcoinError/Code/truncated`` where its last block is not.
  public func requireComplete() throws(BitcoinError) {
    guard case .incomplete(let offset, let missing) = finish() else { return }
    throw BitcoinError(
      .truncated,
      "the file's last block lacks \(missing) bytes: wait until the node has written it, or "
        + "copy the file again"
    ).moved(by: offset)
  }

  private mutating func reveal(_ bytes: some Collection<UInt8>) {
    var place = Int((start + UInt64(pending.count)) % 8)
    pending.reserveCapacity(pending.count + bytes.count)
    for byte in bytes {
      pending.append(byte ^ obfuscation.key[place])
      place = (place + 1) & 7
    }
  }

  /// The next block's place, if any, and where to go on; `nil` where more bytes are needed.
  private func nextFrame(
    at first: Int
  ) throws(BitcoinError) -> (block: Range<Int>?, next: Int)? {
    var offset = first
    while pending.count - offset >= 4, !isMagic(at: offset), isZeroInFile(at: offset) {
      offset += 1
    }
    guard pending.count - offset >= 4 else { return offset > first ? (nil, offset) : nil }
    guard isMagic(at: offset) else { throw foreign(at: offset) }
    guard pending.count - offset >= Self.frameLength else {
      return offset > first ? (nil, offset) : nil
    }
    let length = Int(pending.span.littleEndian32(at: offset + 4))
    guard (BlockHeader.length...Self.longestBlock).contains(length) else {
      throw BitcoinError(
        .blockLength, "expected a length that a block can have, found \(length) bytes", at: 4
      ).moved(by: start + UInt64(offset))
    }
    let block = offset + Self.frameLength
    guard pending.count - block >= length else { return offset > first ? (nil, offset) : nil }
    return (block..<block + length, block + length)
  }

  private func isMagic(at offset: Int) -> Bool {
    pending[offset] == magic[0] && pending[offset + 1] == magic[1]
      && pending[offset + 2] == magic[2] && pending[offset + 3] == magic[3]
  }

  /// Reserved space is zero as it lies in the file: the node has not written there, so nothing
  /// is obfuscated.
  private func isZeroInFile(at offset: Int) -> Bool {
    pending[offset] == obfuscation.key[Int((start + UInt64(offset)) % 8)]
  }

  private func foreign(at offset: Int) -> BitcoinError {
    BitcoinError(
      .magic,
      "expected the magic \(magic.hex), found \(pending[offset..<offset + 4].hex): is it another "
        + "network's file, or is xor.dat missing beside it?"
    ).moved(by: start + UInt64(offset))
  }
}
