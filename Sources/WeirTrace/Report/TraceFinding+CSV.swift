import WeirCodecs
import WeirModel

/// The places of a finding as one flat table, for whoever works in a spreadsheet.
extension TraceFinding {
  /// A row for each holding, deposit and freeze candidate, under each policy, and for each loss
  /// that it carries. Amounts are base units. Text from outside is neutralised: nothing in it is
  /// evaluated.
  public var csv: String {
    var writer = CSVWriter(header: [
      "policy", "kind", "no", "holder", "category", "account", "asset", "amount", "incident",
      "stolen_asset", "loss", "since", "transaction", "wallet", "sweep", "action",
      "already_frozen",
    ])
    for policy in policies {
      for row in policy.rows {
        for loss in row.loss { writer.append(row.cells(policy.policy, loss)) }
      }
    }
    return writer.text
  }
}

/// A place of a finding as a row.
private struct PlaceRow {
  var kind: String
  var number: Int
  var holder = ""
  var category = ""
  var account: AccountID
  var asset: AssetID
  var amount: Amount
  var loss: [LossAmount]
  var since: Timestamp
  var transaction: TransferReference
  var wallet: AccountID?
  var sweep: TransferReference?
  var action = ""
  var frozen = ""

  /// Identifiers come from chains and from files: only digits and dates are taken as our own.
  func cells(_ policy: Policy, _ loss: LossAmount) -> [CSVWriter.Cell] {
    [
      .own(policy.rawValue), .own(kind), .own(String(number)), .text(holder), .own(category),
      .text(account.description), .text(asset.description), .own(amount.description),
      .text(loss.incident), .text(loss.asset.description), .own(loss.amount.description),
      .own(since.description), .text(transaction.description),
      .text(wallet?.description ?? ""), .text(sweep?.description ?? ""), .own(action),
      .own(frozen),
    ]
  }
}

extension PolicyFinding {
  fileprivate var rows: [PlaceRow] {
    holdings.enumerated().map { index, holding in
      PlaceRow(
        kind: "holding", number: index + 1, holder: holding.labels.first?.name ?? "",
        category: holding.labels.first?.category.rawValue ?? "", account: holding.account,
        asset: holding.asset, amount: holding.amount, loss: holding.loss, since: holding.since,
        transaction: holding.transaction)
    }
      + deposits.enumerated().map { index, deposit in
        PlaceRow(
          kind: "deposit", number: index + 1, holder: deposit.holder,
          category: deposit.category.rawValue, account: deposit.wallet, asset: deposit.asset,
          amount: deposit.amount, loss: deposit.loss, since: deposit.since,
          transaction: deposit.transaction)
      }
      + freezeCandidates.enumerated().map { index, candidate in
        PlaceRow(
          kind: "freeze_candidate", number: index + 1, holder: candidate.holder,
          account: candidate.account, asset: candidate.asset, amount: candidate.amount,
          loss: candidate.loss, since: candidate.since,
          transaction: candidate.depositTransaction, wallet: candidate.wallet,
          sweep: candidate.sweep, action: candidate.action.rawValue,
          frozen: candidate.isFrozen ? "yes" : "no")
      }
  }
}
