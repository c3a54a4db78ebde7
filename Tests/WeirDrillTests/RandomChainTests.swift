import Testing
import WeirModel
import WeirTesting

/// The small chains of the property tests keep what they promise.
@Suite struct RandomChainTests {
  @Test func randomCoinsAreSpentOnceAndNeverExceedTheirInputs() throws {
    for seed in caseSeeds(500) {
      let chain = RandomUTXOChain(seed: seed)
      var unspent: [Outpoint: UInt64] = [:]
      for block in chain.blocks {
        var fees: UInt64 = 0
        for transaction in block.transactions.dropFirst() {
          var given: UInt64 = 0
          for input in transaction.inputs {
            let spent = unspent.removeValue(forKey: input.previous)
            given += try #require(spent, "seed \(seed)")
          }
          let paid = transaction.outputs.reduce(0) { $0 + $1.value }
          try #require(paid <= given, "seed \(seed)")
          fees += given - paid
          keep(transaction, in: &unspent)
        }
        let coinbase = try #require(block.transactions.first)
        let claimed = coinbase.outputs.reduce(0) { $0 + $1.value }
        try #require(claimed <= RandomUTXOChain.subsidy + fees, "seed \(seed)")
        keep(coinbase, in: &unspent)
      }
    }
  }

  @Test func randomAccountsNeverPayWhatTheyDoNotHave() throws {
    for seed in caseSeeds(500) {
      let chain = RandomAccountChain(seed: seed)
      var balances: [RandomAccountChain.Holding: Amount] = [:]
      for move in chain.blocks.flatMap(\.transactions).flatMap(\.moves) {
        if let payer = move.from {
          let holding = RandomAccountChain.Holding(account: payer, asset: move.asset)
          let balance = balances[holding, default: .zero]
          let rest = try #require(balance.subtracting(move.amount), "seed \(seed)")
          balances[holding] = rest
        }
        if let payee = move.to {
          let holding = RandomAccountChain.Holding(account: payee, asset: move.asset)
          balances[holding, default: .zero] += move.amount
        }
      }
      for (holding, amount) in balances { #expect(chain.balances[holding] ?? .zero == amount) }
    }
  }

  @Test func randomChainsShowWhatTheyAreMadeFor() {
    let accountChains = caseSeeds(200).map(RandomAccountChain.init(seed:))
    let moves = accountChains.flatMap { $0.blocks.flatMap { $0.transactions.flatMap(\.moves) } }
    let kinds = Set(moves.map(\.kind))
    #expect(
      kinds.isSuperset(of: [
        .transaction, .token, .feeBurn, .feeTip, .fee, .wrap, .unwrap, .call, .burn, .destroy,
        .mint, .reward, .withdrawal,
      ]))
    #expect(moves.contains { $0.from == $0.to && $0.from != nil })
    #expect(moves.contains { $0.amount.units.uint64 == nil })
    #expect(accountChains.contains { !$0.thefts.isEmpty })
    let coinChains = caseSeeds(200).map(RandomUTXOChain.init(seed:))
    let outputs = coinChains.flatMap { $0.blocks.flatMap { $0.transactions.flatMap(\.outputs) } }
    #expect(outputs.contains { !$0.isSpendable } && outputs.contains { $0.value == 0 })
    #expect(coinChains.allSatisfy { !$0.thefts.isEmpty })
  }

  private func keep(_ transaction: UTXOTransaction, in unspent: inout [Outpoint: UInt64]) {
    for (index, output) in transaction.outputs.enumerated() where output.isSpendable {
      unspent[Outpoint(transaction: transaction.id, index: UInt32(index))] = output.value
    }
  }
}
