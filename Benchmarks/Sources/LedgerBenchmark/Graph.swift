import Glibc
import WeirModel

// Unsafe: measuring reads the clock, the process's status and mapped columns through C.

/// A raw little-endian column, mapped: the importer reads it where it lies.
@safe final class MappedColumn<Element: FixedWidthInteger & BitwiseCopyable> {
  private let buffer: UnsafeBufferPointer<Element>

  init(_ path: String) {
    let file = unsafe open(path, O_RDONLY)
    var status = stat()
    guard file >= 0, unsafe fstat(file, &status) == 0,
      let address = unsafe mmap(
        nil, Int(status.st_size), PROT_READ, MAP_SHARED, file, 0), unsafe address != MAP_FAILED
    else {
      print("cannot read \(path): make the graph with gen.py first")
      exit(1)
    }
    close(file)
    unsafe buffer = UnsafeRawBufferPointer(start: address, count: Int(status.st_size))
      .assumingMemoryBound(to: Element.self)
  }

  deinit {
    unsafe _ = munmap(
      UnsafeMutableRawPointer(mutating: buffer.baseAddress),
      buffer.count * MemoryLayout<Element>.size)
  }

  var elements: Span<Element> {
    @_lifetime(borrow self) get {
      unsafe _overrideLifetime(Span(_unsafeElements: buffer), borrowing: self)
    }
  }
}

/// The columns that `gen.py` wrote, and an address for each of its account numbers.
struct Graph {
  let from: MappedColumn<UInt32>
  let to: MappedColumn<UInt32>
  let amounts: MappedColumn<UInt64>
  let times: MappedColumn<UInt32>
  let sources: MappedColumn<UInt32>

  init(directory: String) {
    from = MappedColumn("\(directory)/src.u32")
    to = MappedColumn("\(directory)/dst.u32")
    amounts = MappedColumn("\(directory)/val.u64")
    times = MappedColumn("\(directory)/ts.u32")
    sources = MappedColumn("\(directory)/sources.u32")
  }

  var sourceNumbers: [UInt32] {
    let elements = sources.elements
    return elements.indices.map { elements[$0] }
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
