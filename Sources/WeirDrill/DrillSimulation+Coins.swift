import WeirModel

/// What the thief does on the coin chain.
extension DrillSimulation {
  /// An older theft, by the same people, whose coins meet those of the exploit.
  mutating func planCoinThefts() {
    let drained = story.coinOwner()
    plan(at: 26) { $0.drainWallet(into: drained) }
    let clean = story.coinOwner()
    plan(at: 43) { drill in
      drill.send(150_000_000, from: drill.cast.exchanges[0].coinWallet, to: clean)
    }
    plan(at: 48) { $0.consolidate(drained: drained, clean: clean) }
  }

  private mutating func drainWallet(into drained: AccountKey) {
    let stolen: UInt64 = 4_000_000_000
    guard let id = send(stolen, from: cast.coinVictim, to: drained) else { return }
    let outpoint = Outpoint(transaction: id, index: 0)
    coins.markStolen(outpoint, as: DrillCast.walletIncident)
    thefts.append(
      DrillWorld.Theft(
        incident: DrillCast.walletIncident, transfer: coins.reference(outpoint),
        asset: .native(of: coins.chain), amount: Amount(stolen), thief: drained,
        victim: cast.coinVictim))
  }

  /// Pays from an owner's oldest coins, change back to the owner.
  @discardableResult
  mutating func send(_ value: UInt64, from owner: AccountKey, to payee: AccountKey) -> Hash32? {
    let fee = 1_000 + story.below(4_000)
    guard let inputs = coins.covering(value + fee, of: owner) else { return nil }
    let change = inputs.total - value - fee
    let outputs = [UTXOOutput(value: value, owner: payee)]
    let rest = change > 0 ? [UTXOOutput(value: change, owner: owner)] : []
    return coins.spend(inputs.outpoints, to: outputs + rest, book: &book)
  }

  /// Pays all of an owner's coins, divided by thousandths; the last gets what is left.
  mutating func sendAll(from owners: [AccountKey], to shares: [(UInt64, AccountKey)]) {
    let spent = owners.flatMap { coins.coins(of: $0) }
    let fee = 1_000 + story.below(4_000)
    let total = spent.reduce(0) { $0 + $1.value }
    guard total > fee, let last = shares.last else { return }
    var outputs = shares.dropLast().map { share, owner in
      UTXOOutput(value: (total - fee) / 1000 * share, owner: owner)
    }
    let rest = total - fee - outputs.reduce(0) { $0 + $1.value }
    outputs.append(UTXOOutput(value: rest, owner: last.1))
    coins.spend(spent.map(\.outpoint), to: outputs, book: &book)
  }

  /// What becomes of each release: 0 is peeled, 1 to 3 are consolidated, 5 and 7 do not move.
  mutating func planCoins(of owner: AccountKey, place: Int) {
    switch place {
    case 0: plan(at: 45) { $0.peel(owner, hops: $0.parameters.peelHopCount) }
    case 1, 2, 3: gathered.append(owner)
    case 4:
      plan(at: 60) { drill in
        let deposit = drill.coinDeposit(at: 0)
        drill.sendAll(from: [owner], to: [(1000, deposit)])
      }
    case 6: plan(at: 61) { $0.hideBehindScript(owner) }
    default: break
    }
  }

  /// Two incidents and one clean coin in one transaction: here the policies disagree.
  private mutating func consolidate(drained: AccountKey, clean: AccountKey) {
    let (left, right) = (story.coinOwner(), story.coinOwner())
    let owners = [clean] + gathered.prefix(1) + [drained] + gathered.dropFirst()
    sendAll(from: owners, to: [(600, left), (1000, right)])
    plan(at: 58) { drill in
      let deposits = [drill.coinDeposit(at: 1), drill.coinDeposit(at: 1)]
      drill.sendAll(from: [left], to: [(500, deposits[0]), (1000, deposits[1])])
    }
    plan(at: 59) { $0.burnSome(of: right) }
  }

  /// An OP_RETURN that carries value, and the rest to a fresh owner.
  private mutating func burnSome(of owner: AccountKey) {
    let fee: UInt64 = 3_000
    let burnt: UInt64 = 1_000_000
    guard let inputs = coins.covering(burnt + fee, of: owner) else { return }
    let script = AccountKey(kind: .script, hash: story.hash())
    let outputs = [
      UTXOOutput(value: burnt, owner: script, isSpendable: false),
      UTXOOutput(value: inputs.total - burnt - fee, owner: story.coinOwner()),
    ]
    coins.spend(inputs.outpoints, to: outputs, book: &book)
  }

  /// Half behind a bare multisig script of two keys, half at a fresh address.
  private mutating func hideBehindScript(_ owner: AccountKey) {
    let fee: UInt64 = 2_500
    let spent = coins.coins(of: owner)
    let total = spent.reduce(0) { $0 + $1.value }
    guard total > 2 * fee else { return }
    let members = (0..<2).map { _ in
      AccountKey(kind: .keyHash, hash: story.evmAccount().bytes, count: 20)
    }
    let script = AccountKey(kind: .script, hash: story.hash())
    let half = total / 2
    let outputs = [
      UTXOOutput(value: half, owner: script, members: members),
      UTXOOutput(value: total - half - fee, owner: story.coinOwner()),
    ]
    coins.spend(spent.map(\.outpoint), to: outputs, book: &book)
  }
}
