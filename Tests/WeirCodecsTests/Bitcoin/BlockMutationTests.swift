import Foundation
import Testing
import WeirCodecs
import WeirModel
import WeirTesting

@Suite("Hostile blocks")
struct BlockMutationTests {
  /// Mutated bodies under a header that is right again, so that the parser reads on.
  @Test func mutatedBlocksAreValuesOrErrors() {
    var generator = SeededGenerator(seed: CodecSeed.value)
    let original = SmallBlocks.mixed.mined()
    var refusals: [BitcoinError.Code: Int] = [:]
    for _ in 0..<20_000 {
      let mutated = Self.mutated(original, &generator)
      for network in [BitcoinNetwork.bitcoinRegtest, .bitcoinCashRegtest] {
        if let code = SmallBlocks.refusal(of: mutated, on: network) {
          refusals[code, default: 0] += 1
        }
      }
    }
    // The mutations reach beyond the first check.
    for code in [BitcoinError.Code.truncated, .merkleRoot, .impossibleCount, .coinbase] {
      #expect(refusals[code] != nil, "\(code.rawValue)")
    }
  }

  @Test func auxiliaryWorkOfAnyBytesIsAValueOrAnError() {
    var generator = SeededGenerator(seed: CodecSeed.value &+ 3)
    // An easy target on a chain with merged mining, so that the proof itself is reached.
    var header = SmallBlocks.builder()
    header.version = 0x0062_0104
    header.bits = 0x1e0f_ffff
    let front = header.minedHeader()
    for _ in 0..<1_000 {
      let proof = (0..<Int.random(in: 0...400, using: &generator)).map { _ in
        Bool.random(using: &generator) ? 0 : UInt8.random(in: 0...255, using: &generator)
      }
      #expect(SmallBlocks.refusal(of: front + proof, on: .dogecoin) != nil)
    }
  }

  /// Byte by byte, every value: every byte of the body decides something or stands in a hash.
  @Test func noSingleByteOfABlockCanBeChanged() {
    let original = SmallBlocks.mixed.mined()
    for index in original.indices {
      for change: UInt8 in [1, 0x80, 0xff] {
        var changed = original
        changed[index] ^= change
        let isHeader = index < 36 || (68..<80).contains(index)
        // A changed header may have work by chance; it is another block then.
        if !isHeader { #expect(SmallBlocks.refusal(of: changed) != nil, "byte \(index)") }
      }
    }
  }

  @Test(arguments: BitcoinTestData.findings)
  func findingsOfTheFuzzerAreValuesOrErrors(file: URL) throws {
    let bytes = [UInt8](try Data(contentsOf: file))
    for network in BitcoinNetwork.all { _ = SmallBlocks.refusal(of: bytes, on: network) }
    var reader = BlockFileReader(network: .bitcoin)
    _ = try? reader.append(bytes)
    _ = reader.finish()
    let text = String(decoding: bytes, as: UTF8.self)
    for chain in BitcoinNetwork.all.map(\.chain) + [.ethereum] {
      _ = try? AddressCodec.key(of: text, on: chain)
    }
  }

  private static func mutated(
    _ original: [UInt8], _ generator: inout SeededGenerator
  ) -> [UInt8] {
    var bytes = original
    for _ in 0...Int.random(in: 0...3, using: &generator) where bytes.count > 81 {
      let place = Int.random(in: 80..<bytes.count, using: &generator)
      switch Int.random(in: 0...5, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1:
        bytes[place] = [0, 1, 0x7f, 0x80, 0xfd, 0xfe, 0xff].randomElement(using: &generator) ?? 0
      case 2: bytes.removeSubrange(place...)
      case 3: bytes.remove(at: place)
      case 4: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
      default:
        let end = Int.random(in: place..<bytes.count, using: &generator)
        bytes.insert(contentsOf: bytes[place...end], at: place)
      }
    }
    return bytes
  }
}
