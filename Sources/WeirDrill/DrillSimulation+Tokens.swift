import WeirModel

/// What becomes of the stolen tokens.
extension DrillSimulation {
  mutating func planTokens(from loot: AccountKey) {
    let stable = (0..<3).map { _ in story.evmAccount() }
    let staked = (0..<2).map { _ in story.evmAccount() }
    plan(at: 23) { drill in
      for account in stable + staked { drill.pay(.ether(1), from: loot, to: account) }
    }
    plan(at: 24) { $0.spreadTokens(from: loot, stable: stable, staked: staked) }
    planStable(stable)
    planStaked(staked)
  }

  private mutating func spreadTokens(
    from loot: AccountKey, stable: [AccountKey], staked: [AccountKey]
  ) {
    for (account, count) in zip(stable, [1_500_000, 1_200_000, 1_500_000] as [UInt64]) {
      let amount = Amount.thousandths(count * 1000, decimals: 6)
      pay(amount, of: cast.tokens.stable, from: loot, to: account)
    }
    for (account, count) in zip(staked, [5_000, 4_000] as [UInt64]) {
      pay(.ether(count), of: cast.tokens.staked, from: loot, to: account)
    }
  }

  /// The first is cashed out, the second frozen and partly destroyed, the third sold.
  private mutating func planStable(_ purses: [AccountKey]) {
    for (place, step) in [38, 40, 43].enumerated() {
      plan(at: step) { drill in
        let amount = Amount.thousandths(450_000_000, decimals: 6)
        drill.deposit(amount, of: drill.cast.tokens.stable, from: purses[0], at: place)
      }
    }
    plan(at: 55) { $0.freeze(purses[1]) }
    plan(at: 75) { $0.destroy(.thousandths(400_000_000, decimals: 6), of: purses[1]) }
    plan(at: 40) { drill in
      let amount = Amount.thousandths(1_500_000_000, decimals: 6)
      drill.buy(
        DrillRates.native(forStable: amount), by: purses[2], at: drill.cast.venues.stablePool,
        for: drill.cast.tokens.stable, amount)
    }
    plan(at: 44) { $0.depositAll(from: purses[2], at: 2) }
  }

  /// One is sold at a known pool; the other goes to the thief's own, for a worthless token.
  private mutating func planStaked(_ purses: [AccountKey]) {
    let fresh = story.evmAccount()
    plan(at: 41) { drill in
      let amount = Amount.ether(5_000)
      drill.buy(
        DrillRates.native(forStaked: amount), by: purses[0], at: drill.cast.venues.stakedPool,
        for: drill.cast.tokens.staked, amount)
    }
    plan(at: 43) { $0.payAll(from: purses[0], to: fresh) }
    plan(at: 42) { drill in
      let tokens = drill.cast.tokens
      let pool = drill.cast.venues.fakePool
      let moves = [
        Move(
          kind: .token, from: purses[1], to: pool, asset: tokens.staked, amount: .ether(2_000)),
        Move(
          kind: .token, from: pool, to: purses[1], asset: tokens.worthless,
          amount: .ether(1_000_000)),
      ]
      drill.accounts.submit(by: purses[1], moves, book: &drill.book)
    }
  }

  private mutating func freeze(_ holder: AccountKey) {
    let fact = Move(
      kind: .freeze, from: nil, to: holder, asset: cast.tokens.stable, amount: .zero)
    accounts.submit(by: cast.tokens.issuer, [fact], book: &book)
  }

  private mutating func destroy(_ amount: Amount, of holder: AccountKey) {
    let fact = Move(
      kind: .destroy, from: holder, to: nil, asset: cast.tokens.stable, amount: amount)
    accounts.submit(by: cast.tokens.issuer, [fact], book: &book)
  }
}
