import WeirModel
import WeirTesting
import WeirTrace

/// Cases that a property compares with one another.
extension Scenario {
  /// One stolen lot, paid on and on by those who have some of it.
  static func oneLot(_ seed: UInt64) -> Scenario {
    var random = SeededGenerator(seed: seed)
    var balances = [UInt64](repeating: 0, count: 6)
    balances[0] = UInt64(1 + random.below(1_000))
    var scenario = Scenario()
    scenario.block([pay(99, 10, Amount(balances[0]), .erc20(account(500)))])
    scenario.steal(move(0, 0, 0))
    for _ in 0..<20 {
      let (from, to) = (random.below(6), random.below(6))
      guard balances[from] > 0, from != to else { continue }
      let amount = 1 + random.next() % balances[from]
      balances[from] -= amount
      balances[to] += amount
      // Number 0 would be the zero address.
      scenario.block([
        pay(UInt64(from) + 10, UInt64(to) + 10, Amount(amount), .erc20(account(500)))
      ])
    }
    return scenario
  }

  /// Every transaction ends with its first payer sending a unit to himself.
  func withTransfersToOneself(_ seed: UInt64) -> Scenario {
    var scenario = self
    for (chain, blocks) in facts.accounts {
      for (number, block) in blocks.enumerated() {
        for (index, transaction) in block.transactions.enumerated() {
          guard var own = transaction.moves.first(where: { $0.from != nil }) else { continue }
          own.kind = own.asset == .native ? .call : .token
          own.to = own.from
          own.amount = 1
          scenario.facts.accounts[chain]?[number].transactions[index].moves.append(own)
        }
      }
    }
    return scenario
  }

  /// What the engine finds under each policy, without the wording of JSON.
  func findings() throws -> [Policy: ReferenceFinding] {
    let finding = try finding()
    return try Dictionary(
      uniqueKeysWithValues: finding.policies.map {
        ($0.policy, try ReferenceFinding($0, of: finding))
      })
  }

  /// The number of the last block of an account chain in which something was stolen.
  var lastTheftBlock: UInt64 {
    let hashes = request.thefts.compactMap { theft -> TransactionName? in
      guard case .transfer(let reference) = theft.source else { return nil }
      return reference.transaction
    }
    return facts.accounts.values.joined().reduce(0) { latest, block in
      let isHere = block.transactions.contains { transaction in
        transaction.hash.map { hashes.contains(.hash($0)) } ?? false
      }
      return isHere ? max(latest, block.number) : latest
    }
  }
}

extension ReferenceFacts {
  func firstBlocks(_ count: Int) -> ReferenceFacts {
    ReferenceFacts(
      utxo: utxo.mapValues { Array($0.prefix(count)) },
      accounts: accounts.mapValues { Array($0.prefix(count)) })
  }

  func withoutFirstBlocks(_ count: Int) -> ReferenceFacts {
    ReferenceFacts(
      utxo: utxo.mapValues { Array($0.dropFirst(count)) },
      accounts: accounts.mapValues { Array($0.dropFirst(count)) })
  }
}
