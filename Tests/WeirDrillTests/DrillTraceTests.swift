import Foundation
import Testing
import WeirCodecs
import WeirDrill
import WeirLedger
import WeirModel
import WeirTesting
import WeirTrace

/// The generator knows where every unit is; a trace of what it put on the chains must find it.
@Suite struct DrillTraceTests {
  private static func trace(_ world: DrillWorld, _ policies: [Policy]) throws -> TraceFinding {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("weir-drill-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let ledger = Ledger(directory: folder)
    let accounts = try AccountChainWriter(ledger, chain: DrillWorld.accountChain, segmentBits: 10)
    for block in world.accountBlocks { try accounts.append(block) }
    try accounts.commit()
    let coins = try UTXOChainWriter(ledger, chain: DrillWorld.coinChain, segmentBits: 10)
    for block in world.coinBlocks { try coins.append(block) }
    try coins.commit()
    let thefts = world.thefts.map {
      WeirTrace.Theft(incident: $0.incident, source: .transfer($0.transfer))
    }
    // The generator's contracts deal with few parties: its many-party contract has over a dozen.
    let request = TraceRequest(
      thefts: thefts, policies: policies,
      bounds: .init(counterparties: Self.counterpartyBound))
    return try Trace(request, claims: ClaimIndex(world.claims)).run(on: ledger)
  }

  private static let counterpartyBound = 20

  @Test(arguments: caseSeeds(3, from: 20_250_221))
  func firstInFirstOutFindsEveryTotalOfTheGeneratorsBooks(seed: UInt64) throws {
    let world = DrillWorld(DrillParameters(seed: seed))
    let finding = try Self.trace(world, [.fifo])
    let totals = try #require(finding.policies.first?.totals)
    for found in totals {
      let truth = world.truth.totals(incident: found.incident, stolen: found.asset)
      #expect(found.stolen == truth.sum)
      #expect(found.custody == truth.custody)
      #expect(found.mixer == truth.mixer)
      #expect(found.fees == truth.fees)
      #expect(found.destroyed == truth.destroyed)
      #expect(found.unfollowed == truth.unfollowed)
      #expect(found.held == truth.held)
    }
    #expect(totals.count == Set(world.thefts.map { [$0.incident, $0.asset.description] }).count)
  }
}
