import WeirModel
import WeirTrace

/// Which payments of a transaction bring which receipts.
extension ReferenceTrace {
  func conversions(in run: ReferenceExecution) -> [ReferenceConversion] {
    let wraps = wraps(in: run)
    let used = Set(wraps.flatMap { $0.payments + $0.receipts })
    return wraps + swaps(in: run, without: used)
  }

  /// A wrapper's deposits and withdrawals, at par, each with the native move of the same amount.
  private func wraps(in run: ReferenceExecution) -> [ReferenceConversion] {
    var found: [ReferenceConversion] = []
    for (position, event) in run.moves.enumerated() {
      guard case .erc20(let wrapper) = event.asset,
        event.kind == .wrap || event.kind == .unwrap
      else { continue }
      let isWrap = event.kind == .wrap
      let native = run.moves.indices.first { place in
        let move = run.moves[place]
        let isPair =
          isWrap
          ? move.from == event.to && move.to == wrapper
          : move.from == wrapper && move.to == event.from
        return isPair && move.asset == .native && !move.kind.isFee && move.amount == event.amount
          && !found.contains { $0.payments.contains(place) || $0.receipts.contains(place) }
      }
      guard let native else { continue }
      found.append(
        isWrap
          ? ReferenceConversion(payments: [native], receipts: [position])
          : ReferenceConversion(payments: [position], receipts: [native]))
    }
    return found
  }

  /// Accounts that pay one asset to venues and receive one other from venues.
  private func swaps(in run: ReferenceExecution, without used: Set<Int>)
    -> [ReferenceConversion]
  {
    let free = run.moves.indices.filter {
      let kind = run.moves[$0].kind
      return !used.contains($0) && !kind.isFee && !kind.isStatement && !run.moves[$0].amount.isZero
    }
    var found: [ReferenceConversion] = []
    for buyer in Set(free.compactMap { run.moves[$0].from }) where !isVenue(buyer, run) {
      let payments = free.filter { run.moves[$0].from == buyer && isVenue(run.moves[$0].to, run) }
      let receipts = free.filter { run.moves[$0].to == buyer && isVenue(run.moves[$0].from, run) }
      guard let paid = payments.first, let got = receipts.first,
        run.moves[paid].asset != run.moves[got].asset,
        payments.allSatisfy({ run.moves[$0].asset == run.moves[paid].asset }),
        receipts.allSatisfy({ run.moves[$0].asset == run.moves[got].asset })
      else { continue }
      found.append(ReferenceConversion(payments: payments, receipts: receipts))
    }
    return found
  }

  private func isVenue(_ account: AccountKey?, _ run: ReferenceExecution) -> Bool {
    guard let account else { return false }
    let chain = run.step.chain
    if claims.category(of: account, on: chain, at: run.time) == .dex { return true }
    let factory = creators[ReferenceAccount(chain: chain, account: account)]
    return factory.map { claims.category(of: $0, on: chain, at: run.time) == .dex } ?? false
  }
}
