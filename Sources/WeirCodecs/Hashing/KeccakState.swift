/// The 25 lanes of Keccak-f[1600], each row of the plane in variables of its own: arrays in the
/// rounds would cost a bounds check and a load for every lane.
struct KeccakState {
  /// Five lanes of one `y`.
  struct Row {
    var x0, x1, x2, x3, x4: UInt64

    @inline(__always)
    init(_ x0: UInt64, _ x1: UInt64, _ x2: UInt64, _ x3: UInt64, _ x4: UInt64) {
      (self.x0, self.x1, self.x2, self.x3, self.x4) = (x0, x1, x2, x3, x4)
    }

    static let zero = Row(0, 0, 0, 0, 0)

    /// χ: the only step that is not linear.
    @inline(__always)
    var mixed: Row {
      Row(
        x0 ^ (~x1 & x2), x1 ^ (~x2 & x3), x2 ^ (~x3 & x4), x3 ^ (~x4 & x0), x4 ^ (~x0 & x1))
    }

    @inline(__always)
    static func ^ (left: Row, right: Row) -> Row {
      Row(
        left.x0 ^ right.x0, left.x1 ^ right.x1, left.x2 ^ right.x2, left.x3 ^ right.x3,
        left.x4 ^ right.x4)
    }
  }

  private var a = Row.zero
  private var b = Row.zero
  private var c = Row.zero
  private var d = Row.zero
  private var e = Row.zero

  /// Adds a word of the message to lane `index`, of which a rate of 136 bytes reaches 0 to 16.
  @inline(__always)
  mutating func absorb(_ word: UInt64, at index: Int) {
    switch index / 5 {
    case 0: Self.absorb(word, at: index, &a)
    case 1: Self.absorb(word, at: index - 5, &b)
    case 2: Self.absorb(word, at: index - 10, &c)
    default: Self.absorb(word, at: index - 15, &d)
    }
  }

  @inline(__always)
  private static func absorb(_ word: UInt64, at x: Int, _ row: inout Row) {
    switch x {
    case 0: row.x0 ^= word
    case 1: row.x1 ^= word
    case 2: row.x2 ^= word
    case 3: row.x3 ^= word
    default: row.x4 ^= word
    }
  }

  /// The first 32 bytes as big-endian words.
  var digest: (UInt64, UInt64, UInt64, UInt64) {
    (a.x0.byteSwapped, a.x1.byteSwapped, a.x2.byteSwapped, a.x3.byteSwapped)
  }

  /// Keccak-f[1600].
  mutating func permute() {
    for round in 0..<24 {
      diffuse()
      rearrange()
      a.x0 ^= Self.constants[round]
    }
  }

  /// θ.
  @inline(__always)
  private mutating func diffuse() {
    let parity = a ^ b ^ c ^ d ^ e
    let change = Row(
      parity.x4 ^ turn(parity.x1, 1), parity.x0 ^ turn(parity.x2, 1),
      parity.x1 ^ turn(parity.x3, 1), parity.x2 ^ turn(parity.x4, 1),
      parity.x3 ^ turn(parity.x0, 1))
    a = a ^ change
    b = b ^ change
    c = c ^ change
    d = d ^ change
    e = e ^ change
  }

  /// ρ and π, then χ.
  @inline(__always)
  private mutating func rearrange() {
    let a2 = Row(
      a.x0, turn(b.x1, 44), turn(c.x2, 43), turn(d.x3, 21),
      turn(e.x4, 14))
    let b2 = Row(
      turn(a.x3, 28), turn(b.x4, 20), turn(c.x0, 3), turn(d.x1, 45),
      turn(e.x2, 61))
    let c2 = Row(
      turn(a.x1, 1), turn(b.x2, 6), turn(c.x3, 25), turn(d.x4, 8),
      turn(e.x0, 18))
    let d2 = Row(
      turn(a.x4, 27), turn(b.x0, 36), turn(c.x1, 10), turn(d.x2, 15),
      turn(e.x3, 56))
    let e2 = Row(
      turn(a.x2, 62), turn(b.x3, 55), turn(c.x4, 39), turn(d.x0, 41),
      turn(e.x1, 2))
    (a, b, c, d, e) = (a2.mixed, b2.mixed, c2.mixed, d2.mixed, e2.mixed)
  }

  @inline(__always)
  private func turn(_ lane: UInt64, _ bits: UInt64) -> UInt64 {
    lane << bits | lane >> (64 - bits)
  }

  /// ι: one constant a round.
  private static let constants: InlineArray<24, UInt64> = [
    0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a,
    0x8000_0000_8000_8000, 0x0000_0000_0000_808b, 0x0000_0000_8000_0001,
    0x8000_0000_8000_8081, 0x8000_0000_0000_8009, 0x0000_0000_0000_008a,
    0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
    0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089,
    0x8000_0000_0000_8003, 0x8000_0000_0000_8002, 0x8000_0000_0000_0080,
    0x0000_0000_0000_800a, 0x8000_0000_8000_000a, 0x8000_0000_8000_8081,
    0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
  ]
}
