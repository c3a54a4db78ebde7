import WeirCodecs
import WeirLedger
import WeirModel

/// Finds in the ledger what a request says was stolen.
struct SourceResolver {
  let chains: [TraceChain]

  typealias Resolution = (
    losses: LossTable, marks: [TraceContext.Place: [TraceContext.Mark]]
  )

  /// - Throws: ``TraceError`` that says which blocks are in the ledger, or what is at the place.
  func resolve(_ thefts: [Theft]) throws(TraceError) -> Resolution {
    var result: Resolution = (LossTable(), [:])
    for theft in thefts {
      let found = try arrivals(of: theft)
      let key = result.losses.key(incident: theft.incident, asset: found.asset)
      var left = theft.amount ?? found.rows.reduce(.zero) { $0 + $1.1 }
      for (place, amount) in found.rows where !left.isZero {
        let part = min(left, amount)
        result.marks[place, default: []].append(.init(loss: key, amount: part))
        result.losses.add(part, to: key)
        left -= part
      }
      guard left.isZero else { throw tooMuch(theft, missing: left) }
    }
    return result
  }

  private typealias Arrivals = (asset: AssetID, rows: [(TraceContext.Place, Amount)])

  private func arrivals(of theft: Theft) throws(TraceError) -> Arrivals {
    let found: Arrivals
    switch theft.source {
    case .transfer(let reference):
      found = try arrival(of: reference)
    case .received(let chain, let account, let block):
      found = try arrivals(chain: chain, account: account, block: block, asset: theft.asset)
    }
    if let expected = theft.asset, expected != found.asset {
      throw TraceError(
        .wrongSource, "expected \(expected) at the source, found \(found.asset)")
    }
    return found
  }

  private func tooMuch(_ theft: Theft, missing: Amount) -> TraceError {
    TraceError(
      .wrongSource,
      "the amount stolen of incident '\(theft.incident)' is \(missing) base units more than what "
        + "arrived at the source")
  }

  // MARK: - One transfer

  private func arrival(of reference: TransferReference) throws(TraceError) -> Arrivals {
    let (index, chain) = try chain(reference.chain)
    guard let row = chain.place(of: reference) else { throw missing(reference, in: chain) }
    let place = TraceContext.Place(chain: index, row: row)
    switch chain {
    case .utxo(let ledger, _):
      return (.native(of: chain.id), [(place, Amount(ledger.output(at: row).value))])
    case .account(let ledger, _):
      let transfer = ledger.transfer(at: row)
      guard transfer.to != nil, !transfer.kind.isStatement, !transfer.amount.isZero else {
        throw TraceError(
          .wrongSource,
          "\(reference) moves nothing to anyone (it is a \(transfer.kind)); the transaction has: "
            + listing(of: reference, in: ledger))
      }
      return (ledger.assetID(of: transfer.asset), [(place, transfer.amount)])
    }
  }

  private func missing(_ reference: TransferReference, in chain: TraceChain) -> TraceError {
    var message = "\(reference) is not in the ledger"
    switch chain {
    case .account(let ledger, _):
      if ledger.transaction(named: reference.transaction) != nil {
        message += ": the transaction has " + listing(of: reference, in: ledger)
      }
    case .utxo(let ledger, _):
      if let transaction = ledger.transaction(named: reference.transaction) {
        message += ": the transaction has \(transaction.outputs.count) outputs"
      }
    }
    return TraceError(.missingSource, message + ". " + blocks(of: chain))
  }

  private func listing(of reference: TransferReference, in ledger: AccountChain) -> String {
    guard let transaction = ledger.transaction(named: reference.transaction) else { return "" }
    let rows = transaction.transfers.prefix(20).map { row in
      let transfer = ledger.transfer(at: row)
      let position = row - transaction.transfers.lowerBound
      return
        "#\(position) \(transfer.kind) \(transfer.amount) \(ledger.assetID(of: transfer.asset))"
    }
    return rows.joined(separator: ", ")
  }

  /// Which blocks the ledger holds, for messages.
  private func blocks(of chain: TraceChain) -> String {
    let end = chain.limit.block
    guard end > 0 else { return "The ledger holds no block of \(chain.id) in that range." }
    switch chain {
    case .account(let ledger, _):
      let (first, last) = (ledger.block(at: 0).number, ledger.block(at: end - 1).number)
      return "The ledger holds blocks \(first) to \(last) of \(chain.id)."
    case .utxo(let ledger, _):
      let (first, last) = (ledger.block(at: 0).height, ledger.block(at: end - 1).height)
      return "The ledger holds blocks \(first) to \(last) of \(chain.id)."
    }
  }

  private func chain(_ id: ChainID) throws(TraceError) -> (Int, TraceChain) {
    guard let index = chains.firstIndex(where: { $0.id == id }) else {
      let held = chains.map(\.id.description).joined(separator: ", ")
      throw TraceError(
        .missingChain,
        "the ledger does not hold \(id); it holds \(held.isEmpty ? "no chain" : held). "
          + "Load it with `weir ingest`.")
    }
    return (index, chains[index])
  }

  // MARK: - All that an account received in a block

  private func arrivals(
    chain id: ChainID, account key: AccountKey, block: UInt64, asset: AssetID?
  ) throws(TraceError) -> Arrivals {
    let (index, chain) = try chain(id)
    let asset = asset ?? .native(of: id)
    let rows: [(TraceContext.Place, Amount)]
    switch chain {
    case .account(let ledger, let limit):
      rows = received(key, in: block, of: asset, ledger, limit).map {
        (TraceContext.Place(chain: index, row: $0), ledger.transfer(at: $0).amount)
      }
    case .utxo(let ledger, let limit):
      rows = outputs(of: key, in: block, ledger, limit).map {
        (TraceContext.Place(chain: index, row: $0), Amount(ledger.output(at: $0).value))
      }
    }
    guard !rows.isEmpty else {
      let account = AddressCodec.accountID(of: key, on: id)
      throw TraceError(
        .missingSource,
        "\(account) received nothing of \(asset) in block \(block). " + blocks(of: chain))
    }
    return (asset, rows)
  }

  private func received(
    _ key: AccountKey, in block: UInt64, of asset: AssetID, _ ledger: AccountChain,
    _ limit: TraceChain.Limit
  ) -> [UInt64] {
    guard let account = ledger.account(key), let asset = ledger.asset(asset),
      let block = ledger.block(number: block), block.ordinal < limit.block
    else { return [] }
    var rows = ledger.rows(paidTo: account, from: block.transfers.lowerBound)
    var found: [UInt64] = []
    while let row = rows.next(), row < block.transfers.upperBound {
      let transfer = ledger.transfer(at: row)
      guard transfer.asset == asset, transfer.from != account, !transfer.amount.isZero,
        !transfer.kind.isStatement
      else { continue }
      found.append(row)
    }
    return found
  }

  private func outputs(
    of key: AccountKey, in block: UInt64, _ ledger: UTXOChain, _ limit: TraceChain.Limit
  ) -> [UInt64] {
    guard let owner = ledger.account(key), let block = ledger.block(height: block),
      block.ordinal < limit.block
    else { return [] }
    var rows = ledger.outputs(of: owner, from: block.outputs.lowerBound)
    var found: [UInt64] = []
    while let row = rows.next(), row < block.outputs.upperBound { found.append(row) }
    return found
  }
}
