public import WeirModel

extension UTXOChain {
  public struct Output: Hashable, Sendable {
    public let owner: AccountIndex
    /// Base units.
    public let value: UInt64
    /// False for OP_RETURN and scripts that nothing can satisfy.
    public let isSpendable: Bool
  }

  /// What an input spends.
  public enum Previous: Hashable, Sendable {
    /// An output of this ledger, by its row.
    case output(UInt64)
    /// An output that the ledger never saw, and the source stated: a row for ``stated(at:)``.
    case stated(UInt64)
    /// An output that the ledger never saw.
    case unknown(Outpoint)
  }

  /// Top bits of a number in `inputs.previous`; without them it is a row.
  static let statedBit: UInt64 = 1 << 63
  static let unknownBit: UInt64 = 1 << 62

  /// - Precondition: `row < outputCount`.
  public func output(at row: UInt64) -> Output { outputs.output(at: row) }

  /// An output that the source stated beside an input.
  public func stated(at row: UInt64) -> (outpoint: Outpoint, output: Output) {
    (statedOutpoints[row], stated.output(at: row))
  }

  /// - Precondition: `row < inputCount`.
  public func previous(ofInput row: UInt64) -> Previous {
    let number = previous[row]
    let rest = number & (Self.unknownBit - 1)
    if number & Self.statedBit != 0 { return .stated(rest) }
    if number & Self.unknownBit != 0 { return .unknown(unknownOutpoints[rest]) }
    return .output(number)
  }

  /// The row of an output, or `nil` where the ledger has no such transaction or index.
  ///
  /// Of transactions of one id (BIP 30) the last one counts.
  /// - Complexity: O(log transactions) in each segment.
  public func outputRow(of outpoint: Outpoint) -> UInt64? {
    outputRows(of: outpoint).last
  }

  func outputRows(of outpoint: Outpoint) -> [UInt64] {
    transactionOrdinals(of: outpoint.transaction).compactMap { ordinal in
      let outputs = transaction(at: ordinal).outputs
      guard UInt64(outpoint.index) < outputs.upperBound - outputs.lowerBound else { return nil }
      return outputs.lowerBound + UInt64(outpoint.index)
    }
  }

  /// An output by its transaction and index, as the rest of the world names it.
  ///
  /// - Precondition: `row < outputCount`.
  /// - Complexity: O(log transactions).
  public func outpoint(ofOutput row: UInt64) -> Outpoint {
    let transaction = transaction(at: transactionOrdinal(ofOutput: row))
    // The index is 32 bits wide in every UTXO chain.
    let index = UInt32(truncatingIfNeeded: row - transaction.outputs.lowerBound)
    return Outpoint(transaction: transaction.id, index: index)
  }

  /// The input that spends an output, or `nil` while it is unspent.
  ///
  /// - Complexity: O(log inputs) in each segment that is not older than the output.
  public func spender(ofOutput row: UInt64) -> UInt64? {
    precondition(row < outputCount, "output outside the chain")
    let segmentBits = previous.segmentBits
    // An input of the same block may stand before the output (Bitcoin Cash), never one of an
    // earlier block.
    let block = blocks.output.firstRow(above: row, in: 0..<blockCount) - 1
    let first = Int(blocks.input[block] >> segmentBits)
    for segment in first..<max(first, spendIndex.count) {
      let base = UInt64(segment) << segmentBits
      let places = spendIndex[segment].firstPlace(near: row) { previous[base + UInt64($0)] < row }
      guard let place = places.first else { continue }
      let input = base + UInt64(spendIndex[segment].row(at: place))
      if previous[input] == row { return input }
    }
    return nil
  }
}

// MARK: - Owners

extension UTXOChain {
  /// `nil` where the account never appeared.
  public func account(_ key: AccountKey) -> AccountIndex? {
    accounts.id(of: key, in: accountIndex).map(AccountIndex.init)
  }

  /// - Precondition: the account is of this chain.
  public func key(of account: AccountIndex) -> AccountKey { accounts.key(of: account.rawValue) }

  /// Rows of an owner's outputs, ascending, from `row` on.
  public func outputs(of account: AccountIndex, from row: UInt64 = 0) -> RowCursor {
    RowCursor(ownerIndex, account.rawValue, from: row, segmentBits: previous.segmentBits)
  }

  /// The accounts whose keys stand in a bare multisig output; empty for any other.
  ///
  /// - Complexity: O(log multisig outputs).
  public func members(ofOutput row: UInt64) -> [AccountIndex] {
    let all = 0..<members.output.count
    let end = members.output.firstRow(above: row, in: all)
    var first = end
    while first > 0 && members.output[first - 1] == row { first -= 1 }
    return (first..<end).map { AccountIndex(rawValue: members.account[$0]) }
  }
}
