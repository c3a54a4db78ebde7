import Testing
import WeirModel
import WeirTesting

@Suite struct Hash32OrderTests {
  /// One byte differs at each of the 32 places.
  @Test func `hashes are ordered by their bytes from the left`() throws {
    for place in 0..<32 {
      var (low, high) = ([UInt8](repeating: 9, count: 32), [UInt8](repeating: 9, count: 32))
      low[place] = 8
      // What stands behind the place must not matter.
      if place < 31 { low[place + 1] = 255 }
      high[place] = 200
      let (smaller, larger) = (try #require(Hash32(low)), try #require(Hash32(high)))
      #expect(smaller < larger && !(larger < smaller), "place \(place)")
    }
  }

  @Test func `random hashes survive bytes, text and reversal`() {
    for seed in caseSeeds(200) {
      var random = SeededGenerator(seed: seed)
      let hash = random.hash()
      #expect(Hash32(hash.bytes) == hash && Hash32(words: hash.words) == hash)
      #expect(Hash32(hex: hash.hex) == hash && hash.reversed.reversed == hash)
      #expect(hash.reversed.bytes == hash.bytes.reversed(), "seed \(seed)")
    }
  }
}
