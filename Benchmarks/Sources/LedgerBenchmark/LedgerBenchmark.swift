import Glibc
import WeirLedger
import WeirModel

// Unsafe: `system` reads a text that outlives the call.

/// `LedgerBenchmark GRAPH_DIR FLOOR LEDGER_DIR [RUNS]`: the ledger against `base.c` on one graph,
/// interleaved, best of RUNS, CPU seconds, and the ratios.
@main struct LedgerBenchmark {
  static let rowsPerBlock = 200
  static let chain = ChainID.ethereum

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4 else {
      print("usage: LedgerBenchmark GRAPH_DIR FLOOR LEDGER_DIR [RUNS]")
      return
    }
    let (graph, floor, ledger) = (arguments[1], arguments[2], arguments[3])
    let runs = arguments.count > 4 ? Int(arguments[4]) ?? 5 : 5
    if arguments.contains("--memory") {
      try measureMemory(graph, ledger)
      return
    }
    var ours = Figures()
    var theirs = Figures()
    for _ in 0..<runs {
      runFloor("\(floor) \(graph) 10000000 3000000 1", into: &theirs)
      try run(graph, Ledger(directory: ledger), &ours)
    }
    report(ours, theirs)
  }

  private static func run(_ graph: String, _ ledger: Ledger, _ figures: inout Figures) throws {
    unsafe system("rm -rf '\(ledger.directory)'")
    let wall = wallSeconds()
    let graph = try figures.time("load") {
      let graph = Graph(directory: graph)
      try load(graph, into: ledger)
      return graph
    }
    figures.add("load_wall", wallSeconds() - wall)
    let chain = try figures.time("open") { try ledger.openAccountChain(Self.chain) }
    let sources = graph.sourceNumbers.compactMap { chain.account(Graph.address($0)) }
    let reach = try figures.time("temporal6") {
      try chain.temporalReach(from: sources, hops: 6)
    }
    figures.notes["temporal6"] = "reached \(reach.count) chk \(reach.arrivalSum)"
    let components = try figures.time("components") { try chain.components() }
    // The floor counts numbers without transfers as components of their own.
    let idle = 3_000_000 - chain.accountCount
    figures.notes["components"] =
      "components \(components.count + idle) (\(idle) without transfers)"
    let haircut = try figures.time("haircut") {
      try chain.haircut(of: AssetIndex(rawValue: 0), from: sources)
    }
    figures.notes["haircut"] =
      "tainted_accounts \(haircut.taintedAccountCount) sum \(haircut.held)"
    let size = chain.size
    let bytes = Double(size.bytes - size.hashBytes) / Double(chain.transferCount)
    figures.notes["disk"] = "\(bytes) bytes a transfer"
  }

  private static func load(_ graph: Graph, into ledger: Ledger) throws {
    let writer = try AccountChainWriter(ledger, chain: chain, hashes: false)
    let blocks = stride(from: 0, to: graph.from.elements.count, by: rowsPerBlock).map { row in
      AccountChainWriter.ColumnBlock(
        number: UInt64(row / rowsPerBlock),
        time: Timestamp(seconds: Int64(graph.times.elements[row])), coverage: .transactions,
        transferCount: min(rowsPerBlock, graph.from.elements.count - row))
    }
    try writer.importColumns(
      from: graph.from.elements, to: graph.to.elements, amounts: graph.amounts.elements,
      asset: .native,
      kind: .table, blocks: blocks, account: Graph.address)
  }

  /// The most anonymous memory while loading and asking, with and without the caller's columns.
  private static func measureMemory(_ directory: String, _ path: String) throws {
    let peak = PeakMemory()
    var figures = Figures()
    try run(directory, Ledger(directory: path), &figures)
    print("peak RssAnon \(peak.stop()) bytes")
    print(figures.notes["disk"] ?? "")
  }

  private static func report(_ ours: Figures, _ theirs: Figures) {
    let floorLoad = (theirs.best["read_columns_s"] ?? 0) + (theirs.best["csr_build_s"] ?? 0)
    line("load + both indexes, durable", ours.best["load"], floorLoad, limit: 3)
    for (name, step, floor, limit) in [
      ("temporal reach, 6 hops", "temporal6", "temporal6_union100_s", 1.5),
      ("components", "components", "union_find_s", 1.5),
      ("haircut, exact", "haircut", "haircut_pass_s", 4),
    ] {
      line(name, ours.best[step], theirs.best[floor], limit: limit)
      print("  ours:  \(ours.notes[step] ?? "")\n  floor: \(theirs.notes[floor] ?? "")")
    }
    print("open \(ours.best["open"] ?? 0) s, load wall \(ours.best["load_wall"] ?? 0) s")
    print(ours.notes["disk"] ?? "")
  }

  private static func line(_ name: String, _ ours: Double?, _ floor: Double?, limit: Double) {
    guard let ours, let floor else { return }
    let ratio = (ours / floor * 100).rounded() / 100
    print("\(name): \(ours) s, floor \(floor) s, ratio \(ratio) (at most \(limit))")
  }
}
