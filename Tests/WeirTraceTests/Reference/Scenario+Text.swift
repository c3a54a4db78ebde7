import WeirCodecs
import WeirModel
import WeirTrace

/// A drawn case as a person reads it, printed when it fails.
extension Scenario: CustomStringConvertible {
  var description: String {
    let thefts = request.thefts.map { "steal \($0.source) \($0.incident) \($0.amount ?? 0)" }
    let labels = claims.map { "claim \($0.subject) \($0.predicate)" }
    let coins = facts.utxo.values.joined().flatMap(lines)
    let moves = facts.accounts.flatMap { chain, blocks in blocks.flatMap { lines($0, chain) } }
    return (thefts + labels + coins + moves).joined(separator: "\n")
  }

  private func lines(_ block: UTXOBlock) -> [String] {
    block.transactions.enumerated().map { index, transaction in
      let inputs = transaction.inputs.map {
        "\(name($0.previous.transaction)):\($0.previous.index)"
      }
      let outputs = transaction.outputs.map {
        "\(name($0.owner.bytes))=\($0.value)" + ($0.isSpendable ? "" : "!")
      }
      return "\(block.height ?? 0).\(index) \(name(transaction.id)): "
        + inputs.joined(separator: " ") + " -> " + outputs.joined(separator: " ")
    }
  }

  private func lines(_ block: AccountBlock, _ chain: ChainID) -> [String] {
    block.transactions.flatMap { transaction in
      transaction.moves.enumerated().map { position, move in
        let (from, to) = (move.from.map { name($0.bytes) }, move.to.map { name($0.bytes) })
        return "\(block.number).\(transaction.index)#\(position) \(move.kind) "
          + "\(from ?? "-") -> \(to ?? "-") \(move.amount) \(name(move.asset))"
      }
    }
  }

  private func name(_ hash: Hash32) -> String { String(hash.hex.prefix(4)) }

  private func name(_ asset: AssetKey) -> String {
    guard case .erc20(let contract) = asset else { return "native" }
    return name(contract.bytes)
  }
}
