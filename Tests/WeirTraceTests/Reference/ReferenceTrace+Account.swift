import WeirModel
import WeirTrace

/// An account transaction while it is taken move by move.
struct ReferenceExecution {
  let step: ReferenceStep
  let time: Timestamp
  let moves: [Move]
  var conversions: [ReferenceConversion] = []
  /// Moves whose payment was taken before their turn.
  var isTaken: Set<Int> = []
}

/// An account's payments of one asset that bring it another.
struct ReferenceConversion {
  let payments: [Int]
  let receipts: [Int]
  var paid: [ReferenceLot] = []
  /// What each receipt brings, worked out when the first one comes: what is paid after that is
  /// an ordinary transfer.
  var bought: [Int: [ReferenceLot]]?
}

extension ReferenceTrace {
  mutating func takeTransaction(
    _ transaction: AccountTransaction, at step: ReferenceStep, time: Timestamp
  ) {
    var run = ReferenceExecution(step: step, time: time, moves: transaction.moves)
    run.conversions = conversions(in: run)
    for position in run.moves.indices {
      let move = run.moves[position]
      let isOwn = move.from == move.to
      guard !isOwn, !move.kind.isStatement, !move.amount.isZero else { continue }
      take(move, at: position, in: &run)
    }
  }

  private mutating func take(_ move: Move, at position: Int, in run: inout ReferenceExecution) {
    let buying = run.conversions.firstIndex { $0.receipts.contains(position) }
    if let buying { payBefore(position, buying, in: &run) }
    var lots = pay(position, in: &run)
    if let buying {
      let bought = part(of: position, boughtBy: buying, in: &run)
      if bought.contains(where: \.isTainted) { lots = rules.overlaid(lots, with: bought) }
    }
    settle(lots, of: move, at: position, in: run)
  }

  /// What one move takes from its payer; the price of a conversion leaves its losses there.
  private mutating func pay(_ position: Int, in run: inout ReferenceExecution) -> [ReferenceLot] {
    let move = run.moves[position]
    let nothing = [ReferenceLot(amount: move.amount)]
    guard !run.isTaken.contains(position) else { return nothing }
    run.isTaken.insert(position)
    guard let from = move.from else { return burdened(nothing, at: place(of: position, in: run)) }
    let pair = ReferencePair(
      chain: run.step.chain, account: from, asset: move.asset.id(on: run.step.chain))
    let later = payments(of: pair, besides: position, in: run).map { run.moves[$0].amount }
    let (paid, kept) = rules.take(move.amount, from: queues[pair] ?? [], later: later)
    queues[pair] = kept
    let given = burdened(paid, at: place(of: position, in: run))
    let selling = run.conversions.firstIndex {
      $0.payments.contains(position) && $0.bought == nil
    }
    guard let selling else { return given }
    run.conversions[selling].paid += given
    return nothing
  }

  private func place(of position: Int, in run: ReferenceExecution) -> ReferencePlace {
    ReferencePlace(
      chain: run.step.chain, block: run.step.block, transaction: run.step.transaction,
      position: position)
  }

  /// Positions at which an account still pays of the asset.
  private func payments(of pair: ReferencePair, besides position: Int, in run: ReferenceExecution)
    -> [Int]
  {
    run.moves.indices.filter { place in
      let move = run.moves[place]
      return place != position && !run.isTaken.contains(place) && move.from == pair.account
        && move.to != pair.account && move.asset.id(on: run.step.chain) == pair.asset
        && !move.kind.isStatement
    }
  }

  /// The price of what comes now is taken now, where the payer has it and all it still pays.
  private mutating func payBefore(
    _ receipt: Int, _ buying: Int, in run: inout ReferenceExecution
  ) {
    for price in run.conversions[buying].payments
    where price > receipt && !run.isTaken.contains(price) {
      guard let from = run.moves[price].from else { continue }
      let pair = ReferencePair(
        chain: run.step.chain, account: from, asset: run.moves[price].asset.id(on: run.step.chain))
      let between = payments(of: pair, besides: receipt, in: run).filter { $0 <= price }
      let needed = between.reduce(Amount.zero) { $0 + run.moves[$1].amount }
      if needed <= (queues[pair] ?? []).amount { _ = pay(price, in: &run) }
    }
  }

  /// One receipt's part of what was bought.
  private func part(
    of receipt: Int, boughtBy buying: Int, in run: inout ReferenceExecution
  ) -> [ReferenceLot] {
    let conversion = run.conversions[buying]
    if let bought = conversion.bought { return bought[receipt] ?? [] }
    let amounts = conversion.receipts.map { run.moves[$0].amount }
    let whole = rules.converted(conversion.paid, to: amounts.reduce(.zero, +))
    let parts = rules.deal(whole, into: amounts)
    run.conversions[buying].bought = Dictionary(
      uniqueKeysWithValues: zip(conversion.receipts, parts))
    return parts[conversion.receipts.firstIndex(of: receipt) ?? 0]
  }

  private mutating func settle(
    _ lots: [ReferenceLot], of move: Move, at position: Int, in run: ReferenceExecution
  ) {
    if move.kind.isFee && (move.kind != .feeTip || !request.followsFees) {
      end(lots, as: .fees)
      if let to = move.to { receive(lots.cleaned, to, move, position, run) }
    } else if let to = move.to {
      receive(lots, to, move, position, run)
    } else if releases[place(of: position, in: run)] != nil {
      // Burnt here, to be minted elsewhere.
      crossing[place(of: position, in: run)] = lots
    } else if move.kind == .destroy {
      end(lots, as: .destroyed("destroyed by the issuer"))
    } else if move.kind == .unwrap {
      end(lots, as: .unfollowed("native-incomplete"))
    } else {
      end(lots, as: .destroyed("burnt"))
    }
  }

  private mutating func receive(
    _ lots: [ReferenceLot], _ account: AccountKey, _ move: Move, _ position: Int,
    _ run: ReferenceExecution
  ) {
    let arrival = ReferenceArrival(
      place: place(of: position, in: run), account: account,
      asset: move.asset.id(on: run.step.chain), time: run.time)
    let staying = arrive(lots, arrival)
    queues[arrival.pair] = rules.settled((queues[arrival.pair] ?? []) + staying)
  }
}
