extension Span<UInt8> {
  /// Four bytes, the lowest first.
  ///
  /// - Precondition: they lie within the span.
  @inline(__always)
  func littleEndian32(at offset: Int) -> UInt32 {
    let part = extracting(offset..<offset + 4)
    return UInt32(part[0]) | UInt32(part[1]) << 8 | UInt32(part[2]) << 16 | UInt32(part[3]) << 24
  }

  /// Eight bytes, the lowest first.
  ///
  /// - Precondition: they lie within the span.
  @inline(__always)
  func littleEndian64(at offset: Int) -> UInt64 {
    UInt64(littleEndian32(at: offset)) | UInt64(littleEndian32(at: offset + 4)) << 32
  }
}
