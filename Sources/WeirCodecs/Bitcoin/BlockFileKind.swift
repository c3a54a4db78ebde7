import WeirModel

/// What a file with Bitcoin blocks is, by its first bytes.
public enum BlockFileKind: Hashable, Sendable {
  /// `blk*.dat`: blocks behind the network's magic.
  case framed
  /// One raw block.
  case block
  /// One raw block as hex digits.
  case hex
  /// JSON, as `bitcoind`'s `getblock` answers.
  case json
  /// None of these.
  case unknown

  /// Judges by the first bytes; 160 are enough.
  ///
  /// A raw block is known by nothing but its header making sense: a target that the network
  /// allows. So this is a guess that ``BitcoinBlockParser`` confirms.
  public init(
    firstBytes bytes: [UInt8], network: BitcoinNetwork,
    obfuscation: BlockFileReader.Obfuscation = .none
  ) {
    let clear = zip(bytes.prefix(4), obfuscation.key).map { $0 ^ $1 }
    let text = bytes.drop { $0 == 32 || (9...13).contains($0) }
    if clear == network.magic {
      self = .framed
    } else if text.first == 0x7b || text.first == 0x5b {
      self = .json
    } else if text.count >= 160, text.prefix(160).allSatisfy(Self.isHexDigit) {
      self = .hex
    } else if Self.isHeader(bytes, network) {
      self = .block
    } else {
      self = .unknown
    }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }

  private static func isHeader(_ bytes: [UInt8], _ network: BitcoinNetwork) -> Bool {
    guard let header = try? BlockHeader(bytes), let target = CompactTarget(bits: header.bits)
    else { return false }
    return target.target <= network.easiestTarget
  }

  /// The bytes that hex text stands for; spaces and line ends around it are left out.
  ///
  /// - Throws: ``BitcoinError/Code/notHex`` with the offset of the first character that is none.
  public static func bytes(ofHex text: [UInt8]) throws(BitcoinError) -> [UInt8] {
    let isSpace: (UInt8) -> Bool = { $0 == 32 || (9...13).contains($0) }
    let first = text.firstIndex { !isSpace($0) } ?? text.endIndex
    let digits = text[first..<(text.lastIndex { !isSpace($0) } ?? first - 1) + 1]
    if let wrong = digits.firstIndex(where: { !isHexDigit($0) }) {
      throw BitcoinError(.notHex, "expected hex digits, found another character", at: wrong)
    }
    guard let bytes = [UInt8](hex: String(decoding: digits, as: UTF8.self)) else {
      throw BitcoinError(
        .notHex, "expected pairs of hex digits, found \(digits.count) of them", at: text.count)
    }
    return bytes
  }
}
