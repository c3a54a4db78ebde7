public import WeirModel

/// A few small UTXO blocks drawn from a seed, for property tests by the thousand.
///
/// In them: values that divide badly, coins spent in their own block, several inputs of one owner,
/// outputs of value zero, outputs that nothing can spend, transactions without a fee and such as
/// leave everything to the miner, coinbases that claim less than they could. All previous outputs
/// are there, and nothing is spent twice.
public struct RandomUTXOChain: Sendable {
  public static let chain = ChainID.bitcoinRegtest
  /// What a coinbase may claim beside the fees.
  public static let subsidy: UInt64 = 1_009

  public let seed: UInt64
  public private(set) var blocks: [UTXOBlock] = []
  /// Who may own a coin.
  public let owners: [AccountKey]
  /// One to three spendable outputs of a value, to be taken as stolen.
  public private(set) var thefts: [TransferReference] = []
  /// The first owner is an exchange, the second a mixer; the others have no label.
  public let labels: [Claim]

  private var unspent: [Outpoint: UInt64] = [:]
  private var order: [Outpoint] = []
  private var candidates: [Outpoint] = []

  public init(seed: UInt64) {
    self.seed = seed
    var random = SeededGenerator(seed: seed)
    owners = (0..<6).map { _ in
      AccountKey(kind: .witnessKeyHash, hash: random.hash(count: 20), count: 20)
    }
    labels = [
      Self.label(owners[0], "Exchange", .exchange), Self.label(owners[1], "Mixer", .mixer),
    ]
    for height in 0..<(3 + random.below(8)) { addBlock(height, &random) }
    chooseThefts(&random)
  }

  private static func label(
    _ account: AccountKey, _ name: String, _ category: LabelCategory
  ) -> Claim {
    Claim(
      subject: .account(chain, account), predicate: .label(name: name, category: category),
      source: "random chain")
  }

  private mutating func chooseThefts(_ random: inout SeededGenerator) {
    for _ in 0..<(1 + random.below(3)) where !candidates.isEmpty {
      let outpoint = candidates.remove(at: random.below(candidates.count))
      thefts.append(
        TransferReference(
          chain: Self.chain, transaction: .hash(outpoint.transaction), position: outpoint.index))
    }
  }

  private mutating func addBlock(_ height: Int, _ random: inout SeededGenerator) {
    var transactions: [UTXOTransaction] = []
    var fees: UInt64 = 0
    for _ in 0..<random.below(7) {
      guard let (transaction, fee) = spend(&random) else { continue }
      transactions.append(transaction)
      fees += fee
    }
    transactions.insert(coinbase(fees, &random), at: 0)
    // Every fifth block or so claims to be older than its parent.
    let time = 1_700_000_000 + Int64(height) * 600 - (random.below(5) == 0 ? 900 : 0)
    blocks.append(
      UTXOBlock(
        hash: random.hash(), parent: blocks.last?.hash ?? .zero, time: Timestamp(seconds: time),
        height: UInt64(height), work: 1, isVerified: false, transactions: transactions))
  }

  private mutating func coinbase(
    _ fees: UInt64, _ random: inout SeededGenerator
  ) -> UTXOTransaction {
    let claimable = Self.subsidy + fees
    let claimed = random.below(4) == 0 ? claimable - random.next() % claimable : claimable
    let id = random.hash()
    let outputs = outputs(worth: claimed, &random)
    keep(outputs, of: id)
    return UTXOTransaction(id: id, inputs: [], outputs: outputs)
  }

  /// One to four of the unspent coins, to one to four outputs.
  private mutating func spend(
    _ random: inout SeededGenerator
  ) -> (transaction: UTXOTransaction, fee: UInt64)? {
    guard !order.isEmpty else { return nil }
    var inputs: [Outpoint] = []
    for _ in 0..<min(order.count, 1 + random.below(4)) {
      inputs.append(order.remove(at: random.below(order.count)))
    }
    let given = inputs.reduce(0) { $0 + (unspent.removeValue(forKey: $1) ?? 0) }
    let fee = [0, given, given / 7, min(given, 3), min(given, 13)][random.below(5)]
    let outputs = outputs(worth: given - fee, &random)
    let id = random.hash()
    keep(outputs, of: id)
    let transaction = UTXOTransaction(
      id: id, inputs: inputs.map { UTXOInput(previous: $0) }, outputs: outputs)
    return (transaction, fee)
  }

  private func outputs(
    worth total: UInt64, _ random: inout SeededGenerator
  ) -> [UTXOOutput] {
    var rest = total
    var values: [UInt64] = []
    for _ in 0..<random.below(4) {
      values.append(rest == 0 ? 0 : random.next() % (rest + 1))
      rest -= values[values.count - 1]
    }
    return (values + [rest]).map { value in
      UTXOOutput(
        value: value, owner: owners[random.below(owners.count)],
        isSpendable: random.below(12) != 0)
    }
  }

  private mutating func keep(_ outputs: [UTXOOutput], of id: Hash32) {
    for (index, output) in outputs.enumerated() where output.isSpendable {
      let outpoint = Outpoint(transaction: id, index: UInt32(index))
      unspent[outpoint] = output.value
      order.append(outpoint)
      if output.value > 0 { candidates.append(outpoint) }
    }
  }
}

extension SeededGenerator {
  /// From zero to below `bound`.
  public mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// 32 bytes of which the first `count` are drawn and the others zero.
  public mutating func hash(count: Int = 32) -> Hash32 {
    let words = (0..<4).map { word -> UInt64 in
      let bytes = min(8, max(0, count - 8 * word))
      return bytes == 0 ? 0 : next() & (.max << UInt64(8 * (8 - bytes)))
    }
    return Hash32(words: (words[0], words[1], words[2], words[3]))
  }
}
