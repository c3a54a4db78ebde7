import WeirLedger
import WeirModel

extension PolicyRun {
  /// What a transaction on a UTXO chain consumes.
  private struct Consumed {
    var inputs: [[Lot]] = []
    var owners: [AccountIndex?] = []
    var hasUnknown = false

    mutating func add(_ lots: [Lot], owner: AccountIndex?) {
      inputs.append(lots)
      owners.append(owner)
    }
  }

  func executeUTXO(_ event: EventKey, _ chain: UTXOChain) {
    let transaction = chain.transaction(at: event.order)
    guard !(transaction.isCoinbase && context.request.followsFees) else {
      let settlement = settlement(of: event)
      feesToSettle[settlement] = feesToSettle[settlement] ?? [:]
      events.insert(settlement)
      return
    }
    let values = transaction.outputs.map { Amount(chain.output(at: $0).value) }
    budget.read(transaction.inputs.count + values.count)
    var consumed = consume(transaction, event.chain, chain)
    let claimed = values.reduce(.zero, +)
    if transaction.isCoinbase {
      consumed.add(claimed.isZero ? [] : [Lot(amount: claimed)], owner: nil)
    }
    if consumed.hasUnknown { stopAtUnknownInput(&consumed, event.chain, claimed: claimed) }
    let fee = consumed.inputs.reduce(.zero) { $0 + $1.total } - claimed
    let parts = UTXODistribution.distribute(
      consumed.inputs, to: values + [fee], policy: policy
    ).map { part in
      part.map { SentLot(lot: $0.lot, sender: consumed.owners[$0.input]) }
    }
    for (index, row) in transaction.outputs.enumerated() {
      deliver(parts[index], to: row, event, chain)
    }
    payFee(parts[values.count], event, chain, transaction)
  }

  private func consume(
    _ transaction: UTXOChain.Transaction, _ index: Int, _ chain: UTXOChain
  ) -> Consumed {
    var consumed = Consumed()
    for input in transaction.inputs {
      switch chain.previous(ofInput: input) {
      case .output(let row):
        let output = chain.output(at: row)
        let clean = output.value == 0 ? [] : [Lot(amount: Amount(output.value))]
        let lots = outputs.removeValue(forKey: .init(chain: index, row: row)) ?? clean
        consumed.add(lots, owner: output.owner)
      case .stated(let row):
        let output = chain.stated(at: row).output
        let clean = output.value == 0 ? [] : [Lot(amount: Amount(output.value))]
        consumed.add(clean, owner: output.owner)
      case .unknown:
        consumed.hasUnknown = true
      }
    }
    return consumed
  }

  /// The fee and the total are unknown: exact policies stop here, poison flags every output.
  private func stopAtUnknownInput(_ consumed: inout Consumed, _ chain: Int, claimed: Amount) {
    var flags: [Loss] = []
    for (lots, owner) in zip(consumed.inputs, consumed.owners) {
      let holder = owner.map { Holder(chain: chain, account: $0) }
      end(lots, at: holder, .unfollowed(.unknownInput))
      if !policy.isExact { flags.add(lots.flatMap(\.losses)) }
    }
    let owner = consumed.owners.first ?? nil
    consumed = Consumed()
    if !claimed.isZero { consumed.add([Lot(amount: claimed, losses: flags)], owner: owner) }
  }

  private func deliver(
    _ coins: [SentLot], to row: UInt64, _ event: EventKey, _ chain: UTXOChain
  ) {
    let place = TraceContext.Place(chain: event.chain, row: row)
    var coins = marked(coins, at: place)
    let output = chain.output(at: row)
    if let released = releases.removeValue(forKey: place), output.value > 0 {
      coins = overlay(coins, released.converted(to: Amount(output.value)))
    }
    arrive(coins, at: place, output, event, chain)
  }

  private func arrive(
    _ coins: [SentLot], at place: TraceContext.Place, _ output: UTXOChain.Output,
    _ event: EventKey, _ chain: UTXOChain
  ) {
    guard coins.contains(where: \.lot.isTainted) else { return }
    let arriving = Arriving(
      chain: event.chain, to: output.owner, asset: .native, coins: coins, row: place.row,
      time: chain.block(at: event.block).time)
    if cross(arriving) { return }
    if !output.isSpendable {
      end(coins.map(\.lot), at: arriving.holder, .destroyed(.unspendable))
      return
    }
    keep(receive(arriving), at: place, arriving.holder)
  }

  private func keep(_ lots: [Lot], at place: TraceContext.Place, _ holder: Holder) {
    guard lots.isTainted else { return }
    guard budget.admit(holder) else {
      record.cut.insert(.addresses(context.request.bounds.addresses))
      end(lots, at: holder, .unfollowed(.boundReached))
      return
    }
    var queue = Queue(policy: policy == .haircut ? .haircut : .fifo)
    queue.put(lots)
    outputs[place] = policy == .poison ? lots : queue.all
    if let spend = spendEvent(of: place) { events.insert(spend) }
  }

  /// The event that spends an output, if it lies within the limit.
  func spendEvent(of place: TraceContext.Place) -> EventKey? {
    guard case .utxo(let chain, let limit) = context.chains[place.chain],
      let input = chain.spender(ofOutput: place.row)
    else { return nil }
    let spender = chain.transactionOrdinal(ofInput: input)
    guard spender < limit.order else { return nil }
    return context.schedule.key(chain: place.chain, order: spender)
  }
}

// MARK: - Fees and coinbases

extension PolicyRun {
  private func payFee(
    _ fee: [SentLot], _ event: EventKey, _ chain: UTXOChain, _ transaction: UTXOChain.Transaction
  ) {
    guard fee.contains(where: \.lot.isTainted) else { return }
    guard context.request.followsFees else {
      end(fee.map(\.lot), at: nil, .fees)
      return
    }
    let settlement = settlement(of: event)
    feesToSettle[settlement, default: [:]][event.order] = fee
    events.insert(settlement)
  }

  /// When the coinbase of the event's block is settled: behind all of the block.
  private func settlement(of event: EventKey) -> EventKey {
    var settlement = event
    settlement.order = 0
    settlement.depth = 0
    settlement.isSettlement = true
    return settlement
  }

  /// A block's coinbase pays its outputs with the subsidy first, then the fees in the order of
  /// transactions; what it does not claim is lost from the tail.
  func settleFees(_ event: EventKey, _ chain: UTXOChain) {
    guard let tainted = feesToSettle.removeValue(forKey: event) else { return }
    let block = chain.block(at: event.block).transactions
    let coinbase = chain.transaction(at: block.lowerBound)
    guard coinbase.isCoinbase else { return stopFees(tainted) }
    budget.read(block.count)
    guard let fees = fees(of: block, tainted, chain) else {
      stopFees(tainted)
      return payWithoutFees(coinbase, tainted, event, chain)
    }
    let values = coinbase.outputs.map { Amount(chain.output(at: $0).value) }
    let claimed = values.reduce(.zero, +)
    let paid = fees.joined().reduce(Amount.zero) { $0 + $1.lot.amount }
    let subsidy = subsidy(of: chain, block: event.block, claimed: claimed, fees: paid)
    let inputs = (subsidy.isZero ? [] : [Lot(amount: subsidy)])
    // Each lot is an input here, so that its sender is known; within one fee the order of lots
    // stays, whichever way the fees are taken.
    let sent = fees.flatMap { policy == .lifo ? $0.reversed() : $0 }
    let parts = UTXODistribution.distribute(
      [inputs] + sent.map { [$0.lot] }, to: values + [subsidy + paid - claimed], policy: policy)
    let senders = [nil] + sent.map(\.sender)
    for (index, row) in coinbase.outputs.enumerated() {
      let coins = parts[index].map { SentLot(lot: $0.lot, sender: senders[$0.input]) }
      deliver(coins, to: row, event, chain)
    }
    end(parts[values.count].map(\.lot), at: nil, .destroyed(.unclaimed))
  }

  /// What each transaction of a block left; `nil` where one's inputs are not known.
  private func fees(of block: Range<UInt64>, _ tainted: [UInt64: [SentLot]], _ chain: UTXOChain)
    -> [[SentLot]]?
  {
    var fees: [[SentLot]] = []
    for ordinal in block.dropFirst() {
      guard let fee = chain.fee(of: ordinal) else { return nil }
      let clean = fee == 0 ? [] : [SentLot(lot: Lot(amount: Amount(fee)), sender: nil)]
      fees.append(tainted[ordinal] ?? clean)
    }
    return fees
  }

  /// With no known total the coinbase's coins are clean, but for poison's flags.
  private func payWithoutFees(
    _ coinbase: UTXOChain.Transaction, _ tainted: [UInt64: [SentLot]], _ event: EventKey,
    _ chain: UTXOChain
  ) {
    var flags: [Loss] = []
    if !policy.isExact { flags.add(tainted.values.joined().flatMap(\.lot.losses)) }
    for row in coinbase.outputs {
      let value = Amount(chain.output(at: row).value)
      let coin = SentLot(lot: Lot(amount: value, losses: flags), sender: nil)
      deliver(value.isZero ? [] : [coin], to: row, event, chain)
    }
  }

  private func stopFees(_ tainted: [UInt64: [SentLot]]) {
    for (_, lots) in tainted { end(lots.map(\.lot), at: nil, .unfollowed(.unknownInput)) }
  }

  /// What the coinbase did not get from fees is new. Where its outputs claim more than the
  /// schedule of the network allows, the chain has another schedule, and all is claimed.
  private func subsidy(of chain: UTXOChain, block: UInt64, claimed: Amount, fees: Amount) -> Amount
  {
    let least = claimed.subtracting(fees) ?? .zero
    guard let scheduled = Subsidy.scheduled(at: chain.block(at: block).height, on: chain.chain)
    else { return least }
    return max(least, Amount(scheduled))
  }
}

/// New coins that a block may make.
enum Subsidy {
  /// Base units by the network's schedule; `nil` where it is not known here.
  ///
  /// *Source:* Bitcoin Core `GetBlockSubsidy`: 50 coins, halved every 210,000 blocks (Litecoin:
  /// 840,000; regtest: 150). Dogecoin's early blocks were random.
  static func scheduled(at height: UInt64, on chain: ChainID) -> UInt64? {
    let interval: UInt64? =
      switch chain {
      case .bitcoin, .bitcoinTestnet, .bitcoinCash: 210_000
      case .litecoin: 840_000
      case .bitcoinRegtest, .bitcoinCashRegtest, .litecoinRegtest: 150
      default: nil
      }
    guard let interval else { return nil }
    let halvings = height / interval
    return halvings >= 64 ? 0 : 5_000_000_000 >> halvings
  }
}

extension UTXOChain {
  /// What a transaction's inputs have that its outputs have not; `nil` where an input is unknown.
  func fee(of ordinal: UInt64) -> UInt64? {
    let transaction = transaction(at: ordinal)
    var spent: UInt64 = 0
    for input in transaction.inputs {
      switch previous(ofInput: input) {
      case .output(let row): spent += output(at: row).value
      case .stated(let row): spent += stated(at: row).output.value
      case .unknown: return nil
      }
    }
    return spent - transaction.outputs.reduce(0) { $0 + output(at: $1).value }
  }
}
