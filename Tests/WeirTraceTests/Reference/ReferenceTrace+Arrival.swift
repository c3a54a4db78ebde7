import WeirModel
import WeirTrace

/// What comes in, and to whom.
struct ReferenceArrival {
  var place: ReferencePlace
  var account: AccountKey
  var asset: AssetID
  var time: Timestamp
  var isSpendable = true

  var pair: ReferencePair {
    ReferencePair(chain: place.chain, account: account, asset: asset)
  }
}

extension ReferenceTrace {
  /// What a transfer carries besides what its payer gave: what was stolen with it, and what a
  /// link brings.
  mutating func burdened(_ lots: [ReferenceLot], at place: ReferencePlace) -> [ReferenceLot] {
    var lots = lots
    for mark in marks.removeValue(forKey: place) ?? [] {
      lots = rules.marked(lots, first: mark.amount, as: mark.loss)
    }
    let come = (deposits.removeValue(forKey: place) ?? []).flatMap { share(of: $0, for: place) }
    guard come.contains(where: \.isTainted) else { return lots }
    return rules.overlaid(lots, with: rules.converted(come, to: lots.amount))
  }

  /// What of these lots stays with who gets them; the rest ends here or crosses.
  mutating func arrive(_ lots: [ReferenceLot], _ arrival: ReferenceArrival) -> [ReferenceLot] {
    guard lots.contains(where: \.isTainted) else { return lots }
    if releases[arrival.place] != nil {
      crossing[arrival.place] = lots
      return lots.cleaned
    }
    if let ending = ending(of: arrival) {
      end(lots, as: ending)
      if ending == .custody || ending == .mixer { deposit(lots, arrival) }
      return lots.cleaned
    }
    return withoutDust(lots)
  }

  private func ending(of arrival: ReferenceArrival) -> ReferenceEnding? {
    guard arrival.isSpendable else { return .destroyed("unspendable") }
    let (chain, account) = (arrival.place.chain, arrival.account)
    if account.kind == .evm && account.payload.allSatisfy({ $0 == 0 }) {
      return .destroyed("burnt")
    }
    switch claims.category(of: account, on: chain, at: arrival.time) {
    case .some(let category) where category.isCustody: return .custody
    case .mixer: return .mixer
    case .bridge: return .unfollowed("unlinked bridge")
    case .burn: return .destroyed("burnt")
    case .some: return nil
    case nil: break
    }
    let known = ReferenceAccount(chain: chain, account: account)
    let parties = counterparties[known]?.count ?? 0
    let isCrowd = contracts.contains(known) && parties > request.bounds.counterparties
    return isCrowd ? .unfollowed("unlabelled many-party contract") : nil
  }

  private mutating func withoutDust(_ lots: [ReferenceLot]) -> [ReferenceLot] {
    let isDust = rules.policy.isExact && lots.losses.values.allSatisfy { $0 < request.dust }
    guard isDust else { return lots }
    end(lots, as: .unfollowed("dust"))
    return lots.cleaned
  }

  mutating func end(_ lots: [ReferenceLot], as ending: ReferenceEnding) {
    guard lots.contains(where: \.isTainted) else { return }
    endings[ending, default: [:]].merge(lots.losses, uniquingKeysWith: +)
  }

  private mutating func deposit(_ lots: [ReferenceLot], _ arrival: ReferenceArrival) {
    let known = services[arrival.pair] ?? ReferenceLot(amount: .zero)
    services[arrival.pair] = ReferenceLot(
      amount: known.amount + lots.tainted.amount,
      losses: known.losses.merging(lots.losses, uniquingKeysWith: +))
  }

  /// Of what waits since a deposit, the part that one of its releases brings.
  private mutating func share(of deposit: ReferencePlace, for release: ReferencePlace)
    -> [ReferenceLot]
  {
    guard let waiting = crossing[deposit], let all = releases[deposit] else { return [] }
    let later = all.filter { $0 != release && !arrived.contains($0) }
    arrived.insert(release)
    let amounts = ([release] + later).map(amount(at:))
    let parts = divided(waiting.amount, inProportionTo: amounts)
    let dealt = rules.deal(waiting, into: parts)
    crossing[deposit] = Array(dealt.dropFirst().joined())
    return dealt[0]
  }
}

extension [ReferenceLot] {
  var cleaned: [ReferenceLot] { map { ReferenceLot(amount: $0.amount) } }
}
