import WeirModel

/// What a block's first transaction says of the block.
struct Coinbase {
  var script: [UInt8] = []
  /// Places of its witness items.
  var witness: [Range<Int>] = []
  /// The 32 bytes of the last output that commits to the witnesses.
  private(set) var commitment: [UInt8]?

  /// *Source:* BIP 141: OP_RETURN, a push of 36, four bytes, and the commitment; the last counts.
  mutating func note(script: ArraySlice<UInt8>) {
    guard script.count >= 38, script.starts(with: [0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed]) else {
      return
    }
    commitment = Array(script.dropFirst(6).prefix(32))
  }

  /// The height that the script begins with, where the chain's rules make it binding.
  ///
  /// Blocks of version 1 happen to begin with numbers too, so neither they nor heights before
  /// the rule are believed. *Source:* BIP 34.
  func statedHeight(version: Int32, on network: BitcoinNetwork) -> UInt64? {
    // Merge-mined chains keep their own version in the low byte.
    let own = network.extensions.contains(.auxiliaryWork) ? version & 0xff : version
    guard own >= 2, let height = Self.firstNumber(in: script),
      height >= network.statedHeightsFrom
    else { return nil }
    return height
  }

  /// A number in the shortest push, as a script has it; `nil` for anything else.
  static func firstNumber(in script: [UInt8]) -> UInt64? {
    guard let first = script.first else { return nil }
    switch first {
    case 0: return 0
    case 0x51...0x60: return UInt64(first - 0x50)
    case 1...5:
      let digits = script.dropFirst().prefix(Int(first))
      guard digits.count == Int(first), let last = digits.last, last & 0x80 == 0 else {
        return nil
      }
      // A zero on top is only there to keep the sign bit of the byte below.
      let below = digits.dropLast().last ?? 0
      guard last != 0 || below & 0x80 != 0 else { return nil }
      var value: UInt64 = 0
      for digit in digits.reversed() { value = value << 8 | UInt64(digit) }
      return value > 16 ? value : nil
    default: return nil
    }
  }
}
