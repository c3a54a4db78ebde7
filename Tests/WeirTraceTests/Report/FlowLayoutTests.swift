import Testing
import WeirModel
import WeirTesting

@testable import WeirTrace

@Suite struct FlowLayoutTests {
  private func layout(_ count: Int, _ edges: [(from: Int, to: Int)]) -> FlowLayout {
    FlowLayout(
      heights: [Int](repeating: 40, count: count), edges: edges,
      thickness: [Int](repeating: 2, count: edges.count), sources: [0])
  }

  @Test func aNodeStandsRightOfAllThatPayIt() {
    // 0 → 1 → 2 and 0 → 2: the longest way to 2 has two steps.
    let layout = layout(3, [(0, 1), (1, 2), (0, 2)])
    #expect(layout.vertices.prefix(3).map(\.layer) == [0, 1, 2])
    #expect(layout.layerCount == 3)
    // The long edge passes the middle column.
    #expect(layout.routes[2].count == 3)
    #expect(layout.backward.isEmpty)
  }

  @Test func aCircleRunsBackOnce() {
    let layout = layout(3, [(0, 1), (1, 2), (2, 0)])
    #expect(layout.backward == [2])
    #expect(layout.vertices.prefix(3).map(\.layer) == [0, 1, 2])
    #expect(layout.routes[2].first == 2)
    #expect(layout.routes[2].last == 0)
  }

  @Test(arguments: caseSeeds(200, from: 1))
  func anyGraphIsPlacedWithoutOverlap(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 2...12, using: &random)
    var edges: [(from: Int, to: Int)] = []
    for _ in 0..<Int.random(in: 0...25, using: &random) {
      let from = Int.random(in: 0..<count, using: &random)
      let to = Int.random(in: 0..<count, using: &random)
      if from != to { edges.append((from, to)) }
    }
    let layout = layout(count, edges)
    for (index, edge) in edges.enumerated() {
      let isBackward = layout.backward.contains(index)
      let (from, to) = (layout.vertices[edge.from].layer, layout.vertices[edge.to].layer)
      #expect(isBackward ? from > to : from < to)
      #expect(layout.routes[index].first == edge.from && layout.routes[index].last == edge.to)
    }
    for layer in 0..<layout.layerCount {
      let column = layout.vertices.filter { $0.layer == layer }.sorted { $0.y < $1.y }
      for (upper, lower) in zip(column, column.dropFirst()) {
        #expect(upper.top + upper.height <= lower.top)
      }
    }
    #expect(layout.vertices.allSatisfy { $0.top >= 0 && $0.top + $0.height <= layout.height + 1 })
  }
}
