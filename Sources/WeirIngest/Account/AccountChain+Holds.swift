import WeirLedger
import WeirModel

extension AccountChain {
  /// Whether the ledger's block says exactly what `block` says.
  ///
  /// - Complexity: O(the block's transfers × log transactions).
  func holds(_ block: AccountBlock, at held: Block) -> Bool {
    guard held.number == block.number, held.hash == block.hash, held.parent == block.parent,
      held.time == block.time, held.coverage == block.coverage
    else { return false }
    let kept = block.transactions.filter { !$0.moves.isEmpty }
    guard UInt64(kept.count) == held.transactions.upperBound - held.transactions.lowerBound else {
      return false
    }
    return zip(kept, held.transactions).allSatisfy { stated, ordinal in
      holds(stated, at: transaction(at: ordinal))
    }
  }

  private func holds(_ stated: AccountTransaction, at held: Transaction) -> Bool {
    let count = held.transfers.upperBound - held.transfers.lowerBound
    guard stated.index == held.index, stated.hash == held.hash,
      UInt64(stated.moves.count) == count
    else { return false }
    return zip(stated.moves, held.transfers).allSatisfy { move, row in
      let transfer = transfer(at: row)
      return move.kind == transfer.kind && move.amount == transfer.amount
        && move.from == transfer.from.map(key(of:)) && move.to == transfer.to.map(key(of:))
        && move.asset.id(on: chain) == assetID(of: transfer.asset)
    }
  }
}
