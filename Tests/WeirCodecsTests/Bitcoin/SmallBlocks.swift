import WeirCodecs
import WeirModel
import WeirTesting

/// Small regtest blocks that several tests start from.
enum SmallBlocks {
  static let parser = BitcoinBlockParser(network: .bitcoinRegtest)
  static let keyHash = [UInt8](repeating: 0x11, count: 20)
  /// The generator point, compressed, and the same key uncompressed.
  static let compressedKey =
    [UInt8](hex: "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798") ?? []
  static let uncompressedKey =
    [UInt8](
      hex: "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
        + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8") ?? []

  /// Spends output 0 of a transaction whose id is `byte` 32 times.
  static func spend(_ byte: UInt8, to outputs: [BitcoinTransactionBuilder.Output])
    -> BitcoinTransactionBuilder
  {
    let previous = Outpoint(transaction: hash(byte), index: 0)
    return BitcoinTransactionBuilder(
      inputs: [.init(previous: previous, script: [0x51])], outputs: outputs)
  }

  static func hash(_ byte: UInt8) -> Hash32 {
    Hash32([UInt8](repeating: byte, count: 32)) ?? .zero
  }

  static func output(_ value: UInt64, _ script: [UInt8] = BitcoinScript.payToKeyHash(keyHash))
    -> BitcoinTransactionBuilder.Output
  {
    .init(value: value, script: script)
  }

  static func builder(height: UInt32 = 100) -> BitcoinBlockBuilder {
    BitcoinBlockBuilder(parent: hash(0xee), height: height)
  }

  /// Three transactions, the last with a witness.
  static var mixed: BitcoinBlockBuilder {
    var builder = builder()
    builder.transactions = [
      spend(1, to: [output(5), output(6, BitcoinScript.note([1, 2, 3]))]),
      spend(2, to: [output(7, BitcoinScript.payToWitness(version: 1, hash(3).bytes))]),
    ]
    builder.transactions[1].inputs[0].witness = [[1, 2, 3], []]
    return builder
  }

  /// The code of the refusal; `nil` where the block is accepted.
  static func refusal(
    of bytes: [UInt8], on network: BitcoinNetwork = .bitcoinRegtest
  ) -> BitcoinError.Code? {
    do {
      _ = try BitcoinBlockParser(network: network).parse(bytes)
      return nil
    } catch {
      return error.code
    }
  }
}
