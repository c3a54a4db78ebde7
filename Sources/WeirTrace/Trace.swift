import Crypto
import Dispatch
import Synchronization
import WeirCodecs
public import WeirLedger
public import WeirModel

/// Follows stolen value through a ledger.
public struct Trace: Sendable {
  /// Says which rules made a finding; it changes when the same inputs would give other bytes.
  public static let engine = "weir-trace/1"

  public let request: TraceRequest
  public let claims: ClaimIndex

  public init(_ request: TraceRequest, claims: ClaimIndex) {
    self.request = request
    self.claims = claims
  }

  /// Policies run side by side; the finding does not depend on how many at a time.
  ///
  /// - Parameter progress: gets the policy and how many transfers were read for it so far, from
  ///   several threads.
  /// - Throws: ``TraceError``; errors of reading the ledger.
  public func run(
    on ledger: Ledger, progress: @Sendable (Policy, Int) -> Void = { _, _ in }
  ) throws -> TraceFinding {
    let chains = try ledger.chains().compactMap { id -> (any TraceableChain)? in
      guard request.chains?.contains(id) ?? true else { return nil }
      return switch id.family {
      case .utxo: try ledger.openUTXOChain(id)
      default: try ledger.openAccountChain(id)
      }
    }
    let context = try TraceContext(request: request, ledger: chains, claims: claims)
    let policies = request.policies
    let outcomes = Mutex([PolicyOutcome?](repeating: nil, count: policies.count))
    DispatchQueue.concurrentPerform(iterations: policies.count) { index in
      let run = PolicyRun(context, policy: policies[index])
      run.run { progress(policies[index], $0) }
      let outcome = TraceAssembler(context: context, run: run).outcome()
      outcomes.withLock { $0[index] = outcome }
    }
    return finding(context, outcomes.withLock { $0.compactMap(\.self) })
  }

  private func finding(_ context: TraceContext, _ outcomes: [PolicyOutcome]) -> TraceFinding {
    let policies = outcomes.map(\.finding)
    let stolen = zip(context.losses.entries, context.losses.stolen).map { entry, amount in
      LossAmount(incident: entry.incident, asset: entry.asset, amount: amount)
    }
    return TraceFinding(
      request: request, stolen: stolen, policies: policies,
      ledger: context.coverage(of: outcomes), claimsHash: claims.contentHash,
      marking: claims.claims.map(\.marking).max() ?? .clear,
      denominations: denominations(of: policies, stolen))
  }

  private func denominations(of policies: [PolicyFinding], _ stolen: [LossAmount])
    -> [AssetID: Denomination]
  {
    var assets = Set(stolen.map(\.asset))
    for policy in policies {
      assets.formUnion(policy.holdings.map(\.asset))
      assets.formUnion(policy.flows.map(\.asset))
      assets.formUnion(policy.deposits.map(\.asset))
    }
    var known: [AssetID: Denomination] = [:]
    for asset in assets { known[asset] = claims.denomination(for: asset) }
    return known
  }
}

extension KnownContract {
  /// The known contract of a token.
  static func token(_ asset: AssetID) -> KnownContract? {
    guard asset.namespace == "erc20",
      let key = try? AddressCodec.key(of: AccountID(chain: asset.chain, address: asset.reference))
    else { return nil }
    return at(key, on: asset.chain)
  }

  /// Who can freeze the token at its contract.
  var issuer: String? {
    switch behaviour {
    case .tether: "Tether, issuer of \(symbol)"
    case .fiatToken: "Circle, issuer of \(symbol)"
    case .plain, .wrapper, .mintingWrapper: nil
    }
  }
}

extension ClaimIndex {
  /// SHA-256 over the canonical lines, each ended by a line feed.
  public var contentHash: Hash32 {
    var hasher = SHA256()
    for claim in claims { hasher.update(data: Array((claim.canonicalLine + "\n").utf8)) }
    return Hash32(Array(hasher.finalize())) ?? .zero
  }

  /// What a claim says of an asset's decimals, else what is known of the chain or contract.
  public func denomination(for asset: AssetID) -> Denomination? {
    if let claimed = denomination(of: asset) {
      return Denomination(decimals: claimed.decimals, symbol: claimed.symbol)
    }
    if let decimals = asset.nativeDecimals {
      return Denomination(decimals: decimals, symbol: asset.nativeSymbol)
    }
    return KnownContract.token(asset).map {
      Denomination(decimals: $0.decimals, symbol: $0.symbol)
    }
  }
}
