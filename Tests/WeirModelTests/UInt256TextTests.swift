import Testing
import WeirModel
import WeirTesting

@Suite struct UInt256TextTests {
  /// Powers of two from the tables of OEIS A000079.
  @Test(arguments: [
    (64, "18446744073709551616"),
    (128, "340282366920938463463374607431768211456"),
    (192, "6277101735386680763835789423207666416102355444464034512896"),
    (255, "57896044618658097711785492504343953926634992332820282019728792003956564819968"),
  ])
  func `powers of two print and parse`(exponent: Int, text: String) {
    #expect(UInt256.power(exponent).description == text)
    #expect(UInt256(decimal: text) == .power(exponent))
  }

  /// 10^18 and its powers, where the printed chunks meet: inner zeros must not be lost.
  @Test(arguments: [17, 18, 19, 35, 36, 37, 53, 54, 55, 71, 72, 73, 76])
  func `powers of ten keep their zeros`(places: Int) throws {
    let text = "1" + String(repeating: "0", count: places)
    let value = try #require(UInt256(decimal: text))
    #expect(value.description == text)
    let below = try #require(value.subtracting(.one))
    #expect(below.description == String(repeating: "9", count: places))
    #expect(value.adding(.one)?.description == text.dropLast() + "1")
  }

  @Test func `what is printed parses to the same number`() {
    for value in UInt256.edges { #expect(UInt256(decimal: value.description) == value) }
    for seed in caseSeeds(2_000) {
      var random = SeededGenerator(seed: seed)
      let value = random.word()
      #expect(UInt256(decimal: value.description) == value, "seed \(seed)")
      #expect(UInt256(decimal: "00" + value.description) == value, "seed \(seed)")
      #expect(UInt256(bigEndian: value.bigEndianBytes) == value, "seed \(seed)")
    }
  }

  @Test(arguments: ["", " ", "+1", "-1", "1 ", "1.0", "1e3", "0x10", "1_000", "1,000", "١", "１"])
  func `anything but decimal digits is no number`(text: String) {
    #expect(UInt256(decimal: text) == nil)
  }

  @Test func `bytes are read from the right, and never more than 32`() {
    #expect(UInt256(bigEndian: [UInt8]()) == .zero)
    #expect(UInt256(bigEndian: [1, 0] as [UInt8]) == 256)
    #expect(UInt256(bigEndian: [1] + [UInt8](repeating: 0, count: 16)) == .power(128))
    #expect(UInt256(bigEndian: [UInt8](repeating: 255, count: 32)) == .max)
    #expect(UInt256(bigEndian: [UInt8](repeating: 0, count: 33)) == nil)
  }

  @Test func `only what fits is handed out as 64 bits`() {
    #expect(UInt256(UInt64.max).uint64 == .max)
    #expect(UInt256.power(64).uint64 == nil && UInt256.power(128).uint64 == nil)
  }

  @Test func `order looks at the upper half first`() {
    let sorted = [UInt256.zero, 1, UInt256(low: .max), UInt256(high: 1, low: 0), .max]
    for (place, left) in sorted.enumerated() {
      for (other, right) in sorted.enumerated() { #expect((left < right) == (place < other)) }
    }
  }
}
