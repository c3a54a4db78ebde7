import WeirModel

/// Deposits: a customer pays to an address of his own, and the exchange sweeps it later.
extension DrillSimulation {
  /// Pays to a fresh deposit address at the exchange of that place in the cast.
  mutating func deposit(
    _ amount: Amount, of asset: AssetKey = .native, from payer: AccountKey, at exchange: Int
  ) {
    let address = story.evmAccount()
    guard pay(amount, of: asset, from: payer, to: address) != nil else { return }
    let wallet = cast.exchanges[exchange].accountWallet
    if asset != .native {
      // The exchange pays for the gas with which the deposit address sends its tokens on.
      plan(at: step + 1) { $0.pay(.thousandths(10, decimals: 18), from: wallet, to: address) }
    }
    plan(at: step + 2) { $0.sweep(asset, from: address, to: wallet) }
  }

  mutating func depositAll(
    of asset: AssetKey = .native, from payer: AccountKey, at exchange: Int
  ) {
    let balance = accounts.balance(of: payer, in: asset)
    let fee = asset == .native ? accounts.fee(moves: 1) : .zero
    deposit(balance.subtracting(fee) ?? .zero, of: asset, from: payer, at: exchange)
  }

  private mutating func sweep(
    _ asset: AssetKey, from address: AccountKey, to wallet: AccountKey
  ) {
    guard asset != .native else {
      payAll(from: address, to: wallet)
      return
    }
    pay(accounts.balance(of: address, in: asset), of: asset, from: address, to: wallet)
  }

  /// A fresh deposit address on the coin chain. The first exchange sweeps all its customers'
  /// addresses together now and then, the others each address for itself.
  mutating func coinDeposit(at exchange: Int) -> AccountKey {
    let address = story.coinOwner()
    if exchange == 0 {
      unswept.append(address)
      let due = (step / 6 + 1) * 6
      if due > lastJointSweep {
        lastJointSweep = due
        plan(at: due) { $0.sweepTogether() }
      }
    } else {
      let wallet = cast.exchanges[exchange].coinWallet
      plan(at: step + 2) { $0.sendAll(from: [address], to: [(1000, wallet)]) }
    }
    return address
  }

  private mutating func sweepTogether() {
    let owners = unswept
    unswept = []
    sendAll(from: owners, to: [(1000, cast.exchanges[0].coinWallet)])
  }
}
