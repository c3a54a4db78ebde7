import Testing
import WeirCodecs
import WeirModel
import WeirTesting
import WeirTrace

/// What holds for every trace, on thousands of small chains drawn from seeds.
struct TracePropertyTests {
  @Test func `On a UTXO chain the engine finds what the definition says`() throws {
    for seed in caseSeeds(800) { agree(.randomCoins(seed), seed) }
  }

  @Test func `On an account chain the engine finds what the definition says`() throws {
    for seed in caseSeeds(600) { agree(.randomAccounts(seed), seed) }
  }

  @Test func `Across two linked chains the engine finds what the definition says`() throws {
    for seed in caseSeeds(400) { agree(.randomLinked(seed), seed) }
  }

  private func agree(_ scenario: Scenario, _ seed: UInt64) {
    #expect(throws: Never.self, "seed \(seed)") {
      let found = try scenario.disagreements()
      guard !found.isEmpty else { return }
      Issue.record("seed \(seed): \(found.joined(separator: "; "))\n\(scenario)")
    }
  }

  // MARK: - Of the engine alone

  @Test func `Every stolen unit is somewhere, and the lists sum to the totals`() throws {
    for seed in caseSeeds(150, from: 10_000) {
      for scenario in [Scenario.randomLinked(seed), .randomCoins(seed)] {
        for policy in try scenario.finding().policies { checkBooks(policy, seed) }
      }
    }
  }

  private func checkBooks(_ policy: PolicyFinding, _ seed: UInt64) {
    #expect(policy.totals.isEmpty == !policy.policy.isExact, "seed \(seed)")
    for total in policy.totals {
      let parts: [([LossAmount], Amount)] = [
        (policy.holdings.flatMap(\.loss), total.held),
        (policy.deposits.filter(\.category.isCustody).flatMap(\.loss), total.custody),
        (policy.deposits.filter { $0.category == .mixer }.flatMap(\.loss), total.mixer),
        (policy.destroyed.flatMap(\.loss), total.destroyed),
        (policy.unfollowed.flatMap(\.loss), total.unfollowed),
      ]
      let sums = parts.map { sum($0.0, of: total) }
      #expect(sums == parts.map(\.1), "seed \(seed), \(policy.policy)")
      let whole = sums.reduce(total.fees, +)
      #expect(whole == total.stolen, "seed \(seed), \(policy.policy)")
    }
  }

  private func sum(_ losses: [LossAmount], of total: LossTotals) -> Amount {
    losses.reduce(.zero) {
      $1.incident == total.incident && $1.asset == total.asset ? $0 + $1.amount : $0
    }
  }

  @Test func `What any policy taints, poison taints`() throws {
    for seed in caseSeeds(150, from: 20_000) {
      for scenario in [Scenario.randomLinked(seed), .randomCoins(seed)] {
        let found = try scenario.findings()
        let poison = try #require(found[.poison])
        for (policy, finding) in found {
          let held = Set(finding.holdings.keys).subtracting(poison.holdings.keys)
          let deposited = Set(finding.deposits.keys).subtracting(poison.deposits.keys)
          #expect(held.isEmpty && deposited.isEmpty, "seed \(seed), \(policy)")
        }
      }
    }
  }

  /// With no other coins about there is nothing to decide.
  @Test func `On one lot all policies are the same`() throws {
    for seed in caseSeeds(200, from: 30_000) {
      let found = try Scenario.oneLot(seed).findings()
      let fifo = try #require(found[.fifo])
      for (policy, finding) in found where policy.isExact {
        #expect(finding == fifo, "seed \(seed), \(policy)")
      }
    }
  }

  @Test func `A transfer to oneself changes nothing`() throws {
    for seed in caseSeeds(100, from: 40_000) {
      let scenario = Scenario.randomAccounts(seed)
      let found = try scenario.findings()
      let after = try scenario.withTransfersToOneself(seed).findings()
      #expect(found == after, "seed \(seed)")
    }
  }

  // MARK: - The same bytes

  @Test func `Commits, steps and the order of chains change no byte`() throws {
    for seed in caseSeeds(60, from: 50_000) {
      let scenario = Scenario.randomLinked(seed)
      let once = try scenario.finding().bytes()
      #expect(try scenario.finding(batch: 1).bytes() == once, "seed \(seed)")
      let backwards = try scenario.finding(order: scenario.facts.chains.reversed()).bytes()
      #expect(backwards == once, "seed \(seed)")
      let steps = ScratchLedger()
      try steps.fill(scenario.facts.firstBlocks(2))
      try steps.fill(scenario.facts.withoutFirstBlocks(2))
      #expect(try scenario.finding(on: steps).bytes() == once, "seed \(seed)")
    }
  }

  @Test func `Traces at the same time change no byte`() async throws {
    for seed in caseSeeds(5, from: 60_000) {
      let scenario = Scenario.randomLinked(seed)
      let once = try scenario.finding().bytes()
      try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for _ in 0..<4 { group.addTask { try scenario.finding().bytes() } }
        for try await bytes in group { #expect(bytes == once, "seed \(seed)") }
      }
    }
  }

  @Test func `A later block changes no finding up to an earlier one`() throws {
    for seed in caseSeeds(200, from: 70_000) {
      var scenario = Scenario.randomAccounts(seed)
      let last = UInt64(scenario.facts.accounts.values.first?.count ?? 1) - 1
      let theft = scenario.lastTheftBlock
      guard theft < last else { continue }
      scenario.request.through = [RandomAccountChain.chain: theft]
      let whole = try scenario.findings()
      scenario.facts = scenario.facts.firstBlocks(Int(theft) + 1)
      #expect(try scenario.findings() == whole, "seed \(seed)")
    }
  }
}

extension TraceFinding {
  fileprivate func bytes() throws -> [UInt8] { try JSONWriter.canonical(json) }
}
