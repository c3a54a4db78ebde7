/// Places the nodes of a directed graph in columns from left to right, in whole numbers only, so
/// that the same graph is drawn to the same bytes everywhere.
///
/// *Source:* Sugiyama, Tagawa, Toda, "Methods for Visual Understanding of Hierarchical System
/// Structures", 1981: cycles broken, layers by longest path, order by barycentre.
struct FlowLayout: Sendable {
  /// A node, or the place where a long edge passes a column.
  struct Vertex: Sendable {
    /// `nil` where an edge only passes.
    let node: Int?
    let layer: Int
    let height: Int
    /// Of its middle.
    var y = 0

    var top: Int { y - height / 2 }
  }

  private(set) var vertices: [Vertex] = []
  /// For each edge the vertices that it visits, in the direction of the value.
  private(set) var routes: [[Int]] = []
  /// Edges that run from right to left.
  let backward: Set<Int>
  private(set) var height = 0
  private(set) var layerCount = 0
  private var layers: [[Int]] = []

  static let gap = 16

  /// - Parameters:
  ///   - heights: of the nodes, in pixels.
  ///   - edges: indexes of nodes; none to itself.
  ///   - thickness: of the edges, in pixels.
  init(heights: [Int], edges: [(from: Int, to: Int)], thickness: [Int], sources: [Int]) {
    backward = Self.backward(nodes: heights.count, edges, sources)
    var forward: [(from: Int, to: Int)] = []
    for (index, edge) in edges.enumerated() {
      forward.append(backward.contains(index) ? (edge.to, edge.from) : edge)
    }
    let layer = Self.layers(nodes: heights.count, forward)
    layerCount = (layer.max() ?? -1) + 1
    layers = Array(repeating: [], count: layerCount)
    for (node, height) in heights.enumerated() {
      add(Vertex(node: node, layer: layer[node], height: height))
    }
    for (index, edge) in forward.enumerated() {
      var route = [edge.from]
      for passed in (layer[edge.from] + 1)..<max(layer[edge.to], layer[edge.from] + 1) {
        route.append(add(Vertex(node: nil, layer: passed, height: thickness[index] + 4)))
      }
      route.append(edge.to)
      routes.append(route)
    }
    order()
    place()
    for index in backward { routes[index].reverse() }
  }

  @discardableResult
  private mutating func add(_ vertex: Vertex) -> Int {
    vertices.append(vertex)
    layers[vertex.layer].append(vertices.count - 1)
    return vertices.count - 1
  }

  // MARK: - Layers

  /// Edges that close a circle, found depth first from the sources on.
  private static func backward(
    nodes: Int, _ edges: [(from: Int, to: Int)], _ sources: [Int]
  ) -> Set<Int> {
    var outgoing = [[Int]](repeating: [], count: nodes)
    for (index, edge) in edges.enumerated() { outgoing[edge.from].append(index) }
    enum State { case unseen, open, closed }
    var states = [State](repeating: .unseen, count: nodes)
    var backward: Set<Int> = []
    for start in sources + Array(0..<nodes) where states[start] == .unseen {
      var stack = [(node: start, next: 0)]
      states[start] = .open
      while let top = stack.last {
        guard top.next < outgoing[top.node].count else {
          states[top.node] = .closed
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let edge = outgoing[top.node][top.next]
        let target = edges[edge].to
        if states[target] == .open { backward.insert(edge) }
        if states[target] == .unseen {
          states[target] = .open
          stack.append((target, 0))
        }
      }
    }
    return backward
  }

  /// The longest way from any beginning; a node without payers stands right before its payees.
  private static func layers(nodes: Int, _ edges: [(from: Int, to: Int)]) -> [Int] {
    var outgoing = [[Int]](repeating: [], count: nodes)
    var open = [Int](repeating: 0, count: nodes)
    for edge in edges {
      outgoing[edge.from].append(edge.to)
      open[edge.to] += 1
    }
    let beginnings = (0..<nodes).filter { open[$0] == 0 }
    var layer = [Int](repeating: 0, count: nodes)
    var ready = beginnings
    while let node = ready.popLast() {
      for target in outgoing[node] {
        layer[target] = max(layer[target], layer[node] + 1)
        open[target] -= 1
        if open[target] == 0 { ready.append(target) }
      }
    }
    for node in beginnings {
      if let first = outgoing[node].map({ layer[$0] }).min() { layer[node] = first - 1 }
    }
    return layer
  }

  // MARK: - Order

  private var neighbours: (left: [[Int]], right: [[Int]]) {
    var left = [[Int]](repeating: [], count: vertices.count)
    var right = left
    for route in routes {
      for (a, b) in zip(route, route.dropFirst()) {
        right[a].append(b)
        left[b].append(a)
      }
    }
    return (left, right)
  }

  /// Sorts each column by where its vertices' neighbours stand, back and forth.
  private mutating func order() {
    let (left, right) = neighbours
    var place = [Int](repeating: 0, count: vertices.count)
    for layer in layers { for (index, vertex) in layer.enumerated() { place[vertex] = index } }
    for sweep in 0..<12 {
      let isForward = sweep.isMultiple(of: 2)
      for layer in isForward ? Array(layers.indices) : layers.indices.reversed() {
        let centre = layers[layer].map { vertex -> (vertex: Int, centre: Int) in
          let near = isForward ? left[vertex] : right[vertex]
          guard !near.isEmpty else { return (vertex, place[vertex] * 1024) }
          return (vertex, near.reduce(0) { $0 + place[$1] * 1024 } / near.count)
        }
        let sorted = centre.sorted {
          $0.centre != $1.centre ? $0.centre < $1.centre : place[$0.vertex] < place[$1.vertex]
        }
        layers[layer] = sorted.map(\.vertex)
        for (index, vertex) in layers[layer].enumerated() { place[vertex] = index }
      }
    }
  }

  // MARK: - Heights

  private mutating func place() {
    for layer in layers {
      var y = 0
      for vertex in layer {
        vertices[vertex].y = y + vertices[vertex].height / 2
        y += vertices[vertex].height + Self.gap
      }
    }
    let (left, right) = neighbours
    for sweep in 0..<8 {
      let isForward = sweep.isMultiple(of: 2)
      for layer in isForward ? Array(layers.indices) : layers.indices.reversed() {
        settle(layers[layer], near: isForward ? left : right)
      }
    }
    compact()
    height = vertices.map { $0.y + $0.height / 2 }.max() ?? 0
  }

  /// Moves everything up over heights at which nothing stands.
  private mutating func compact() {
    let order = vertices.indices.sorted {
      let (a, b) = (vertices[$0].top, vertices[$1].top)
      return a != b ? a < b : $0 < $1
    }
    var covered = 0
    var shift = -(order.first.map { vertices[$0].top } ?? 0)
    for index in order {
      let empty = vertices[index].top + shift - covered
      if empty > 2 * Self.gap { shift -= empty - 2 * Self.gap }
      vertices[index].y += shift
      covered = max(covered, vertices[index].top + vertices[index].height)
    }
  }

  /// Moves a column's vertices to the middle of their neighbours, as far as they have room.
  private mutating func settle(_ layer: [Int], near: [[Int]]) {
    let wanted = layer.map { vertex in
      near[vertex].isEmpty
        ? vertices[vertex].y
        : near[vertex].reduce(0) { $0 + vertices[$1].y } / near[vertex].count
    }
    var lowest = Int.min
    var placed: [Int] = []
    for (vertex, y) in zip(layer, wanted) {
      let half = vertices[vertex].height / 2
      let own = lowest == .min ? y : max(y, lowest + half)
      placed.append(own)
      lowest = own + vertices[vertex].height - half + Self.gap
    }
    guard !layer.isEmpty else { return }
    let shift = zip(wanted, placed).reduce(0) { $0 + $1.0 - $1.1 } / layer.count
    for (vertex, y) in zip(layer, placed) { vertices[vertex].y = y + shift }
  }
}
