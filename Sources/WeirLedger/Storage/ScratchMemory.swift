import Glibc

// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// Anonymous zeroed memory in huge pages where the system has them.
///
/// Random reads of it cost two thirds of what they cost in ordinary pages.
@safe final class ScratchMemory {
  let bytes: UnsafeMutableRawBufferPointer
  let count: Int

  /// - Throws: ``LedgerError/Code/io`` if the system has no such memory left.
  init(count: Int) throws(LedgerError) {
    let size = max(count, 1)
    self.count = size
    let address = unsafe mmap(
      nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else {
      throw .system("cannot get \(size) bytes of memory", "")
    }
    unsafe _ = madvise(address, size, MADV_HUGEPAGE)
    unsafe bytes = UnsafeMutableRawBufferPointer(start: address, count: size)
  }

  deinit {
    // The address came from mmap in init and is never nil.
    unsafe _ = munmap(bytes.baseAddress!, bytes.count)
  }

  /// `count` elements from a byte offset that is a multiple of their size.
  func elements<Element: BitwiseCopyable>(
    _ type: Element.Type, at offset: Int = 0, count: Int
  ) -> UnsafeMutableBufferPointer<Element> {
    let end = offset + count * MemoryLayout<Element>.stride
    precondition(offset >= 0 && count >= 0 && end <= self.count, "outside the memory")
    let slice = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<end])
    return unsafe slice.bindMemory(to: type)
  }
}
