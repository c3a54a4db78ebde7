extension UInt32 {
  /// Four bytes, the lowest first.
  var littleEndianBytes: [UInt8] {
    var bytes: [UInt8] = []
    var rest: UInt32 = self
    for _ in 0..<4 {
      bytes.append(UInt8(rest & 255))
      rest >>= 8
    }
    return bytes
  }
}
