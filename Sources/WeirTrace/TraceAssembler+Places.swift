import WeirCodecs
import WeirLedger
import WeirModel

/// Where the losses are now, and what can still be stopped.
extension TraceAssembler {
  private struct HoldingKey: Hashable {
    let holder: Holder
    let asset: HeldAsset
  }

  private struct HoldingSum {
    var amount = Amount.zero
    var losses: [Loss] = []
    var since: Arrival?
    var last = Arrival.none
  }

  func holdings() -> [Holding] {
    var sums: [HoldingKey: HoldingSum] = [:]
    for held in record.held {
      let key = HoldingKey(holder: held.holder, asset: held.asset)
      var sum = sums[key] ?? HoldingSum()
      // Under poison each flag shows the whole balance.
      let lots = run.policy.isExact ? held.lots : Array(held.lots.prefix(1))
      sum.amount += lots.total
      for lot in held.lots { sum.losses.add(lot.losses) }
      sum.since = min(sum.since ?? held.since, held.since)
      sum.last = held.lots.reduce(sum.last) { max($0, $1.arrival) }
      sums[key] = sum
    }
    return sums.map { holding($0.key, $0.value) }.sorted {
      ($0.account.description, $0.asset.description)
        < ($1.account.description, $1.asset.description)
    }
  }

  private func holding(_ key: HoldingKey, _ sum: HoldingSum) -> Holding {
    let last = sum.last == .none ? sum.since ?? sum.last : sum.last
    return Holding(
      account: accountID(key.holder), asset: assetID(key.asset, key.holder.chain),
      amount: sum.amount, loss: amounts(sum.losses),
      labels: labels(of: key.holder, at: context.time(last)),
      since: context.time(sum.since ?? last), transaction: context.name(last))
  }

  private func labels(of holder: Holder, at moment: Timestamp) -> [AccountLabel] {
    run.labels(of: holder).map { label in
      AccountLabel(
        name: label.name, category: label.category, source: label.claim.source,
        heldThen: label.claim.isValid(at: moment),
        holdsNow: label.claim.isValid(at: context.request.asOf ?? context.lastMoment))
    }
  }

  func deposits() -> [ServiceDeposit] {
    record.deposits.sorted { depositOrder($0) < depositOrder($1) }.map { deposit in
      ServiceDeposit(
        category: deposit.label.category, holder: deposit.label.name,
        wallet: accountID(deposit.wallet), asset: assetID(deposit.asset, deposit.wallet.chain),
        amount: deposit.lot.amount, loss: amounts(deposit.lot.losses),
        since: context.time(deposit.sweep), transaction: context.name(deposit.sweep))
    }
  }

  private func depositOrder(_ deposit: Deposit) -> (Arrival, Arrival, Int) {
    (deposit.sweep, deposit.lot.arrival, deposit.lot.losses.first?.key ?? 0)
  }

  // MARK: - Freeze candidates

  /// What can still be stopped first: not frozen before frozen, then the larger share of its
  /// loss, then the newer.
  func freezeCandidates(_ holdings: [Holding]) -> [FreezeCandidate] {
    let all = custodyCandidates() + tokenCandidates(holdings)
    return all.map { ($0, share(of: $0.loss)) }.sorted { left, right in
      if left.0.isFrozen != right.0.isFrozen { return right.0.isFrozen }
      if left.1 != right.1 { return left.1 > right.1 }
      if left.0.since != right.0.since { return left.0.since > right.0.since }
      return sortText(left.0) < sortText(right.0)
    }.map(\.0)
  }

  private func sortText(_ candidate: FreezeCandidate) -> String {
    "\(candidate.account) \(candidate.depositTransaction) \(candidate.asset) "
      + (candidate.sweep?.description ?? "")
  }

  /// The largest share of any loss, in millionths: for order only.
  private func share(of losses: [LossAmount]) -> UInt256 {
    losses.map { loss in
      let key = context.losses.entries.firstIndex {
        $0.incident == loss.incident && $0.asset == loss.asset
      }
      guard let stolen = key.map({ context.losses.stolen[$0] }), !stolen.isZero,
        loss.amount <= stolen
      else { return .zero }
      return UInt256(1_000_000).scaled(by: loss.amount.units, over: stolen.units).quotient
    }.max() ?? .zero
  }

  private struct CandidateKey: Hashable {
    let wallet: Holder
    let account: AccountIndex
    let deposit: Arrival
    let sweep: Arrival
    let asset: HeldAsset
  }

  private func custodyCandidates() -> [FreezeCandidate] {
    var sums: [CandidateKey: (label: Label, amount: Amount, losses: [Loss])] = [:]
    for deposit in record.deposits where deposit.ending == .custody {
      let account = deposit.sender ?? deposit.wallet.account
      let into = deposit.lot.arrival == .none ? deposit.sweep : deposit.lot.arrival
      let key = CandidateKey(
        wallet: deposit.wallet, account: account, deposit: into, sweep: deposit.sweep,
        asset: deposit.asset)
      var sum = sums[key] ?? (deposit.label, .zero, [])
      sum.amount += deposit.lot.amount
      sum.losses.add(deposit.lot.losses)
      sums[key] = sum
    }
    return sums.map { key, sum in
      let account = Holder(chain: key.wallet.chain, account: key.account)
      return FreezeCandidate(
        holder: sum.label.name, account: accountID(account),
        depositTransaction: context.name(key.deposit), wallet: accountID(key.wallet),
        sweep: context.name(key.sweep), asset: assetID(key.asset, key.wallet.chain),
        amount: sum.amount, loss: amounts(sum.losses), since: context.time(key.sweep),
        action: .holdAccount, isFrozen: isFrozen(account, key.asset))
    }
  }

  /// Tokens whose issuer can freeze them, in wallets of nobody's.
  private func tokenCandidates(_ holdings: [Holding]) -> [FreezeCandidate] {
    var candidates: [FreezeCandidate] = []
    for holding in holdings {
      guard let issuer = issuer(of: holding.asset),
        let holder = holder(of: holding.account), let asset = index(of: holding.asset)
      else { continue }
      candidates.append(
        FreezeCandidate(
          holder: issuer, account: holding.account, depositTransaction: holding.transaction,
          wallet: nil, sweep: nil, asset: holding.asset, amount: holding.amount,
          loss: holding.loss, since: holding.since, action: .freezeToken,
          isFrozen: isFrozen(holder, asset)))
    }
    return candidates
  }

  /// Who can freeze a token at its contract: a known issuer, or one that a label names.
  private func issuer(of asset: AssetID) -> String? {
    guard asset.namespace == "erc20",
      let key = try? AddressCodec.key(of: AccountID(chain: asset.chain, address: asset.reference))
    else { return nil }
    let labels = context.claims.labels(
      of: key, on: asset.chain, knownAt: context.request.knownAt)
    return labels.first { $0.category == .issuer }?.name
      ?? KnownContract.token(asset)?.issuer
  }

  private func holder(of account: AccountID) -> Holder? {
    guard let chain = context.chains.firstIndex(where: { $0.id == account.chain }),
      case .account(let ledger, _) = context.chains[chain],
      let key = try? AddressCodec.key(of: account), let index = ledger.account(key)
    else { return nil }
    return Holder(chain: chain, account: index)
  }

  private func index(of asset: AssetID) -> HeldAsset? {
    for case .account(let ledger, _) in context.chains where ledger.chain == asset.chain {
      return ledger.asset(asset).map(HeldAsset.row)
    }
    return nil
  }

  /// Whether the issuer froze the account, and did not unfreeze it, before the trace's end.
  private func isFrozen(_ holder: Holder, _ asset: HeldAsset) -> Bool {
    guard case .account(let ledger, let limit) = context.chains[holder.chain],
      case .row(let asset) = asset
    else { return false }
    var rows = ledger.rows(paidTo: holder.account)
    var isFrozen = false
    while let row = rows.next(), row < limit.order {
      let transfer = ledger.transfer(at: row)
      guard transfer.kind.isStatement, transfer.asset == asset else { continue }
      isFrozen = transfer.kind == .freeze
    }
    return isFrozen
  }

  // MARK: - Flows

  func flows() -> [FlowEdge] {
    record.flows.map { key, flow in
      FlowEdge(
        from: accountID(key.from), to: accountID(key.to), asset: assetID(key.asset, key.from.chain),
        amount: flow.amount, loss: amounts(flow.losses),
        transactions: Set(flow.moves).sorted().map(context.name))
    }.sorted {
      ($0.from.description, $0.to.description, $0.asset.description)
        < ($1.from.description, $1.to.description, $1.asset.description)
    }
  }
}
