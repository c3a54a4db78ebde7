import WeirModel

/// Reads back what a ``SpillWriter`` wrote.
///
/// A temporary file that has changed meanwhile is an error, not a trap.
struct SpillReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private static var damaged: IngestError {
    IngestError(.storage, "a temporary file does not hold what was written to it; try again")
  }

  private mutating func take(_ count: Int) throws(IngestError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - offset else { throw Self.damaged }
    offset += count
    return bytes[offset - count..<offset]
  }

  mutating func byte() throws(IngestError) -> UInt8 {
    guard let byte = try take(1).first else { throw Self.damaged }
    return byte
  }

  mutating func bool() throws(IngestError) -> Bool { try byte() != 0 }

  mutating func uint32() throws(IngestError) -> UInt32 {
    try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func uint64() throws(IngestError) -> UInt64 {
    try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func int64() throws(IngestError) -> Int64 { Int64(bitPattern: try uint64()) }

  mutating func uint256() throws(IngestError) -> UInt256 {
    let low = UInt128(try uint64()) | UInt128(try uint64()) << 64
    let high = UInt128(try uint64()) | UInt128(try uint64()) << 64
    return UInt256(high: high, low: low)
  }

  mutating func amount() throws(IngestError) -> Amount { Amount(try uint256()) }

  mutating func hash() throws(IngestError) -> Hash32 {
    Hash32(words: (try uint64(), try uint64(), try uint64(), try uint64()))
  }

  mutating func account() throws(IngestError) -> AccountKey {
    let kind = AddressKind(rawValue: try byte())
    let count = try byte()
    return AccountKey(kind: kind, hash: try hash(), count: count)
  }

  mutating func data() throws(IngestError) -> [UInt8] {
    Array(try take(Int(clamping: try uint64())))
  }

  mutating func text() throws(IngestError) -> String { String(decoding: try data(), as: UTF8.self) }

  /// One of a closed set.
  mutating func value<Value: RawRepresentable>() throws(IngestError) -> Value
  where Value.RawValue == UInt8 {
    guard let value = Value(rawValue: try byte()) else { throw Self.damaged }
    return value
  }

  mutating func optional<Value>(
    _ body: (inout SpillReader) throws(IngestError) -> Value
  ) throws(IngestError) -> Value? {
    try bool() ? try body(&self) : nil
  }

  mutating func list<Value>(
    _ body: (inout SpillReader) throws(IngestError) -> Value
  ) throws(IngestError) -> [Value] {
    var values: [Value] = []
    for _ in 0..<(try uint64()) { values.append(try body(&self)) }
    return values
  }
}
