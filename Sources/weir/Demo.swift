import ArgumentParser
import Foundation
import WeirCodecs
import WeirDrill
import WeirLedger
import WeirModel
import WeirTrace

struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trace the bundled theft, which is made up.",
    discussion: """
      Generates two small chains from a seed, with a theft in the manner of Bybit and Ronin and \
      honest traffic around it, loads them into a ledger of their own, and traces the theft. \
      Nothing in it happened.

      Example: weir demo --seed 7
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "Another seed is another theft.") var seed = DrillParameters.bundled.seed
  @Flag(help: "Print one JSON object (docs/formats/trace.md).") var json = false

  func run() throws {
    try reportingFailures {
      let world = DrillWorld(DrillParameters(seed: seed))
      let folder = data.ledgerFolder ?? data.folder + "/drill-\(seed)"
      let files = try DrillFiles(world, folder: folder)
      try files.load()
      let claims = ClaimIndex(world.claims)
      let finding = try Trace(files.request, claims: claims).run(on: files.ledger)
      if json { return try Output.write(finding.json) }
      try Output.write(introduction(world) + TraceText(finding).text + "\n" + files.hint)
    }
  }

  private func introduction(_ world: DrillWorld) -> String {
    let transfers = world.accountBlocks.reduce(0) { sum, block in
      sum + block.transactions.reduce(0) { $0 + $1.moves.count }
    }
    let outputs = world.coinBlocks.reduce(0) { sum, block in
      sum + block.transactions.reduce(0) { $0 + $1.outputs.count }
    }
    return """
      THIS THEFT IS MADE UP. No chain, account, exchange or amount in it is real (seed \(seed)).

      Two chains: \(DrillWorld.accountChain), \(world.accountBlocks.count) blocks and \
      \(transfers) transfers; \(DrillWorld.coinChain),
      \(world.coinBlocks.count) blocks and \(outputs) outputs.


      """
  }
}

/// The drill as files that the other commands take.
struct DrillFiles {
  let ledger: Ledger
  private let world: DrillWorld
  private let folder: String

  init(_ world: DrillWorld, folder: String) throws {
    self.world = world
    self.folder = folder
    ledger = Ledger(directory: folder)
  }

  var request: TraceRequest {
    TraceRequest(
      thefts: world.thefts.map {
        Theft(
          incident: $0.incident, source: .transfer($0.transfer), asset: $0.asset,
          amount: $0.amount)
      })
  }

  /// Loads what is not loaded yet: a second demonstration reads what the first one wrote.
  func load() throws {
    let accounts = try AccountChainWriter(ledger, chain: DrillWorld.accountChain)
    for block in world.accountBlocks.dropFirst(Int(accounts.blockCount)) {
      try accounts.append(block)
    }
    try accounts.commit()
    let coins = try UTXOChainWriter(ledger, chain: DrillWorld.coinChain)
    for block in world.coinBlocks.dropFirst(Int(coins.blockCount)) { try coins.append(block) }
    try coins.commit()
    for (name, claims) in claimFiles {
      try Output.write(Array(ClaimTable.csv(claims).utf8), to: folder + "/" + name)
    }
  }

  private var claimFiles: [(String, [Claim])] {
    [
      ("labels.csv", world.labels), ("links.csv", world.links), ("prices.csv", world.prices),
      ("decimals.csv", world.denominations),
    ]
  }

  /// The same question as the other commands take it.
  var hint: String {
    let sources = world.thefts.map { "--from '\($0.transfer)' --incident '\($0.incident)'" }
    return """
      The same with the command that takes real ledgers (add --json, --csv or --dot):
        weir trace --ledger '\(folder)' \\
          \(sources.joined(separator: " \\\n    ")) \\
          --labels '\(folder)/labels.csv' --links '\(folder)/links.csv' \\
          --prices '\(folder)/prices.csv' '\(folder)/decimals.csv'

      """
  }
}
