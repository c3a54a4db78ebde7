import ArgumentParser
import WeirCodecs
import WeirLedger
import WeirModel

struct LedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Look into a ledger, and check it.",
    subcommands: [Info.self, Verify.self, Show.self])

  /// The ledger, named by itself or by the options.
  struct Target: ParsableArguments {
    @Argument(help: "Folder of the ledger (default: --ledger, then DATA/ledger).")
    var path: String?
    @OptionGroup var data: DataOptions

    var ledger: Ledger { path.map { Ledger(directory: $0) } ?? data.ledger }

    func chains() throws -> [ChainID] {
      let chains = try ledger.chains()
      guard !chains.isEmpty else {
        throw Failure(
          "no ledger at \(ledger.directory): load one with `weir ingest`", Failure.notFound)
      }
      return chains
    }
  }
}

extension LedgerCommand {
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What is in a ledger, to which block, and how many bytes a transfer.",
      discussion: "Example: weir ledger info ~/.local/share/weir/ledger --json")

    @OptionGroup var target: Target
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
      try reportingFailures {
        let chains = try target.chains().map { try ChainSummary($0, in: target.ledger) }
        if json {
          try Output.write(
            JSONValue.members(
              ("ledger", .string(target.ledger.directory)),
              ("chains", .array(chains.map(\.json)))))
        } else {
          try Output.write(chains.map(\.text).joined(separator: "\n"))
        }
      }
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check every checksum and every invariant of a ledger.",
      discussion: """
        Exit code 65 names the first file that is not as it was written.

        Example: weir ledger verify ~/.local/share/weir/ledger
        """)

    @OptionGroup var target: Target
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
      try reportingFailures {
        _ = try target.chains()
        let line = ProgressLine()
        let report = try target.ledger.verify { step, bytes in
          line.show("\(step): \(bytes >> 20) MiB checked")
        }
        line.clear()
        if json {
          try Output.write(
            JSONValue.members(
              ("files", .integer(report.fileCount)), ("bytes", .string("\(report.bytes)")),
              ("rows", .string("\(report.rows)"))))
        } else {
          try Output.write(
            "as it was written: \(report.fileCount) files, \(report.bytes) bytes, "
              + "\(report.rows) rows\n")
        }
      }
    }
  }
}

/// One chain of a ledger in figures.
private struct ChainSummary {
  let figures: [(name: String, value: String)]

  init(_ id: ChainID, in ledger: Ledger) throws {
    switch id.family {
    case .utxo:
      let chain = try ledger.openUTXOChain(id)
      figures =
        Self.head(id, chain.blockCount, chain.tip.map { ($0.height, $0.hash, $0.time) })
        + [
          ("first_block", chain.blockCount == 0 ? "" : "\(chain.block(at: 0).height)"),
          ("transactions", "\(chain.transactionCount)"), ("transfers", "\(chain.outputCount)"),
          ("inputs", "\(chain.inputCount)"), ("accounts", "\(chain.accountCount)"),
          ("unknown_inputs", "\(chain.unknownInputCount)"),
          ("stated_inputs", "\(chain.statedInputCount)"),
        ] + Self.size(chain.size, transfers: chain.outputCount)
    default:
      let chain = try ledger.openAccountChain(id)
      figures =
        Self.head(id, chain.blockCount, chain.tip.map { ($0.number, $0.hash, $0.time) })
        + [
          ("first_block", chain.blockCount == 0 ? "" : "\(chain.block(at: 0).number)"),
          ("transactions", "\(chain.transactionCount)"),
          ("transfers", "\(chain.transferCount)"), ("accounts", "\(chain.accountCount)"),
          ("assets", "\(chain.assetCount)"),
        ] + Self.size(chain.size, transfers: chain.transferCount)
    }
  }

  private static func head(
    _ chain: ChainID, _ blocks: UInt64, _ tip: (UInt64, Hash32?, Timestamp)?
  ) -> [(String, String)] {
    let names = [("chain", "\(chain)"), ("blocks", "\(blocks)")]
    guard let (number, hash, time) = tip else { return names }
    let text = hash.map { TransactionName.hash($0).text(on: chain) } ?? "not stated"
    return names + [("last_block", "\(number)"), ("last_hash", text), ("last_time", "\(time)")]
  }

  private static func size(_ size: LedgerSize, transfers: UInt64) -> [(String, String)] {
    let perTransfer = transfers == 0 ? 0 : (size.bytes - size.hashBytes) * 10 / transfers
    return [
      ("bytes", "\(size.bytes)"), ("hash_bytes", "\(size.hashBytes)"),
      ("bytes_per_transfer", "\(perTransfer / 10).\(perTransfer % 10)"),
    ]
  }

  var json: JSONValue {
    .object(figures.map { JSONValue.Member($0.name, .string($0.value)) })
  }

  var text: String {
    figures.map { name, value in
      name.replacing("_", with: " ") + String(repeating: " ", count: 20 - name.count) + value
        + "\n"
    }.joined()
  }
}
