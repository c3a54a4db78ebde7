import WeirCodecs
import WeirLedger
import WeirModel

/// Swaps at proved venues and wraps: the loss crosses to what was received, the venue's asset
/// leaves clean.
extension PolicyRun {
  /// The conversions of a transaction: each account that paid one asset to a venue and received
  /// another from one.
  func conversions(in execution: AccountExecution) -> [Conversion] {
    let wraps = wraps(in: execution)
    let paired = Set(wraps.flatMap { $0.payments + $0.receipts })
    var payments: [Leg: [Int]] = [:]
    var receipts: [AccountIndex: [Int]] = [:]
    for (index, step) in execution.steps.enumerated()
    where !step.transfer.amount.isZero && !paired.contains(index) {
      if let payer = payer(of: step.transfer, execution) {
        payments[Leg(account: payer, asset: step.transfer.asset), default: []].append(index)
      }
      if let payee = payee(of: step.transfer, execution) {
        receipts[payee, default: []].append(index)
      }
    }
    let trades = payments.compactMap { leg, paid -> Conversion? in
      let received = (receipts[leg.account] ?? []).filter {
        execution.steps[$0].transfer.asset != leg.asset
      }
      guard !received.isEmpty else { return nil }
      return Conversion(
        payer: leg.account, paidAsset: leg.asset, payments: paid, receipts: received)
    }
    return (wraps + trades).sorted { $0.payments[0] < $1.payments[0] }
  }

  private struct Leg: Hashable {
    let account: AccountIndex
    let asset: AssetIndex
  }

  /// Who pays a venue with this step, if anyone does.
  private func payer(of transfer: AccountChain.Transfer, _ execution: AccountExecution)
    -> AccountIndex?
  {
    guard let from = transfer.from, let to = transfer.to, from != to, !transfer.kind.isFee else {
      return nil
    }
    return isVenue(to, execution) && !isVenue(from, execution) ? from : nil
  }

  private func payee(of transfer: AccountChain.Transfer, _ execution: AccountExecution)
    -> AccountIndex?
  {
    guard let from = transfer.from, let to = transfer.to, from != to, !transfer.kind.isFee else {
      return nil
    }
    return isVenue(from, execution) && !isVenue(to, execution) ? to : nil
  }

  /// A venue is proved by its own label, or by the label of the factory that created it.
  private func isVenue(_ account: AccountIndex, _ execution: AccountExecution) -> Bool {
    if isLabelledVenue(account, execution) { return true }
    return factory(of: account, execution).map { isLabelledVenue($0, execution) } ?? false
  }

  /// Who created a contract, looked for among the first rows that pay it.
  private func factory(of account: AccountIndex, _ execution: AccountExecution) -> AccountIndex? {
    let holder = Holder(chain: execution.index, account: account)
    if let known = factories[holder] { return known }
    var receipts = execution.chain.rows(paidTo: account)
    var creator: AccountIndex?
    for _ in 0..<1_000 {
      guard creator == nil, let row = receipts.next(), row < execution.limit else { break }
      let transfer = execution.chain.transfer(at: row)
      if transfer.kind == .create { creator = transfer.from }
    }
    factories[holder] = .some(creator)
    return creator
  }

  private func isLabelledVenue(_ account: AccountIndex, _ execution: AccountExecution) -> Bool {
    labels(of: Holder(chain: execution.index, account: account)).contains {
      $0.category == .dex && $0.claim.isValid(at: execution.time)
    }
  }
}

// MARK: - Following

extension PolicyRun {
  /// Venues may pay out first and collect later in the same transaction. The payment is executed
  /// before the receipt where the payer can afford it with everything else that it still pays in
  /// between.
  func hoistPayments(for receipt: Int, _ execution: inout AccountExecution) {
    for index in execution.conversions.indices
    where execution.conversions[index].receipts.contains(receipt) {
      for payment in execution.conversions[index].payments where payment > receipt {
        guard !execution.isDone[payment], canAfford(payment, after: receipt, execution) else {
          continue
        }
        execute(payment, &execution)
      }
    }
  }

  private func canAfford(_ payment: Int, after receipt: Int, _ execution: AccountExecution) -> Bool
  {
    let transfer = execution.steps[payment].transfer
    guard let from = transfer.from, let held = held(by: from, before: payment, execution) else {
      return false
    }
    let between = (receipt..<payment).filter {
      let other = execution.steps[$0].transfer
      return !execution.isDone[$0] && other.from == from && other.asset == transfer.asset
    }
    let needed = between.reduce(transfer.amount) { $0 + execution.steps[$1].transfer.amount }
    return needed <= held
  }

  /// What an account holds for a payment; `nil` where nothing tainted can be in it.
  private func held(
    by account: AccountIndex, before payment: Int, _ execution: AccountExecution
  ) -> Amount? {
    let step = execution.steps[payment]
    let pair = execution.pair(account, step.transfer.asset)
    if let purse = purses[pair] { return purse.queue.total }
    let place = TraceContext.Place(chain: execution.index, row: step.row)
    guard marksToCome[place] != nil || releases[place] != nil, let history = history(of: pair)
    else { return nil }
    let start = execution.steps[0].row
    return execution.balance(
      of: pair, startingAt: history.balance(of: pair, before: start, in: execution.chain))
  }

  /// Collects what was paid to a venue; the venue gets clean coins.
  func payVenue(
    _ coins: [SentLot], _ index: Int, _ step: Int, _ execution: inout AccountExecution
  ) -> [SentLot] {
    let conversion = execution.conversions[index]
    let isTooLate = conversion.receipts.allSatisfy { execution.isDone[$0] }
    guard !isTooLate, conversion.proceeds == nil else { return coins }
    execution.conversions[index].pot += coins.map(\.lot)
    guard coins.contains(where: \.lot.isTainted) else { return coins }
    drawPayment(coins, step, execution)
    return coins.map { SentLot(lot: Lot(amount: $0.lot.amount), sender: $0.sender) }
  }

  private func drawPayment(_ coins: [SentLot], _ step: Int, _ execution: AccountExecution) {
    let (row, transfer) = (execution.steps[step].row, execution.steps[step].transfer)
    let arrival = Arrival(chain: execution.index, row: row)
    record.usedTransactions.insert(.init(chain: execution.index, row: row))
    for coin in coins where coin.lot.isTainted {
      guard let from = coin.sender, let to = transfer.to else { continue }
      let key = FlowKey(
        from: Holder(chain: execution.index, account: from),
        to: Holder(chain: execution.index, account: to), asset: .row(transfer.asset))
      record.flows[key, default: Flow()].add(coin.lot, move: arrival)
    }
  }

  /// What a venue pays out carries the loss of what was paid to it.
  func proceeds(
    _ coins: [SentLot], _ index: Int, _ step: Int, _ execution: inout AccountExecution
  ) -> [SentLot] {
    if execution.conversions[index].proceeds == nil {
      convert(index, at: step, &execution)
    }
    let transfer = execution.steps[step].transfer
    guard var lots = execution.conversions[index].proceeds?[transfer.asset],
      lots.total >= transfer.amount
    else { return coins }
    let own = lots.removeFirst(units: transfer.amount)
    execution.conversions[index].proceeds?[transfer.asset] = lots
    return own.isTainted ? overlay(coins, own) : coins
  }

  /// Divides what was paid among all that is received.
  private func convert(_ index: Int, at current: Int, _ execution: inout AccountExecution) {
    let conversion = execution.conversions[index]
    execution.conversions[index].proceeds = [:]
    guard conversion.pot.isTainted else { return }
    var received: [(asset: AssetIndex, amount: Amount)] = []
    for step in conversion.receipts where step == current || !execution.isDone[step] {
      let transfer = execution.steps[step].transfer
      if let known = received.firstIndex(where: { $0.asset == transfer.asset }) {
        received[known].amount += transfer.amount
      } else {
        received.append((transfer.asset, transfer.amount))
      }
    }
    guard let weights = weights(received, execution) else {
      let holder = Holder(chain: execution.index, account: conversion.payer)
      return end(conversion.pot, at: holder, .unfollowed(.unpricedSwap))
    }
    var pot = conversion.pot
    let pieces = Division.shares(of: pot.total, by: weights)
    for ((asset, amount), piece) in zip(received, pieces) where !piece.isZero {
      execution.conversions[index].proceeds?[asset] =
        pot.removeFirst(units: piece).converted(to: amount)
    }
  }

  /// In which proportion several assets stand for what was paid: by price claims.
  private func weights(
    _ received: [(asset: AssetIndex, amount: Amount)], _ execution: AccountExecution
  ) -> [Amount]? {
    if received.count == 1 { return [1] }
    var weights: [Amount] = []
    var currencies: Set<String> = []
    for (asset, amount) in received {
      let id = execution.chain.assetID(of: asset)
      guard let decimals = context.claims.denomination(of: id)?.decimals ?? id.nativeDecimals,
        let price = context.claims.price(
          of: id, at: execution.time, knownAt: context.request.knownAt),
        let value = Self.value(of: amount, decimals: decimals, price: price)
      else { return nil }
      weights.append(value)
      currencies.insert(price.currency)
    }
    return currencies.count == 1 && weights.contains { !$0.isZero } ? weights : nil
  }

  /// Millionths of the currency, at a common scale of 36 places; `nil` above 256 bits.
  private static func value(of amount: Amount, decimals: Int, price: Price) -> Amount? {
    guard decimals <= 36, let product = amount.units.multiplied(by: UInt256(price.micros)) else {
      return nil
    }
    var scaled = product
    for _ in decimals..<36 {
      guard let next = scaled.multiplied(by: 10) else { return nil }
      scaled = next
    }
    return Amount(scaled)
  }

  /// Names the trades whose venue nobody proves: the paid coins moved on as an ordinary transfer.
  func noteUnprovenSwaps(in execution: AccountExecution) {
    for paid in execution.steps {
      guard let from = paid.transfer.from, let to = paid.transfer.to, !paid.transfer.kind.isFee,
        purses[execution.pair(to, paid.transfer.asset)]?.queue.isTainted == true,
        let back = execution.steps.first(where: {
          $0.transfer.from == to && $0.transfer.to == from
            && $0.transfer.asset != paid.transfer.asset && !$0.transfer.amount.isZero
        }), !isVenue(from, execution), !isVenue(to, execution)
      else { continue }
      record.unprovenSwaps.insert(
        UnprovenSwap(
          venue: Holder(chain: execution.index, account: to), payer: from,
          paid: paid.transfer.asset, received: back.transfer.asset,
          transaction: execution.steps[0].row))
    }
  }
}
