/// RIPEMD-160, which swift-crypto does not have and Bitcoin addresses need.
///
/// *Source:* Dobbertin, Bosselaers, Preneel, "RIPEMD-160: A Strengthened Version of RIPEMD", 1996.
public enum RIPEMD160 {
  /// The 20 bytes of the digest.
  /// - Complexity: O(*n*) in the number of bytes.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
    let message = padded(bytes)
    for start in stride(from: 0, to: message.count, by: 64) {
      compress(&state, words(of: message[start..<start + 64]))
    }
    return state.flatMap(\.littleEndianBytes)
  }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    var message = bytes
    message.append(0x80)
    message.append(contentsOf: repeatElement(0, count: (120 - message.count % 64) % 64))
    let bits = UInt64(bytes.count) &* 8
    message += UInt32(truncatingIfNeeded: bits).littleEndianBytes
    message += UInt32(truncatingIfNeeded: bits >> 32).littleEndianBytes
    return message
  }

  private static func words(of block: ArraySlice<UInt8>) -> [UInt32] {
    let bytes = Array(block)
    return (0..<16).map { bytes.span.littleEndian32(at: 4 * $0) }
  }

  private static func compress(_ state: inout [UInt32], _ words: [UInt32]) {
    let left = line(state, words, order: leftOrder, shifts: leftShifts, isLeft: true)
    let right = line(state, words, order: rightOrder, shifts: rightShifts, isLeft: false)
    let before = state
    for index in 0..<5 {
      state[index] = before[(index + 1) % 5] &+ left[(index + 2) % 5] &+ right[(index + 3) % 5]
    }
  }

  private static func line(
    _ state: [UInt32], _ words: [UInt32], order: [Int], shifts: [UInt32], isLeft: Bool
  ) -> [UInt32] {
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for step in 0..<80 {
      let round = step / 16
      let mixed = mix(isLeft ? round : 4 - round, b, c, d)
      let constant = isLeft ? leftConstants[round] : rightConstants[round]
      let sum = a &+ mixed &+ words[order[step]] &+ constant
      let turned = rotate(sum, shifts[step]) &+ e
      (a, e, d, c, b) = (e, d, rotate(c, 10), b, turned)
    }
    return [a, b, c, d, e]
  }

  private static func mix(_ round: Int, _ x: UInt32, _ y: UInt32, _ z: UInt32) -> UInt32 {
    switch round {
    case 0: x ^ y ^ z
    case 1: (x & y) | (~x & z)
    case 2: (x | ~y) ^ z
    case 3: (x & z) | (y & ~z)
    default: x ^ (y | ~z)
    }
  }

  private static func rotate(_ word: UInt32, _ bits: UInt32) -> UInt32 {
    word << bits | word >> (32 - bits)
  }

  private static let leftConstants: [UInt32] = [
    0, 0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xa953_fd4e,
  ]
  private static let rightConstants: [UInt32] = [
    0x50a2_8be6, 0x5c4d_d124, 0x6d70_3ef3, 0x7a6d_76e9, 0,
  ]

  private static let leftOrder: [Int] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
    3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12,
    1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
    4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
  ]
  private static let rightOrder: [Int] = [
    5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12,
    6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
    15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13,
    8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
    12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
  ]
  private static let leftShifts: [UInt32] = [
    11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
    7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
    11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5,
    11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
    9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
  ]
  private static let rightShifts: [UInt32] = [
    8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6,
    9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
    9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5,
    15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
    8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
  ]
}
