public import WeirModel

/// Puts the transfers of a table together into blocks.
///
/// Transfers with one transaction hash are one transaction; without hashes and places, every row
/// is its own. Transactions stand by their place in the block where the table states it, else as
/// they first appear. A fee or a transaction's own value that stands twice, as in the exports of
/// payer and payee, counts once; calls and logs that look alike may both be real and both count.
///
/// A table never proves that it is complete, so no block has coverage.
public struct TableAssembler: Sendable {
  private let file: String
  private var open: TableBlock?

  /// `file` stands in messages.
  public init(file: String) { self.file = file }

  /// The blocks that these transfers end. Blocks must come in ascending order.
  ///
  /// - Throws: a lower block, or rows of one block that contradict each other.
  /// - Complexity: O(n log n) in the transfers of one block.
  public mutating func add(_ transfers: [TableTransfer]) throws(TableError) -> [AccountBlock] {
    var blocks: [AccountBlock] = []
    for transfer in transfers {
      if let current = open, current.number != transfer.block {
        guard current.number < transfer.block else {
          throw TableError(
            .conflict,
            "expected block \(current.number) or a later one, found "
              + "\(transfer.block); sort the table by block", file: file, line: transfer.line)
        }
        blocks.append(current.assembled())
        open = nil
      }
      var block = open ?? TableBlock(transfer)
      open = nil
      try block.add(transfer, file: file)
      open = block
    }
    return blocks
  }

  /// The last block, if there was any.
  public mutating func finish() -> AccountBlock? {
    defer { open = nil }
    return open?.assembled()
  }

  /// The blocks of transfers in any order, such as an export that lists the newest first.
  ///
  /// Within a block they keep the order in which they are given.
  ///
  /// - Throws: rows of one block that contradict each other.
  /// - Complexity: O(n log n).
  public static func blocks(
    of transfers: [TableTransfer], file: String
  ) throws(TableError) -> [AccountBlock] {
    let sorted = transfers.indices.sorted { left, right in
      (transfers[left].block, left) < (transfers[right].block, right)
    }
    var assembler = TableAssembler(file: file)
    let blocks = try assembler.add(sorted.map { transfers[$0] })
    return blocks + [assembler.finish()].compactMap { $0 }
  }
}

/// The transfers of one block until the next one begins.
private struct TableBlock {
  struct Transaction {
    let hash: Hash32?
    let index: UInt32?
    var parts: [(order: TableTransfer.Order, move: Move)] = []
    /// What a transaction with a hash has once: its fee and its own value.
    var singles: [TableTransfer.Order.Rank: Move] = [:]
  }

  let number: UInt64
  let time: Timestamp
  var hash: Hash32?
  private let statesPlaces: Bool
  private var transactions: [Transaction] = []
  private var byHash: [Hash32: Int] = [:]
  private var byIndex: [UInt32: Int] = [:]

  init(_ first: TableTransfer) {
    number = first.block
    time = first.time
    hash = first.blockHash
    statesPlaces = first.index != nil
  }

  mutating func add(_ transfer: TableTransfer, file: String) throws(TableError) {
    func conflict(_ message: String) -> TableError {
      TableError(.conflict, message + " in block \(number)", file: file, line: transfer.line)
    }
    guard transfer.time == time else {
      throw conflict("expected the time \(time), found \(transfer.time)")
    }
    guard hash == nil || transfer.blockHash == nil || hash == transfer.blockHash else {
      throw conflict("expected one block hash, found two")
    }
    guard statesPlaces == (transfer.index != nil) else {
      throw conflict("expected a transaction's place in every row or in none, found both")
    }
    hash = hash ?? transfer.blockHash
    let place = self.place(of: transfer)
    guard transactions[place].hash == transfer.transaction,
      transactions[place].index == transfer.index
    else {
      throw conflict("expected one hash and one place for a transaction, found two")
    }
    if let earlier = transactions[place].singles[transfer.order.rank] {
      guard earlier == transfer.move else {
        throw conflict("expected one fee and one value for a transaction, found two that differ")
      }
      return
    }
    let isSingle = transfer.order.rank == .fee || transfer.order.rank == .transaction
    if isSingle, transfer.transaction != nil {
      transactions[place].singles[transfer.order.rank] = transfer.move
    }
    transactions[place].parts.append((transfer.order, transfer.move))
  }

  /// Which of the block's transactions it belongs to; a new one where none is known.
  private mutating func place(of transfer: TableTransfer) -> Int {
    if let hash = transfer.transaction, let place = byHash[hash] { return place }
    if let index = transfer.index, let place = byIndex[index] { return place }
    let place = transactions.count
    if let hash = transfer.transaction { byHash[hash] = place }
    if let index = transfer.index { byIndex[index] = place }
    transactions.append(Transaction(hash: transfer.transaction, index: transfer.index))
    return place
  }

  func assembled() -> AccountBlock {
    var result: [AccountTransaction] = []
    for (appearance, transaction) in transactions.enumerated() {
      let moves = transaction.parts.indices.sorted { left, right in
        let (a, b) = (transaction.parts[left].order, transaction.parts[right].order)
        return a == b ? left < right : a < b
      }
      // A block of more than 2^32 rows does not fit in memory.
      let index = transaction.index ?? UInt32(clamping: appearance)
      result.append(
        AccountTransaction(
          hash: transaction.hash, index: index, moves: moves.map { transaction.parts[$0].move }))
    }
    return AccountBlock(
      number: number, hash: hash, parent: nil, time: time, coverage: [],
      transactions: result.sorted { $0.index < $1.index })
  }
}
