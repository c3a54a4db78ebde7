import Testing
import WeirModel
import WeirTesting

@Suite struct UInt256ArithmeticTests {
  /// 2^128 - 1 + 1 carries into the upper half; 2^256 - 1 + 1 does not fit.
  @Test func `a sum carries, and is nothing above 256 bits`() {
    let half = UInt256(low: .max)
    #expect(half.adding(.one) == UInt256(high: 1, low: 0))
    #expect(UInt256.max.adding(.zero) == .max)
    #expect(UInt256.max.adding(.one) == nil)
    // The upper halves fit by themselves; the carry of the lower ones is one too many.
    let (left, right) = (UInt256(high: .max - 1, low: .max), UInt256(high: 1, low: 1))
    #expect(left.adding(right) == nil && right.adding(left) == nil)
  }

  @Test func `a difference borrows, and is nothing below zero`() {
    #expect(UInt256(high: 1, low: 0).subtracting(.one) == UInt256(low: .max))
    #expect(UInt256.max.subtracting(.max) == .zero)
    #expect(UInt256.zero.subtracting(.one) == nil)
    #expect(UInt256(high: 1, low: 0).subtracting(UInt256(high: 1, low: 1)) == nil)
  }

  @Test func `addition and subtraction undo each other`() {
    for seed in caseSeeds(2_000) {
      var random = SeededGenerator(seed: seed)
      let (left, right) = (random.word(), random.word())
      guard let sum = left.adding(right) else {
        // Only then does what is left to 2^256 - 1 not suffice.
        #expect(UInt256.max.subtracting(left).map { $0 < right } == true, "seed \(seed)")
        continue
      }
      #expect(sum.subtracting(left) == right && sum.subtracting(right) == left, "seed \(seed)")
    }
  }

  /// (2^256 - 1)² = 2^512 - 2·2^256 + 1: an upper half of 2^256 - 2, a lower one of 1.
  @Test func `the largest square fills both halves`() {
    let square = UInt256.max.multipliedFullWidth(by: .max)
    #expect(square.high == UInt256.max.subtracting(.one) && square.low == .one)
    #expect(UInt256.max.multiplied(by: .one) == .max)
    #expect(UInt256.max.multiplied(by: 2) == nil)
    #expect(UInt256.power(128).multiplied(by: .power(127)) == .power(255))
    #expect(UInt256.power(128).multiplied(by: .power(128)) == nil)
  }

  @Test func `edges multiply as on paper`() {
    for left in UInt256.edges {
      for right in UInt256.edges { expectPaperProduct(left, right, "\(left) × \(right)") }
    }
  }

  @Test func `random products are as on paper`() {
    for seed in caseSeeds(2_000) {
      var random = SeededGenerator(seed: seed)
      expectPaperProduct(random.word(), random.word(), "seed \(seed)")
    }
  }

  /// Schoolbook multiplication of bytes, 32 by 32.
  private func expectPaperProduct(_ left: UInt256, _ right: UInt256, _ which: String) {
    let (a, b) = (Array(left.bigEndianBytes.reversed()), Array(right.bigEndianBytes.reversed()))
    var product = [Int](repeating: 0, count: 64)
    for (i, x) in a.enumerated() {
      for (j, y) in b.enumerated() { product[i + j] += Int(x) * Int(y) }
    }
    for place in 0..<63 {
      product[place + 1] += product[place] >> 8
      product[place] &= 255
    }
    let bytes = product.reversed().map { UInt8(truncatingIfNeeded: $0) }
    let (high, low) = left.multipliedFullWidth(by: right)
    #expect(high.bigEndianBytes + low.bigEndianBytes == bytes, "\(which)")
    #expect((left.multiplied(by: right) == nil) == bytes.prefix(32).contains { $0 != 0 })
  }
}
