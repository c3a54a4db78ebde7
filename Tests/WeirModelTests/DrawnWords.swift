import WeirModel
import WeirTesting

extension SeededGenerator {
  /// An integer of any width from none to 256 bits, half the time of limbs at which carries and
  /// guesses go wrong.
  mutating func word() -> UInt256 {
    let isEdge = below(2) == 0
    let limbs = (0..<4).map { _ in isEdge ? edgeLimb() : next() }
    let value = UInt256(
      high: UInt128(limbs[0]) << 64 | UInt128(limbs[1]),
      low: UInt128(limbs[2]) << 64 | UInt128(limbs[3]))
    let places = below(257)
    return places < 128
      ? UInt256(high: value.high >> places, low: value.low >> places | value.high << (128 - places))
      : UInt256(low: value.high >> (places - 128))
  }

  private mutating func edgeLimb() -> UInt64 {
    let edges: [UInt64] = [0, 1, 2, 1 << 61, 1 << 63, 1 << 63 - 1, .max - 1, .max]
    return edges[below(edges.count)]
  }
}

extension UInt256 {
  /// Two to the power of `exponent`, which is below 256.
  static func power(_ exponent: Int) -> UInt256 {
    exponent < 128 ? UInt256(low: 1 << exponent) : UInt256(high: 1 << (exponent - 128), low: 0)
  }

  /// The powers of two where limbs and halves meet, and their neighbours.
  static let edges: [UInt256] =
    [63, 64, 65, 127, 128, 129, 191, 192, 255].flatMap { exponent in
      [power(exponent).subtracting(.one), power(exponent), power(exponent).adding(.one)]
    }.compactMap(\.self) + [.zero, .one, 2, 3, 10, .max]
}
