import Glibc
import WeirCodecs
import WeirLedger
import WeirModel
import WeirTesting
import WeirTrace

// Unsafe: C calls of the system, on memory that the test owns for their duration.

/// A ledger in a directory of its own, removed at the end.
final class ScratchLedger {
  let ledger: Ledger

  init() {
    // Memory where there is such a place: a disk takes its time.
    let place = unsafe access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    let name = UInt64.random(in: .min ... .max)
    ledger = Ledger(directory: "\(place)/weir-trace-test-\(getpid())-\(name)")
  }

  deinit { Self.remove(ledger.directory) }

  private static func remove(_ path: String) {
    if let directory = unsafe opendir(path) {
      while let entry = unsafe readdir(directory) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { start in
          unsafe start.withMemoryRebound(to: CChar.self, capacity: 256) {
            unsafe String(cString: $0)
          }
        }
        if name != "." && name != ".." { remove("\(path)/\(name)") }
      }
      unsafe closedir(directory)
    }
    _ = unsafe path.withCString { unsafe Glibc.remove($0) }
  }

  /// - Parameters:
  ///   - batch: blocks between commits; `nil` commits once.
  ///   - order: of the chains.
  func fill(_ facts: ReferenceFacts, batch: Int? = nil, order: [ChainID]? = nil) throws {
    for chain in order ?? facts.chains {
      if let blocks = facts.utxo[chain] {
        try fill(blocks, chain, batch: batch)
      } else {
        try fill(facts.accounts[chain] ?? [], chain, batch: batch)
      }
    }
  }

  private func fill(_ blocks: [UTXOBlock], _ chain: ChainID, batch: Int?) throws {
    let writer = try UTXOChainWriter(ledger, chain: chain, segmentBits: 6)
    for (number, block) in blocks.enumerated() {
      try writer.append(block, unknownInputs: .allow)
      if let batch, (number + 1).isMultiple(of: batch) { try writer.commit() }
    }
    try writer.commit()
  }

  private func fill(_ blocks: [AccountBlock], _ chain: ChainID, batch: Int?) throws {
    let writer = try AccountChainWriter(ledger, chain: chain, segmentBits: 6)
    for (number, block) in blocks.enumerated() {
      try writer.append(block)
      if let batch, (number + 1).isMultiple(of: batch) { try writer.commit() }
    }
    try writer.commit()
  }
}

// MARK: - The engine's finding in the reference's words

extension ReferenceFinding {
  /// - Throws: where the engine names an account that is none.
  init(_ policy: PolicyFinding, of finding: TraceFinding) throws {
    for loss in finding.stolen { stolen[ReferenceLoss(loss)] = loss.amount }
    for holding in policy.holdings {
      let pair = try ReferencePair(holding.account, holding.asset)
      holdings[pair, default: Holding()].add(holding.amount, holding.loss)
    }
    for deposit in policy.deposits {
      let pair = try ReferencePair(deposit.wallet, deposit.asset)
      deposits[pair, default: Holding()].add(deposit.amount, deposit.loss)
      add(deposit.loss, to: deposit.category == .mixer ? .mixer : .custody)
    }
    for loss in policy.unfollowed { add(loss.loss, to: .unfollowed(loss.reason.rawValue)) }
    for loss in policy.destroyed { add(loss.loss, to: .destroyed(loss.how.rawValue)) }
    for total in policy.totals where !total.fees.isZero {
      let loss = ReferenceLoss(incident: total.incident, asset: total.asset)
      endings[.fees, default: [:]][loss] = total.fees
    }
  }

  private mutating func add(_ losses: [LossAmount], to ending: ReferenceEnding) {
    for loss in losses {
      endings[ending, default: [:]][ReferenceLoss(loss), default: .zero] += loss.amount
    }
  }
}

extension ReferenceFinding.Holding {
  fileprivate mutating func add(_ amount: Amount, _ losses: [LossAmount]) {
    self.amount += amount
    for loss in losses { self.losses[ReferenceLoss(loss), default: .zero] += loss.amount }
  }
}

extension ReferenceLoss {
  init(_ loss: LossAmount) { self.init(incident: loss.incident, asset: loss.asset) }
}

extension ReferencePair {
  init(_ account: AccountID, _ asset: AssetID) throws {
    self.init(chain: account.chain, account: try AddressCodec.key(of: account), asset: asset)
  }
}

// MARK: - Comparing

/// Where two findings first differ, in a person's words; empty where they agree.
func differences(reference: ReferenceFinding, engine: ReferenceFinding, _ policy: Policy)
  -> [String]
{
  var found: [String] = []
  if reference.stolen != engine.stolen {
    found.append("stolen: \(reference.stolen) against \(engine.stolen)")
  }
  found += differences(reference.holdings, engine.holdings, "held by")
  found += differences(reference.deposits, engine.deposits, "deposited at")
  // Poison conserves nothing: how much ended where is not part of it.
  guard policy.isExact else { return found }
  for ending in Set(reference.endings.keys).union(engine.endings.keys) {
    let (left, right) = (reference.endings[ending] ?? [:], engine.endings[ending] ?? [:])
    let words = { (losses: [ReferenceLoss: Amount]) in
      losses.map { "\($0.key.incident) \($0.value)" }.sorted()
    }
    if left != right { found.append("\(ending): \(words(left)) against \(words(right))") }
  }
  return found
}

private func differences(
  _ left: [ReferencePair: ReferenceFinding.Holding],
  _ right: [ReferencePair: ReferenceFinding.Holding], _ what: String
) -> [String] {
  Set(left.keys).union(right.keys).compactMap { pair in
    let (a, b) = (left[pair] ?? .init(), right[pair] ?? .init())
    guard a != b else { return nil }
    let words = { (holding: ReferenceFinding.Holding) in
      let losses = holding.losses.map { "\($0.key.incident) \($0.value)" }.sorted()
      return "\(holding.amount) \(losses)"
    }
    return "\(what) \(AddressCodec.accountID(of: pair.account, on: pair.chain)) \(pair.asset): "
      + "\(words(a)) against \(words(b))"
  }
}

extension Scenario {
  /// The engine's finding on a ledger of its own.
  func finding(batch: Int? = nil, order: [ChainID]? = nil) throws -> TraceFinding {
    let scratch = ScratchLedger()
    try scratch.fill(facts, batch: batch, order: order)
    return try finding(on: scratch)
  }

  func finding(on scratch: ScratchLedger) throws -> TraceFinding {
    try Trace(request, claims: ClaimIndex(claims)).run(on: scratch.ledger)
  }

  /// Where the engine and the reference differ; empty where they agree.
  func disagreements(_ policies: [Policy] = Policy.allCases) throws -> [String] {
    var scenario = self
    scenario.request.policies = policies
    let finding = try scenario.finding()
    return try finding.policies.flatMap { policy in
      let reference = try ReferenceTrace.run(facts, request, policy.policy, claims: claims)
      let engine = try ReferenceFinding(policy, of: finding)
      return differences(reference: reference, engine: engine, policy.policy)
        .map { "\(policy.policy): \($0)" }
    }
  }
}
