import WeirModel
import WeirTesting

/// A made-up UTXO chain whose every spend is valid, with repeated ids before BIP 30 among them.
struct RandomUTXOChain {
  var blocks: [UTXOBlock] = []
  private var unspent: [(Outpoint, UTXOOutput)] = []
  private var serial: UInt64 = 0

  init(blocks count: Int, branch: UInt64 = 0, using generator: inout SeededGenerator) {
    var parent = Hash32.zero
    for height in 0..<UInt64(count) {
      let hash = RandomAccountChain.hash(height, branch, 99)
      let time = Timestamp(seconds: 1_300_000_000 + Int64(height) * 600)
      var transactions = [coinbase(height, branch, &generator)]
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        if let transaction = spend(branch, &generator) { transactions.append(transaction) }
      }
      blocks.append(
        UTXOBlock(
          hash: hash, parent: parent, time: time, work: UInt256(height + 1),
          isVerified: height % 2 == 0, transactions: transactions))
      parent = hash
    }
  }

  private mutating func coinbase(
    _ height: UInt64, _ branch: UInt64, _ generator: inout SeededGenerator
  ) -> UTXOTransaction {
    serial += 1
    let outputs = [output(5_000_000_000, &generator)]
    let transaction = UTXOTransaction(
      id: RandomAccountChain.hash(serial, branch, 5), inputs: [], outputs: outputs)
    add(transaction)
    return transaction
  }

  private mutating func spend(_ branch: UInt64, _ generator: inout SeededGenerator)
    -> UTXOTransaction?
  {
    guard !unspent.isEmpty else { return nil }
    var value: UInt64 = 0
    var inputs: [UTXOInput] = []
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      guard let index = unspent.indices.randomElement(using: &generator) else { break }
      let (outpoint, output) = unspent.remove(at: index)
      let isStated = Bool.random(using: &generator)
      inputs.append(UTXOInput(previous: outpoint, stated: isStated ? output : nil))
      value += output.value
    }
    serial += 1
    var outputs: [UTXOOutput] = []
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let part = UInt64.random(in: 0...value, using: &generator)
      value -= part
      outputs.append(output(part, &generator))
    }
    let transaction = UTXOTransaction(
      id: RandomAccountChain.hash(serial, branch, 5), inputs: inputs, outputs: outputs)
    add(transaction)
    return transaction
  }

  private mutating func add(_ transaction: UTXOTransaction) {
    for (index, output) in transaction.outputs.enumerated() where output.isSpendable {
      let outpoint = Outpoint(transaction: transaction.id, index: UInt32(index))
      unspent.append((outpoint, output))
    }
  }

  private func output(_ value: UInt64, _ generator: inout SeededGenerator) -> UTXOOutput {
    let account = { RandomAccountChain.account($0) }
    let isMultisig = Int.random(in: 0..<6, using: &generator) == 0
    return UTXOOutput(
      value: value, owner: account(.random(in: 0..<30, using: &generator)),
      members: isMultisig ? (0..<3).map { account(100 + $0) } : [],
      isSpendable: Int.random(in: 0..<9, using: &generator) > 0)
  }
}
