public import WeirModel

/// The columns of the transfers.
struct TransferColumns: Sendable {
  /// Bit 7 of a row's kind: the first row of its transaction.
  static let isFirst: UInt8 = 0x80
  /// Bit 6 of a row's kind: the amount stands in the table `wide`.
  static let isWide: UInt8 = 0x40
  static let markBits: UInt64 = 8

  let from: Column<UInt32>
  let to: Column<UInt32>
  let amount: Column<UInt64>
  let asset: Column<UInt32>
  let kind: Column<UInt8>
  let marks: Column<UInt64>
  let wide: Column<UInt64>

  init(_ snapshot: Snapshot) throws(LedgerError) {
    from = try snapshot.column("transfers.from")
    to = try snapshot.column("transfers.to")
    amount = try snapshot.column("transfers.amount")
    asset = try snapshot.column("transfers.asset")
    kind = try snapshot.column("transfers.kind")
    marks = try snapshot.column("marks.transaction")
    wide = try snapshot.column("wide.word")
  }

  /// How many words a wide amount has, and where they begin: the low 61 bits are the first
  /// word's row, the high 3 bits the number of words.
  static func wideReference(row: UInt64, words: Int) -> UInt64 { UInt64(words) << 61 | row }

  func amount(at row: UInt64, kind: UInt8) -> Amount {
    let value = amount[row]
    guard kind & Self.isWide != 0 else { return Amount(value) }
    let start = value & (1 << 61 - 1)
    func word(_ index: UInt64) -> UInt128 {
      index < value >> 61 ? UInt128(wide[start + index]) : 0
    }
    return Amount(UInt256(high: word(3) << 64 | word(2), low: word(1) << 64 | word(0)))
  }
}

extension AccountChain {
  /// One row: who paid whom how much of what.
  public struct Transfer: Hashable, Sendable {
    /// `nil` where value appeared.
    public let from: AccountIndex?
    /// `nil` where value disappeared.
    public let to: AccountIndex?
    public let asset: AssetIndex
    public let amount: Amount
    public let kind: MoveKind
  }

  /// - Precondition: `row < transferCount`.
  public func transfer(at row: UInt64) -> Transfer {
    let flags = transfers.kind[row]
    guard let kind = MoveKind(rawValue: flags & ~(TransferColumns.isFirst | TransferColumns.isWide))
    else { preconditionFailure("transfers.kind is damaged at row \(row): verify the ledger") }
    return Transfer(
      from: AccountIndex(rawValue: transfers.from[row]).someone,
      to: AccountIndex(rawValue: transfers.to[row]).someone,
      asset: AssetIndex(rawValue: transfers.asset[row]),
      amount: transfers.amount(at: row, kind: flags), kind: kind)
  }

  /// A transaction that moved something, and its rows.
  public struct Transaction: Hashable, Sendable {
    public let ordinal: UInt64
    public let blockOrdinal: UInt64
    /// Its place in the block.
    public let index: UInt32
    /// `nil` where the source gave none.
    public let hash: Hash32?
    public let transfers: Range<UInt64>
  }

  /// - Precondition: `ordinal < transactionCount`.
  /// - Complexity: O(log transactions).
  public func transaction(at ordinal: UInt64) -> Transaction {
    let block = blockOrdinal(ofTransaction: ordinal)
    let first = firstTransfer(ofTransaction: ordinal)
    let hash = transactionHashes?[ordinal]
    return Transaction(
      ordinal: ordinal, blockOrdinal: block, index: index(ofTransaction: ordinal, in: block),
      hash: hash == .zero ? nil : hash, transfers: first..<endOfTransaction(beginningAt: first))
  }

  /// The transaction that a row belongs to.
  ///
  /// - Precondition: `row < transferCount`.
  /// - Complexity: O(log transactions).
  public func transaction(ofTransfer row: UInt64) -> Transaction {
    transaction(at: transactionOrdinal(ofTransfer: row))
  }

  /// `nil` where the ledger has no such transaction, or it moved nothing.
  ///
  /// - Complexity: O(log transactions) in each segment.
  public func transaction(named name: TransactionName) -> Transaction? {
    switch name {
    case .hash(let hash): transactionOrdinal(of: hash).map(transaction(at:))
    case .place(let number, let index):
      block(number: number).flatMap { transaction(index: index, in: $0) }
    }
  }

  /// A name by which ``transaction(named:)`` finds it: its hash, or its place.
  public func name(of transaction: Transaction) -> TransactionName {
    if let hash = transaction.hash { return .hash(hash) }
    return .place(block: blocks.number[transaction.blockOrdinal], index: transaction.index)
  }

  /// - Precondition: `row < transferCount`.
  public func transactionOrdinal(ofTransfer row: UInt64) -> UInt64 {
    let mark = row >> TransferColumns.markBits
    var count = transfers.marks[mark]
    for earlier in (mark << TransferColumns.markBits)...row {
      count += UInt64(transfers.kind[earlier] >> 7)
    }
    return count - 1
  }

  private func firstTransfer(ofTransaction ordinal: UInt64) -> UInt64 {
    let marks = transfers.marks
    let mark = marks.firstRow(above: ordinal, in: 0..<marks.count) - 1
    var count = marks[mark]
    var row = mark << TransferColumns.markBits
    while true {
      count += UInt64(transfers.kind[row] >> 7)
      if count == ordinal + 1 { return row }
      row += 1
    }
  }

  private func endOfTransaction(beginningAt first: UInt64) -> UInt64 {
    var end = first + 1
    while end < transferCount && transfers.kind[end] & TransferColumns.isFirst == 0 { end += 1 }
    return end
  }

  private func index(ofTransaction ordinal: UInt64, in block: UInt64) -> UInt32 {
    let place = ordinal - blocks.transaction[block]
    guard blocks.flags[block] & AccountBlocks.hasIndices != 0 else {
      // The place in a block is 32 bits wide by the model.
      return UInt32(truncatingIfNeeded: place)
    }
    return blocks.indices[blocks.index[block] + place]
  }

  private func transaction(index: UInt32, in block: Block) -> Transaction? {
    var low = block.transactions.lowerBound
    var high = block.transactions.upperBound
    while low < high {
      let middle = (low + high) / 2
      if self.index(ofTransaction: middle, in: block.ordinal) < index {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < block.transactions.upperBound,
      self.index(ofTransaction: low, in: block.ordinal) == index
    else { return nil }
    return transaction(at: low)
  }

  private func transactionOrdinal(of hash: Hash32) -> UInt64? {
    guard let hashes = transactionHashes else { return nil }
    return hashes.ordinals(of: hash, in: transactionIndex).last
  }
}

extension HashColumn {
  /// Rows that hold `hash`, ascending; more than one only where the chain itself repeats.
  ///
  /// - Complexity: O(log n) in each segment.
  func ordinals(of hash: Hash32, in index: [SortedIndex]) -> [UInt64] {
    var found: [UInt64] = []
    for (segment, sorted) in index.enumerated() {
      let base = UInt64(segment) << segmentBits
      let places = sorted.firstPlace(near: hash.words.0) { self[base + UInt64($0)] < hash }
      for place in places {
        let row = base + UInt64(sorted.row(at: place))
        guard self[row] == hash else { break }
        found.append(row)
      }
    }
    return found
  }
}
