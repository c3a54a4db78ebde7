import WeirCodecs
import WeirModel

extension Promise {
  /// Whatever an answer says, it is a record or an error; a record's outputs have owners that have
  /// a text, and one coinbase leads a block.
  ///
  /// The first byte chooses the network, the rest is JSON.
  public static let bitcoinJSON = Promise("BitcoinJSON") { input in
    let networks = BitcoinNetwork.all
    let network = networks[Int(input.first ?? 0) % networks.count]
    let reader = BitcoinJSONReader(network: network)
    var problem: String?
    try? elements(of: [input.dropFirst()]) { element in
      switch try reader.record(in: element) {
      case .block(let block): problem = problem ?? fault(in: block, on: network)
      case .outline(let outline): _ = try reader.block(outline, with: [:])
      case .transaction(let transaction):
        problem = problem ?? fault(in: transaction, on: network)
      case nil: break
      }
    }
    return problem
  }

  private static func fault(in block: UTXOBlock, on network: BitcoinNetwork) -> String? {
    for (index, transaction) in block.transactions.enumerated() {
      if transaction.isCoinbase != (index == 0) { return "not one coinbase, first" }
      if let problem = fault(in: transaction, on: network) { return problem }
    }
    return nil
  }

  private static func fault(
    in transaction: UTXOTransaction, on network: BitcoinNetwork
  ) -> String? {
    for output in transaction.outputs {
      let text = AddressCodec.text(of: output.owner, on: network.chain)
      guard (try? AddressCodec.key(of: text, on: network.chain)) == output.owner else {
        return "an owner's text does not come back"
      }
    }
    return nil
  }
}
