import WeirModel
import WeirTrace

/// A trace as its definition reads: every fact of every chain in one order, every lot in memory.
///
/// It has no index and no bounds, and shares nothing with the engine but the nouns, so that the
/// two can be wrong only independently. It covers what `docs/methods/taint.md` defines for one
/// asset received in a swap; thefts name transfers that are there.
struct ReferenceTrace {
  let facts: ReferenceFacts
  let request: TraceRequest
  let rules: ReferencePolicy
  let claims: ReferenceClaims

  // What the facts and claims say, worked out once.
  var names: [ReferenceStep.Name: ReferenceStep] = [:]
  var steps: [ChainID: [ReferenceStep]] = [:]
  var utxoBlocks: [ReferenceStep.Block: UTXOBlock] = [:]
  var accountBlocks: [ReferenceStep.Block: AccountBlock] = [:]
  var losses: [ReferenceLoss] = []
  var stolen: [Amount] = []
  var marks: [ReferencePlace: [(loss: Int, amount: Amount)]] = [:]
  var releases: [ReferencePlace: [ReferencePlace]] = [:]
  var deposits: [ReferencePlace: [ReferencePlace]] = [:]
  var contracts: Set<ReferenceAccount> = []
  var creators: [ReferenceAccount: AccountKey] = [:]
  var counterparties: [ReferenceAccount: Set<AccountKey>] = [:]

  // Where everything is.
  var queues: [ReferencePair: [ReferenceLot]] = [:]
  var outputs: [ReferenceCoin: (output: UTXOOutput, lots: [ReferenceLot])] = [:]
  /// By block and index of the transaction that paid.
  var fees: [ReferenceStep.Block: [Int: [ReferenceLot]]] = [:]
  /// Blocks in which somebody paid a fee that nobody knows.
  var unknownFees: Set<ReferenceStep.Block> = []
  var crossing: [ReferencePlace: [ReferenceLot]] = [:]
  var arrived: Set<ReferencePlace> = []
  var endings: [ReferenceEnding: [Int: Amount]] = [:]
  var services: [ReferencePair: ReferenceLot] = [:]

  init(_ facts: ReferenceFacts, _ request: TraceRequest, _ policy: Policy, claims: [Claim]) throws {
    self.facts = facts
    self.request = request
    self.rules = ReferencePolicy(policy: policy)
    self.claims = ReferenceClaims(claims: claims, knownAt: request.knownAt)
    readBlocks()
    readContracts()
    try readThefts()
    readLinks()
    openBalances()
  }

  static func run(
    _ facts: ReferenceFacts, _ request: TraceRequest, _ policy: Policy, claims: [Claim] = []
  ) throws -> ReferenceFinding {
    var trace = try ReferenceTrace(facts, request, policy, claims: claims)
    try trace.takeAllSteps()
    return trace.finding
  }
}

/// An account of a chain.
struct ReferenceAccount: Hashable {
  let chain: ChainID
  let account: AccountKey
}

/// A coin of a chain.
struct ReferenceCoin: Hashable {
  let chain: ChainID
  let outpoint: Outpoint
}

/// A theft or a chain that the reference cannot answer for.
struct ReferenceError: Error, Equatable {
  let message: String
}

// MARK: - In which order

extension ReferenceTrace {
  /// Chains by (running maximum of block time, identifier), each in its own order; a release
  /// waits for its deposit.
  mutating func takeAllSteps() throws {
    var done: Set<ReferenceStep> = []
    while true {
      let heads = steps.compactMap { chain, rest in rest.first.map { (chain, $0) } }
      guard !heads.isEmpty else { return }
      let ready = heads.filter { isReady($0.1, done: done) }
        .min { (runningTime($0.1), $0.0) < (runningTime($1.1), $1.0) }
      guard let (chain, step) = ready else {
        throw ReferenceError(message: "links wait in a circle")
      }
      take(step)
      done.insert(step)
      steps[chain]?.removeFirst()
    }
  }

  private func isReady(_ step: ReferenceStep, done: Set<ReferenceStep>) -> Bool {
    deposits.filter { $0.key.step == step }.allSatisfy { release, deposits in
      deposits.allSatisfy {
        done.contains($0.step) || ($0.step == step && $0.position < release.position)
      }
    }
  }

  private func runningTime(_ step: ReferenceStep) -> Int64 {
    let upTo = { (number: UInt64) in number <= step.block }
    let utxo = utxoBlocks.filter { $0.key.chain == step.chain && upTo($0.key.number) }
    let account = accountBlocks.filter { $0.key.chain == step.chain && upTo($0.key.number) }
    let times = utxo.map(\.value.time.seconds) + account.map(\.value.time.seconds)
    return times.max() ?? .min
  }

  private mutating func take(_ step: ReferenceStep) {
    if let block = utxoBlocks[step.inBlock] {
      takeTransaction(block.transactions[step.transaction], at: step, time: block.time)
    } else if let block = accountBlocks[step.inBlock] {
      takeTransaction(block.transactions[step.transaction], at: step, time: block.time)
    }
  }
}

// MARK: - What is found

extension ReferenceTrace {
  var finding: ReferenceFinding {
    var finding = ReferenceFinding()
    for (loss, amount) in zip(losses, stolen) { finding.stolen[loss] = amount }
    for (pair, lots) in queues { finding.add(lots, to: \.holdings, at: pair, named: losses) }
    for (coin, (output, lots)) in outputs {
      let pair = ReferencePair(
        chain: coin.chain, account: output.owner, asset: .native(of: coin.chain))
      finding.add(lots, to: \.holdings, at: pair, named: losses)
    }
    for (pair, lot) in services { finding.add([lot], to: \.deposits, at: pair, named: losses) }
    for (ending, amounts) in endings { finding.add(amounts, to: ending, named: losses) }
    for lots in crossing.values where lots.contains(where: \.isTainted) {
      finding.add(lots.losses, to: .unfollowed("unlinked bridge"), named: losses)
    }
    return finding
  }
}

extension ReferenceFinding {
  fileprivate mutating func add(
    _ lots: [ReferenceLot], to field: WritableKeyPath<ReferenceFinding, [ReferencePair: Holding]>,
    at pair: ReferencePair, named names: [ReferenceLoss]
  ) {
    for lot in lots.tainted {
      self[keyPath: field][pair, default: Holding()].amount += lot.amount
      for (loss, amount) in lot.losses {
        self[keyPath: field][pair]?.losses[names[loss], default: .zero] += amount
      }
    }
  }

  fileprivate mutating func add(
    _ amounts: [Int: Amount], to ending: ReferenceEnding, named names: [ReferenceLoss]
  ) {
    for (loss, amount) in amounts {
      endings[ending, default: [:]][names[loss], default: .zero] += amount
    }
  }
}
