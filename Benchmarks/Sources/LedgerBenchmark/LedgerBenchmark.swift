import Glibc
import WeirLedger
import WeirModel

// Unsafe: measuring reads the clock, the process's status and mapped columns through C.

/// `LedgerBenchmark GRAPH_DIR LEDGER_DIR NODES RUNS [PEER…]`: the ledger on one graph, interleaved
/// with its peers, best of RUNS, CPU seconds.
///
/// A peer is a command that prints lines of a step, its CPU seconds, and what it found.
/// `Benchmarks/run` names them. With `--memory` in place of RUNS only the ledger runs, and its most
/// anonymous memory is printed.
@main struct LedgerBenchmark {
  static let rowsPerBlock = 200
  static let chain = ChainID.ethereum

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 5, let nodes = UInt64(arguments[3]) else {
      print("usage: LedgerBenchmark GRAPH_DIR LEDGER_DIR NODES RUNS|--memory [PEER…]")
      return
    }
    let (graph, ledger) = (arguments[1], arguments[2])
    guard let runs = Int(arguments[4]) else {
      try measureMemory(graph, ledger, nodes)
      return
    }
    var ours = Figures()
    let commands = Array(arguments.dropFirst(5))
    var peers = commands.map { _ in Figures() }
    for _ in 0..<runs {
      for (index, command) in commands.enumerated() { runPeer(command, into: &peers[index]) }
      try run(graph, Ledger(directory: ledger), nodes, &ours)
    }
    report(ours, peers)
  }

  private static func run(
    _ graph: String, _ ledger: Ledger, _ nodes: UInt64, _ figures: inout Figures
  ) throws {
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
    let idle = nodes - min(nodes, chain.accountCount)
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
  private static func measureMemory(_ directory: String, _ path: String, _ nodes: UInt64)
    throws
  {
    let peak = PeakMemory()
    var figures = Figures()
    try run(directory, Ledger(directory: path), nodes, &figures)
    print("peak_rss_anon_bytes \(peak.stop())")
    print(figures.notes["disk"] ?? "")
  }

  /// The steps, how a peer calls each, and how many times the C floor's they may take.
  private static let steps: [(step: String, peer: String, limit: Double)] = [
    ("load", "load_s", 3), ("temporal6", "temporal6_union100_s", 1.5),
    ("components", "union_find_s", 1.5), ("haircut", "haircut_pass_s", 4),
  ]

  private static func report(_ ours: Figures, _ peers: [Figures]) {
    for (step, name, limit) in steps {
      guard let own = ours.best[step] else { continue }
      print("\(step): \(rounded(own)) s  \(ours.notes[step] ?? "")")
      for (index, peer) in peers.enumerated() {
        guard let other = peer.best[name] else { continue }
        // The limits are against the C floor, the one that builds an index of its own.
        let bound = peer.best["csr_build_s"] == nil ? "" : " (at most \(limit))"
        print(
          "  peer \(index + 1): \(rounded(other)) s, ratio \(rounded(own / other))\(bound)  "
            + (peer.notes[name] ?? ""))
      }
    }
    print("open \(ours.best["open"] ?? 0) s, load wall \(rounded(ours.best["load_wall"] ?? 0)) s")
    print(ours.notes["disk"] ?? "")
  }

  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
