import WeirModel

/// What the finding rests on, what it leaves open, and how to check it.
extension TraceReport {
  func unfollowedSection(_ record: PolicyFinding) -> HTML {
    let (rows, note) = limited(
      record.unfollowed.map { loss in
        [
          .text(loss.reason.rawValue),
          loss.account.map(presentation.account) ?? .text(ReportWords.noAccount),
          presentation.losses(loss.loss, isExact: record.policy.isExact),
        ]
      }
        + record.destroyed.map { loss in
          [
            .text(ReportWords.destroyed(loss.how)), .text(ReportWords.noAccount),
            presentation.losses(loss.loss, isExact: record.policy.isExact),
          ]
        })
    let table = HTML.table(
      ReportWords.unfollowedCaption,
      [.text("Reason"), .text("Account"), .number("Of the loss")], rows, none: ReportWords.none)
    let sentences = record.unprovenSwaps + record.cut
    let list = sentences.isEmpty ? [] : [HTML.list(sentences.prefix(Self.rowLimit).map(HTML.text))]
    return .section("unfollowed", ReportWords.unfollowed, [table] + note + list)
  }

  /// The strongest first: what rests on a possible link is not to be taken for a certain one.
  func linksSection(_ record: PolicyFinding) -> HTML {
    let order = record.links.indices.sorted {
      let (a, b) = (record.links[$0].strength, record.links[$1].strength)
      return a != b ? a > b : $0 < $1
    }
    let (rows, note) = limited(
      order.map { record.links[$0] }.map { link in
        [
          .text(link.strength.name), .text(link.kind.rawValue),
          presentation.transaction(link.deposit), presentation.transaction(link.release),
          .text(link.source), presentation.losses(link.loss, isExact: record.policy.isExact),
        ]
      })
    let table = HTML.table(
      ReportWords.linksCaption,
      [
        .text("Strength"), .text("Kind"), .text("Deposit"), .text("Release"), .text("Source"),
        .number("Of the loss"),
      ], rows, none: ReportWords.none)
    return .section("links", ReportWords.links, [table] + note)
  }

  var coverageSection: HTML {
    let rows = finding.ledger.map { chain -> [HTML] in
      [
        .code(chain.chain.description), .text("\(chain.firstBlock) – \(chain.lastBlock)"),
        .lines([
          .code(
            chain.lastHash.map { TransactionName.hash($0).text(on: chain.chain) }
              ?? ReportWords.noHash), Presentation.time(chain.lastTime),
        ]),
        .text(chain.facts.joined(separator: ", ")), .lines(remarks(chain).map(HTML.text)),
      ]
    }
    let table = HTML.table(
      ReportWords.coverageCaption,
      [
        .text("Chain"), .text("Blocks"), .text("Last block"), .text("Facts"), .text("Remarks"),
      ], rows, none: ReportWords.none)
    return .section(
      "coverage", ReportWords.coverage,
      [.paragraph(ReportWords.coverageNote), table] + unverified + incomplete)
  }

  private func remarks(_ chain: ChainState) -> [String] {
    var remarks = [chain.isVerified ? ReportWords.checked : ReportWords.notChecked]
    if chain.hasGaps { remarks.append(ReportWords.gaps) }
    if chain.unknownInputs > 0 { remarks.append(ReportWords.unknownInputs(chain.unknownInputs)) }
    return remarks
  }

  private var unverified: [HTML] {
    guard !transactions.isEmpty else { return [] }
    let count = transactions.count { !$0.isVerified }
    return [
      .paragraph(ReportWords.relied(transactions.count, unverified: count))
    ]
  }

  private var incomplete: [HTML] {
    let accounts = finding.ledger.flatMap(\.incomplete)
    guard !accounts.isEmpty else { return [] }
    let (rows, note) = limited(
      accounts.map { account in
        [
          presentation.account(account.account), .code(account.asset.description),
          .text(account.reason),
          .text(presentation.amount(account.unseenOpening, of: account.asset)),
        ]
      })
    let table = HTML.table(
      ReportWords.incompleteCaption,
      [.text("Account"), .text("Asset"), .text("Why"), .number("Unseen opening balance")], rows,
      none: ReportWords.none)
    return [.tag("h3", .text(ReportWords.incompleteTitle)), table] + note
  }

  var methodSection: HTML {
    let policies = finding.policies.map { policy in
      HTML.text("\(ReportWords.name(of: policy.policy)): \(ReportWords.rule(of: policy.policy))")
    }
    return .section(
      "method", ReportWords.method,
      [.paragraph(ReportWords.methodNote), .list(policies), .list(parameters)])
  }

  private var parameters: [HTML] {
    let request = finding.request
    let bounds = request.bounds
    return [
      ReportWords.fees(follows: request.followsFees), ReportWords.dust(request.dust),
      ReportWords.time(ReportWords.until, request.until),
      ReportWords.time(ReportWords.asOf, request.asOf),
      ReportWords.time(ReportWords.knownAt, request.knownAt),
      ReportWords.bounds(bounds.transfers, bounds.addresses, bounds.counterparties),
    ].map(HTML.text)
  }

  var verifySection: HTML {
    let rows = hashes.sorted { $0.key.rawValue < $1.key.rawValue }.map { name, hash -> [HTML] in
      [.text(name.rawValue), .code(hash.hex)]
    }
    let table =
      rows.isEmpty
      ? []
      : [
        HTML.table(
          ReportWords.hashesCaption, [.text("File"), .text("SHA-256")], rows,
          none: ReportWords.none)
      ]
    return .section(
      "verify", ReportWords.verify,
      [
        .paragraph(ReportWords.verifyNote),
        .tag("pre", .code(ReportWords.verifyCommand)), .paragraph(ReportWords.verifyKey),
      ] + table)
  }
}
