import ArgumentParser
import WeirCodecs
import WeirLedger
import WeirModel
import WeirTrace

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Follow stolen value to where it is now.",
    discussion: """
      A source is CHAIN/TX#POSITION (on a UTXO chain the output's index; on an account chain the \
      transfer's place in the transaction: the fee first, then native moves, then logs; \
      `weir ledger show CHAIN/TX` lists them), or ACCOUNT@BLOCK --asset A: all that the account \
      received of the asset in that block. Repeat --from for several; --incident, --asset and \
      --amount then stand once for all, or once for each.

      Examples:
        weir trace --from btc/0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9#0
        weir trace --from eip155:1:0x098b716b8aaf21512996dc57eb0615e2383e2f96@14442840 \\
                   --asset eip155:1/slip44:60 --incident Ronin --policy fifo --json
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var question: TraceOptions

  @Flag(help: "Print one JSON object (docs/formats/trace.md).") var json = false
  @Flag(help: "Print holdings, deposits and freeze candidates as one table.") var csv = false
  @Flag(help: "Print the flow as a Graphviz graph.") var dot = false

  func validate() throws {
    guard [json, csv, dot].filter(\.self).count <= 1 else {
      throw ValidationError("choose one of --json, --csv, --dot")
    }
  }

  func run() throws {
    try reportingFailures {
      let finding = try question.trace(on: data.ledger)
      if json {
        try Output.write(finding.json)
      } else if csv {
        try Output.write(finding.csv)
      } else if dot {
        try Output.write(finding.dot(claims: try question.claims()))
      } else {
        try Output.write(TraceText(finding).text)
      }
    }
  }
}
