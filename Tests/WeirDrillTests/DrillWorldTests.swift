import Testing
import WeirDrill
import WeirModel
import WeirTesting

/// The generator is an oracle only if its own books are right: each is checked by replaying the
/// chains without them.
@Suite struct DrillWorldTests {
  static let bundled = DrillWorld()
  /// The bundled world and small ones.
  static let worlds =
    [bundled]
    + (1...6).map { seed in
      DrillWorld(
        DrillParameters(
          seed: seed, blockCount: 110, bystanderCount: 30, honestTransactionsPerBlock: 4,
          peelHopCount: 5))
    }

  @Test func equalParametersGiveEqualWorlds() {
    let again = DrillWorld(.bundled)
    #expect(again.coinBlocks.map(\.hash) == Self.bundled.coinBlocks.map(\.hash))
    #expect(
      again.accountBlocks.flatMap { $0.transactions.flatMap(\.moves) }
        == Self.bundled.accountBlocks.flatMap { $0.transactions.flatMap(\.moves) })
    #expect(again.truth.entries == Self.bundled.truth.entries)
    #expect(again.claims == Self.bundled.claims)
  }

  @Test func anotherSeedGivesAnotherWorld() {
    let other = DrillWorld(DrillParameters(seed: 1))
    #expect(other.thefts != Self.bundled.thefts)
  }

  @Test(arguments: worlds.indices) func whatWasStolenIsAllSomewhere(place: Int) {
    let world = Self.worlds[place]
    #expect(world.thefts.count == 4)
    for theft in world.thefts {
      let totals = world.truth.totals(incident: theft.incident, stolen: theft.asset)
      #expect(totals.sum == theft.amount, "\(theft.asset)")
    }
    #expect(world.truth.entries.allSatisfy { !$0.loss.isZero })
  }

  @Test(arguments: worlds.indices) func noAccountPaysWhatItDoesNotHave(place: Int) throws {
    let world = Self.worlds[place]
    _ = try Self.replay(world.accountBlocks)
  }

  @Test(arguments: worlds.indices) func everyCoinIsSpentOnceAndCoinbasesClaimAll(place: Int) throws
  {
    let world = Self.worlds[place]
    _ = try Self.replay(world.coinBlocks)
  }

  @Test(arguments: worlds.indices) func holdersHaveWhatTheTruthSays(place: Int) throws {
    let world = Self.worlds[place]
    let accounts = try Self.replay(world.accountBlocks)
    let coins = try Self.replay(world.coinBlocks)
    var held: [DrillTruth.Holder: [AssetID: Amount]] = [:]
    for case .held(let holder, let asset, let amount) in world.truth.entries.map(\.place) {
      held[holder, default: [:]][asset, default: .zero] += amount
    }
    #expect(held.count > 10)
    for (holder, assets) in held {
      for (asset, amount) in assets {
        let balance =
          holder.chain == DrillWorld.coinChain
          ? Amount(coins[holder.account] ?? 0)
          : accounts[Holding(account: holder.account, asset: asset)] ?? .zero
        #expect(amount <= balance)
      }
    }
  }

  @Test(arguments: worlds.indices) func blocksLinkToTheirParents(place: Int) {
    let world = Self.worlds[place]
    #expect(world.coinBlocks.count == world.parameters.blockCount)
    for (parent, child) in zip(world.coinBlocks, world.coinBlocks.dropFirst()) {
      #expect(child.parent == parent.hash)
    }
    for (parent, child) in zip(world.accountBlocks, world.accountBlocks.dropFirst()) {
      #expect(child.parent == parent.hash)
      #expect(child.number == parent.number + 1)
      #expect(child.time > parent.time)
    }
  }
}

// MARK: - Replay without the generator's books

extension DrillWorldTests {
  struct Holding: Hashable {
    var account: AccountKey
    var asset: AssetID
  }

  /// Balances at the end, or an error at the first that falls below zero.
  static func replay(_ blocks: [AccountBlock]) throws -> [Holding: Amount] {
    var balances: [Holding: Amount] = [:]
    for transaction in blocks.flatMap(\.transactions) {
      for move in transaction.moves {
        let asset = move.asset.id(on: DrillWorld.accountChain)
        if let payer = move.from {
          let holding = Holding(account: payer, asset: asset)
          let balance = balances[holding, default: .zero]
          let rest = try #require(balance.subtracting(move.amount), "\(move)")
          balances[holding] = rest
        }
        if let payee = move.to {
          balances[Holding(account: payee, asset: asset), default: .zero] += move.amount
        }
      }
    }
    return balances
  }

  /// Unspent value by owner, or an error at a coin that is not there.
  static func replay(_ blocks: [UTXOBlock]) throws -> [AccountKey: UInt64] {
    var unspent: [Outpoint: UTXOOutput] = [:]
    for (height, block) in blocks.enumerated() {
      var fees: UInt64 = 0
      for transaction in block.transactions.dropFirst() {
        var given: UInt64 = 0
        for input in transaction.inputs {
          let spent = unspent.removeValue(forKey: input.previous)
          given += try #require(spent).value
        }
        let paid = transaction.outputs.reduce(0) { $0 + $1.value }
        try #require(paid <= given && !transaction.isCoinbase)
        fees += given - paid
        keep(transaction, in: &unspent)
      }
      let coinbase = try #require(block.transactions.first)
      // 50 coins a block, halved after 150 blocks: regtest's schedule.
      let subsidy: UInt64 = height < 150 ? 5_000_000_000 : 2_500_000_000
      try #require(coinbase.isCoinbase)
      try #require(coinbase.outputs.reduce(0) { $0 + $1.value } == subsidy + fees)
      keep(coinbase, in: &unspent)
    }
    return unspent.values.reduce(into: [:]) { $0[$1.owner, default: 0] += $1.value }
  }

  private static func keep(
    _ transaction: UTXOTransaction, in unspent: inout [Outpoint: UTXOOutput]
  ) {
    for (index, output) in transaction.outputs.enumerated() where output.isSpendable {
      unspent[Outpoint(transaction: transaction.id, index: UInt32(index))] = output
    }
  }
}
