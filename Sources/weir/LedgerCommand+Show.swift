import ArgumentParser
import WeirCodecs
import WeirLedger
import WeirModel

extension LedgerCommand {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the transfers of a transaction with the positions that --from takes.",
      discussion: """
        Example: weir ledger show \
        btc/f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16
        """
    )

    @Argument(help: "CHAIN/TX") var transaction: String
    @OptionGroup var data: DataOptions
    @Flag(help: "Print one JSON array.") var json = false

    func run() throws {
      try reportingFailures {
        guard let reference = TransferReference(transaction + "#0") else {
          throw Failure(
            "expected CHAIN/TX, such as btc/4a5e…, found '\(transaction)'", Failure.dataRefused)
        }
        let rows = try rows(of: reference)
        if json {
          try Output.write(JSONValue.array(rows.map(\.json)))
        } else {
          try Output.write(rows.map(\.text).joined())
        }
      }
    }

    private func rows(of reference: TransferReference) throws -> [Row] {
      let found =
        switch reference.chain.family {
        case .utxo:
          Self.rows(of: reference, in: try data.ledger.openUTXOChain(reference.chain))
        default:
          Self.rows(of: reference, in: try data.ledger.openAccountChain(reference.chain))
        }
      guard let found else {
        throw Failure("\(transaction) is not in the ledger", Failure.notFound)
      }
      return found
    }

    private static func rows(of reference: TransferReference, in chain: UTXOChain) -> [Row]? {
      guard let transaction = chain.transaction(named: reference.transaction) else { return nil }
      return transaction.outputs.enumerated().map { index, row in
        let output = chain.output(at: row)
        return Row(
          position: index, kind: output.isSpendable ? "output" : "unspendable", from: nil,
          to: AddressCodec.accountID(of: chain.key(of: output.owner), on: chain.chain),
          amount: Amount(output.value), asset: .native(of: chain.chain))
      }
    }

    private static func rows(of reference: TransferReference, in chain: AccountChain) -> [Row]? {
      guard let transaction = chain.transaction(named: reference.transaction) else { return nil }
      func account(_ index: AccountIndex?) -> AccountID? {
        index.map { AddressCodec.accountID(of: chain.key(of: $0), on: chain.chain) }
      }
      return transaction.transfers.enumerated().map { index, row in
        let transfer = chain.transfer(at: row)
        return Row(
          position: index, kind: "\(transfer.kind)", from: account(transfer.from),
          to: account(transfer.to), amount: transfer.amount,
          asset: chain.assetID(of: transfer.asset))
      }
    }
  }

  private struct Row {
    let position: Int
    let kind: String
    let from: AccountID?
    let to: AccountID?
    let amount: Amount
    let asset: AssetID

    var text: String {
      "#\(position)  \(kind)  \(from?.description ?? "-") -> \(to?.description ?? "-")  "
        + "\(amount) \(asset)\n"
    }

    var json: JSONValue {
      .members(
        ("position", .integer(position)), ("kind", .string(kind)),
        ("from", from.map { .string($0.description) } ?? .null),
        ("to", to.map { .string($0.description) } ?? .null),
        ("amount", .string(amount.description)), ("asset", .string(asset.description)))
    }
  }
}
