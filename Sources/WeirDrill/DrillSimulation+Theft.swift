import WeirModel

/// The exploit on the account chain, and how the loot is spread.
extension DrillSimulation {
  mutating func planTheft() {
    let gas = Amount.ether(2)
    plan(at: 12) { drill in
      drill.pay(gas, from: drill.cast.exchanges[0].accountWallet, to: drill.cast.thief)
    }
    let loot = story.evmAccount()
    plan(at: 20) { $0.exploit(into: loot) }
    let layers = (0..<20).map { _ in (story.evmAccount(), story.evmAccount()) }
    plan(at: 22) { drill in
      for (first, _) in layers { drill.pay(.ether(990), from: loot, to: first) }
    }
    plan(at: 25) { drill in
      for (first, second) in layers { drill.payAll(from: first, to: second) }
    }
    planNative(layers.map(\.1))
    planTokens(from: loot)
  }

  /// One transaction empties the victim's contract of three assets.
  private mutating func exploit(into loot: AccountKey) {
    let held: [(AssetKey, MoveKind)] = [
      (.native, .call), (cast.tokens.stable, .token), (cast.tokens.staked, .token),
    ]
    let moves = held.map { asset, kind in
      Move(
        kind: kind, from: cast.victim, to: loot, asset: asset,
        amount: accounts.balance(of: cast.victim, in: asset))
    }
    guard let first = accounts.submit(by: cast.thief, moves, book: &book) else { return }
    for (place, move) in moves.enumerated() {
      accounts.markStolen(
        move.amount, of: move.asset, at: loot, as: DrillCast.bridgeIncident)
      thefts.append(
        DrillWorld.Theft(
          incident: DrillCast.bridgeIncident, transfer: first.moved(by: place),
          asset: move.asset.id(on: accounts.chain), amount: move.amount, thief: loot,
          victim: cast.victim))
    }
  }

  private mutating func planNative(_ purses: [AccountKey]) {
    for place in 0..<8 { planBridge(purses[place], place: place) }
    for place in 8..<11 { planMixer(purses[place], from: 28 + place) }
    planWrap(purses[11])
    plan(at: 29) { drill in
      let amount = Amount.ether(980)
      drill.sell(
        amount, by: purses[12], at: drill.cast.venues.stablePool, for: drill.cast.tokens.stable,
        DrillRates.stable(forNative: amount))
    }
    plan(at: 36) { $0.depositAll(of: $0.cast.tokens.stable, from: purses[12], at: 2) }
    for step in 50..<53 {
      plan(at: step) { $0.deposit(.ether(300), from: purses[13], at: 0) }
    }
    plan(at: 53) { drill in
      drill.deposit(.ether(500), from: purses[14], at: 1)
      drill.depositAll(from: purses[14], at: 2)
    }
    planEnds(of: purses)
  }

  /// Purse 15 is never touched: an unmoved stash.
  private mutating func planEnds(of purses: [AccountKey]) {
    plan(at: 66) { $0.payAll(from: purses[16], to: $0.cast.venues.splitter) }
    plan(at: 64) { $0.payAll(from: purses[17], to: $0.cast.broker) }
    for step in 66..<76 { plan(at: step) { $0.payThroughBroker() } }
    plan(at: 60) { $0.pay(.ether(250), from: purses[18], to: $0.cast.venues.burn) }
    plan(at: 62) { $0.scatterDust(from: purses[19]) }
    plan(at: 63) { $0.pay(.ether(100), from: purses[19], to: purses[19]) }
  }

  /// The broker pays from one purse that holds his own coins and the thief's.
  private mutating func payThroughBroker() {
    guard step % 3 == 0 else {
      pay(.ether(90), from: cast.broker, to: story.evmAccount())
      return
    }
    deposit(.ether(90), from: cast.broker, at: 2)
  }

  private mutating func scatterDust(from purse: AccountKey) {
    for account in cast.bystanders.prefix(30) {
      pay(Amount(1 + story.below(10_000_000_000_000)), from: purse, to: account)
    }
  }

  /// Nine deposits of the pool's one denomination; some come out for the thief much later.
  private mutating func planMixer(_ purse: AccountKey, from first: Int) {
    for deposit in 0..<9 {
      let fresh = story.evmAccount()
      plan(at: first + deposit) { drill in
        let mixer = drill.cast.venues.mixer
        guard let paidIn = drill.pay(.ether(100), from: purse, to: mixer) else { return }
        drill.plan(at: drill.step + 35) { drill in
          let relayer = drill.cast.bystanders[3]
          let out = drill.release(.ether(100), from: mixer, to: fresh, by: relayer)
          if let out { drill.book.keepSecret(paidIn: paidIn, cameOut: out) }
        }
      }
    }
  }

  private mutating func planWrap(_ purse: AccountKey) {
    let holder = story.evmAccount()
    plan(at: 27) { drill in
      drill.wrap(.ether(980), by: purse)
      drill.pay(.ether(1), from: purse, to: holder)
    }
    plan(at: 29) { $0.pay(.ether(980), of: $0.cast.tokens.wrapped, from: purse, to: holder) }
    plan(at: 31) { $0.unwrap(.ether(480), by: holder) }
    plan(at: 33) { $0.deposit(.ether(450), from: holder, at: 1) }
  }
}

extension TransferReference {
  /// The transfer so many places further in the same transaction.
  fileprivate func moved(by places: Int) -> TransferReference {
    TransferReference(
      chain: chain, transaction: transaction, position: position + UInt32(places))
  }
}
