import WeirCodecs
import WeirLedger
import WeirModel

/// One chain of a trace: its facts up to where the trace looks.
enum TraceChain: Sendable {
  case account(AccountChain, limit: Limit)
  case utxo(UTXOChain, limit: Limit)

  /// Nothing from here on is looked at.
  struct Limit: Sendable {
    /// One past the last block's ordinal.
    var block: UInt64
    /// One past the last transfer row, or the last transaction's ordinal.
    var order: UInt64
  }

  var id: ChainID {
    switch self {
    case .account(let chain, _): chain.chain
    case .utxo(let chain, _): chain.chain
    }
  }

  var limit: Limit {
    switch self {
    case .account(_, let limit), .utxo(_, let limit): limit
    }
  }

  /// Block, running clock and depth within the block of a transaction.
  func place(of order: UInt64) -> (block: UInt64, clock: Int64, depth: Int) {
    switch self {
    case .account(let chain, _):
      let block = chain.blockOrdinal(ofTransfer: order)
      return (block, chain.block(at: block).clock.seconds, 0)
    case .utxo(let chain, _):
      let block = chain.blockOrdinal(ofTransaction: order)
      let depth = Self.putsChildrenFirst(chain.chain) ? chain.depth(of: order, in: block) : 0
      return (block, chain.block(at: block).clock.seconds, depth)
    }
  }

  func time(ofBlock ordinal: UInt64) -> Timestamp {
    switch self {
    case .account(let chain, _): chain.block(at: ordinal).time
    case .utxo(let chain, _): chain.block(at: ordinal).time
    }
  }

  /// Bitcoin Cash sorts a block's transactions by id since November 2018.
  static func putsChildrenFirst(_ chain: ChainID) -> Bool {
    chain == .bitcoinCash || chain == .bitcoinCashRegtest
  }
}

extension UTXOChain {
  /// How many ancestors within the block stand behind one another before a transaction.
  ///
  /// - Complexity: O(ancestors within the block), with a stack of our own: a hostile block may
  ///   chain all its transactions.
  func depth(of transaction: UInt64, in block: UInt64) -> Int {
    var known: [UInt64: Int] = [:]
    var stack = [transaction]
    while let next = stack.last {
      let parents = parents(of: next, in: block)
      let open = parents.filter { known[$0] == nil }
      if open.isEmpty {
        known[next] = parents.map { 1 + (known[$0] ?? 0) }.max() ?? 0
        stack.removeLast()
      } else {
        stack += open
      }
    }
    return known[transaction] ?? 0
  }

  private func parents(of transaction: UInt64, in block: UInt64) -> [UInt64] {
    self.transaction(at: transaction).inputs.compactMap { input in
      guard case .output(let row) = previous(ofInput: input) else { return nil }
      let parent = transactionOrdinal(ofOutput: row)
      return parent != transaction && blockOrdinal(ofTransaction: parent) == block ? parent : nil
    }
  }
}
