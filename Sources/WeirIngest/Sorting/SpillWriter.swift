import WeirModel

/// Values as bytes for a temporary file: read back by the same process, and never kept.
struct SpillWriter {
  private(set) var bytes: [UInt8] = []

  mutating func put(_ value: UInt8) { bytes.append(value) }
  mutating func put(_ value: Bool) { bytes.append(value ? 1 : 0) }

  mutating func put(_ value: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
    }
  }

  mutating func put(_ value: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }

  mutating func put(_ value: Int64) { put(UInt64(bitPattern: value)) }

  mutating func put(_ value: UInt128) {
    put(UInt64(truncatingIfNeeded: value))
    put(UInt64(truncatingIfNeeded: value >> 64))
  }

  mutating func put(_ value: UInt256) {
    put(value.low)
    put(value.high)
  }

  mutating func put(_ value: Amount) { put(value.units) }

  mutating func put(_ value: Hash32) {
    let words = value.words
    put(words.0)
    put(words.1)
    put(words.2)
    put(words.3)
  }

  mutating func put(_ value: AccountKey) {
    put(value.kind.rawValue)
    put(value.count)
    put(value.bytes)
  }

  mutating func put(_ value: [UInt8]) {
    put(UInt64(value.count))
    bytes += value
  }

  mutating func put(_ value: String) { put(Array(value.utf8)) }

  /// A value that may be missing.
  mutating func put<Value>(_ value: Value?, _ body: (inout SpillWriter, Value) -> Void) {
    put(value != nil)
    if let value { body(&self, value) }
  }

  /// Values one after the other, behind their number.
  mutating func put<Value>(_ values: [Value], _ body: (inout SpillWriter, Value) -> Void) {
    put(UInt64(values.count))
    for value in values { body(&self, value) }
  }
}
