import Testing
import WeirCodecs
import WeirModel
import WeirTesting
import WeirTrace

/// What holds for every trace, on thousands of small chains drawn from seeds.
struct TracePropertyTests {
  static let utxoSeeds = 1_000
  static let accountSeeds = 1_000
  static let bothSeeds = 500

  @Test func `On a UTXO chain the engine finds what the definition says`() throws {
    for seed in caseSeeds(Self.utxoSeeds) { agree(.randomCoins(seed), seed) }
  }

  @Test func `On an account chain the engine finds what the definition says`() throws {
    for seed in caseSeeds(Self.accountSeeds) { agree(.randomAccounts(seed), seed) }
  }

  @Test func `Across two linked chains the engine finds what the definition says`() throws {
    for seed in caseSeeds(Self.bothSeeds) { agree(.randomLinked(seed), seed) }
  }

  private func agree(_ scenario: Scenario, _ seed: UInt64) {
    #expect(throws: Never.self, "seed \(seed)") {
      let found = try scenario.disagreements()
      let rules = "fees \(scenario.request.followsFees), dust \(scenario.request.dust)"
      if !found.isEmpty {
        if caseSeeds(2).count == 1 { print(scenario) }
        Issue.record("seed \(seed), \(rules): \(found.joined(separator: "; "))")
      }
    }
  }
}
