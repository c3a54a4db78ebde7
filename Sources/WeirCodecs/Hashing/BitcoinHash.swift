import CWeirSHA256
public import WeirModel

/// The hashes that Bitcoin and its kin are made of.
///
/// SHA-256 stands in `CWeirSHA256`, which says why. Nothing here holds secrets: the hashes are
/// fast, not constant in time over anything but their length.
public enum BitcoinHash {
  /// *Source:* FIPS 180-4.
  /// - Complexity: O(*n*) in the number of bytes.
  public static func sha256(_ bytes: Span<UInt8>) -> Hash32 {
    unsafe digest { output in
      // C reads `count` bytes from a pointer that is valid for the length of the closure.
      unsafe bytes.withUnsafeBufferPointer { input in
        unsafe weir_sha256(input.baseAddress, input.count, output)
      }
    }
  }

  /// SHA-256 of SHA-256: block hashes and transaction ids.
  /// - Complexity: O(*n*) in the number of bytes.
  public static func doubleSHA256(_ bytes: Span<UInt8>) -> Hash32 {
    doubleSHA256(bytes, bytes.extracting(0..<0), bytes.extracting(0..<0))
  }

  /// Of three parts that lie apart: a transaction without its witness is such a message.
  /// - Complexity: O(*n*) in the number of bytes.
  public static func doubleSHA256(
    _ first: Span<UInt8>, _ second: Span<UInt8>, _ third: Span<UInt8>
  ) -> Hash32 {
    unsafe digest { output in
      // As above: three pointers with their counts, valid for the length of the closures.
      unsafe first.withUnsafeBufferPointer { a in
        unsafe second.withUnsafeBufferPointer { b in
          unsafe third.withUnsafeBufferPointer { c in
            unsafe weir_sha256d_parts(
              a.baseAddress, a.count, b.baseAddress, b.count, c.baseAddress, c.count, output)
          }
        }
      }
    }
  }

  /// RIPEMD-160 of SHA-256, 20 bytes: what an address says of a key or a script.
  /// - Complexity: O(*n*) in the number of bytes.
  public static func hash160(_ bytes: Span<UInt8>) -> [UInt8] {
    RIPEMD160.hash(sha256(bytes).bytes)
  }

  /// Runs `body` on 32 bytes that it must fill.
  private static func digest(_ body: (UnsafeMutablePointer<UInt8>?) -> Void) -> Hash32 {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    // A tuple of four words is 32 bytes of trivial memory, which is what C fills.
    unsafe withUnsafeMutableBytes(of: &words) { memory in
      unsafe body(memory.bindMemory(to: UInt8.self).baseAddress)
    }
    return Hash32(
      words: (
        UInt64(bigEndian: words.0), UInt64(bigEndian: words.1), UInt64(bigEndian: words.2),
        UInt64(bigEndian: words.3)
      ))
  }
}
