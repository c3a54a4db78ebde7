import Glibc
import WeirModel

/// The columns that `gen.py` wrote, and an address for each of its account numbers.
struct Graph {
  let from: [UInt32]
  let to: [UInt32]
  let amounts: [UInt64]
  let times: [UInt32]
  let sources: [UInt32]

  init(directory: String) {
    from = Self.read("\(directory)/src.u32")
    to = Self.read("\(directory)/dst.u32")
    amounts = Self.read("\(directory)/val.u64")
    times = Self.read("\(directory)/ts.u32")
    sources = Self.read("\(directory)/sources.u32")
  }

  static func read<Element: FixedWidthInteger>(_ path: String) -> [Element] {
    guard let file = unsafe fopen(path, "rb") else {
      print("cannot read \(path): make the graph with gen.py first")
      exit(1)
    }
    defer { unsafe _ = fclose(file) }
    unsafe fseek(file, 0, SEEK_END)
    let count = unsafe ftell(file) / MemoryLayout<Element>.size
    unsafe rewind(file)
    return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe filled = fread(buffer.baseAddress, MemoryLayout<Element>.size, count, file)
    }
  }

  /// A made-up EVM address: SplitMix64 of the number, 20 bytes.
  static func address(_ number: UInt32) -> AccountKey {
    var state = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
    func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
    let words = (next(), next(), next() & 0xFFFF_FFFF_0000_0000, UInt64(0))
    return AccountKey(kind: .evm, hash: Hash32(words: words), count: 20)
  }
}
