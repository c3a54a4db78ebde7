internal import CZlib

// Unsafe: zlib's interface is pointers and counts. Each pair comes from one Swift buffer, is handed
// over with it, and is not kept behind the call.

/// The CRC-32 that ZIP uses.
enum CRC32 {
  /// - Complexity: O(bytes).
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var checksum: UInt = 0
    var start = 0
    while start < bytes.count {
      let count = min(bytes.count - start, 1 << 30)
      // zlib reads `count` bytes from `start`, which lie within the array.
      checksum = unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe crc32(checksum, buffer.baseAddress.map { unsafe $0 + start }, UInt32(count))
      }
      start += count
    }
    return UInt32(truncatingIfNeeded: checksum)
  }
}

/// Unpacks raw DEFLATE into a buffer of a size that is known before.
enum Inflate {
  /// The unpacked bytes; `nil` unless the whole of `packed` is one stream of exactly `count` bytes.
  ///
  /// Never writes more than one byte beyond `count`, whatever the stream says of itself.
  ///
  /// *Source:* RFC 1951.
  /// - Precondition: both sizes fit in 32 bits.
  /// - Complexity: O(bytes).
  static func unpack(_ packed: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
    precondition(packed.count < 1 << 32 && count < (1 << 32) - 1, "sizes of a ZIP without ZIP64")
    var stream = unsafe z_stream()
    // A negative window size means a raw stream without zlib's own header.
    let version = unsafe zlibVersion()
    // The size of a type, which zlib compares with its own.
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(&stream, -15, version, size) == Z_OK else { return nil }
    defer { unsafe inflateEnd(&stream) }
    // One byte more than declared, so that a longer stream shows.
    var output = [UInt8](repeating: 0, count: count + 1)
    let status = unsafe run(&stream, from: packed, into: &output)
    guard status == Z_STREAM_END, unsafe stream.avail_in == 0,
      unsafe Int(stream.total_out) == count
    else { return nil }
    output.removeLast()
    return output
  }

  private static func run(
    _ stream: inout z_stream, from packed: ArraySlice<UInt8>, into output: inout [UInt8]
  ) -> Int32 {
    // zlib takes the input as mutable and does not write to it; both pointers and counts stay
    // within their buffers and are used inside the closures alone.
    unsafe packed.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { buffer in
        unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.avail_in = UInt32(input.count)
        unsafe stream.next_out = buffer.baseAddress
        unsafe stream.avail_out = UInt32(buffer.count)
        return unsafe inflate(&stream, Z_FINISH)
      }
    }
  }
}
