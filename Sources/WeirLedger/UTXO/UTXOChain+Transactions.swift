public import WeirModel

extension UTXOChain {
  public struct Transaction: Hashable, Sendable {
    public let ordinal: UInt64
    public let blockOrdinal: UInt64
    /// Its place in the block.
    public let index: UInt32
    /// The txid in wire order.
    public let id: Hash32
    /// Rows; none for a coinbase.
    public let inputs: Range<UInt64>
    public let outputs: Range<UInt64>

    public var isCoinbase: Bool { inputs.isEmpty }
  }

  /// - Precondition: `ordinal < transactionCount`.
  /// - Complexity: O(log blocks).
  public func transaction(at ordinal: UInt64) -> Transaction {
    transaction(at: ordinal, in: block(at: blockOrdinal(ofTransaction: ordinal)))
  }

  /// The transactions of a block are found without a search.
  ///
  /// - Precondition: `block.transactions` contains `ordinal`.
  public func transaction(at ordinal: UInt64, in block: Block) -> Transaction {
    precondition(block.transactions.contains(ordinal), "transaction outside the block")
    let isLast = ordinal + 1 == block.transactions.upperBound
    let input = block.inputs.lowerBound
    let output = block.outputs.lowerBound
    return Transaction(
      ordinal: ordinal, blockOrdinal: block.ordinal,
      // The place in a block is 32 bits wide by the format.
      index: UInt32(truncatingIfNeeded: ordinal - block.transactions.lowerBound),
      id: transactionHash[ordinal],
      inputs: (input + UInt64(transactionInput[ordinal]))..<(isLast
        ? block.inputs.upperBound : input + UInt64(transactionInput[ordinal + 1])),
      outputs: (output + UInt64(transactionOutput[ordinal]))..<(isLast
        ? block.outputs.upperBound : output + UInt64(transactionOutput[ordinal + 1])))
  }

  /// The last transaction of that id, or by its place; `nil` where the ledger has none.
  public func transaction(named name: TransactionName) -> Transaction? {
    switch name {
    case .hash(let id):
      return transactionOrdinals(of: id).last.map { transaction(at: $0) }
    case .place(let height, let index):
      guard let block = block(height: height),
        index < block.transactions.upperBound - block.transactions.lowerBound
      else { return nil }
      return transaction(at: block.transactions.lowerBound + UInt64(index), in: block)
    }
  }

  /// Transactions of an id, ascending: more than one only before BIP 30.
  ///
  /// - Complexity: O(log transactions) in each segment.
  public func transactionOrdinals(of id: Hash32) -> [UInt64] {
    transactionHash.ordinals(of: id, in: transactionIndex)
  }

  /// - Precondition: `row < outputCount`.
  /// - Complexity: O(log transactions).
  public func transactionOrdinal(ofOutput row: UInt64) -> UInt64 {
    precondition(row < outputCount, "output outside the chain")
    let block = block(at: blocks.output.firstRow(above: row, in: 0..<blockCount) - 1)
    // Fewer than 2^32 outputs in a block by the format.
    let local = UInt32(truncatingIfNeeded: row - block.outputs.lowerBound)
    return transactionOutput.firstRow(above: local, in: block.transactions) - 1
  }

  /// - Precondition: `row < inputCount`.
  /// - Complexity: O(log transactions).
  public func transactionOrdinal(ofInput row: UInt64) -> UInt64 {
    precondition(row < inputCount, "input outside the chain")
    let block = block(at: blocks.input.firstRow(above: row, in: 0..<blockCount) - 1)
    // Fewer than 2^32 inputs in a block by the format.
    let local = UInt32(truncatingIfNeeded: row - block.inputs.lowerBound)
    return transactionInput.firstRow(above: local, in: block.transactions) - 1
  }
}
