import WeirModel

/// Reads the fields of Bitcoin's wire format, one behind the other.
///
/// Every read checks what remains and throws; none traps. Counts are checked against the least
/// that their elements take, so that memory is bounded by the input.
struct ByteReader {
  let bytes: [UInt8]
  private(set) var offset: Int
  private let end: Int

  init(_ bytes: [UInt8], from start: Int = 0) {
    self.bytes = bytes
    offset = start
    end = bytes.count
  }

  var remaining: Int { end - offset }

  /// Bytes from `start` to where the reader stands.
  func range(from start: Int) -> Range<Int> { start..<offset }

  @inline(__always)
  mutating func skip(_ count: Int) throws(BitcoinError) {
    guard count <= end - offset else { throw truncated(count) }
    offset += count
  }

  /// The next `count` bytes' place.
  @inline(__always)
  mutating func take(_ count: Int) throws(BitcoinError) -> Range<Int> {
    let start = offset
    try skip(count)
    return start..<offset
  }

  /// A byte ahead, or `nil` beyond the end.
  @inline(__always)
  func peek(_ distance: Int = 0) -> UInt8? {
    distance < end - offset ? bytes[offset + distance] : nil
  }

  @inline(__always)
  mutating func uint8() throws(BitcoinError) -> UInt8 {
    guard offset < end else { throw truncated(1) }
    offset += 1
    return bytes[offset - 1]
  }

  @inline(__always)
  mutating func uint32() throws(BitcoinError) -> UInt32 {
    let range = try take(4)
    return bytes.span.littleEndian32(at: range.lowerBound)
  }

  @inline(__always)
  mutating func uint64() throws(BitcoinError) -> UInt64 {
    let range = try take(8)
    return bytes.span.littleEndian64(at: range.lowerBound)
  }

  @inline(__always)
  mutating func hash() throws(BitcoinError) -> Hash32 {
    let start = try take(32).lowerBound
    let span = bytes.span
    return Hash32(
      words: (
        span.littleEndian64(at: start).byteSwapped,
        span.littleEndian64(at: start + 8).byteSwapped,
        span.littleEndian64(at: start + 16).byteSwapped,
        span.littleEndian64(at: start + 24).byteSwapped
      ))
  }

  /// A compact size in its shortest form.
  ///
  /// *Source:* Bitcoin Core, `serialize.h`, `ReadCompactSize`.
  @inline(__always)
  mutating func compactSize() throws(BitcoinError) -> UInt64 {
    let first = try uint8()
    return first < 0xfd ? UInt64(first) : try longCompactSize(first)
  }

  private mutating func longCompactSize(_ first: UInt8) throws(BitcoinError) -> UInt64 {
    let start = offset - 1
    let value: UInt64
    let least: UInt64
    switch first {
    case 0xfd:
      let range = try take(2)
      value = UInt64(bytes[range.lowerBound]) | UInt64(bytes[range.lowerBound + 1]) << 8
      least = 0xfd
    case 0xfe:
      value = UInt64(try uint32())
      least = 0x1_0000
    default:
      value = try uint64()
      least = 0x1_0000_0000
    }
    guard value >= least else {
      throw BitcoinError(
        .nonCanonicalCount, "expected the count \(value) in its shortest form", at: start)
    }
    return value
  }

  /// A count of elements that take at least `least` bytes each.
  @inline(__always)
  mutating func count(ofAtLeast least: Int, _ what: StaticString) throws(BitcoinError) -> Int {
    let start = offset
    let count = try compactSize()
    guard let count = Int(exactly: count), count <= remaining / least else {
      throw impossible(count, what, at: start)
    }
    return count
  }

  @inline(never)
  private func truncated(_ wanted: Int) -> BitcoinError {
    BitcoinError(
      .truncated, "expected \(wanted) more bytes, found \(remaining): is the block whole?",
      at: offset)
  }

  @inline(never)
  private func impossible(
    _ count: UInt64, _ what: StaticString, at start: Int
  ) -> BitcoinError {
    BitcoinError(
      .impossibleCount, "\(count) \(what) do not fit in the \(remaining) bytes that remain",
      at: start)
  }
}
