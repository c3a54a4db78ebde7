public import WeirCodecs
import WeirModel

/// The object that `weir trace --json` prints; its fields are described in
/// `docs/formats/trace.md`. Amounts are decimal strings of base units.
extension TraceFinding {
  public var json: JSONValue {
    .members(
      ("engine", .string(Trace.engine)),
      ("marking", .string(marking.rawValue)),
      ("parameters", request.json),
      ("stolen", .array(stolen.map(\.json))),
      (
        "policies",
        .object(policies.map { JSONValue.Member($0.policy.rawValue, $0.json) })
      ),
      ("coverage", .members(("chains", .array(ledger.map(\.json))))),
      ("claims", .string(claimsHash.hex)),
      ("denominations", .object(denominationMembers)),
      ("cut", .array(Set(policies.flatMap(\.cut)).sorted().map(JSONValue.string)))
    )
  }

  private var denominationMembers: [JSONValue.Member] {
    denominations.sorted { $0.key < $1.key }.map { asset, denomination in
      JSONValue.Member(
        asset.description,
        .members(
          ("decimals", .integer(denomination.decimals)),
          ("symbol", .optional(denomination.symbol))))
    }
  }
}

extension TraceRequest {
  /// Every parameter, so that somebody else can ask the same.
  public var json: JSONValue {
    .members(
      ("thefts", .array(thefts.map(\.json))),
      ("chains", chains.map { .array($0.sorted().map { .string($0.description) }) } ?? .null),
      ("policies", .array(policies.map { .string($0.rawValue) })),
      ("fees", .string(followsFees ? "follow" : "stop")),
      ("until", .optional(until?.description)),
      (
        "through",
        .object(
          through.sorted { $0.key < $1.key }.map {
            JSONValue.Member($0.key.description, .string(String($0.value)))
          })
      ),
      ("as_of", .optional(asOf?.description)),
      ("known_at", .optional(knownAt?.description)),
      ("dust", .string(dust.description)),
      ("max_transfers", .integer(bounds.transfers)),
      ("max_addresses", .integer(bounds.addresses)),
      ("max_counterparties", .integer(bounds.counterparties))
    )
  }
}

extension Theft {
  var json: JSONValue {
    .members(
      ("incident", .string(incident)), ("source", .string(source.description)),
      ("asset", .optional(asset?.description)), ("amount", .optional(amount?.description)))
  }
}

extension Theft.Source: CustomStringConvertible {
  /// As the command line takes it: `CHAIN/TX#POSITION` or `ACCOUNT@BLOCK`.
  public var description: String {
    switch self {
    case .transfer(let reference): reference.description
    case .received(let chain, let account, let block):
      "\(AddressCodec.accountID(of: account, on: chain))@\(block)"
    }
  }
}

extension LossAmount {
  var json: JSONValue {
    .members(
      ("incident", .string(incident)), ("asset", .string(asset.description)),
      ("amount", .string(amount.description)))
  }
}

extension ChainState {
  var json: JSONValue {
    .members(
      ("chain", .string(chain.description)),
      ("first_block", .string(String(firstBlock))), ("last_block", .string(String(lastBlock))),
      ("last_hash", .optional(lastHash.map { TransactionName.hash($0).text(on: chain) })),
      ("last_time", .string(lastTime.description)),
      ("facts", .array(facts.map(JSONValue.string))),
      ("verified", .bool(isVerified)), ("gaps", .bool(hasGaps)),
      ("unknown_inputs", .string(String(unknownInputs))),
      ("incomplete", .array(incomplete.map(\.json))))
  }
}

extension IncompleteAccount {
  var json: JSONValue {
    .members(
      ("account", .string(account.description)), ("asset", .string(asset.description)),
      ("reason", .string(reason)), ("unseen_opening", .string(unseenOpening.description)))
  }
}

extension PolicyFinding {
  var json: JSONValue {
    .members(
      ("policy", .string(policy.rawValue)),
      ("totals", .array(totals.map(\.json))),
      ("holdings", .array(holdings.map(\.json))),
      ("deposits", .array(deposits.map(\.json))),
      ("freeze_candidates", .array(freezeCandidates.map(\.json))),
      ("flows", .array(flows.map(\.json))),
      ("unfollowed", .array(unfollowed.map(\.json))),
      ("destroyed", .array(destroyed.map(\.json))),
      ("links", .array(links.map(\.json))),
      ("unproven_swaps", .array(unprovenSwaps.map(JSONValue.string))),
      ("cut", .array(cut.map(JSONValue.string))),
      ("transfers_read", .integer(transfersRead)))
  }
}

extension LossTotals {
  var json: JSONValue {
    .members(
      ("incident", .string(incident)), ("asset", .string(asset.description)),
      ("stolen", .string(stolen.description)), ("held", .string(held.description)),
      ("custody", .string(custody.description)), ("mixer", .string(mixer.description)),
      ("fees", .string(fees.description)), ("destroyed", .string(destroyed.description)),
      ("unfollowed", .string(unfollowed.description)))
  }
}

extension Holding {
  var json: JSONValue {
    .members(
      ("account", .string(account.description)), ("asset", .string(asset.description)),
      ("amount", .string(amount.description)), ("loss", .array(loss.map(\.json))),
      ("label", .optional(labels.first?.name)), ("labels", .array(labels.map(\.json))),
      ("since", .string(since.description)), ("transaction", .string(transaction.description)))
  }
}

extension AccountLabel {
  var json: JSONValue {
    .members(
      ("name", .string(name)), ("category", .string(category.rawValue)),
      ("source", .string(source)), ("held_then", .bool(heldThen)), ("holds_now", .bool(holdsNow)))
  }
}

extension ServiceDeposit {
  var json: JSONValue {
    .members(
      ("category", .string(category.rawValue)), ("holder", .string(holder)),
      ("account", .string(wallet.description)), ("asset", .string(asset.description)),
      ("amount", .string(amount.description)), ("loss", .array(loss.map(\.json))),
      ("since", .string(since.description)), ("transaction", .string(transaction.description)))
  }
}

extension FreezeCandidate {
  var json: JSONValue {
    .members(
      ("holder", .string(holder)), ("account", .string(account.description)),
      ("deposit_transaction", .string(depositTransaction.description)),
      ("wallet", .optional(wallet?.description)), ("sweep", .optional(sweep?.description)),
      ("asset", .string(asset.description)), ("amount", .string(amount.description)),
      ("loss", .array(loss.map(\.json))), ("since", .string(since.description)),
      ("action", .string(action.rawValue)), ("already_frozen", .bool(isFrozen)))
  }
}

extension FlowEdge {
  var json: JSONValue {
    .members(
      ("from", .string(from.description)), ("to", .string(to.description)),
      ("asset", .string(asset.description)), ("amount", .string(amount.description)),
      ("loss", .array(loss.map(\.json))),
      ("transactions", .array(transactions.map { .string($0.description) })))
  }
}

extension UnfollowedLoss {
  var json: JSONValue {
    .members(
      ("reason", .string(reason.rawValue)), ("account", .optional(account?.description)),
      ("loss", .array(loss.map(\.json))))
  }
}

extension DestroyedLoss {
  var json: JSONValue {
    .members(("how", .string(how.rawValue)), ("loss", .array(loss.map(\.json))))
  }
}

extension LinkTotal {
  var json: JSONValue {
    .members(
      ("kind", .string(kind.rawValue)), ("strength", .string(strength.name)),
      ("deposit", .string(deposit.description)), ("release", .string(release.description)),
      ("source", .string(source)), ("loss", .array(loss.map(\.json))))
  }
}

extension JSONValue {
  static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}
