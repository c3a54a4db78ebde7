import WeirLedger
import WeirModel

extension PolicyRun {
  func executeAccount(_ event: EventKey, _ chain: AccountChain, _ limit: TraceChain.Limit) {
    let rows = chain.transaction(ofTransfer: event.order).transfers
    budget.read(rows.count)
    var execution = AccountExecution(
      index: event.chain, chain: chain, rows: rows, block: event.block, limit: limit.order)
    execution.conversions = conversions(in: execution)
    for step in execution.steps.indices where !execution.isDone[step] {
      if execution.conversions.contains(where: { $0.receipts.contains(step) }) {
        hoistPayments(for: step, &execution)
      }
      execute(step, &execution)
    }
    noteUnprovenSwaps(in: execution)
    advance(past: execution)
  }

  /// Executes one step: coins leave the payer and come to the payee.
  func execute(_ step: Int, _ execution: inout AccountExecution) {
    let transfer = execution.steps[step].transfer
    let later = policy == .tiho ? execution.laterPayments(than: step) : []
    execution.isDone[step] = true
    guard !transfer.amount.isZero, !transfer.kind.isStatement, transfer.from != transfer.to else {
      return
    }
    let place = TraceContext.Place(chain: execution.index, row: execution.steps[step].row)
    var coins = pay(transfer, later, execution)
    coins = marked(coins, at: place)
    if let released = releases.removeValue(forKey: place) {
      coins = overlay(coins, released.converted(to: transfer.amount))
    }
    if let index = execution.conversions.firstIndex(where: { $0.payments.contains(step) }) {
      coins = payVenue(coins, index, step, &execution)
    }
    for index in execution.conversions.indices
    where execution.conversions[index].receipts.contains(step) {
      coins = proceeds(coins, index, step, &execution)
    }
    deliver(coins, step, execution)
    execution.done.append(step)
  }

  /// Coins that the payer gives: what its purse says, or clean ones where none is kept.
  private func pay(
    _ transfer: AccountChain.Transfer, _ later: [Amount], _ execution: AccountExecution
  )
    -> [SentLot]
  {
    guard let from = transfer.from,
      var purse = purses.removeValue(forKey: execution.pair(from, transfer.asset))
    else { return [SentLot(lot: Lot(amount: transfer.amount), sender: transfer.from)] }
    let lots = purse.queue.take(transfer.amount, among: later)
    purses[execution.pair(from, transfer.asset)] = purse
    return lots.map { SentLot(lot: $0, sender: from) }
  }

  private func deliver(_ coins: [SentLot], _ step: Int, _ execution: AccountExecution) {
    let (row, transfer) = (execution.steps[step].row, execution.steps[step].transfer)
    let isTainted = coins.contains(where: \.lot.isTainted)
    if transfer.kind.isFee, !(context.request.followsFees && transfer.kind == .feeTip) {
      end(coins.map(\.lot), at: nil, .fees)
      put(coins.map { Lot(amount: $0.lot.amount) }, transfer, row, execution)
      return
    }
    if isTainted, crossFromBurn(coins, step, execution) { return }
    guard let to = transfer.to, !execution.chain.isZero(to) else {
      if isTainted { vanish(coins, transfer, execution) }
      return
    }
    let arriving = Arriving(
      chain: execution.index, to: to, asset: .row(transfer.asset), coins: coins, row: row,
      time: execution.time)
    if isTainted, cross(arriving) {
      put([Lot(amount: transfer.amount)], transfer, row, execution)
    } else {
      put(receive(arriving), transfer, row, execution)
    }
  }

  /// Coins that are burnt here to be minted where a link says.
  private func crossFromBurn(
    _ coins: [SentLot], _ step: Int, _ execution: AccountExecution
  ) -> Bool {
    let (row, transfer) = (execution.steps[step].row, execution.steps[step].transfer)
    let isBurn = transfer.to.map { execution.chain.isZero($0) } ?? true
    guard isBurn, let account = transfer.to ?? transfer.from else { return false }
    return cross(
      Arriving(
        chain: execution.index, to: account, asset: .row(transfer.asset), coins: coins, row: row,
        time: execution.time))
  }

  /// Coins that come to nobody.
  private func vanish(
    _ coins: [SentLot], _ transfer: AccountChain.Transfer, _ execution: AccountExecution
  ) {
    let ending: Ending =
      switch transfer.kind {
      case .destroy: .destroyed(.byIssuer)
      case .unwrap: .unfollowed(.nativeIncomplete)
      default: .destroyed(.burnt)
      }
    let holder = transfer.from.map { Holder(chain: execution.index, account: $0) }
    end(coins.map(\.lot), at: holder, ending)
  }

  /// Puts coins into the payee's purse, which is opened when the first tainted coin comes.
  private func put(
    _ lots: [Lot], _ transfer: AccountChain.Transfer, _ row: UInt64, _ execution: AccountExecution
  ) {
    guard let to = transfer.to else { return }
    let pair = execution.pair(to, transfer.asset)
    if let purse = purses.removeValue(forKey: pair) {
      put(lots, into: purse, pair, row)
    } else if lots.isTainted, let purse = open(pair, execution, lots) {
      put(lots, into: purse, pair, row)
    }
  }

  private func put(_ lots: [Lot], into purse: Purse, _ pair: Pair, _ row: UInt64) {
    var purse = purse
    if lots.isTainted, !purse.queue.isTainted {
      purse.since = Arrival(chain: pair.chain, row: row)
    }
    purse.queue.put(lots)
    purses[pair] = purse
  }
}

// MARK: - Purses

extension PolicyRun {
  /// Opens a purse with what the account held already, as one clean lot.
  ///
  /// `nil` where the bounds are reached; then the coins' loss ends here.
  private func open(_ pair: Pair, _ execution: AccountExecution, _ lots: [Lot]) -> Purse? {
    let holder = Holder(chain: pair.chain, account: pair.account)
    guard budget.admit(holder) else {
      record.cut.insert(.addresses(context.request.bounds.addresses))
      end(lots, at: holder, .unfollowed(.boundReached))
      return nil
    }
    guard let history = history(of: pair) else {
      record.cut.insert(.history(pair))
      end(lots, at: holder, .unfollowed(.boundReached))
      return nil
    }
    record.followedPairs.insert(pair)
    let start = execution.steps.first?.row ?? execution.end
    let before = history.balance(of: pair, before: start, in: execution.chain)
    let held = execution.balance(of: pair, startingAt: before)
    var queue = Queue(policy: policy)
    if !held.isZero { queue.put([Lot(amount: held)]) }
    return Purse(queue: queue, cursor: 0, since: .none)
  }

  /// Reads a pair's rows once; `nil` where there are more than the bound allows.
  func history(of pair: Pair) -> PairHistory? {
    if let known = histories[pair] { return known }
    guard case .account(let chain, let limit) = context.chains[pair.chain] else { return nil }
    let bounds = context.request.bounds
    let history = PairHistory(
      pair, in: chain, limit: limit.order, bound: max(0, budget.transfersLeft),
      counterpartyBound: bounds.counterparties)
    budget.read(history?.rows.count ?? 0)
    histories[pair] = .some(history)
    return history
  }

  /// Moves the cursors of the transaction's purses behind it, and plans their next events.
  private func advance(past execution: AccountExecution) {
    var touched: Set<Pair> = []
    for step in execution.steps.map(\.transfer) {
      for account in [step.from, step.to].compactMap(\.self) {
        touched.insert(execution.pair(account, step.asset))
      }
    }
    for pair in touched {
      guard var purse = purses[pair], let history = history(of: pair) else { continue }
      guard purse.queue.isTainted else {
        purses[pair] = nil
        continue
      }
      purse.cursor = history.index(from: execution.end)
      purses[pair] = purse
      if let next = nextEvent(of: pair, purse) { events.insert(next) }
    }
  }

  /// The transaction that touches a purse next.
  func nextEvent(of pair: Pair, _ purse: Purse) -> EventKey? {
    guard case .account(let chain, _) = context.chains[pair.chain],
      let history = history(of: pair), purse.cursor < history.rows.count
    else { return nil }
    let rows = chain.transaction(ofTransfer: history.rows[purse.cursor]).transfers
    return context.schedule.key(chain: pair.chain, order: rows.lowerBound)
  }
}
