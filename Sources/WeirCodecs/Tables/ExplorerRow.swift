internal import WeirModel

/// One transaction of an explorer page on its way to transfers.
///
/// The page keeps no order among calls and logs beyond the order in which it lists them.
struct ExplorerRow {
  let columns: ExplorerColumns
  let context: TableContext
  let cells: TableCells

  /// Fee, own value, calls and token transfers; the fee alone where the transaction failed.
  func transfers() throws(TableError) -> [TableTransfer] {
    try checkSubject()
    var moves: [(TableTransfer.Order, Move)] = []
    let from = try account(columns.from)
    let fee = try cells.amount(columns.fee, decimals: columns.coinDecimals)
    if !fee.isZero {
      let move = Move(kind: .fee, from: from, to: nil, asset: .native, amount: fee)
      moves.append((.init(.fee), move))
    }
    let parts = try [ownValue(from: from)].compactMap { $0 } + calls() + tokens()
    if try !hasFailed() { moves += parts }
    return try placed(moves)
  }

  private func checkSubject() throws(TableError) {
    let kind = try cells.text(columns.kind)
    guard kind == "tx" else {
      throw cells.error(
        .vocabulary, "expected tx, found \(EscapedText.excerpt(kind))", at: columns.kind)
    }
    let coin = AssetID.native(of: context.chain).nativeSymbol
    let network = try cells.text(columns.network)
    guard network == coin else {
      throw cells.error(
        .cell,
        "expected \(coin ?? "a known coin"), the coin of \(context.chain), found "
          + EscapedText.excerpt(network), at: columns.network)
    }
  }

  private func account(_ column: Int) throws(TableError) -> AccountKey {
    guard let account = try cells.account(column, in: context) else {
      throw cells.error(.cell, "expected an address, found nothing", at: column)
    }
    return account
  }

  private func isSet(_ column: Int?) throws(TableError) -> Bool {
    guard let column else { return false }
    let text = try cells.text(column)
    return !text.isEmpty && text != "0"
  }

  private func hasFailed() throws(TableError) -> Bool {
    for column in columns.failures where try !cells.text(column).isEmpty { return true }
    return false
  }

  private func ownValue(
    from: AccountKey
  ) throws(TableError) -> (TableTransfer.Order, Move)? {
    let amount = try cells.amount(columns.value, decimals: columns.coinDecimals)
    let creates = try isSet(columns.create)
    let to = try account(columns.to)
    guard !amount.isZero || creates else { return nil }
    let move = Move(
      kind: creates ? .create : .transaction, from: from, to: to, asset: .native, amount: amount)
    return (.init(.transaction), move)
  }

  private func calls() throws(TableError) -> [(TableTransfer.Order, Move)] {
    var moves: [(TableTransfer.Order, Move)] = []
    for (place, group) in columns.calls.enumerated() where try !cells.text(group.from).isEmpty {
      let amount = try cells.amount(group.value, decimals: columns.coinDecimals)
      let creates = try isSet(group.create)
      let move = Move(
        kind: creates ? .create : .call, from: try account(group.from), to: try account(group.to),
        asset: .native, amount: amount)
      let hasFailed = try isSet(group.failure)
      guard !hasFailed, !amount.isZero || creates else { continue }
      moves.append((.init(.call, UInt64(place)), move))
    }
    return moves
  }

  private func tokens() throws(TableError) -> [(TableTransfer.Order, Move)] {
    var moves: [(TableTransfer.Order, Move)] = []
    for (place, group) in columns.tokens.enumerated() where try !cells.text(group.from).isEmpty {
      guard let token = group.token else {
        throw cells.error(.cell, "expected the token's contract, found no column", at: group.from)
      }
      let contract = try account(token)
      let value = try cells.amount(group.value, decimals: 0)
      let isUnique = try isSet(group.isNonFungible)
      let move = Move(
        kind: .token, from: try account(group.from), to: try account(group.to),
        asset: isUnique ? .erc721(contract, token: value.units) : .erc20(contract),
        amount: isUnique ? 1 : value)
      guard !move.amount.isZero else { continue }
      moves.append((.init(.log, UInt64(place)), move.asTokenTransfer(on: context.chain)))
    }
    return moves
  }

  private func placed(
    _ moves: [(TableTransfer.Order, Move)]
  ) throws(TableError) -> [TableTransfer] {
    guard let transaction = try cells.hash(columns.transaction) else {
      throw cells.error(.cell, "expected a hash, found nothing", at: columns.transaction)
    }
    let block = try cells.integer(columns.block, as: UInt64.self, meaning: "a block number")
    let index = try cells.integer(
      columns.index, as: UInt32.self, meaning: "a place in the block")
    let time = try cells.time(columns.time)
    let hash = try cells.hash(columns.blockHash)
    return moves.map { order, move in
      TableTransfer(
        line: cells.row.line, block: block, time: time, blockHash: hash, transaction: transaction,
        index: index, order: order, move: move)
    }
  }
}
