import WeirModel
import WeirTesting

/// Regtest blocks that hang on each other, made by the tests' own builder.
struct RegtestTree {
  struct Block: Hashable {
    let bytes: [UInt8]
    let hash: Hash32
    let parent: Hash32
    let height: UInt32
    /// Coinbases of this block and those below it that nobody has spent there.
    let unspent: [Outpoint]
  }

  static let genesis: Hash32 = {
    let text = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"
    return Hash32(reversedHex: text) ?? .zero
  }()

  private(set) var blocks: [Block] = []

  /// Adds a block on `parent`, or on the genesis block.
  ///
  /// - Parameters:
  ///   - note: makes blocks of one height and parent differ.
  ///   - spends: whether it spends the oldest coinbase that is left on its branch.
  ///   - missing: spends an output that no block makes.
  @discardableResult
  mutating func add(
    on parent: Block?, note: UInt8 = 0, spends: Bool = false, missing: Bool = false
  ) -> Block {
    let height = (parent?.height ?? 0) + 1
    var builder = BitcoinBlockBuilder(parent: parent?.hash ?? Self.genesis, height: height)
    builder.coinbaseNote = [note, UInt8(truncatingIfNeeded: blocks.count)]
    var unspent = parent?.unspent ?? []
    var spent: [Outpoint] = []
    if spends, !unspent.isEmpty { spent.append(unspent.removeFirst()) }
    if missing { spent.append(Outpoint(transaction: Self.genesis, index: 7)) }
    builder.transactions = spent.map { Self.payment(of: $0, note: note) }
    unspent.append(Outpoint(transaction: builder.coinbase.id, index: 0))
    let bytes = builder.mined()
    let block = Block(
      bytes: bytes, hash: BitcoinBlockBuilder.hash(of: bytes),
      parent: parent?.hash ?? Self.genesis, height: height, unspent: unspent)
    blocks.append(block)
    return block
  }

  private static func payment(of outpoint: Outpoint, note: UInt8) -> BitcoinTransactionBuilder {
    let script = BitcoinScript.payToKeyHash([UInt8](repeating: note, count: 20))
    return BitcoinTransactionBuilder(
      inputs: [.init(previous: outpoint)],
      outputs: [.init(value: 4_000_000_000, script: script), .init(value: 7, script: script)])
  }

  /// A chain of blocks on the genesis block.
  static func chain(_ count: Int, spends: Bool = false) -> [Block] {
    var tree = RegtestTree()
    for _ in 0..<count { tree.add(on: tree.blocks.last, spends: spends) }
    return tree.blocks
  }
}

extension [RegtestTree.Block] {
  /// As `blk*.dat` has them.
  var framed: [UInt8] { flatMap { BitcoinBlockBuilder.framed($0.bytes) } }
}
