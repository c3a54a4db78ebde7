import WeirCodecs
import WeirLedger
import WeirModel

/// What one policy's run leaves behind.
struct PolicyOutcome: Sendable {
  let finding: PolicyFinding
  /// The pairs that were followed on account chains, with their unseen opening balances.
  let openings: [Pair: Amount]
}

/// Turns a run's record, which speaks the ledger's indexes, into a finding that speaks
/// identifiers. Every list has one order that depends on nothing but its content.
struct TraceAssembler {
  let context: TraceContext
  let run: PolicyRun

  var record: TraceRecord { run.record }

  func outcome() -> PolicyOutcome {
    var openings: [Pair: Amount] = [:]
    for pair in record.followedPairs { openings[pair] = run.history(of: pair)?.opening ?? .zero }
    return PolicyOutcome(finding: policyFinding(), openings: openings)
  }

  private func policyFinding() -> PolicyFinding {
    let holdings = holdings()
    return PolicyFinding(
      policy: run.policy, totals: totals(), holdings: holdings, deposits: deposits(),
      freezeCandidates: freezeCandidates(holdings), flows: flows(), unfollowed: unfollowed(),
      destroyed: destroyed(), links: links(), unprovenSwaps: unprovenSwaps(), cut: cut(),
      transfersRead: run.budget.transfersRead)
  }

  // MARK: - Totals

  private func totals() -> [LossTotals] {
    guard run.policy.isExact else { return [] }
    return context.losses.entries.indices.map { key in
      let held = record.held.reduce(Amount.zero) { sum, held in
        sum + held.lots.reduce(.zero) { $0 + $1.amount(ofLoss: key) }
      }
      func ended(_ condition: (Ending) -> Bool) -> Amount {
        record.tally.sum(key, where: condition)
      }
      let totals = LossTotals(
        incident: context.losses.entries[key].incident, asset: context.losses.entries[key].asset,
        stolen: context.losses.stolen[key], held: held, custody: ended { $0 == .custody },
        mixer: ended { $0 == .mixer }, fees: ended { $0 == .fees },
        destroyed: ended { if case .destroyed = $0 { true } else { false } },
        unfollowed: ended { if case .unfollowed = $0 { true } else { false } })
      precondition(totals.isConserved, "a loss was made or lost under \(run.policy): \(totals)")
      return totals
    }
  }

  func amounts(_ losses: [Loss]) -> [LossAmount] {
    losses.filter { !$0.amount.isZero || !run.policy.isExact }.map { loss in
      let entry = context.losses.entries[loss.key]
      return LossAmount(incident: entry.incident, asset: entry.asset, amount: loss.amount)
    }
  }

  private func unfollowed() -> [UnfollowedLoss] {
    record.unfollowed.map { stop, losses in
      UnfollowedLoss(
        reason: stop.reason, account: stop.holder.map(accountID), loss: amounts(losses))
    }.sorted {
      ($0.reason.rawValue, $0.account?.description ?? "")
        < ($1.reason.rawValue, $1.account?.description ?? "")
    }
  }

  private func destroyed() -> [DestroyedLoss] {
    Destruction.allCases.compactMap { how in
      let losses = context.losses.entries.indices.map {
        Loss(key: $0, amount: record.tally.ended[$0][.destroyed(how)] ?? .zero)
      }.filter { !$0.amount.isZero }
      return losses.isEmpty ? nil : DestroyedLoss(how: how, loss: amounts(losses))
    }
  }

  private func links() -> [LinkTotal] {
    var totals: [Link: [Loss]] = [:]
    for followed in record.followedLinks { totals[followed.link, default: []].add(followed.losses) }
    return totals.sorted { $0.key.sortKey < $1.key.sortKey }.map { link, losses in
      LinkTotal(
        kind: link.kind, strength: link.claim.confidence, deposit: link.deposit,
        release: link.release, source: link.claim.source, loss: amounts(losses))
    }
  }

  private func unprovenSwaps() -> [String] {
    record.unprovenSwaps.map { swap in
      let venue = accountID(swap.venue)
      let payer = accountID(Holder(chain: swap.venue.chain, account: swap.payer))
      let paid = assetID(.row(swap.paid), swap.venue.chain)
      let received = assetID(.row(swap.received), swap.venue.chain)
      let transaction = context.name(Arrival(chain: swap.venue.chain, row: swap.transaction))
      return "unproven swap: \(payer) paid \(paid) to \(venue) and received \(received) "
        + "in \(transaction.chain)/\(transaction.transaction.text(on: transaction.chain))"
    }.sorted()
  }

  private func cut() -> [String] {
    record.cut.map { cut in
      switch cut {
      case .transfers(let bound): "stopped after \(bound) transfers (--max-transfers)"
      case .addresses(let bound): "stopped at \(bound) accounts (--max-addresses)"
      case .history(let pair):
        "did not expand \(accountID(Holder(chain: pair.chain, account: pair.account))): more "
          + "transfers of \(assetID(.row(pair.asset), pair.chain)) than are left to read"
      }
    }.sorted()
  }

  // MARK: - Names

  func accountID(_ holder: Holder) -> AccountID {
    let chain = context.chains[holder.chain]
    return AddressCodec.accountID(of: chain.key(of: holder.account), on: chain.id)
  }

  func assetID(_ asset: HeldAsset, _ chain: Int) -> AssetID {
    switch (context.chains[chain], asset) {
    case (.account(let ledger, _), .row(let index)): ledger.assetID(of: index)
    default: .native(of: context.chains[chain].id)
    }
  }
}

extension Lot {
  func amount(ofLoss key: Int) -> Amount {
    losses.first { $0.key == key }?.amount ?? .zero
  }
}

extension TraceContext {
  /// The reference that a person would write for a place.
  func name(_ place: Place) -> TransferReference {
    switch chains[place.chain] {
    case .account(let chain, _):
      let transaction = chain.transaction(ofTransfer: place.row)
      let name = chain.name(of: transaction)
      // A transaction has fewer rows than 2^32.
      let position = UInt32(truncatingIfNeeded: place.row - transaction.transfers.lowerBound)
      return TransferReference(chain: chain.chain, transaction: name, position: position)
    case .utxo(let chain, _):
      let transaction = chain.transaction(at: chain.transactionOrdinal(ofOutput: place.row))
      // An output's index has 32 bits.
      let position = UInt32(truncatingIfNeeded: place.row - transaction.outputs.lowerBound)
      return TransferReference(
        chain: chain.chain, transaction: .hash(transaction.id), position: position)
    }
  }

  func name(_ arrival: Arrival) -> TransferReference {
    name(Place(chain: arrival.chain, row: arrival.row))
  }

  func time(_ arrival: Arrival) -> Timestamp {
    let chain = chains[arrival.chain]
    let order = chain.order(ofPlace: arrival.row)
    return chain.time(ofBlock: chain.place(of: order).block)
  }
}
