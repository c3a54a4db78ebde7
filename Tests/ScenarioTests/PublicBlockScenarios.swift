import Foundation
import Testing
import WeirTesting

/// The first blocks of Bitcoin; skipped where they are not present.
@Suite(.enabled(if: SharedData.isPresent)) struct PublicBlockScenarios {
  private let weir: WeirCommand

  init() throws {
    weir = WeirCommand(try TemporaryFolder())
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bzip2", "-dc", SharedData.path("data/bitcoin/blocks/blocks1-256.bz2")]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try weir.folder.write([UInt8](bytes), to: "blocks.dat")
  }

  /// Block 9's coinbase was paid out in blocks 170 (10 of 50 to Hal Finney), 181 to 183 and 248,
  /// without fees: 18 + 10 + 10 + 10 + 1 + 1 lie at six addresses in block 255.
  @Test func `the first coins ever spent are followed to six addresses`() throws {
    try weir.succeed("ingest", "bitcoin", "--data", "DATA", "blocks.dat")
    try weir.succeed("ledger", "verify", "--data", "DATA")
    let coinbase = "btc/0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9#0"
    let outcome = try weir.succeed("trace", "--data", "DATA", "--from", coinbase, "--json")
    let answer = try TraceAnswer(outcome)
    #expect(answer.stolen.map(\.amount) == ["5000000000"])
    for name in ["fifo", "haircut", "lifo", "libr", "tiho"] {
      let policy = try #require(answer.policies[name])
      #expect(policy.totals.map(\.held) == ["5000000000"], "\(name)")
      let amounts: [UInt64] = policy.holdings.compactMap { UInt64($0.amount) }.sorted()
      let expected: [UInt64] = [1, 1, 10, 10, 10, 18]
      #expect(amounts == expected.map { $0 * 100_000_000 }, "\(name)")
      #expect(
        policy.holdings.contains { $0.account.hasSuffix(":1Q2TWHE3GMdB6BZKafqwxXtWAWgFt5Jvm3") })
    }
  }

  @Test func `a cut file is refused with the byte where it ends, and leaves no ledger`() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: weir.folder.path + "/blocks.dat"))
    try weir.folder.write([UInt8](bytes.prefix(1_000)), to: "cut.dat")
    let outcome = try weir("ingest", "bitcoin", "--data", "DATA", "cut.dat")
    #expect(outcome.code == 65 && outcome.errors.contains("cut.dat: at byte 892"))
    #expect(try weir("ledger", "info", "--data", "DATA").code == 66)
  }
}
