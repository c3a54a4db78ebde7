import WeirModel

/// From the account chain to the coin chain. Seven crossings have a link; the eighth has none.
extension DrillSimulation {
  private static let linkedCrossings = 7

  mutating func planBridge(_ purse: AccountKey, place: Int) {
    let receiver = story.coinOwner()
    plan(at: 30 + place) { drill in
      let amount =
        drill.accounts.balance(of: purse)
        .subtracting(drill.accounts.fee(moves: 1)) ?? .zero
      let bridge = drill.cast.venues.bridge
      guard let paidIn = drill.pay(amount, from: purse, to: bridge) else { return }
      drill.plan(at: drill.step + 3) { drill in
        drill.releaseCoins(
          DrillRates.coins(forNative: amount), to: receiver, for: paidIn,
          isLinked: place < Self.linkedCrossings)
        drill.planCoins(of: receiver, place: place)
      }
    }
  }

  private mutating func releaseCoins(
    _ value: UInt64, to receiver: AccountKey, for deposit: TransferReference, isLinked: Bool
  ) {
    let vault = cast.venues.bridgeVault
    guard value > 0, let inputs = coins.covering(value + 5_000, of: vault) else { return }
    let change = inputs.total - value - 5_000
    let lots = isLinked ? book.leaveBridge(deposit).converted(to: Amount(value)) : nil
    let id = coins.spend(
      inputs.outpoints,
      to: [
        UTXOOutput(value: value, owner: receiver), UTXOOutput(value: change, owner: vault),
      ],
      replaced: lots.map { [0: $0] } ?? [:], book: &book)
    let release = coins.reference(Outpoint(transaction: id, index: 0))
    guard isLinked else { return book.keepSecret(paidIn: deposit, cameOut: release) }
    links.append(
      Claim(
        subject: .transfer(deposit), predicate: .link(to: release, kind: .bridge),
        source: DrillWorld.source, confidence: .certain))
  }
}

extension CoinSimulation {
  /// The oldest coins of an owner that together are worth `value`, or `nil`.
  func covering(
    _ value: UInt64, of owner: AccountKey
  ) -> (outpoints: [Outpoint], total: UInt64)? {
    var chosen: [Outpoint] = []
    var total: UInt64 = 0
    for coin in coins(of: owner) where total < value {
      chosen.append(coin.outpoint)
      total += coin.value
    }
    return total >= value ? (chosen, total) : nil
  }
}
