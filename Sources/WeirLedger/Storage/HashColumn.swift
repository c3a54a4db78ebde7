import WeirModel

/// A committed column of 32-byte hashes, read by row.
struct HashColumn: Sendable {
  let words: [MappedFile]
  let count: UInt64
  let segmentBits: UInt64

  init(files: [MappedFile], segmentBits: Int, count: UInt64) {
    words = files
    self.count = count
    self.segmentBits = UInt64(segmentBits)
  }

  subscript(row: UInt64) -> Hash32 {
    precondition(row < count, "row outside the column")
    let file = words[Int(row >> segmentBits)]
    let offset = Int(row & ((1 << segmentBits) - 1)) * 32
    return Hash32(
      words: (
        file.load(offset, as: UInt64.self).byteSwapped,
        file.load(offset + 8, as: UInt64.self).byteSwapped,
        file.load(offset + 16, as: UInt64.self).byteSwapped,
        file.load(offset + 24, as: UInt64.self).byteSwapped
      ))
  }
}
