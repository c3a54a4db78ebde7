import WeirLedger
import WeirModel

/// One account's holding of one asset on one account chain.
struct Pair: Hashable, Sendable {
  var chain: Int
  var account: AccountIndex
  var asset: AssetIndex
}

/// Everything that moved into and out of a pair, in order, up to where the trace looks.
struct PairHistory: Sendable {
  /// Rows that change the balance: no transfers to itself, no statements, nothing of amount zero.
  let rows: [UInt64]
  /// What it must have held before the first row, so that it never paid what it had not: an
  /// unseen opening balance, clean.
  let opening: Amount
  /// Other accounts that it dealt with, counted no further than the bound.
  let counterparties: Int
  /// What had been received and paid before every 256th row.
  private let checkpoints: [(received: Amount, paid: Amount)]
  private static let stride = 256

  /// `nil` where there are more rows than `bound`.
  init?(_ pair: Pair, in chain: AccountChain, limit: UInt64, bound: Int, counterpartyBound: Int) {
    var rows: [UInt64] = []
    var others: Set<AccountIndex> = []
    var received = Amount.zero
    var paid = Amount.zero
    var opening = Amount.zero
    var checkpoints: [(received: Amount, paid: Amount)] = []
    var walk = PairWalk(pair, in: chain, limit: limit)
    while let (row, transfer) = walk.next() {
      guard rows.count < bound else { return nil }
      if rows.count.isMultiple(of: Self.stride) { checkpoints.append((received, paid)) }
      rows.append(row)
      if transfer.from == pair.account {
        paid += transfer.amount
        if paid > received + opening { opening = paid - received }
      } else {
        received += transfer.amount
      }
      if others.count <= counterpartyBound,
        let other = transfer.from == pair.account ? transfer.to : transfer.from
      {
        others.insert(other)
      }
    }
    self.rows = rows
    self.opening = opening
    counterparties = others.count
    self.checkpoints = checkpoints
  }

  /// What the pair held when the ledger stood before `row`.
  ///
  /// - Complexity: O(log rows).
  func balance(of pair: Pair, before row: UInt64, in chain: AccountChain) -> Amount {
    let end = index(from: row)
    guard end > 0 else { return opening }
    let start = (end - 1) / Self.stride
    var (received, paid) = checkpoints[start]
    for index in (start * Self.stride)..<end {
      let transfer = chain.transfer(at: rows[index])
      if transfer.from == pair.account {
        paid += transfer.amount
      } else {
        received += transfer.amount
      }
    }
    return received + opening - paid
  }

  /// The first row at or behind `row`, as an index into ``rows``.
  func index(from row: UInt64) -> Int {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < row { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Walks the rows that change a pair's balance, in order.
private struct PairWalk {
  private let pair: Pair
  private let chain: AccountChain
  private let limit: UInt64
  private var rows: AccountRowCursor

  init(_ pair: Pair, in chain: AccountChain, limit: UInt64) {
    self.pair = pair
    self.chain = chain
    self.limit = limit
    rows = chain.rows(of: pair.account)
  }

  mutating func next() -> (row: UInt64, transfer: AccountChain.Transfer)? {
    while let row = rows.next(), row < limit {
      let transfer = chain.transfer(at: row)
      if transfer.asset == pair.asset, transfer.from != transfer.to, !transfer.amount.isZero,
        !transfer.kind.isStatement
      {
        return (row, transfer)
      }
    }
    return nil
  }
}
