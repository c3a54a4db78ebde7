import WeirModel

/// What was stolen, where it is, and what can still be stopped.
extension TraceReport {
  var stolenSection: HTML {
    let rows = finding.stolen.map { loss -> [HTML] in
      [
        .text(loss.incident), .text(presentation.amount(loss.amount, of: loss.asset)),
        .code(loss.asset.description),
      ]
    }
    let sources = finding.request.thefts.map { theft in
      HTML.group([.text("\(theft.incident): "), .code(theft.source.description)])
    }
    return .section(
      "stolen", ReportWords.stolen,
      [
        .table(
          ReportWords.stolenCaption,
          [.text("Incident"), .number("Amount"), .text("Asset")], rows, none: ReportWords.none),
        .paragraph(ReportWords.takenBy), .list(sources),
      ])
  }

  func holdingsSection(_ record: PolicyFinding) -> HTML {
    var children: [HTML] = [.paragraph(ReportWords.record(record.policy))]
    children += record.totals.map(totals)
    children += [.tag("h3", .text(ReportWords.heldTitle))] + holdings(record)
    children += [.tag("h3", .text(ReportWords.depositsTitle))] + deposits(record)
    return .section("holdings", ReportWords.holdings, children)
  }

  /// The largest share of the loss first.
  private func holdings(_ record: PolicyFinding) -> [HTML] {
    let ordered = ordered(record.holdings, by: \.loss)
    let (rows, note) = limited(
      ordered.map { holding in
        [
          presentation.account(holding.account),
          .text(presentation.amount(holding.amount, of: holding.asset)),
          presentation.losses(holding.loss, isExact: record.policy.isExact),
          Presentation.time(holding.since), presentation.transaction(holding.transaction),
        ]
      })
    let table = HTML.table(
      ReportWords.heldCaption,
      [
        .text("Account"), .number("Holds of it"), .number("Of the loss"), .text("Since"),
        .text("Last transaction"),
      ], rows, none: ReportWords.none)
    return [table] + note
  }

  private func deposits(_ record: PolicyFinding) -> [HTML] {
    let ordered = ordered(record.deposits, by: \.loss)
    let (rows, note) = limited(
      ordered.map { deposit in
        [
          .lines([
            .tag("span", ["class": "label"], .text(deposit.holder)),
            .tag("span", ["class": "soft"], .text(ReportWords.name(of: deposit.category))),
          ]),
          presentation.account(deposit.wallet),
          .text(presentation.amount(deposit.amount, of: deposit.asset)),
          presentation.losses(deposit.loss, isExact: record.policy.isExact),
          Presentation.time(deposit.since), presentation.transaction(deposit.transaction),
        ]
      })
    let table = HTML.table(
      ReportWords.depositsCaption,
      [
        .text("Service"), .text("Wallet"), .number("Amount"), .number("Of the loss"),
        .text("When"), .text("Transaction"),
      ], rows, none: ReportWords.none)
    return [table] + note
  }

  /// The largest share of a loss first; equals keep their order.
  private func ordered<Place>(_ places: [Place], by loss: (Place) -> [LossAmount]) -> [Place] {
    let shares = places.map { presentation.share(of: loss($0)) }
    return places.indices.sorted {
      shares[$0] != shares[$1] ? shares[$0] > shares[$1] : $0 < $1
    }.map { places[$0] }
  }

  func freezeSection(_ record: PolicyFinding) -> HTML {
    let (rows, note) = limited(
      record.freezeCandidates.enumerated().map { index, candidate in
        let frozen = candidate.isFrozen ? ReportWords.frozen : ReportWords.notFrozen
        return [
          .text("\(index + 1)"),
          .lines([
            .tag("span", ["class": "label"], .text(candidate.holder)),
            .tag("span", ["class": "soft"], .text("\(candidate.action.rawValue) · \(frozen)")),
          ]),
          .lines([
            presentation.account(candidate.account),
            presentation.transaction(candidate.depositTransaction),
          ]),
          .text(presentation.amount(candidate.amount, of: candidate.asset)),
          presentation.losses(candidate.loss, isExact: record.policy.isExact),
          Presentation.time(candidate.since),
        ]
      })
    let table = HTML.table(
      ReportWords.freezeCaption,
      [
        .number("No."), .text("Who can stop it, and how"),
        .text("Account, and the transfer into it"), .number("Amount"), .number("Of the loss"),
        .text("Since"),
      ], rows, none: ReportWords.noFreeze)
    return .section(
      "freeze", ReportWords.freeze, [.paragraph(ReportWords.freezeNote), table] + note)
  }
}
