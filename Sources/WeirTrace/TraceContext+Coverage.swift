import WeirCodecs
import WeirLedger
import WeirModel

/// What a finding rests on, stated by content.
extension TraceContext {
  /// The last moment that the trace looks at.
  var lastMoment: Timestamp {
    let clocks = chains.compactMap { chain -> Timestamp? in
      chain.limit.block == 0 ? nil : chain.time(ofBlock: chain.limit.block - 1)
    }
    return clocks.max() ?? Timestamp(seconds: 0)
  }

  func coverage(of outcomes: [PolicyOutcome]) -> [ChainState] {
    let openings = outcomes.reduce(into: [Pair: Amount]()) { all, outcome in
      all.merge(outcome.openings) { first, _ in first }
    }
    return chains.indices.compactMap { index in
      guard chains[index].limit.block > 0 else { return nil }
      switch chains[index] {
      case .account(let chain, let limit): return state(of: chain, limit, index, openings)
      case .utxo(let chain, let limit): return state(of: chain, limit)
      }
    }
  }

  private func state(
    of chain: AccountChain, _ limit: TraceChain.Limit, _ index: Int, _ openings: [Pair: Amount]
  ) -> ChainState {
    let (first, last) = (chain.block(at: 0), chain.block(at: limit.block - 1))
    var facts = AccountBlock.Coverage(rawValue: .max)
    for ordinal in 0..<limit.block { facts.formIntersection(chain.block(at: ordinal).coverage) }
    let hasGaps = last.number - first.number + 1 != limit.block
    let state = Completeness(start: first.number, hasGaps: hasGaps, facts: facts)
    return ChainState(
      chain: chain.chain, firstBlock: first.number, lastBlock: last.number,
      lastHash: last.hash, lastTime: last.time, facts: facts.names, isVerified: false,
      hasGaps: hasGaps, unknownInputs: 0,
      incomplete: openings.filter { $0.key.chain == index }.compactMap {
        incomplete($0.key, opening: $0.value, chain, state)
      }.sorted {
        ($0.account.description, $0.asset.description)
          < ($1.account.description, $1.asset.description)
      })
  }

  private struct Completeness {
    let start: UInt64
    let hasGaps: Bool
    let facts: AccountBlock.Coverage
  }

  private func incomplete(
    _ pair: Pair, opening: Amount, _ chain: AccountChain, _ state: Completeness
  ) -> IncompleteAccount? {
    let asset = chain.assetID(of: pair.asset)
    let isNative = asset.namespace == "slip44"
    var reasons: [String] = []
    if state.start > 1 { reasons.append("the ledger starts at block \(state.start)") }
    if state.hasGaps { reasons.append("blocks are missing") }
    if isNative, !state.facts.contains(.native) { reasons.append("native-incomplete") }
    if !isNative, !state.facts.contains(.tokens) { reasons.append("logs are missing") }
    if isNative, !state.facts.contains(.fees) { reasons.append("fees are missing") }
    if !opening.isZero { reasons.append("unseen opening balance") }
    guard !reasons.isEmpty else { return nil }
    return IncompleteAccount(
      account: AddressCodec.accountID(of: chain.key(of: pair.account), on: chain.chain),
      asset: asset, reason: reasons.joined(separator: ", "), unseenOpening: opening)
  }

  private func state(of chain: UTXOChain, _ limit: TraceChain.Limit) -> ChainState {
    let (first, last) = (chain.block(at: 0), chain.block(at: limit.block - 1))
    var isVerified = true
    for ordinal in 0..<limit.block where !chain.block(at: ordinal).isVerified {
      isVerified = false
    }
    return ChainState(
      chain: chain.chain, firstBlock: first.height, lastBlock: last.height, lastHash: last.hash,
      lastTime: last.time, facts: ["transactions"], isVerified: isVerified,
      hasGaps: last.height - first.height + 1 != limit.block,
      unknownInputs: chain.unknownInputCount(through: last), incomplete: [])
  }
}

extension UTXOChain {
  /// Inputs whose output was never seen, up to a block.
  ///
  /// - Complexity: O(1) up to the tip, O(inputs) below it.
  func unknownInputCount(through block: Block) -> UInt64 {
    guard block.ordinal + 1 < blockCount, unknownInputCount > 0 else { return unknownInputCount }
    return (0..<block.inputs.upperBound).reduce(into: 0) { count, input in
      if case .unknown = previous(ofInput: input) { count += 1 }
    }
  }
}

extension AccountBlock.Coverage {
  /// Names of the kinds of facts, in a fixed order.
  var names: [String] {
    let all: [(AccountBlock.Coverage, String)] = [
      (.transactions, "transactions"), (.fees, "fees"), (.native, "native"),
      (.tokens, "tokens"), (.issuance, "issuance"),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}
