import WeirModel

/// Which outputs are spent: one bit each, in memory.
struct SpentRows {
  private var words: [UInt64] = []

  func contains(_ row: UInt64) -> Bool {
    let word = Int(row >> 6)
    return word < words.count && words[word] >> (row & 63) & 1 == 1
  }

  mutating func insert(_ row: UInt64) {
    let word = Int(row >> 6)
    if word >= words.count {
      words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
    }
    words[word] |= 1 << (row & 63)
  }

  mutating func remove(_ row: UInt64) {
    let word = Int(row >> 6)
    if word < words.count { words[word] &= ~(1 << (row & 63)) }
  }
}
