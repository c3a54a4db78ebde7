import WeirLedger
import WeirModel

/// A wrapper's deposits and withdrawals, which are conversions at par.
extension PolicyRun {
  /// Each event of a wrapper with the native move of the same amount between the same two; an
  /// event without one is left alone.
  func wraps(in execution: AccountExecution) -> [Conversion] {
    var used: Set<Int> = []
    return execution.steps.indices.compactMap { event in
      let transfer = execution.steps[event].transfer
      guard transfer.kind == .wrap || transfer.kind == .unwrap,
        let native = nativeMove(of: transfer, unused: used, execution),
        let account = transfer.kind == .wrap ? transfer.to : transfer.from
      else { return nil }
      used.insert(native)
      let (payment, receipt) = transfer.kind == .wrap ? (native, event) : (event, native)
      return Conversion(
        payer: account, paidAsset: execution.steps[payment].transfer.asset, payments: [payment],
        receipts: [receipt])
    }
  }

  private func nativeMove(
    of event: AccountChain.Transfer, unused used: Set<Int>, _ execution: AccountExecution
  ) -> Int? {
    let isWrap = event.kind == .wrap
    let (chain, native) = (execution.chain, AssetID.native(of: execution.chain.chain))
    return execution.steps.indices.first { index in
      let move = execution.steps[index].transfer
      guard !used.contains(index), !move.kind.isFee, move.amount == event.amount,
        move.from == (isWrap ? event.to : move.from), move.to == (isWrap ? move.to : event.from),
        let wrapper = isWrap ? move.to : move.from
      else { return false }
      let wrapped = AssetKey.erc20(chain.key(of: wrapper)).id(on: chain.chain)
      return chain.assetID(of: move.asset) == native && chain.asset(wrapped) == event.asset
    }
  }
}
