import WeirModel

/// Claims looked up by going through all of them.
struct ReferenceClaims {
  let claims: [Claim]
  let knownAt: Timestamp?

  /// The label that decides for an account at a moment.
  func category(of account: AccountKey, on chain: ChainID, at time: Timestamp) -> LabelCategory? {
    let labels = claims.filter {
      $0.subject == .account(chain, account) && $0.isValid(at: time) && $0.isKnown(at: knownAt)
        && $0.opened != nil
    }
    return labels.min(by: Self.isStronger)?.opened?.category
  }

  private static func isStronger(_ left: Claim, _ right: Claim) -> Bool {
    if left.confidence != right.confidence { return left.confidence > right.confidence }
    let newest = { (claim: Claim) in claim.authorityDate?.seconds ?? Int64.min }
    if newest(left) != newest(right) { return newest(left) > newest(right) }
    let (a, b) = (left.opened?.name ?? "", right.opened?.name ?? "")
    return a != b ? a < b : left.source < right.source
  }

  /// Deposits and releases that links join, each pair once.
  var links: [(deposit: TransferReference, release: TransferReference)] {
    var pairs: [(TransferReference, TransferReference)] = []
    for claim in claims where claim.isKnown(at: knownAt) {
      guard case .transfer(let deposit) = claim.subject,
        case .link(let release, _) = claim.predicate,
        !pairs.contains(where: { $0 == (deposit, release) })
      else { continue }
      pairs.append((deposit, release))
    }
    return pairs
  }
}

extension Claim {
  fileprivate var opened: (name: String, category: LabelCategory)? {
    guard case .label(let name, let category) = predicate else { return nil }
    return (name, category)
  }
}
