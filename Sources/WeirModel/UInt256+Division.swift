extension UInt256 {
  /// Long division of 512 bits by 256.
  ///
  /// - Precondition: `high < divisor`, so that the quotient fits.
  /// - Complexity: O(1); at most four steps of one hardware division each.
  static func divide(high: UInt256, low: UInt256, by divisor: UInt256)
    -> (quotient: UInt256, remainder: UInt256)
  {
    precondition(high < divisor, "quotient exceeds 256 bits")
    var division = LongDivision(high: high, low: low, by: divisor)
    return division.run()
  }
}

/// One long division in limbs of 64 bits, least significant first.
///
/// *Source:* Knuth, "The Art of Computer Programming", volume 2, section 4.3.1, algorithm D.
private struct LongDivision {
  /// What is still to divide, shifted left as the divisor is.
  private var rest: InlineArray<8, UInt64>
  /// Shifted left until its top bit is set.
  private let divisor: InlineArray<4, UInt64>
  /// Limbs of the divisor without leading zeros.
  private let count: Int
  private let shift: Int

  init(high: UInt256, low: UInt256, by divisor: UInt256) {
    let limbs = divisor.limbs
    var count = 4
    while limbs[count - 1] == 0 { count -= 1 }
    self.count = count
    shift = limbs[count - 1].leadingZeroBitCount
    self.divisor = divisor.shifted(left: shift).limbs
    // Nothing is lost: `high` is below the divisor, whose top limb has room for the shift.
    let top = high.shifted(left: shift).limbs
    let (bottom, carried) = (low.shifted(left: shift).limbs, low.limbs[3].bits(above: shift))
    rest = [
      bottom[0], bottom[1], bottom[2], bottom[3], top[0] | carried, top[1], top[2], top[3],
    ]
  }

  mutating func run() -> (quotient: UInt256, remainder: UInt256) {
    var quotient: InlineArray<4, UInt64> = [0, 0, 0, 0]
    for place in stride(from: 3, through: 0, by: -1) { quotient[place] = step(at: place) }
    let remainder: InlineArray<4, UInt64> = [rest[0], rest[1], rest[2], rest[3]]
    return (UInt256(limbs: quotient), UInt256(limbs: remainder).shifted(right: shift))
  }

  /// Takes one limb of quotient from the limbs at `place` and above.
  private mutating func step(at place: Int) -> UInt64 {
    let top = rest[place + count]
    // Many quotients are short; their leading limbs cost nothing.
    if top == 0, rest[place + count - 1] < divisor[count - 1] { return 0 }
    let guess = guess(at: place)
    guard subtract(guess, at: place) else { return guess }
    addBack(at: place)
    return guess - 1
  }

  /// Steps D3: the limb of quotient, or one more than it.
  private func guess(at place: Int) -> UInt64 {
    let (top, next) = (rest[place + count], rest[place + count - 1])
    let leading = divisor[count - 1]
    var guess = UInt64.max
    var remainder: UInt64
    if top < leading {
      (guess, remainder) = leading.dividingFullWidth((top, next))
    } else {
      let (sum, isLarge) = next.addingReportingOverflow(leading)
      if isLarge { return guess }
      remainder = sum
    }
    guard count > 1 else { return guess }
    let third = UInt128(rest[place + count - 2])
    while UInt128(guess) * UInt128(divisor[count - 2]) > UInt128(remainder) << 64 | third {
      guess -= 1
      let (sum, isLarge) = remainder.addingReportingOverflow(leading)
      if isLarge { break }
      remainder = sum
    }
    return guess
  }

  /// Step D4. Returns whether it took more than there was.
  private mutating func subtract(_ factor: UInt64, at place: Int) -> Bool {
    var carry: UInt128 = 0
    for limb in 0..<count {
      // At most (2^64 - 1)² + 2^64, within 128 bits.
      let part = UInt128(factor) * UInt128(divisor[limb]) + carry
      let low = UInt64(truncatingIfNeeded: part)
      let (difference, borrow) = rest[place + limb].subtractingReportingOverflow(low)
      rest[place + limb] = difference
      carry = part >> 64 + (borrow ? 1 : 0)
    }
    let last = UInt64(truncatingIfNeeded: carry)
    let (difference, borrow) = rest[place + count].subtractingReportingOverflow(last)
    rest[place + count] = difference
    return borrow
  }

  /// Step D6: needed about twice in 2^64.
  private mutating func addBack(at place: Int) {
    var carry: UInt128 = 0
    for limb in 0..<count {
      let sum = UInt128(rest[place + limb]) + UInt128(divisor[limb]) + carry
      rest[place + limb] = UInt64(truncatingIfNeeded: sum)
      carry = sum >> 64
    }
    rest[place + count] &+= UInt64(truncatingIfNeeded: carry)
  }
}

extension UInt256 {
  fileprivate var limbs: InlineArray<4, UInt64> {
    [
      UInt64(truncatingIfNeeded: low), UInt64(truncatingIfNeeded: low >> 64),
      UInt64(truncatingIfNeeded: high), UInt64(truncatingIfNeeded: high >> 64),
    ]
  }

  fileprivate init(limbs: InlineArray<4, UInt64>) {
    self.init(
      high: UInt128(limbs[3]) << 64 | UInt128(limbs[2]),
      low: UInt128(limbs[1]) << 64 | UInt128(limbs[0]))
  }

  /// By fewer than 64 places; a shift by 128 gives zero.
  fileprivate func shifted(left count: Int) -> UInt256 {
    UInt256(high: high << count | low >> (128 - count), low: low << count)
  }

  fileprivate func shifted(right count: Int) -> UInt256 {
    UInt256(high: high >> count, low: low >> count | high << (128 - count))
  }
}

extension UInt64 {
  /// The bits that leave the limb when it is shifted left by fewer than 64 places.
  fileprivate func bits(above count: Int) -> UInt64 { self >> (64 - count) }
}
