import Crypto
public import WeirModel

/// Builds blocks with regtest's easy work, byte by byte and apart from the codec under test: its
/// hashes are swift-crypto's.
public struct BitcoinBlockBuilder: Sendable {
  public var version: Int32 = 4
  public var parent: Hash32
  /// Stated in the coinbase as BIP 34 has it.
  public var height: UInt32
  public var time: UInt32
  public var bits: UInt32 = 0x207f_ffff
  /// Where the subsidy and fees go.
  public var rewards: [BitcoinTransactionBuilder.Output]
  /// Behind the coinbase.
  public var transactions: [BitcoinTransactionBuilder] = []
  /// Bytes behind the height in the coinbase's script.
  public var coinbaseNote: [UInt8] = [0]

  public init(
    parent: Hash32, height: UInt32, time: UInt32? = nil,
    rewards: [BitcoinTransactionBuilder.Output] = [
      .init(
        value: 50 * 100_000_000,
        script: BitcoinScript.payToKeyHash([UInt8](repeating: 7, count: 20)))
    ]
  ) {
    self.parent = parent
    self.height = height
    self.time = time ?? 1_296_688_602 &+ 600 &* height
    self.rewards = rewards
  }

  /// The first transaction, with a commitment where any other has a witness.
  public var coinbase: BitcoinTransactionBuilder {
    var script = Self.push(height)
    script += coinbaseNote
    if script.count < 2 { script.append(0) }
    let nothing = Outpoint(transaction: .zero, index: .max)
    var coinbase = BitcoinTransactionBuilder(
      inputs: [.init(previous: nothing, script: script)], outputs: rewards)
    guard transactions.contains(where: \.hasWitness) else { return coinbase }
    let reserved = [UInt8](repeating: 0, count: 32)
    coinbase.inputs[0].witness = [reserved]
    let leaves = [[UInt8](repeating: 0, count: 32)] + transactions.map(\.witnessID)
    let commitment = BitcoinBytes.doubleHash(Self.merkleRoot(leaves) + reserved)
    coinbase.outputs.append(
      .init(value: 0, script: [0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed] + commitment))
    return coinbase
  }

  public var merkleRoot: [UInt8] {
    Self.merkleRoot([coinbase.idBytes] + transactions.map(\.idBytes))
  }

  /// The whole block, its nonce found.
  public func mined() -> [UInt8] {
    Self.assemble(header: minedHeader(), [coinbase.bytes] + transactions.map(\.bytes))
  }

  /// 80 bytes whose hash is below regtest's target.
  public func minedHeader(merkleRoot: [UInt8]? = nil) -> [UInt8] {
    let front =
      BitcoinBytes.little(UInt32(bitPattern: version)) + parent.bytes
      + (merkleRoot ?? self.merkleRoot) + BitcoinBytes.little(time) + BitcoinBytes.little(bits)
    var nonce: UInt32 = 0
    while true {
      let header = front + BitcoinBytes.little(nonce)
      // The hash's highest byte stands last; below 0x7f it is below every regtest target.
      if BitcoinBytes.doubleHash(header)[31] < 0x7f { return header }
      nonce += 1
    }
  }

  /// The name of a block by its bytes.
  public static func hash(of block: [UInt8]) -> Hash32 {
    Hash32(BitcoinBytes.doubleHash(Array(block.prefix(80)))) ?? .zero
  }

  public static func assemble(header: [UInt8], _ transactions: [[UInt8]]) -> [UInt8] {
    header + BitcoinBytes.count(transactions.count) + transactions.flatMap { $0 }
  }

  /// `magic`, length, block: as `blk*.dat` has it.
  public static func framed(_ block: [UInt8], magic: [UInt8] = [0xfa, 0xbf, 0xb5, 0xda]) -> [UInt8]
  {
    magic + BitcoinBytes.little(UInt32(block.count)) + block
  }

  /// Naive, and obviously right: pairs by recursion.
  public static func merkleRoot(_ leaves: [[UInt8]]) -> [UInt8] {
    guard leaves.count > 1 else { return leaves.first ?? [UInt8](repeating: 0, count: 32) }
    let nodes = stride(from: 0, to: leaves.count, by: 2).map { index in
      BitcoinBytes.doubleHash(leaves[index] + leaves[min(index + 1, leaves.count - 1)])
    }
    return merkleRoot(nodes)
  }

  /// A number as a script pushes it.
  static func push(_ number: UInt32) -> [UInt8] {
    if number == 0 { return [0] }
    if number <= 16 { return [0x50 + UInt8(number)] }
    var bytes = BitcoinBytes.little(number)
    while bytes.last == 0 { bytes.removeLast() }
    if let last = bytes.last, last & 0x80 != 0 { bytes.append(0) }
    return [UInt8(bytes.count)] + bytes
  }
}
