import WeirModel

extension DrillSimulation {
  /// One hop: 0.5 to 5 % is peeled off, the rest goes on to a fresh address in the next block.
  mutating func peel(_ owner: AccountKey, hops: Int) {
    guard hops > 0 else { return }
    let spent = coins.coins(of: owner)
    let total = spent.reduce(0) { $0 + $1.value }
    let fee = 1_000 + story.below(4_000)
    guard total > 100_000 else { return }
    let peeled = total / 10_000 * UInt64(story.count(in: 50...500))
    let next = story.coinOwner()
    let change = UTXOOutput(value: total - peeled - fee, owner: next)
    let payment = UTXOOutput(value: peeled, owner: peelReceiver(hops))
    let isChangeFirst = story.happens(percent: 50)
    coins.spend(
      spent.map(\.outpoint), to: isChangeFirst ? [change, payment] : [payment, change],
      book: &book)
    plan(at: step + 1) { $0.peel(next, hops: hops - 1) }
  }

  /// Every second peel goes to an exchange, the others to fresh addresses and a shop.
  private mutating func peelReceiver(_ hops: Int) -> AccountKey {
    switch hops % 6 {
    case 0, 2, 4: coinDeposit(at: hops / 2 % 3)
    case 1: crowd.pick(cast.coinBystanders)
    default: story.coinOwner()
    }
  }
}
