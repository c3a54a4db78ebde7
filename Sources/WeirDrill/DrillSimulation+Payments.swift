import WeirModel

/// What anyone in a drill can do with value on the account chain.
extension DrillSimulation {
  /// Pays from an account that has a key; a payment it cannot afford does not happen.
  @discardableResult
  mutating func pay(
    _ amount: Amount, of asset: AssetKey = .native, from payer: AccountKey, to payee: AccountKey
  ) -> TransferReference? {
    guard !amount.isZero else { return nil }
    let kind: MoveKind = asset == .native ? .transaction : .token
    let move = Move(kind: kind, from: payer, to: payee, asset: asset, amount: amount)
    return accounts.submit(by: payer, [move], book: &book)
  }

  /// Pays all native value but the fee.
  @discardableResult
  mutating func payAll(from payer: AccountKey, to payee: AccountKey) -> TransferReference? {
    let rest = accounts.balance(of: payer).subtracting(accounts.fee(moves: 1))
    return pay(rest ?? .zero, from: payer, to: payee)
  }

  /// A contract's payment, caused by a transaction of somebody else.
  @discardableResult
  mutating func release(
    _ amount: Amount, from contract: AccountKey, to payee: AccountKey, by sender: AccountKey
  ) -> TransferReference? {
    let move = Move(kind: .call, from: contract, to: payee, asset: .native, amount: amount)
    return accounts.submit(by: sender, [move], book: &book)
  }

  /// Sells native value to a pool.
  mutating func sell(
    _ amount: Amount, by account: AccountKey, at pool: AccountKey, for asset: AssetKey,
    _ received: Amount
  ) {
    let moves = [
      Move(kind: .transaction, from: account, to: pool, asset: .native, amount: amount),
      Move(kind: .token, from: pool, to: account, asset: asset, amount: received),
    ]
    exchange(moves, by: account, paid: 0)
  }

  /// Buys native value from a pool. The native move stands before the token's log.
  mutating func buy(
    _ received: Amount, by account: AccountKey, at pool: AccountKey, for asset: AssetKey,
    _ amount: Amount
  ) {
    let moves = [
      Move(kind: .call, from: pool, to: account, asset: .native, amount: received),
      Move(kind: .token, from: account, to: pool, asset: asset, amount: amount),
    ]
    exchange(moves, by: account, paid: 1)
  }

  mutating func wrap(_ amount: Amount, by account: AccountKey) {
    let tokens = cast.tokens
    let moves = [
      Move(
        kind: .transaction, from: account, to: tokens.wrapper, asset: .native, amount: amount),
      Move(kind: .wrap, from: nil, to: account, asset: tokens.wrapped, amount: amount),
    ]
    exchange(moves, by: account, paid: 0)
  }

  mutating func unwrap(_ amount: Amount, by account: AccountKey) {
    let tokens = cast.tokens
    let moves = [
      Move(kind: .call, from: tokens.wrapper, to: account, asset: .native, amount: amount),
      Move(kind: .unwrap, from: account, to: nil, asset: tokens.wrapped, amount: amount),
    ]
    exchange(moves, by: account, paid: 1)
  }

  private mutating func exchange(_ moves: [Move], by account: AccountKey, paid: Int) {
    let conversion = AccountSimulation.Conversion(
      account: account, paid: paid, received: 1 - paid)
    accounts.submit(by: account, moves, conversions: [conversion], book: &book)
  }
}

/// Prices at the drill's venues.
enum DrillRates {
  /// US dollars for a whole coin.
  static let native: UInt64 = 2_700
  static let coin: UInt64 = 96_000
  static let staked: UInt64 = 2_754

  /// Base units of the stablecoin for wei, less 0.3 % for the pool.
  static func stable(forNative amount: Amount) -> Amount {
    amount.times(native * 997, over: 1_000_000_000_000_000)
  }

  /// Wei for base units of the stablecoin, less 0.3 %.
  static func native(forStable amount: Amount) -> Amount {
    amount.times(997_000_000_000, over: 1000 * native).times(1000, over: 1)
  }

  /// Wei for base units of the staked token, less 0.3 %.
  static func native(forStaked amount: Amount) -> Amount {
    amount.times(staked * 997, over: native * 1000)
  }

  /// Satoshi that the bridge pays for wei, less 0.1 %.
  static func coins(forNative amount: Amount) -> UInt64 {
    amount.times(2_812_500 * 999, over: 1_000_000_000_000_000_000).times(1, over: 1000)
      .units.uint64 ?? 0
  }
}
