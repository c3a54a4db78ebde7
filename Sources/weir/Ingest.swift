import ArgumentParser
import WeirCodecs
import WeirIngest
import WeirLedger
import WeirModel
import WeirTrace

struct Ingest: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Load blocks, traces or tables into the ledger.",
    discussion: """
      What is in the ledger already is skipped, so that a load that was stopped goes on where its \
      last commit was. Nothing is half-written.
      """,
    subcommands: [Bitcoin.self, EVM.self, CSV.self])

  /// What every kind of ingest takes.
  struct Options: ParsableArguments {
    @OptionGroup var data: DataOptions
    @Argument(help: "Files to load, in any order.") var files: [String]
    @Flag(help: "Print one JSON object.") var json = false

    func run(
      _ work: ([String], @escaping (IngestProgress) -> Void) throws -> IngestReport
    ) throws {
      try reportingFailures {
        let line = ProgressLine()
        let report = try work(files) { progress in
          line.show(Self.text(of: progress, seconds: line.seconds))
        }
        line.clear()
        try Output.write(json ? JSONWriter.pretty(report.json) : Array(report.text.utf8))
      }
    }

    private static func text(of progress: IngestProgress, seconds: Double) -> String {
      let share = Double(progress.bytesRead) / Double(max(progress.bytesTotal, 1))
      let rest = share > 0 ? seconds / share - seconds : 0
      let speed = Int(Double(progress.transfers) / max(seconds, 0.001))
      let doing = progress.phase == .reading ? "reading \(progress.file)" : "appending"
      return "\(doing): \(Int(share * 100)) %, \(progress.blocks) blocks, "
        + "\(progress.transfers) transfers, \(speed)/s, \(Int(rest)) s to go"
    }
  }
}

extension Ingest {
  struct EVM: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "evm",
      abstract: "Blocks, receipts, logs and traces of Ethereum and its kin.",
      discussion: """
        Takes JSON-RPC answers (eth_getBlockByNumber with transactions, receipts, logs), call \
        traces (callTracer, flat or trace_block), and ethereum-etl's tables in CSV or JSON; parts \
        of one block may lie in several files. A range without traces is marked native-incomplete.

        Example: weir ingest evm --chain eip155:1 blocks.json receipts.json traces.json
        """)

    @Option(help: "CAIP-2 identifier, such as eip155:1.") var chain = "eip155:1"
    @Flag(help: "Leave out rows of tables that cannot be taken, and list them.")
    var skipRefusedRows = false
    @OptionGroup var options: Options

    func run() throws {
      try options.run { files, progress in
        let ingest = EVMIngest(
          ledger: options.data.ledger, chain: try ChainText.chain(chain, of: .account),
          skipRefusedRows: skipRefusedRows)
        return try ingest.run(files: files, progress: progress)
      }
    }
  }

  struct CSV: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "csv",
      abstract: "Any table of transfers.",
      discussion: """
        Etherscan's exports are recognised without a map. \(ColumnMap.help)

        Example: weir ingest csv --chain eip155:1 --map \
        'time=When,block=Block,tx=Hash,from=Sender,to=Receiver,amount=Value' export.csv
        """)

    @Option(help: "CAIP-2 identifier, such as eip155:1.") var chain = "eip155:1"
    @Option(help: "Which column says what: KEY=COLUMN, separated by commas.") var map: String?
    @Flag(help: "Leave out rows that cannot be taken, and list them.") var skipRefusedRows = false
    @Option(parsing: .upToNextOption, help: "Files of decimals (CSV or JSON).")
    var prices: [String] = []
    @OptionGroup var options: Options

    func run() throws {
      try options.run { files, progress in
        let claims = try ClaimFiles([], [], prices).index()
        let chain = try ChainText.chain(chain, of: .account)
        let ingest = TableIngest(
          ledger: options.data.ledger, chain: chain,
          map: try map.map { try ColumnMap(parsing: $0) }, skipRefusedRows: skipRefusedRows,
          decimals: { claims.denomination(for: $0.id(on: chain))?.decimals })
        return try ingest.run(files: files, progress: progress)
      }
    }
  }
}

enum ChainText {
  /// - Throws: where the text names no chain, or one that keeps its money in another way.
  static func chain(_ text: String, of family: LedgerFamily) throws -> ChainID {
    guard let chain = ChainID(nameOrIdentifier: text) else {
      let names = ChainID.aliases.map(\.name).joined(separator: ", ")
      throw Failure(
        "expected a CAIP-2 identifier or one of \(names) behind --chain, found '\(text)'",
        Failure.dataRefused)
    }
    guard chain.family == family || chain.family == nil else {
      throw Failure(
        "\(chain) keeps its money in \(chain.family == .utxo ? "outputs" : "accounts"): use "
          + "`weir ingest \(chain.family == .utxo ? "bitcoin" : "evm")`", Failure.dataRefused)
    }
    return chain
  }
}

extension IngestReport {
  private var figures: [(name: String, value: UInt64)] {
    [
      ("blocks", blocks), ("transactions", transactions), ("transfers", transfers),
      ("skipped_blocks", skippedBlocks), ("rolled_back", rolledBack),
      ("side_blocks", sideBlocks), ("unknown_inputs", unknownInputs),
      ("accepted_rows", acceptedRows), ("refused_rows", UInt64(refusedRows.count)),
    ]
  }

  fileprivate var text: String {
    let shown = figures.filter { $0.value > 0 || $0.name == "blocks" }
    let counts = shown.map { "\($0.value) \($0.name.replacing("_", with: " "))" }
    let refusals = refusedRows.prefix(20).map { "refused \($0.file):\($0.line): \($0.reason)" }
    let rest = refusedRows.count - refusals.count
    let lines =
      [counts.joined(separator: ", ")] + notes + refusals
      + (rest > 0 ? ["… and \(rest) more refused rows (--json has all)"] : [])
    return lines.map { EscapedText.terminal($0) + "\n" }.joined()
  }

  fileprivate var json: JSONValue {
    .object(
      figures.map { JSONValue.Member($0.name, .string(String($0.value))) } + [
        JSONValue.Member("notes", .array(notes.map(JSONValue.string))),
        JSONValue.Member(
          "refusals",
          .array(
            refusedRows.map {
              .members(
                ("file", .string($0.file)), ("line", .integer($0.line)),
                ("reason", .string($0.reason)))
            })),
      ])
  }
}
