import WeirModel

/// Honest traffic: it hides the thief, mixes with him, and owes him nothing.
extension DrillSimulation {
  mutating func playBystanders() {
    guard step > 1 else { return }
    for _ in 0..<parameters.honestTransactionsPerBlock {
      playAccountBystander()
      playCoinBystander()
    }
  }

  private mutating func playAccountBystander() {
    let person = crowd.pick(cast.bystanders)
    let other = crowd.pick(cast.bystanders)
    let balance = accounts.balance(of: person)
    let amount = crowd.part(of: balance, millionths: 1_000...50_000)
    switch crowd.below(100) {
    case ..<50: pay(amount, from: person, to: other)
    case 50..<64: payTokens(from: person, to: other)
    case 64..<70: trade(amount, by: person)
    case 70..<77: deposit(amount, from: person, at: crowd.count(in: 0...2))
    case 77..<84: withdraw(to: person)
    case 84..<88: useMixer(from: person, to: other)
    case 88..<92: pay(.ether(1), from: person, to: cast.venues.splitter)
    case 92..<95: wrap(amount, by: person)
    case 95..<97: pay(amount, from: person, to: person)
    default: unwrapAll(of: person)
    }
  }

  private mutating func payTokens(from person: AccountKey, to other: AccountKey) {
    let asset = crowd.happens(percent: 70) ? cast.tokens.stable : cast.tokens.staked
    let balance = accounts.balance(of: person, in: asset)
    pay(
      crowd.part(of: balance, millionths: 1_000...400_000), of: asset, from: person, to: other)
  }

  private mutating func trade(_ amount: Amount, by person: AccountKey) {
    let stable = cast.tokens.stable
    let pool = cast.venues.stablePool
    let held = accounts.balance(of: person, in: stable)
    guard crowd.happens(percent: 50), !held.isZero else {
      return sell(
        amount, by: person, at: pool, for: stable, DrillRates.stable(forNative: amount))
    }
    let paid = crowd.part(of: held, millionths: 100_000...900_000)
    buy(DrillRates.native(forStable: paid), by: person, at: pool, for: stable, paid)
  }

  private mutating func withdraw(to person: AccountKey) {
    let wallet = crowd.pick(cast.exchanges).accountWallet
    pay(.thousandths(100 + crowd.below(9_900), decimals: 18), from: wallet, to: person)
  }

  /// Somebody else's deposits give the thief's their cover; as many come out as went in.
  private mutating func useMixer(from person: AccountKey, to other: AccountKey) {
    let note = Amount.ether(100)
    if honestNotes > 2, crowd.happens(percent: 40) {
      guard release(note, from: cast.venues.mixer, to: other, by: other) != nil else { return }
      honestNotes -= 1
    } else if pay(note, from: person, to: cast.venues.mixer) != nil {
      honestNotes += 1
    }
  }

  private mutating func unwrapAll(of person: AccountKey) {
    let held = accounts.balance(of: person, in: cast.tokens.wrapped)
    guard !held.isZero else { return }
    unwrap(held, by: person)
  }

  private mutating func playCoinBystander() {
    let person = crowd.pick(cast.coinBystanders + cast.miners)
    let balance = coins.balance(of: person)
    guard balance > 100_000 else { return }
    let value = balance / 1000 * UInt64(crowd.count(in: 10...800))
    let isDeposit = crowd.happens(percent: 10)
    let payee =
      isDeposit ? coinDeposit(at: crowd.count(in: 0...2)) : crowd.pick(cast.coinBystanders)
    send(value, from: person, to: payee)
  }
}
