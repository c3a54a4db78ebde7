internal import WeirModel

/// A ``ColumnMap`` fitted to a header: places and constants told apart, once for all rows.
struct BoundMap: Sendable {
  /// A value that every row states, or that holds for all of them.
  enum Source<Value: Sendable>: Sendable {
    case column(Int)
    case constant(Value)
  }

  /// Where the block's number comes from.
  enum Block: Sendable {
    case column(Int)
    /// `@time`: blocks numbered by their second.
    case clock
  }

  enum Quantity: Sendable {
    case one(Int)
    /// Received and sent, as seen from the account that the table is of: one of them is zero.
    case inOrOut(Int, Int)
  }

  let header: TableHeader
  let format: TableFormat
  let time: Int
  let block: Block
  let from: Int
  let to: Int
  let quantity: Quantity
  let isDecimal: Bool
  let decimals: Source<Int>?
  let asset: Source<AssetKey>
  let kind: Source<MoveKind>
  let isGrouped: Bool
  let isFeeDecimal: Bool
  /// Optional columns: `tx`, `index`, `position`, `status`, `created`, `fee`, `block-hash`.
  let optional: [ColumnMap.Key: Int]

  init(
    _ map: ColumnMap, header: TableHeader, format: TableFormat, context: TableContext
  ) throws(TableError) {
    let binder = MapBinder(map: map, header: header, context: context)
    self.header = header
    self.format = format
    time = try binder.column(.time)
    block = map.entries[.block] == "@time" ? .clock : .column(try binder.column(.block))
    from = try binder.column(.from)
    to = try binder.column(.to)
    quantity = try binder.quantity()
    decimals = try binder.decimals()
    isDecimal = try binder.isDecimal(.amountUnits, default: decimals != nil)
    isFeeDecimal = try binder.isDecimal(.feeUnits, default: true)
    asset = try binder.asset()
    kind = try binder.kind()
    isGrouped = try binder.isGrouped()
    var optional: [ColumnMap.Key: Int] = [:]
    for key in [ColumnMap.Key.tx, .index, .position, .status, .created, .fee, .blockHash]
    where map.entries[key] != nil {
      optional[key] = try binder.column(key)
    }
    self.optional = optional
  }
}

/// Tells columns from constants, key by key.
private struct MapBinder {
  let map: ColumnMap
  let header: TableHeader
  let context: TableContext

  func error(_ key: ColumnMap.Key, _ expected: String) -> TableError {
    let found = map.entries[key].map { EscapedText.excerpt($0) } ?? "nothing"
    return TableError(
      .map,
      "expected \(key.rawValue)= to be \(expected), found \(found); give --map "
        + "\(key.rawValue)=COLUMN with a column of this header", file: header.file,
      line: header.line)
  }

  func place(_ key: ColumnMap.Key) throws(TableError) -> Int? {
    guard let name = map.entries[key] else { return nil }
    return try header.place(of: name)
  }

  func column(_ key: ColumnMap.Key) throws(TableError) -> Int {
    guard let place = try place(key) else { throw error(key, "a column") }
    return place
  }

  func quantity() throws(TableError) -> BoundMap.Quantity {
    guard map.entries[.amountIn] != nil || map.entries[.amountOut] != nil else {
      return .one(try column(.amount))
    }
    return .inOrOut(try column(.amountIn), try column(.amountOut))
  }

  func decimals() throws(TableError) -> BoundMap.Source<Int>? {
    guard let text = map.entries[.decimals] else { return nil }
    if let place = try place(.decimals) { return .column(place) }
    guard let value = UInt8(text), value <= 77 else {
      throw error(.decimals, "a column or a number from 0 to 77")
    }
    return .constant(Int(value))
  }

  func isDecimal(_ key: ColumnMap.Key, default usual: Bool) throws(TableError) -> Bool {
    switch map.entries[key] {
    case nil: return usual
    case "base": return false
    case "decimal": return true
    default: throw error(key, "base or decimal")
    }
  }

  func asset() throws(TableError) -> BoundMap.Source<AssetKey> {
    guard let text = map.entries[.asset] else { return .constant(.native) }
    if let place = try place(.asset) { return .column(place) }
    guard let asset = AssetKey(tableText: text, in: context) else {
      throw error(.asset, "a column, native, a contract, or a CAIP-19 asset of \(context.chain)")
    }
    return .constant(asset)
  }

  func kind() throws(TableError) -> BoundMap.Source<MoveKind> {
    guard let text = map.entries[.kind] else { return .constant(.table) }
    if let place = try place(.kind) { return .column(place) }
    guard let kind = MoveKind.tableNames[text.lowercased()] else {
      throw error(.kind, "a column or one of \(MoveKind.tableNameList)")
    }
    return .constant(kind)
  }

  func isGrouped() throws(TableError) -> Bool {
    switch map.entries[.thousands] {
    case nil, "none": return false
    case "comma": return true
    default: throw error(.thousands, "comma or none")
    }
  }
}

extension AssetKey {
  /// A CAIP-19 identifier of the context's chain, `native`, or a token's contract.
  init?(tableText text: String, in context: TableContext) {
    if text.lowercased() == "native" {
      self = .native
    } else if let id = AssetID(text) {
      guard id.chain == context.chain else { return nil }
      self.init(id: id, in: context)
    } else {
      guard let contract = try? context.resolve(text) else { return nil }
      self = .erc20(contract)
    }
  }

  private init?(id: AssetID, in context: TableContext) {
    if id == .native(of: id.chain) {
      self = .native
      return
    }
    guard id.namespace == "erc20" || id.namespace == "erc721" else {
      self = .other(id)
      return
    }
    guard let contract = try? context.resolve(id.reference) else { return nil }
    if id.namespace == "erc20" {
      self = .erc20(contract)
    } else {
      guard let text = id.token, let token = UInt256(decimal: text) else { return nil }
      self = .erc721(contract, token: token)
    }
  }
}

extension MoveKind {
  /// How tables call what moves value. A call that only borrows code moves nothing of its own and
  /// is in ``TableRowReader/borrowing``.
  static let tableNames: [String: MoveKind] = [
    "transaction": .transaction, "transfer": .transaction, "call": .call, "create": .create,
    "create2": .create, "suicide": .selfDestruct, "selfdestruct": .selfDestruct, "token": .token,
    "mint": .mint, "burn": .burn, "reward": .reward, "withdrawal": .withdrawal, "table": .table,
  ]

  static var tableNameList: String { tableNames.keys.sorted().joined(separator: ", ") }

  var tableRank: TableTransfer.Order.Rank {
    switch self {
    case .transaction: .transaction
    case .call, .create, .selfDestruct: .call
    default: .log
    }
  }
}
