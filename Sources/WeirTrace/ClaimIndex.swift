import WeirCodecs
public import WeirModel

/// The claims that a trace may use, found by what they are about. Immutable.
public struct ClaimIndex: Sendable {
  /// In canonical order.
  public let claims: [Claim]
  private var labels: [Account: [Claim]] = [:]
  private var linksByDeposit: [TransferReference: [Claim]] = [:]
  private var assets: [AssetID: [Claim]] = [:]

  private struct Account: Hashable {
    let chain: ChainID
    let key: AccountKey
  }

  /// - Parameter claims: in any order; duplicates are kept once.
  /// - Complexity: O(n log n).
  public init(_ claims: some Sequence<Claim>) {
    // Bytes, because two strings that only look alike are equal in Swift.
    let keyed = Dictionary(claims.map { (Array($0.canonicalLine.utf8), $0) }) { first, _ in first }
    self.claims = keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    for claim in self.claims {
      switch claim.subject {
      case .account(let chain, let key):
        labels[Account(chain: chain, key: key), default: []].append(claim)
      case .transfer(let deposit):
        linksByDeposit[deposit, default: []].append(claim)
      case .asset(let asset):
        assets[asset, default: []].append(claim)
      }
    }
  }

  /// Every label of an account that we knew then, strongest first.
  public func labels(of key: AccountKey, on chain: ChainID, knownAt: Timestamp? = nil) -> [Label] {
    let claims = labels[Account(chain: chain, key: key)] ?? []
    return claims.compactMap { $0.isKnown(at: knownAt) ? Label($0) : nil }.sorted(by: <)
  }

  /// Every link that we knew then.
  public func links(knownAt: Timestamp?) -> [Link] {
    linksByDeposit.values.joined().compactMap { $0.isKnown(at: knownAt) ? Link($0) : nil }
      .sorted { $0.sortKey < $1.sortKey }
  }

  /// The last price of one whole unit that held at `moment`, in micro-units of `currency`.
  public func price(of asset: AssetID, at moment: Timestamp, knownAt: Timestamp?) -> Price? {
    let prices = (assets[asset] ?? []).compactMap { claim -> Price? in
      guard claim.isKnown(at: knownAt), (claim.validFrom ?? moment) <= moment else { return nil }
      return Price(claim)
    }
    return prices.max { ($0.time.seconds, $0.source) < ($1.time.seconds, $1.source) }
  }

  /// Places behind the point and ticker that a claim gives an asset.
  public func denomination(of asset: AssetID) -> (decimals: Int, symbol: String?)? {
    for claim in assets[asset] ?? [] {
      if case .denomination(let decimals, let symbol) = claim.predicate {
        return (decimals, symbol)
      }
    }
    return nil
  }
}

/// A label claim, opened.
public struct Label: Sendable, Hashable {
  public let claim: Claim
  public let name: String
  public let category: LabelCategory

  init?(_ claim: Claim) {
    guard case .label(let name, let category) = claim.predicate else { return nil }
    (self.claim, self.name, self.category) = (claim, name, category)
  }

  /// The stronger first: by confidence, then the newer authority, then name and source.
  static func < (left: Label, right: Label) -> Bool {
    let (a, b) = (left.claim, right.claim)
    if a.confidence != b.confidence { return a.confidence > b.confidence }
    let (x, y) = (a.authorityDate?.seconds ?? .min, b.authorityDate?.seconds ?? .min)
    if x != y { return x > y }
    return (left.name, a.source) < (right.name, b.source)
  }
}

/// A link claim, opened.
public struct Link: Sendable, Hashable {
  public let deposit: TransferReference
  public let release: TransferReference
  public let kind: LinkKind
  public let claim: Claim

  init?(_ claim: Claim) {
    guard case .transfer(let deposit) = claim.subject,
      case .link(let release, let kind) = claim.predicate
    else { return nil }
    (self.deposit, self.release, self.kind, self.claim) = (deposit, release, kind, claim)
  }

  var sortKey: (String, String) { (deposit.description, release.description) }
}

/// A price claim, opened.
public struct Price: Sendable, Hashable {
  public let time: Timestamp
  public let currency: String
  /// Millionths of the currency for one whole unit of the asset.
  public let micros: UInt64
  public let source: String

  init?(_ claim: Claim) {
    guard case .price(let currency, let micros) = claim.predicate else { return nil }
    self.time = claim.validFrom ?? Timestamp(seconds: .min)
    (self.currency, self.micros, self.source) = (currency, micros, claim.source)
  }
}
