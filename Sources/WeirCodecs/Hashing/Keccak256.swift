public import WeirModel

/// Keccak-256 as Ethereum has it: the padding is 0x01, where SHA-3's is 0x06.
///
/// *Source:* Bertoni, Daemen, Peeters, Van Assche, "The Keccak reference", version 3.0, 2011;
/// Ethereum Yellow Paper, appendix on notation (KEC).
public enum Keccak256 {
  /// Bytes that one permutation takes in: 1600 bits less twice 256.
  private static let rate = 136

  /// - Complexity: O(*n*) in the number of bytes; no allocation.
  public static func hash(_ bytes: Span<UInt8>) -> Hash32 {
    var state = KeccakState()
    var offset = 0
    while bytes.count - offset >= rate {
      for index in 0..<17 { state.absorb(word(bytes, offset + 8 * index), at: index) }
      state.permute()
      offset += rate
    }
    absorbTail(&state, bytes, from: offset)
    state.permute()
    return Hash32(words: state.digest)
  }

  /// - Complexity: O(*n*) in the number of bytes.
  public static func hash(_ bytes: [UInt8]) -> Hash32 { hash(bytes.span) }

  private static func absorbTail(
    _ state: inout KeccakState, _ bytes: Span<UInt8>, from offset: Int
  ) {
    let whole = (bytes.count - offset) / 8
    for index in 0..<whole { state.absorb(word(bytes, offset + 8 * index), at: index) }
    var last: UInt64 = 0
    var shift: UInt64 = 0
    for index in (offset + 8 * whole)..<bytes.count {
      last |= UInt64(bytes[index]) << shift
      shift += 8
    }
    state.absorb(last | 1 << shift, at: whole)
    state.absorb(1 << 63, at: 16)
  }

  private static func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
    bytes.littleEndian64(at: offset)
  }
}
