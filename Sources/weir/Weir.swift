import ArgumentParser

@main
struct Weir: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weir",
    abstract: "Follows stolen cryptocurrency across chains, exactly and reproducibly.",
    discussion: """
      A ledger holds what happened on each chain. Load it with `weir ingest`, follow a theft with \
      `weir trace`, hand the result on with `weir evidence`. `weir demo` shows all of it on a \
      made-up theft.

      Exit codes: 0 done; 64 wrong usage; 65 input refused; 66 not found; 70 a defect of Weir; \
      73 cannot write; 74 cannot read; 75 busy, try again. `weir evidence verify` has its own.
      """,
    version: "weir 0.1.0",
    subcommands: [
      Demo.self, Ingest.self, LedgerCommand.self, TraceCommand.self, Evidence.self, Key.self,
    ])
}
