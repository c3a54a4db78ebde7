import WeirModel

/// Draws a flow as SVG: nodes as boxes in columns, movements as bands between them.
struct FlowDrawing {
  let presentation: Presentation
  let policy: PolicyFinding
  let graph: FlowGraph
  private let layout: FlowLayout
  private let thickness: [Int]
  private let held: Set<AccountID>

  private static let boxWidth = 188
  private static let columnWidth = 330
  private static let margin = 14
  /// Between bands at a box: enough for a line of text above each.
  private static let spacing = 12

  init(presentation: Presentation, policy: PolicyFinding, limit: Int) {
    self.presentation = presentation
    self.policy = policy
    held = Set(policy.holdings.map(\.account))
    let labelled = Set(
      policy.flows.flatMap { [$0.from, $0.to] }.filter {
        presentation.label(of: $0) != nil
      })
    graph = FlowGraph(
      policy, share: presentation.share, ends: held.union(labelled), limit: limit)
    thickness = Self.thickness(of: graph)
    let sources = graph.nodes.indices.filter { [graph] in graph.nodes[$0].isSource }
    layout = FlowLayout(
      heights: Self.heights(of: graph, thickness),
      edges: graph.edges.map { (from: $0.from, to: $0.to) }, thickness: thickness,
      sources: sources)
  }

  /// A whole loss is 18 pixels wide.
  private static func thickness(of graph: FlowGraph) -> [Int] {
    graph.edges.map { 2 + $0.share * 16 / 1_000_000 }
  }

  /// Room for all bands of the fuller side.
  private static func heights(of graph: FlowGraph, _ thickness: [Int]) -> [Int] {
    var left = [Int](repeating: 0, count: graph.nodes.count)
    var right = left
    for (edge, width) in zip(graph.edges, thickness) {
      right[edge.from] += width + spacing
      left[edge.to] += width + spacing
    }
    return zip(left, right).map { max($0, $1, 46) }
  }

  // MARK: - Drawing

  var svg: HTML {
    let width = 2 * Self.margin + max(0, layout.layerCount - 1) * Self.columnWidth + Self.boxWidth
    let height = 2 * Self.margin + layout.height
    let title = "\(ReportWords.flow), \(ReportWords.name(of: policy.policy))"
    return .tag(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "flow", "role": "img",
        "viewBox": "0 0 \(width) \(height)", "width": "\(width)", "height": "\(height)",
      ],
      [.tag("title", .text(title))] + graph.edges.indices.map(band)
        + graph.edges.indices.map(caption) + graph.nodes.indices.map(box))
  }

  private func left(of vertex: Int) -> Int {
    Self.margin + layout.vertices[vertex].layer * Self.columnWidth
  }

  private func middle(of vertex: Int) -> Int { Self.margin + layout.vertices[vertex].y }

  /// Where an edge leaves or enters a vertex: edges of one side stand under one another.
  private func port(of edge: Int, at vertex: Int, leaving: Bool) -> (x: Int, y: Int) {
    let isRight = leaving != layout.backward.contains(edge)
    let x = left(of: vertex) + (isRight ? Self.boxWidth : 0)
    guard layout.vertices[vertex].node != nil else { return (x, middle(of: vertex)) }
    let side = graph.edges.indices.filter { other in
      let route = layout.routes[other]
      let isBackward = layout.backward.contains(other)
      return isRight
        ? (isBackward ? route.last : route.first) == vertex
        : (isBackward ? route.first : route.last) == vertex
    }.sorted { left, right in
      let (a, b) = (opposite(left, of: vertex), opposite(right, of: vertex))
      return a != b ? a < b : left < right
    }
    let total = side.reduce(0) { $0 + thickness[$1] + Self.spacing }
    var y = middle(of: vertex) - total / 2
    for other in side {
      let step = thickness[other] + Self.spacing
      if other == edge { return (x, y + step / 2) }
      y += step
    }
    return (x, middle(of: vertex))
  }

  /// The height of an edge's next vertex, seen from one end.
  private func opposite(_ edge: Int, of vertex: Int) -> Int {
    let route = layout.routes[edge]
    let next = route.first == vertex ? route[1] : route[route.count - 2]
    return layout.vertices[next].y
  }

  private func band(_ edge: Int) -> HTML {
    let route = layout.routes[edge]
    var data = ""
    for (from, to) in zip(route, route.dropFirst()) {
      let start = port(of: edge, at: from, leaving: true)
      let end = port(of: edge, at: to, leaving: false)
      let bend = (end.x - start.x) / 2
      data += data.isEmpty ? "M\(start.x) \(start.y)" : "L\(start.x) \(start.y)"
      data += "C\(start.x + bend) \(start.y) \(end.x - bend) \(end.y) \(end.x) \(end.y)"
    }
    let title = tooltip(graph.edges[edge])
    let isClaim = graph.edges[edge].crossing != nil
    let dashes = isClaim || layout.backward.contains(edge) ? "6 4" : "none"
    return .tag(
      "path",
      [
        "class": isClaim ? "claim" : "move", "d": data, "stroke-width": "\(thickness[edge])",
        "stroke-dasharray": dashes,
      ], title)
  }

  /// The amount stands where the band meets the box that fewer bands meet.
  private func caption(_ edge: Int) -> HTML {
    let movement = graph.edges[edge]
    let route = layout.routes[edge]
    let atEnd =
      graph.edges.count { $0.to == movement.to } <= graph.edges.count { $0.from == movement.from }
    let vertex = atEnd ? movement.to : movement.from
    guard route.count > 1 else { return .group([]) }
    let port = port(of: edge, at: vertex, leaving: !atEnd)
    let isLeft = port.x == left(of: vertex)
    return .tag(
      "text",
      [
        "class": "amount", "x": "\(port.x + (isLeft ? -5 : 5))",
        "y": "\(port.y - thickness[edge] / 2 - 3)", "text-anchor": isLeft ? "end" : "start",
      ],
      .text(
        movement.crossing ?? presentation.shortAmount(movement.amount, of: movement.asset)))
  }

  private func tooltip(_ edge: FlowGraph.Edge) -> HTML {
    let share = policy.policy.isExact ? Presentation.percent(edge.share) : ReportWords.flagged
    let amount = edge.crossing ?? presentation.amount(edge.amount, of: edge.asset)
    let from = names(graph.nodes[edge.from]).last ?? ""
    let to = names(graph.nodes[edge.to]).first ?? ""
    return .title([
      "\(from) → \(to)", "\(amount), \(ReportWords.moved(share, edge.transactions.count))",
    ])
  }

  // MARK: - Boxes

  private func box(_ index: Int) -> HTML {
    let node = graph.nodes[index]
    let height = layout.vertices[index].height
    let (x, y) = (left(of: index), middle(of: index) - height / 2)
    let (name, below) = lines(node)
    let middle = "\(x + Self.boxWidth / 2)"
    return .tag(
      "g", ["class": "k-\(style(of: node))"],
      .title(names(node)),
      .empty(
        "rect",
        [
          "x": "\(x)", "y": "\(y)", "width": "\(Self.boxWidth)", "height": "\(height)", "rx": "5",
        ]),
      .tag(
        "text", ["x": middle, "y": "\(y + height / 2 - 3)", "text-anchor": "middle"],
        .text(name)),
      .tag(
        "text",
        ["class": "sub", "x": middle, "y": "\(y + height / 2 + 13)", "text-anchor": "middle"],
        .text(below)))
  }

  private func lines(_ node: FlowGraph.Node) -> (String, String) {
    let account = node.accounts[0]
    let chain = presentation.shortened(Presentation.name(of: account.chain), head: 9, tail: 4)
    let address = presentation.shortened(account.address, head: 6, tail: 5)
    if node.accounts.count > 1 {
      return (ReportWords.peelChain(node.accounts.count), "\(address) · \(chain)")
    }
    guard let label = presentation.label(of: account) else { return (address, chain) }
    return (presentation.shortened(label.name, head: 20, tail: 5), "\(address) · \(chain)")
  }

  private func names(_ node: FlowGraph.Node) -> [String] {
    node.accounts.map { account in
      (presentation.label(of: account).map { "\($0.name), " } ?? "") + account.description
    }
  }

  private func style(of node: FlowGraph.Node) -> String {
    let account = node.accounts[0]
    if let category = presentation.label(of: account)?.category {
      if category.isCustody { return "custody" }
      if category == .mixer { return "mixer" }
      if category != .other { return "service" }
    }
    if node.isSource { return "source" }
    return held.contains(account) ? "held" : "passed"
  }
}
