import Foundation
import Testing
import WeirIngest
import WeirLedger
import WeirModel
import WeirTesting

/// An ingest that is killed at some moment, and run again, makes the ledger that it would have
/// made at once.
@Suite struct KilledIngestTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Dies as by `kill -9` when it has been told of progress so many times.
  private static func run(
    _ files: [String], chain: ChainID, ledger: String, dyingAt step: Int
  ) throws {
    var steps = 0
    let limits = IngestLimits(recordsInMemory: 4, transfersPerCommit: 5)
    func advance(_ progress: IngestProgress) {
      steps += 1
      if steps == step { kill(getpid(), SIGKILL) }
    }
    let ledger = Ledger(directory: ledger)
    if chain.family == .utxo {
      _ = try BitcoinIngest(ledger: ledger, chain: chain, limits: limits)
        .run(files: files, progress: advance)
    } else {
      _ = try EVMIngest(ledger: ledger, chain: chain, limits: limits)
        .run(files: files, progress: advance)
    }
  }

  @Test func `Bitcoin blocks survive a kill in the middle of a branch's replacement`() async throws
  {
    var tree = RegtestTree()
    for _ in 0..<8 { tree.add(on: tree.blocks.last, spends: true) }
    let trunk = tree.blocks[3]
    let stale = try folder.write(tree.blocks.framed, to: "stale.dat")
    var tip = trunk
    for _ in 0..<7 { tip = tree.add(on: tip, note: 9, spends: true) }
    let branch = try folder.write(Array(tree.blocks[8...]).framed, to: "branch.dat")
    let once = folder.path + "/once"
    try Self.run([stale, branch], chain: .bitcoinRegtest, ledger: once, dyingAt: .max)
    let name = "bip122_\(ChainID.bitcoinRegtest.reference)"
    for step in 1...8 {
      let ledger = folder.path + "/killed-\(step)"
      try Self.run([stale], chain: .bitcoinRegtest, ledger: ledger, dyingAt: .max)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [branch = branch as String, ledger = ledger as String, step = step as Int] in
        try KilledIngestTests.run(
          [branch], chain: .bitcoinRegtest, ledger: ledger, dyingAt: step)
      }
      // What it left is a whole ledger of one of the two chains, or of their trunk.
      let left = try Ledger(directory: ledger).openUTXOChain(.bitcoinRegtest)
      #expect(left.blockCount >= 4)
      try Self.run([branch], chain: .bitcoinRegtest, ledger: ledger, dyingAt: .max)
      #expect(
        try folder.contents(of: "killed-\(step)/\(name)") == folder.contents(of: "once/\(name)"),
        "killed at step \(step)")
    }
  }

  @Test func `EVM blocks survive a kill at any step`() async throws {
    let file = try folder.write(
      (1...6).map(SmallEVMChain().facts).joined(), to: "all.json")
    try Self.run([file], chain: .ethereum, ledger: folder.path + "/once", dyingAt: .max)
    for step in 1...7 {
      let ledger = folder.path + "/killed-\(step)"
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [file = file as String, ledger = ledger as String, step = step as Int] in
        try KilledIngestTests.run([file], chain: .ethereum, ledger: ledger, dyingAt: step)
      }
      try Self.run([file], chain: .ethereum, ledger: ledger, dyingAt: .max)
      #expect(
        try folder.contents(of: "killed-\(step)") == folder.contents(of: "once"),
        "killed at step \(step)")
    }
  }
}
