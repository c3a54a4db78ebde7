import WeirModel

/// Where each loss went, as figures and as a bar.
extension TraceReport {
  private struct Part {
    let style: String
    let name: String
    let amount: Amount
  }

  private func parts(_ totals: LossTotals) -> [Part] {
    [
      Part(style: "held", name: "held", amount: totals.held),
      Part(style: "custody", name: "at custodians", amount: totals.custody),
      Part(style: "mixer", name: "in mixers", amount: totals.mixer),
      Part(style: "fees", name: "fees", amount: totals.fees),
      Part(style: "destroyed", name: "destroyed", amount: totals.destroyed),
      Part(style: "unfollowed", name: "unfollowed", amount: totals.unfollowed),
    ]
  }

  /// One loss: a bar of its parts, and a list that says the same in words.
  func totals(_ totals: LossTotals) -> HTML {
    let stolen = presentation.amount(totals.stolen, of: totals.asset)
    return .group([
      .tag("h3", .text("\(totals.incident): \(stolen)")), bar(totals), legend(totals),
    ])
  }

  private func bar(_ totals: LossTotals) -> HTML {
    var x = 0
    var pieces: [HTML] = []
    for part in parts(totals) {
      let width = Presentation.millionths(part.amount, of: totals.stolen)
      guard width > 0 else { continue }
      pieces.append(
        .empty(
          "rect",
          [
            "class": "s-\(part.style)", "x": "\(x)", "y": "0", "width": "\(width)",
            "height": "10",
          ]))
      x += width
    }
    // The list below the bar says the same, so that a reader of texts skips it.
    let svg = HTML.tag(
      "svg", ["viewBox": "0 0 1000000 10", "preserveAspectRatio": "none", "aria-hidden": "true"],
      pieces)
    return .tag("div", ["class": "bar"], svg)
  }

  private func legend(_ totals: LossTotals) -> HTML {
    let items = parts(totals).filter { !$0.amount.isZero }.map { part -> HTML in
      let share = Presentation.percent(Presentation.millionths(part.amount, of: totals.stolen))
      let sign = HTML.tag(
        "svg", ["viewBox": "0 0 1 1", "aria-hidden": "true"],
        .empty("rect", ["class": "s-\(part.style)", "width": "1", "height": "1"]))
      let text = "\(part.name) \(presentation.amount(part.amount, of: totals.asset)) (\(share))"
      return .tag("li", sign, .text(text))
    }
    return .tag("ul", ["class": "legend"], items)
  }

  /// All policies side by side, a table for each loss.
  var policiesSection: HTML {
    let tables = finding.stolen.map { loss -> HTML in
      let rows = finding.policies.compactMap { row($0, loss) }
      return .table(
        "\(loss.incident): \(presentation.amount(loss.amount, of: loss.asset))",
        [
          .text("Policy"), .number("Held"), .number("At custodians"), .number("In mixers"),
          .number("Fees"), .number("Destroyed"), .number("Unfollowed"),
        ], rows, none: ReportWords.none)
    }
    return .section(
      "policies", ReportWords.policies,
      [.paragraph(ReportWords.conservation)] + tables + poisonNote)
  }

  private func row(_ policy: PolicyFinding, _ loss: LossAmount) -> [HTML]? {
    let name = HTML.text(ReportWords.name(of: policy.policy))
    guard
      let totals = policy.totals.first(where: {
        $0.incident == loss.incident && $0.asset == loss.asset
      })
    else { return nil }
    return [name]
      + parts(totals).map { part in
        let share = Presentation.percent(Presentation.millionths(part.amount, of: totals.stolen))
        return .lines([
          .text(presentation.amount(part.amount, of: loss.asset)),
          .tag("span", ["class": "soft"], .text(share)),
        ])
      }
  }

  private var poisonNote: [HTML] {
    finding.policies.filter { !$0.policy.isExact }.map { policy in
      .paragraph(
        ReportWords.poison(
          holdings: policy.holdings.count, deposits: policy.deposits.count))
    }
  }
}
