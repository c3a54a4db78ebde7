import Testing
import WeirCodecs
import WeirModel
import WeirTesting

/// Regtest blocks as bitcoind's `getblock` answers them.
struct BlockAnswers {
  /// Outputs that earlier blocks made, by outpoint: what verbosity 3 states beside inputs.
  private var outputs: [Outpoint: UTXOOutput] = [:]

  /// Answers in verbosity 2, or 3 where `statesPrevious`.
  mutating func answer(
    _ block: RegtestTree.Block, statesPrevious: Bool = false, shift: UInt64 = 0
  ) throws -> String {
    let facts = try BitcoinBlockParser(network: .bitcoinRegtest).parse(block.bytes)
    let transactions = facts.transactions.map { transaction in
      for (index, output) in transaction.outputs.enumerated() {
        outputs[Outpoint(transaction: transaction.id, index: UInt32(index))] = output
      }
      return text(of: transaction, statesPrevious, shift)
    }
    return """
      {"result":{"hash":"\(block.hash.reversedHex)","height":\(block.height),\
      "merkleroot":"\(Hash32.zero.hex)","time":\(facts.time.seconds),"bits":"207fffff",\
      "nTx":\(transactions.count),"previousblockhash":"\(block.parent.reversedHex)",\
      "tx":[\(transactions.joined(separator: ","))]},"error":null,"id":"1"}

      """
  }

  private func text(
    of transaction: UTXOTransaction, _ statesPrevious: Bool, _ shift: UInt64
  ) -> String {
    let inputs = transaction.inputs.map { input in
      let previous = outputs[input.previous].map { ",\"prevout\":{\(Self.text(of: $0))}" }
      return """
        {"txid":"\(input.previous.transaction.reversedHex)","vout":\(input.previous.index)\
        \(statesPrevious ? previous ?? "" : "")}
        """
    }
    let vin = transaction.isCoinbase ? ["{\"coinbase\":\"00\"}"] : inputs
    let vout = transaction.outputs.enumerated().map { index, output in
      var output = output
      output.value -= shift
      return "{\"n\":\(index),\(Self.text(of: output))}"
    }
    return """
      {"txid":"\(transaction.id.reversedHex)","vin":[\(vin.joined(separator: ","))],\
      "vout":[\(vout.joined(separator: ","))]}
      """
  }

  /// Every output of the tree pays to a key's hash.
  private static func text(of output: UTXOOutput) -> String {
    let digits = String(output.value)
    let padded = String(repeating: "0", count: max(0, 9 - digits.count)) + digits
    let coins = padded.dropLast(8) + "." + padded.suffix(8)
    let script = BitcoinScript.payToKeyHash(output.owner.payload).hex
    return "\"value\":\(coins),\"scriptPubKey\":{\"hex\":\"\(script)\"}"
  }
}
