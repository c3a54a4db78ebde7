internal import WeirModel

/// One row of a mapped table on its way to transfers.
struct TableRowReader {
  let map: BoundMap
  let context: TableContext
  let cells: TableCells

  /// Calls that run another's code on their own money.
  static let borrowing: Set<String> = ["delegatecall", "staticcall", "callcode"]

  init(_ row: CSVRow, map: BoundMap, context: TableContext) throws(TableError) {
    try map.header.check(row)
    self.map = map
    self.context = context
    cells = TableCells(header: map.header, row: row)
  }

  /// What the row moves: the fee first.
  func transfers() throws(TableError) -> [TableTransfer] {
    let place = try place()
    let from = try cells.account(map.from, in: context)
    var moves: [(TableTransfer.Order, Move)] = []
    if let fee = try fee(paidBy: from) { moves.append((TableTransfer.Order(.fee), fee)) }
    if let move = try move(from: from), try !isFailed() {
      moves.append((TableTransfer.Order(move.kind.tableRank, try sequence()), move))
    }
    return moves.map { order, move in
      var transfer = place
      transfer.order = order
      transfer.move = move
      return transfer
    }
  }

  /// Block, time and transaction; order and move are filled in by the caller.
  private func place() throws(TableError) -> TableTransfer {
    let time = try cells.time(map.time)
    return TableTransfer(
      line: cells.row.line, block: try block(at: time), time: time,
      blockHash: try optionalHash(.blockHash), transaction: try optionalHash(.tx),
      index: try index(), order: .init(.fee),
      move: Move(kind: .table, from: nil, to: nil, asset: .native, amount: .zero))
  }

  private func block(at time: Timestamp) throws(TableError) -> UInt64 {
    switch map.block {
    case .column(let column):
      return try cells.integer(column, as: UInt64.self, meaning: "a block number")
    case .clock:
      guard let number = UInt64(exactly: time.seconds) else {
        throw cells.error(.cell, "expected a time from 1970 on, found \(time)", at: map.time)
      }
      return number
    }
  }

  private func optionalHash(_ key: ColumnMap.Key) throws(TableError) -> Hash32? {
    guard let column = map.optional[key] else { return nil }
    return try cells.hash(column)
  }

  private func index() throws(TableError) -> UInt32? {
    guard let column = map.optional[.index] else { return nil }
    return try cells.integer(column, as: UInt32.self, meaning: "a place in the block")
  }

  private func sequence() throws(TableError) -> UInt64 {
    guard let column = map.optional[.position] else { return UInt64(cells.row.line) }
    return try cells.integer(column, as: UInt64.self, meaning: "a place in the transaction")
  }

  private func fee(paidBy from: AccountKey?) throws(TableError) -> Move? {
    guard let column = map.optional[.fee], try !cells.text(column).isEmpty else { return nil }
    let places = map.isFeeDecimal ? try decimals(of: .native, at: column) : 0
    let fee = try cells.amount(column, decimals: places, grouped: map.isGrouped)
    guard !fee.isZero else { return nil }
    guard let from else {
      throw cells.error(.cell, "expected who paid the fee, found nobody", at: map.from)
    }
    return Move(kind: .fee, from: from, to: nil, asset: .native, amount: fee)
  }

  /// `nil` where nothing moves.
  private func move(from: AccountKey?) throws(TableError) -> Move? {
    guard var kind = try kind() else { return nil }
    let asset = try asset()
    let amount = try amount(of: asset)
    var to = try cells.account(map.to, in: context)
    if to == nil, let column = map.optional[.created],
      let created = try cells.account(column, in: context)
    {
      to = created
      kind = .create
    }
    guard !amount.isZero || kind == .create else { return nil }
    guard to != nil || (from != nil && map.format == .mapped) else {
      throw cells.error(
        .cell,
        "expected who received the amount, found nobody" + (from == nil ? " on either side" : ""),
        at: map.to)
    }
    let move = Move(kind: kind, from: from, to: to, asset: asset, amount: amount)
    return kind == .token ? move.asTokenTransfer(on: context.chain) : move
  }

  private func kind() throws(TableError) -> MoveKind? {
    switch map.kind {
    case .constant(let kind): return kind
    case .column(let column):
      let name = try cells.text(column).lowercased()
      guard let kind = MoveKind.tableNames[name] else {
        guard Self.borrowing.contains(name) else {
          throw cells.error(
            .vocabulary,
            "expected one of \(MoveKind.tableNameList), found "
              + EscapedText.excerpt(name), at: column)
        }
        return nil
      }
      return kind
    }
  }

  private func asset() throws(TableError) -> AssetKey {
    switch map.asset {
    case .constant(let asset): return asset
    case .column(let column):
      let text = try cells.text(column)
      guard let asset = AssetKey(tableText: text, in: context) else {
        throw cells.error(
          .cell,
          "expected native, a token's contract, or a CAIP-19 asset of \(context.chain), "
            + "found \(EscapedText.excerpt(text)); an asset is its contract, never its ticker",
          at: column)
      }
      return asset
    }
  }
}

// MARK: - Amounts and status

extension TableRowReader {
  private func amount(of asset: AssetKey) throws(TableError) -> Amount {
    switch map.quantity {
    case .one(let column):
      return try cells.amount(
        column, decimals: try places(of: asset, at: column), grouped: map.isGrouped)
    case .inOrOut(let received, let sent):
      return try larger(of: received, and: sent, decimals: try places(of: asset, at: received))
    }
  }

  /// The one of two columns that is not zero; equal ones are a transfer to oneself.
  private func larger(
    of received: Int, and sent: Int, decimals: Int
  ) throws(TableError) -> Amount {
    let left = try amountOrZero(received, decimals: decimals)
    let right = try amountOrZero(sent, decimals: decimals)
    guard left.isZero || right.isZero || left == right else {
      throw cells.error(
        .amount, "expected an amount received or an amount sent, found both and different",
        at: received)
    }
    return max(left, right)
  }

  private func amountOrZero(_ column: Int, decimals: Int) throws(TableError) -> Amount {
    guard try !cells.text(column).isEmpty else { return .zero }
    return try cells.amount(column, decimals: decimals, grouped: map.isGrouped)
  }

  private func places(of asset: AssetKey, at column: Int) throws(TableError) -> Int {
    guard map.isDecimal else { return 0 }
    switch map.decimals {
    case nil: return try decimals(of: asset, at: column)
    case .constant(let places): return places
    case .column(let source):
      let places = try cells.integer(source, as: UInt8.self, meaning: "decimals from 0 to 77")
      guard places <= 77 else {
        throw cells.error(.cell, "expected decimals from 0 to 77, found \(places)", at: source)
      }
      return Int(places)
    }
  }

  private func decimals(of asset: AssetKey, at column: Int) throws(TableError) -> Int {
    guard let places = context.decimals(asset), (0...77).contains(places) else {
      let id = asset.id(on: context.chain)
      throw cells.error(
        .decimals,
        "expected decimals of \(id), found none stated; state them in a claims file "
          + "(asset, decimals), or for this table with --map decimals=N", at: column)
    }
    return places
  }

  private static let succeeded: Set<String> = [
    "", "1", "0x1", "true", "ok", "success", "succeeded", "confirmed",
  ]
  private static let failed: Set<String> = [
    "0", "0x0", "false", "fail", "failed", "error", "reverted",
  ]

  /// Etherscan leaves the status of a transaction empty where it succeeded, and writes 0 (no
  /// error) at an internal one; elsewhere 1 is success, as in a receipt.
  private func isFailed() throws(TableError) -> Bool {
    guard let column = map.optional[.status] else { return false }
    let status = try cells.text(column).lowercased()
    switch map.format {
    case .etherscanInternal where status.isEmpty || status == "0": return false
    case .etherscanInternal where status == "1": return true
    case .etherscanTransactions where status.isEmpty: return false
    case .mapped where Self.succeeded.contains(status): return false
    case .mapped where Self.failed.contains(status): return true
    default:
      guard status.hasPrefix("error") || status.hasPrefix("fail") else {
        throw cells.error(
          .vocabulary,
          "expected a status that says whether it failed, found "
            + EscapedText.excerpt(status), at: column)
      }
      return true
    }
  }
}
