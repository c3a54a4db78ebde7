// Unsafe: kernels run over mapped columns and scratch memory; bounds are checked before the loop.

/// The first 64 bytes of an index file: eight 64-bit numbers, the first of which says what it is.
struct IndexHeader {
  static let size = 64
  /// `WEIRPOST` and `WEIRSORT`, read as little-endian numbers.
  static let postings: UInt64 = 0x5453_4F50_5249_4557
  static let sorted: UInt64 = 0x5452_4F53_5249_4557

  let fields: [UInt64]

  /// - Throws: ``LedgerError/Code/corrupt`` if the file is something else.
  init(_ file: MappedFile, magic: UInt64) throws(LedgerError) {
    guard file.count >= Self.size, file.load(0, as: UInt64.self) == magic else {
      throw LedgerError(.corrupt, "\(file.name): expected an index, found another file.")
    }
    fields = (0..<8).map { file.load($0 * 8, as: UInt64.self) }
    // Counts and bit widths of 32-bit rows: anything above is damage, and would overflow below.
    guard fields.dropFirst().allSatisfy({ $0 <= 1 << 40 }) else {
      throw LedgerError(.corrupt, "\(file.name): its header counts more than it can hold.")
    }
  }

  static func write(_ fields: [UInt64], to memory: ScratchMemory) {
    precondition(fields.count <= 8, "eight fields")
    for (index, field) in fields.enumerated() {
      let number = field.littleEndian
      unsafe memory.bytes.storeBytes(of: number, toByteOffset: index * 8, as: UInt64.self)
    }
  }

  /// Offsets of sections that follow the header, each rounded up to eight bytes, and the end.
  static func offsets(_ sections: [Int]) -> [Int] {
    var offsets = [size]
    for section in sections { offsets.append(offsets[offsets.count - 1] + (section + 7) / 8 * 8) }
    return offsets
  }
}
