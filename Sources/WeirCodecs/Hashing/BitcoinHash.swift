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
    // C reads `count` bytes from a pointer that is valid for the length of the closure.
    unsafe digest { output in
      unsafe bytes.withUnsafeBufferPointer { input in
        unsafe weir_sha256(input.baseAddress, input.count, output)
      }
    }
  }

  /// SHA-256 of SHA-256: block hashes and transaction ids.
  /// - Complexity: O(*n*) in the number of bytes.
  public static func doubleSHA256(_ bytes: Span<UInt8>) -> Hash32 {
    // As above.
    unsafe digest { output in
      unsafe bytes.withUnsafeBufferPointer { input in
        unsafe weir_sha256d(input.baseAddress, input.count, output)
      }
    }
  }

  /// Of many messages that lie in `bytes`, each of up to three ranges one behind the other.
  ///
  /// - Precondition: every range lies within `bytes`.
  /// - Complexity: O(*n*) in the number of bytes of all messages; two messages at a time.
  static func doubleSHA256(_ bytes: Span<UInt8>, of messages: [Message]) -> [Hash32] {
    for message in messages { message.precondition(within: bytes.count) }
    var words = [UInt64](repeating: 0, count: 4 * messages.count)
    // C fills 32 bytes for each message and reads only the ranges that were checked above.
    unsafe words.withUnsafeMutableBytes { output in
      let digests = unsafe output.bindMemory(to: UInt8.self).baseAddress
      unsafe bytes.withUnsafeBufferPointer { input in
        unsafe messages.withUnsafeBufferPointer { parts in
          // `Message` wraps one C struct and nothing else, so that their layouts are one.
          unsafe parts.withMemoryRebound(to: weir_sha256_parts.self) { parts in
            unsafe weir_sha256d_many(input.baseAddress, parts.baseAddress, parts.count, digests)
          }
        }
      }
    }
    return (0..<messages.count).map { hash(words, at: 4 * $0) }
  }

  /// A message by its places in a common run of bytes.
  struct Message {
    private let parts: weir_sha256_parts

    init(_ first: Range<Int>, _ second: Range<Int> = 0..<0, _ third: Range<Int> = 0..<0) {
      parts = weir_sha256_parts(
        a: first.lowerBound, a_count: first.count, b: second.lowerBound, b_count: second.count,
        c: third.lowerBound, c_count: third.count)
    }

    fileprivate func precondition(within count: Int) {
      Swift.precondition(
        parts.a + parts.a_count <= count && parts.b + parts.b_count <= count
          && parts.c + parts.c_count <= count, "a message lies within its bytes")
    }
  }

  private static func hash(_ words: [UInt64], at index: Int) -> Hash32 {
    Hash32(
      words: (
        UInt64(bigEndian: words[index]), UInt64(bigEndian: words[index + 1]),
        UInt64(bigEndian: words[index + 2]), UInt64(bigEndian: words[index + 3])
      ))
  }

  /// RIPEMD-160 of SHA-256, 20 bytes: what an address says of a key or a script.
  /// - Complexity: O(*n*) in the number of bytes.
  public static func hash160(_ bytes: Span<UInt8>) -> [UInt8] {
    RIPEMD160.hash(sha256(bytes).bytes)
  }

  /// - Complexity: O(*n*) in the number of bytes.
  public static func sha256(_ bytes: [UInt8]) -> Hash32 { sha256(bytes.span) }

  /// - Complexity: O(*n*) in the number of bytes.
  public static func doubleSHA256(_ bytes: [UInt8]) -> Hash32 { doubleSHA256(bytes.span) }

  /// - Complexity: O(*n*) in the number of bytes.
  public static func hash160(_ bytes: [UInt8]) -> [UInt8] { hash160(bytes.span) }

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
