/// Keccak-256 by the book: arrays, loops over x and y, constants from their shift register.
enum NaiveKeccak {
  static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var message = bytes + [1]
    while message.count % 136 != 0 { message.append(0) }
    message[message.count - 1] |= 0x80
    var state = [[UInt64]](repeating: [UInt64](repeating: 0, count: 5), count: 5)
    for start in stride(from: 0, to: message.count, by: 136) {
      for lane in 0..<17 {
        for byte in 0..<8 {
          state[lane % 5][lane / 5] ^= UInt64(message[start + 8 * lane + byte]) << UInt64(8 * byte)
        }
      }
      permute(&state)
    }
    return (0..<32).map { UInt8(truncatingIfNeeded: state[$0 / 8][0] >> UInt64(8 * ($0 % 8))) }
  }

  private static func permute(_ a: inout [[UInt64]]) {
    var register: UInt8 = 1
    for _ in 0..<24 {
      let c = (0..<5).map { x in (0..<5).reduce(UInt64(0)) { $0 ^ a[x][$1] } }
      for x in 0..<5 {
        for y in 0..<5 { a[x][y] ^= c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1) }
      }
      a = rearranged(a)
      for bit in 0..<7 {
        if register & 1 == 1 { a[0][0] ^= 1 << UInt64((1 << bit) - 1) }
        register = register << 1 ^ (register & 0x80 == 0 ? 0 : 0x71)
      }
    }
  }

  private static func rearranged(_ a: [[UInt64]]) -> [[UInt64]] {
    var b = a
    var (x, y) = (1, 0)
    for step in 0..<24 {
      let (nextX, nextY) = (y, (2 * x + 3 * y) % 5)
      b[nextX][nextY] = rotate(a[x][y], (step + 1) * (step + 2) / 2 % 64)
      (x, y) = (nextX, nextY)
    }
    b[0][0] = a[0][0]
    return (0..<5).map { x in
      (0..<5).map { y in b[x][y] ^ (~b[(x + 1) % 5][y] & b[(x + 2) % 5][y]) }
    }
  }

  private static func rotate(_ lane: UInt64, _ bits: Int) -> UInt64 {
    bits == 0 ? lane : lane << UInt64(bits) | lane >> UInt64(64 - bits)
  }
}
