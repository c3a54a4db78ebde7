/// An archive's bytes with reads that cannot leave them.
struct ZipBytes {
  let bytes: [UInt8]

  /// A little-endian number of `width` bytes.
  func number(at offset: Int, _ width: Int) throws(ZipError) -> Int {
    let part = try slice(offset, width)
    return part.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// `count` bytes from `offset`, or an error that the archive is cut short.
  func slice(_ offset: Int, _ count: Int) throws(ZipError) -> ArraySlice<UInt8> {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
      throw ZipError(
        .structure, "expected \(count) more bytes, found the end of the archive", offset: offset)
    }
    return bytes[offset..<(offset + count)]
  }

  func expect(_ signature: Int, _ what: String, at offset: Int) throws(ZipError) {
    guard try number(at: offset, 4) == signature else {
      throw ZipError(.structure, "expected \(what), found other bytes", offset: offset)
    }
  }
}
