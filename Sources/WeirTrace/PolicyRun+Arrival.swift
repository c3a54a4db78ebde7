import WeirLedger
import WeirModel

/// Coins that one move brings to an account.
struct Arriving {
  var chain: Int
  var to: AccountIndex
  var asset: HeldAsset
  var coins: [SentLot]
  /// The transfer row or output row.
  var row: UInt64
  var time: Timestamp

  var holder: Holder { Holder(chain: chain, account: to) }
  var arrival: Arrival { Arrival(chain: chain, row: row) }
}

extension PolicyRun {
  /// Books what ends at this account and draws the flow; returns the coins that stay in it.
  ///
  /// A loss that ends leaves clean coins of the same amount behind.
  func receive(_ arriving: Arriving) -> [Lot] {
    guard arriving.coins.contains(where: \.lot.isTainted) else {
      return arriving.coins.map(\.lot)
    }
    draw(arriving)
    if let ending = ending(of: arriving) { return finish(arriving, ending) }
    if isDust(arriving) {
      end(arriving.coins.map(\.lot), at: arriving.holder, .unfollowed(.dust))
      return arriving.coins.map { Lot(amount: $0.lot.amount) }
    }
    return arriving.coins.map { coin in
      guard coin.lot.isTainted else { return coin.lot }
      var lot = coin.lot
      lot.arrival = arriving.arrival
      return lot
    }
  }

  /// Of every loss, what this move brings of it is below the threshold, in however many lots.
  private func isDust(_ arriving: Arriving) -> Bool {
    guard policy.isExact, !context.request.dust.isZero else { return false }
    var losses: [Loss] = []
    losses.add(arriving.coins.flatMap(\.lot.losses))
    return losses.allSatisfy { $0.amount < context.request.dust }
  }

  private func draw(_ arriving: Arriving) {
    for coin in arriving.coins where coin.lot.isTainted {
      guard let sender = coin.sender else { continue }
      let key = FlowKey(
        from: Holder(chain: arriving.chain, account: sender), to: arriving.holder,
        asset: arriving.asset)
      record.flows[key, default: Flow()].add(coin.lot, move: arriving.arrival)
    }
    record.usedTransactions.insert(.init(chain: arriving.chain, row: arriving.row))
  }

  private func finish(_ arriving: Arriving, _ reached: (ending: Ending, label: Label?)) -> [Lot] {
    for coin in arriving.coins where coin.lot.isTainted {
      end([coin.lot], at: arriving.holder, reached.ending)
      guard let label = reached.label, reached.ending == .custody || reached.ending == .mixer
      else { continue }
      record.deposits.append(
        Deposit(
          ending: reached.ending, label: label, wallet: arriving.holder, sender: coin.sender,
          asset: arriving.asset, lot: coin.lot, sweep: arriving.arrival))
    }
    return arriving.coins.map { Lot(amount: $0.lot.amount) }
  }

  /// What the account is at the transfer's time decides whether following ends there.
  private func ending(of arriving: Arriving) -> (ending: Ending, label: Label?)? {
    let labels = labels(of: arriving.holder).filter { $0.claim.isValid(at: arriving.time) }
    for label in labels {
      switch label.category {
      case .exchange, .custodian, .payment: return (.custody, label)
      case .mixer: return (.mixer, label)
      case .bridge: return (.unfollowed(.unlinkedBridge), label)
      case .burn: return (.destroyed(.burnt), label)
      case .dex, .issuer, .sanctioned, .theft, .scam, .other: continue
      }
    }
    if !labels.contains(where: \.isService), mixesEveryone(arriving) {
      return (.unfollowed(.manyParty), nil)
    }
    return nil
  }

  private func mixesEveryone(_ arriving: Arriving) -> Bool {
    guard case .row(let asset) = arriving.asset,
      case .account(let chain, let limit) = context.chains[arriving.chain]
    else { return false }
    let bound = context.request.bounds.counterparties
    let pair = Pair(chain: arriving.chain, account: arriving.to, asset: asset)
    guard let history = history(of: pair), history.counterparties > bound else { return false }
    return chain.isContract(arriving.to, limit: limit.order)
  }

  /// Labels of an account, strongest first.
  func labels(of holder: Holder) -> [Label] {
    let chain = context.chains[holder.chain]
    let labels = context.claims.labels(
      of: chain.key(of: holder.account), on: chain.id, knownAt: context.request.knownAt)
    return labels
  }

  func holder(of place: TraceContext.Place) -> Holder {
    switch context.chains[place.chain] {
    case .utxo(let chain, _):
      return Holder(chain: place.chain, account: chain.output(at: place.row).owner)
    case .account(let chain, _):
      let transfer = chain.transfer(at: place.row)
      guard let account = transfer.to ?? transfer.from else {
        preconditionFailure("a transfer has a payer or a payee")
      }
      return Holder(chain: place.chain, account: account)
    }
  }
}

extension Label {
  /// Whether the label says what the account does, rather than what is thought of it.
  var isService: Bool {
    switch category {
    case .exchange, .custodian, .payment, .mixer, .bridge, .dex, .issuer, .burn: true
    case .sanctioned, .theft, .scam, .other: false
    }
  }
}

extension TraceChain {
  func key(of account: AccountIndex) -> AccountKey {
    switch self {
    case .account(let chain, _): chain.key(of: account)
    case .utxo(let chain, _): chain.key(of: account)
    }
  }
}

extension AccountChain {
  /// Whether an account is the zero address, which nobody can pay from.
  func isZero(_ account: AccountIndex) -> Bool {
    let key = key(of: account)
    return key.kind == .evm && key.bytes == .zero
  }

  /// Whether the ledger shows that the account runs code: it was created, or it paid from within
  /// a call.
  ///
  /// - Complexity: O(rows of the account), at the worst.
  func isContract(_ account: AccountIndex, limit: UInt64) -> Bool {
    var receipts = rows(paidTo: account)
    while let row = receipts.next(), row < limit {
      if transfer(at: row).kind == .create { return true }
    }
    var payments = rows(paidBy: account)
    while let row = payments.next(), row < limit {
      switch transfer(at: row).kind {
      case .call, .create, .selfDestruct: return true
      default: continue
      }
    }
    return false
  }
}
