import WeirLedger
import WeirModel

extension UTXOChain {
  /// The block as its source gave it: appended again, it makes the same bytes.
  ///
  /// - Complexity: O(the block's inputs and outputs × log transactions).
  func facts(of block: Block) -> UTXOBlock {
    UTXOBlock(
      hash: block.hash, parent: block.parent, time: block.time, height: block.height,
      work: block.work, isVerified: block.isVerified,
      transactions: block.transactions.map { facts(of: transaction(at: $0, in: block)) })
  }

  private func facts(of transaction: Transaction) -> UTXOTransaction {
    UTXOTransaction(
      id: transaction.id, inputs: transaction.inputs.map(input(at:)),
      outputs: transaction.outputs.map { row in
        facts(of: output(at: row), members: members(ofOutput: row).map(key(of:)))
      })
  }

  private func input(at row: UInt64) -> UTXOInput {
    switch previous(ofInput: row) {
    case .output(let output): return UTXOInput(previous: outpoint(ofOutput: output))
    case .unknown(let outpoint): return UTXOInput(previous: outpoint)
    case .stated(let row):
      let (outpoint, output) = stated(at: row)
      return UTXOInput(previous: outpoint, stated: facts(of: output, members: []))
    }
  }

  private func facts(of output: Output, members: [AccountKey]) -> UTXOOutput {
    UTXOOutput(
      value: output.value, owner: key(of: output.owner), members: members,
      isSpendable: output.isSpendable)
  }
}
