// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// The 64-bit XXHash of a stream of bytes, seed 0: finds damage, proves nothing against malice.
///
/// *Source:* xxHash fast digest algorithm, version 0.1.1,
/// <https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>.
struct XXH64 {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  private var lanes = SIMD4<UInt64>(
    prime1 &+ prime2, prime2, 0, 0 &- prime1)
  private var total: UInt64 = 0
  private var pending: [UInt8] = []

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    total += UInt64(bytes.count)
    var offset = 0
    if !pending.isEmpty {
      offset = min(32 - pending.count, bytes.count)
      unsafe pending.append(contentsOf: bytes[..<offset])
      guard pending.count == 32 else { return }
      let stripe = pending
      unsafe stripe.withUnsafeBytes { unsafe consume($0) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = offset + (bytes.count - offset) / 32 * 32
    unsafe consume(UnsafeRawBufferPointer(rebasing: bytes[offset..<whole]))
    unsafe pending.append(contentsOf: bytes[whole...])
  }

  /// Whole stripes of 32 bytes.
  private mutating func consume(_ bytes: UnsafeRawBufferPointer) {
    var (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3])
    var offset = 0
    while offset < bytes.count {
      unsafe a = Self.round(a, Self.word(bytes, offset))
      unsafe b = Self.round(b, Self.word(bytes, offset + 8))
      unsafe c = Self.round(c, Self.word(bytes, offset + 16))
      unsafe d = Self.round(d, Self.word(bytes, offset + 24))
      offset += 32
    }
    lanes = SIMD4(a, b, c, d)
  }

  func digest() -> UInt64 {
    var hash = total >= 32 ? converged() : Self.prime5
    hash &+= total
    unsafe pending.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 8 <= bytes.count {
        unsafe hash ^= Self.round(0, Self.word(bytes, offset))
        hash = Self.rotate(hash, 27) &* Self.prime1 &+ Self.prime4
        offset += 8
      }
      if offset + 4 <= bytes.count {
        let half = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        hash ^= UInt64(UInt32(littleEndian: half)) &* Self.prime1
        hash = Self.rotate(hash, 23) &* Self.prime2 &+ Self.prime3
        offset += 4
      }
      while offset < bytes.count {
        let byte = unsafe bytes[offset]
        offset += 1
        hash ^= UInt64(byte) &* Self.prime5
        hash = Self.rotate(hash, 11) &* Self.prime1
      }
    }
    return Self.avalanched(hash)
  }

  private func converged() -> UInt64 {
    var hash =
      Self.rotate(lanes[0], 1) &+ Self.rotate(lanes[1], 7) &+ Self.rotate(lanes[2], 12)
      &+ Self.rotate(lanes[3], 18)
    for lane in 0..<4 {
      hash ^= Self.round(0, lanes[lane])
      hash = hash &* Self.prime1 &+ Self.prime4
    }
    return hash
  }

  private static func avalanched(_ value: UInt64) -> UInt64 {
    var hash = value
    hash ^= hash >> 33
    hash &*= prime2
    hash ^= hash >> 29
    hash &*= prime3
    return hash ^ hash >> 32
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotate(lane &+ input &* prime2, 31) &* prime1
  }

  @inline(__always)
  private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    value &<< bits | value &>> (64 &- bits)
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}

extension XXH64 {
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = XXH64()
    unsafe state.update(bytes)
    return state.digest()
  }

  static func hash(_ bytes: [UInt8]) -> UInt64 {
    unsafe bytes.withUnsafeBytes { unsafe hash($0) }
  }
}
