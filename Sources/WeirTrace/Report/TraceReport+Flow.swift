import WeirModel

/// How the value moved: a drawing, and a table that says the same.
extension TraceReport {
  func flowSection(_ record: PolicyFinding) -> HTML {
    let drawing = FlowDrawing(
      presentation: presentation, policy: record, limit: Self.drawnLimit)
    let graph = drawing.graph
    guard !graph.edges.isEmpty else {
      return .section("flow", ReportWords.flow, [.paragraph(ReportWords.noFlow)])
    }
    var notes = [HTML.paragraph(ReportWords.flowNote)]
    if graph.leftOutCount > 0 {
      notes.append(
        .paragraph(
          ReportWords.leftOut(
            graph.leftOutCount, share: Presentation.percent(graph.leftOutShare))))
    }
    let figure = HTML.tag(
      "figure", drawing.svg, .tag("figcaption", .text(ReportWords.record(record.policy))))
    return .section("flow", ReportWords.flow, notes + [figure, table(graph, record)])
  }

  private func table(_ graph: FlowGraph, _ record: PolicyFinding) -> HTML {
    let rows = graph.edges.map { edge -> [HTML] in
      [
        node(graph.nodes[edge.from]), node(graph.nodes[edge.to]),
        .text(edge.crossing ?? presentation.amount(edge.amount, of: edge.asset)),
        presentation.losses(edge.loss, isExact: record.policy.isExact),
        transactions(edge.transactions),
      ]
    }
    return .table(
      ReportWords.flowCaption,
      [
        .text("From"), .text("To"), .number("Amount"), .number("Of the loss"),
        .text("Transactions"),
      ], rows, none: ReportWords.none)
  }

  private func node(_ node: FlowGraph.Node) -> HTML {
    guard node.accounts.count > 1, let last = node.accounts.last else {
      return presentation.account(node.accounts[0])
    }
    return .lines([
      .tag("span", ["class": "label"], .text(ReportWords.peelChain(node.accounts.count))),
      presentation.account(node.accounts[0]), presentation.account(last),
    ])
  }

  /// The first ones, and how many more.
  private func transactions(_ references: [TransferReference]) -> HTML {
    let shown = references.prefix(3).map(presentation.transaction)
    let more = references.count - shown.count
    guard more > 0 else { return .lines(shown) }
    let note = ReportWords.more(more, in: EvidenceBundle.FileName.findings.rawValue)
    return .lines(shown + [.tag("span", ["class": "soft"], .text(note))])
  }
}
