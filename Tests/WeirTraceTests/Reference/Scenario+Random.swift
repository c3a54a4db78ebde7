import WeirModel
import WeirTesting
import WeirTrace

/// Chains drawn from a seed, with thefts, labels and rules drawn from it too.
extension Scenario {
  /// No network's, so that nobody knows its subsidy.
  private static let nameless = ChainID("bip122:00000000000000000000000000000001") ?? .bitcoin

  static func randomCoins(_ seed: UInt64) -> Scenario {
    let drawn = RandomUTXOChain(seed: seed)
    var random = SeededGenerator(seed: seed ^ 0x5EED)
    let chain = [nameless, .bitcoinRegtest, .bitcoinCashRegtest][random.below(3)]
    var scenario = Scenario()
    scenario.facts.utxo[chain] = drawn.blocks
    scenario.claims = drawn.labels.map { $0.moved(to: chain) }
    scenario.drawRequest(drawn.thefts.map { $0.moved(to: chain) }, &random)
    if chain == .bitcoinCashRegtest { scenario.shuffle(chain, &random) }
    return scenario
  }

  static func randomAccounts(_ seed: UInt64) -> Scenario {
    let drawn = RandomAccountChain(seed: seed)
    var random = SeededGenerator(seed: seed ^ 0x5EED)
    var scenario = Scenario()
    scenario.facts.accounts[RandomAccountChain.chain] = drawn.blocks
    scenario.claims = drawn.claims
    scenario.drawRequest(drawn.thefts, &random)
    return scenario
  }

  /// Both kinds, and links from outputs on the one to transfers on the other.
  static func randomLinked(_ seed: UInt64) -> Scenario {
    var random = SeededGenerator(seed: seed ^ 0x11)
    let (coins, accounts) = (RandomUTXOChain(seed: seed), RandomAccountChain(seed: seed))
    var scenario = Scenario()
    scenario.facts.utxo[RandomUTXOChain.chain] = coins.blocks
    scenario.facts.accounts[RandomAccountChain.chain] = accounts.blocks
    scenario.claims = coins.labels + accounts.claims
    scenario.drawRequest(coins.thefts + accounts.thefts, &random)
    let deposits = scenario.facts.spentOutputs(of: RandomUTXOChain.chain)
    let releases = scenario.facts.payments(of: RandomAccountChain.chain)
    for _ in 0..<3 where !deposits.isEmpty && !releases.isEmpty {
      let deposit = deposits[random.below(deposits.count)]
      let release = releases[random.below(releases.count)]
      let isUsed = scenario.claims.contains {
        $0.subject == .transfer(deposit)
          || $0.predicate == .link(to: release, kind: .bridge)
      }
      if !isUsed { scenario.link(deposit, release) }
    }
    return scenario
  }

  private mutating func drawRequest(
    _ sources: [TransferReference], _ random: inout SeededGenerator
  ) {
    for (number, source) in sources.enumerated() {
      let incident = random.below(4) == 0 ? "0" : "\(number)"
      steal(source, incident)
    }
    request.followsFees = random.below(2) == 0
    request.dust = random.below(4) == 0 ? Amount(UInt64(random.below(300))) : .zero
  }

  /// Children before parents, as Bitcoin Cash may have them; the coinbase stays first.
  private mutating func shuffle(_ chain: ChainID, _ random: inout SeededGenerator) {
    for place in (facts.utxo[chain] ?? []).indices {
      let all = facts.utxo[chain]?[place].transactions ?? []
      facts.utxo[chain]?[place].transactions =
        all.prefix(1) + all.dropFirst().shuffled(using: &random)
    }
  }
}

extension ReferenceFacts {
  /// Every output of a value.
  fileprivate func spentOutputs(of chain: ChainID) -> [TransferReference] {
    (utxo[chain] ?? []).flatMap(\.transactions).flatMap { transaction in
      transaction.outputs.indices.filter { transaction.outputs[$0].value > 0 }.map {
        TransferReference(
          chain: chain, transaction: .hash(transaction.id), position: UInt32($0))
      }
    }
  }

  /// Every move to an account that is no fee and no transfer to oneself.
  fileprivate func payments(of chain: ChainID) -> [TransferReference] {
    (accounts[chain] ?? []).flatMap(\.transactions).flatMap { transaction in
      transaction.moves.indices.compactMap { place in
        let move = transaction.moves[place]
        guard let hash = transaction.hash, !move.kind.isFee, move.to != nil, move.from != move.to
        else { return nil }
        return TransferReference(chain: chain, transaction: .hash(hash), position: UInt32(place))
      }
    }
  }
}

extension TransferReference {
  fileprivate func moved(to chain: ChainID) -> TransferReference {
    TransferReference(chain: chain, transaction: transaction, position: position)
  }
}

extension Claim {
  fileprivate func moved(to chain: ChainID) -> Claim {
    guard case .account(_, let key) = subject else { return self }
    return Claim(subject: .account(chain, key), predicate: predicate, source: source)
  }
}
