import WeirModel

/// scrypt (N 1024, r 1, p 1) with the header as password and salt: how Litecoin and Dogecoin
/// prove work.
///
/// *Source:* RFC 7914; Litecoin Core, `scrypt.cpp`.
enum Scrypt {
  /// The 32 bytes in the byte order of the wire.
  ///
  /// - Complexity: 2,048 Salsa20/8 cores on 128 KiB: about a millisecond.
  static func hash(_ header: [UInt8]) -> Hash32 {
    var block = words(of: derive(header, salt: header, count: 128))
    mix(&block)
    let salt = block.flatMap(\.littleEndianBytes)
    return Hash32(derive(header, salt: salt, count: 32)) ?? .zero
  }

  /// PBKDF2 with HMAC-SHA-256 and one iteration. *Source:* RFC 8018.
  static func derive(_ password: [UInt8], salt: [UInt8], count: Int) -> [UInt8] {
    var output: [UInt8] = []
    var index: UInt8 = 1
    while output.count < count {
      output += authenticate(salt + [0, 0, 0, index], key: password)
      index += 1
    }
    return Array(output.prefix(count))
  }

  /// HMAC-SHA-256. *Source:* RFC 2104.
  private static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    let short = key.count > 64 ? BitcoinHash.sha256(key.span).bytes : key
    let padded = short + [UInt8](repeating: 0, count: 64 - short.count)
    let inner = padded.map { $0 ^ 0x36 } + message
    let outer = padded.map { $0 ^ 0x5c } + BitcoinHash.sha256(inner.span).bytes
    return BitcoinHash.sha256(outer.span).bytes
  }

  private static func words(of bytes: [UInt8]) -> [UInt32] {
    stride(from: 0, to: bytes.count - 3, by: 4).map { bytes.span.littleEndian32(at: $0) }
  }

  /// ROMix over 32 words.
  private static func mix(_ block: inout [UInt32]) {
    var table: [UInt32] = []
    table.reserveCapacity(1024 * 32)
    for _ in 0..<1024 {
      table += block
      mixBlock(&block)
    }
    for _ in 0..<1024 {
      let row = Int(block[16] & 1023) * 32
      for index in 0..<32 { block[index] ^= table[row + index] }
      mixBlock(&block)
    }
  }

  private static func mixBlock(_ block: inout [UInt32]) {
    salsa(&block, at: 0, with: 16)
    salsa(&block, at: 16, with: 0)
  }

  /// Salsa20/8 of one half, after the other half has been added to it bit by bit.
  private static func salsa(_ block: inout [UInt32], at base: Int, with other: Int) {
    var x = InlineArray<16, UInt32>(repeating: 0)
    for index in 0..<16 {
      block[base + index] ^= block[other + index]
      x[index] = block[base + index]
    }
    for _ in 0..<4 {
      quarter(&x, 0, 4, 8, 12)
      quarter(&x, 5, 9, 13, 1)
      quarter(&x, 10, 14, 2, 6)
      quarter(&x, 15, 3, 7, 11)
      quarter(&x, 0, 1, 2, 3)
      quarter(&x, 5, 6, 7, 4)
      quarter(&x, 10, 11, 8, 9)
      quarter(&x, 15, 12, 13, 14)
    }
    for index in 0..<16 { block[base + index] &+= x[index] }
  }

  @inline(__always)
  private static func quarter(
    _ x: inout InlineArray<16, UInt32>, _ a: Int, _ b: Int, _ c: Int, _ d: Int
  ) {
    x[b] ^= rotate(x[a] &+ x[d], 7)
    x[c] ^= rotate(x[b] &+ x[a], 9)
    x[d] ^= rotate(x[c] &+ x[b], 13)
    x[a] ^= rotate(x[d] &+ x[c], 18)
  }

  @inline(__always)
  private static func rotate(_ word: UInt32, _ bits: UInt32) -> UInt32 {
    word << bits | word >> (32 - bits)
  }
}
