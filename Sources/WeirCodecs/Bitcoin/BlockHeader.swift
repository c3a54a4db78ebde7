public import WeirModel

/// The 80 bytes in front of a block.
public struct BlockHeader: Hashable, Sendable {
  /// Bytes that every header has.
  public static let length = 80

  public let version: Int32
  public let parent: Hash32
  public let merkleRoot: Hash32
  public let time: Timestamp
  public let bits: UInt32
  public let nonce: UInt32
  /// The block's name: double SHA-256 of the 80 bytes, in the byte order of the wire.
  public let hash: Hash32

  /// - Throws: where fewer than 80 bytes are given; more are left alone.
  public init(_ bytes: [UInt8]) throws(BitcoinError) {
    var reader = ByteReader(bytes)
    try self.init(&reader)
  }

  init(_ reader: inout ByteReader) throws(BitcoinError) {
    let start = reader.offset
    version = Int32(bitPattern: try reader.uint32())
    parent = try reader.hash()
    merkleRoot = try reader.hash()
    time = Timestamp(seconds: Int64(try reader.uint32()))
    bits = try reader.uint32()
    nonce = try reader.uint32()
    let range = reader.range(from: start)
    hash = BitcoinHash.doubleSHA256(reader.bytes.span.extracting(range))
  }
}
