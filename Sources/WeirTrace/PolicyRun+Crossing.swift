import WeirLedger
import WeirModel

extension PolicyRun {
  /// Overlays what was stolen at a place on the coins that arrive there.
  func marked(_ coins: [SentLot], at place: TraceContext.Place) -> [SentLot] {
    var coins = coins
    let total = coins.reduce(Amount.zero) { $0 + $1.lot.amount }
    for mark in marksToCome.removeValue(forKey: place) ?? [] {
      let loss = Loss(key: mark.loss, amount: policy.isExact ? mark.amount : .zero)
      var view = [Lot(amount: mark.amount, losses: [loss])]
      if mark.amount < total { view.append(Lot(amount: total - mark.amount)) }
      coins = overlay(coins, policy.isExact ? view : [Lot(amount: total, losses: [loss])])
    }
    return coins
  }

  /// The same coins seen in two ways, each with its sender.
  func overlay(_ coins: [SentLot], _ view: [Lot]) -> [SentLot] {
    var rest = view
    var result: [SentLot] = []
    for coin in coins {
      let part = rest.removeFirst(units: coin.lot.amount)
      result += [Lot].overlay([coin.lot], part).map { SentLot(lot: $0, sender: coin.sender) }
    }
    return result
  }

  /// Sends tainted coins over to the release that a link names. Says whether there is one.
  func cross(_ arriving: Arriving) -> Bool {
    let place = TraceContext.Place(chain: arriving.chain, row: arriving.row)
    guard let ends = context.crossings.releases[place] else { return false }
    record.usedTransactions.insert(place)
    var lots = arriving.coins.map(\.lot)
    guard let shares = shares(of: ends.map(\.place)) else {
      end(lots, at: arriving.holder, .unfollowed(.unpricedSwap))
      return true
    }
    let pieces = Division.shares(of: lots.total, by: shares)
    for (end, piece) in zip(ends, pieces) where !piece.isZero {
      let sent = lots.removeFirst(units: piece)
      record.followedLinks.append(FollowedLink(link: end.link, losses: sent.flatMap(\.losses)))
      releases[end.place, default: []] += sent
      events.insert(context.event(at: end.place))
    }
    drawCrossing(arriving, to: ends.map(\.place))
    return true
  }

  private func drawCrossing(_ arriving: Arriving, to ends: [TraceContext.Place]) {
    for coin in arriving.coins where coin.lot.isTainted {
      guard let sender = coin.sender else { continue }
      let from = Holder(chain: arriving.chain, account: sender)
      let key = FlowKey(from: from, to: arriving.holder, asset: arriving.asset)
      record.flows[key, default: Flow()].add(coin.lot, move: arriving.arrival)
    }
  }

  /// How a deposit with several releases is divided: by their amounts, if they are of one asset.
  private func shares(of ends: [TraceContext.Place]) -> [Amount]? {
    var assets: Set<HeldAsset> = []
    var amounts: [Amount] = []
    for end in ends {
      switch context.chains[end.chain] {
      case .utxo(let chain, _):
        assets.insert(.native)
        amounts.append(Amount(chain.output(at: end.row).value))
      case .account(let chain, _):
        let transfer = chain.transfer(at: end.row)
        assets.insert(.row(transfer.asset))
        amounts.append(transfer.amount)
      }
    }
    let isOneAsset = assets.count == 1 && Set(ends.map(\.chain)).count == 1
    let isNothing = amounts.allSatisfy(\.isZero)
    return isNothing || (ends.count > 1 && !isOneAsset) ? nil : amounts
  }
}

extension [Lot] {
  /// Takes the first units off the front.
  ///
  /// - Precondition: there are that many.
  mutating func removeFirst(units: Amount) -> [Lot] {
    var missing = units
    var taken: [Lot] = []
    var index = 0
    while !missing.isZero {
      if self[index].amount <= missing {
        missing -= self[index].amount
        taken.append(self[index])
        index += 1
      } else {
        taken.append(self[index].takeFirst(missing))
        missing = .zero
      }
    }
    removeFirst(index)
    return taken
  }
}
