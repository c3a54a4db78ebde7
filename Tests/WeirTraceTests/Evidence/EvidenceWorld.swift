import Foundation
import WeirDrill
import WeirLedger
import WeirModel

@testable import WeirTrace

/// A made-up theft on two chains, and ledgers that hold it.
struct EvidenceWorld {
  static let world = DrillWorld(
    DrillParameters(bystanderCount: 12, honestTransactionsPerBlock: 2, peelHopCount: 6))

  static var request: TraceRequest {
    let thefts = world.thefts.map {
      WeirTrace.Theft(incident: $0.incident, source: .transfer($0.transfer))
    }
    return TraceRequest(
      thefts: thefts, policies: [.fifo, .haircut, .poison], bounds: .init(counterparties: 20))
  }

  static var claims: ClaimIndex { ClaimIndex(world.claims) }

  /// The same seed is the same key: a test's key is no secret.
  static func key(_ byte: UInt8 = 7) throws -> SigningKey {
    try SigningKey(name: "Test", seed: [UInt8](repeating: byte, count: 32))
  }

  /// Packed once, from the whole world.
  static let packed = Result { try packed(Filling()) }

  /// Packed from a ledger that is gone afterwards.
  static func packed(_ filling: Filling, key: SigningKey? = nil) throws -> EvidenceBundle {
    let filled = try FilledLedger(filling)
    return try withExtendedLifetime(filled) { try pack(filled.ledger, key: key) }
  }

  /// What a ledger is filled with.
  struct Filling {
    var coinsFirst = false
    /// Blocks at the end that are left out.
    var shorterBy = 0
    var withoutCoins = false
    var withOtherChain = false
    /// Whether the last block of the accounts has another hash than everybody else's.
    var withStaleTip = false
  }

  static func pack(
    _ ledger: Ledger, request: TraceRequest = request, key: SigningKey? = nil
  ) throws -> EvidenceBundle {
    try EvidenceBundle.pack(
      request, claims: claims, ledger: ledger, signedBy: key ?? EvidenceWorld.key())
  }
}

/// A ledger in a directory of its own, removed at the end of the test.
final class FilledLedger {
  let ledger: Ledger

  init(_ filling: EvidenceWorld.Filling = .init()) throws {
    // Memory where there is such a place: tests commit often, and a disk takes its time.
    let place = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
    ledger = Ledger(directory: "\(place)/weir-evidence-\(UUID().uuidString)")
    if filling.coinsFirst, !filling.withoutCoins { try fillCoins(filling) }
    if filling.withOtherChain { try fillOtherChain() }
    try fillAccounts(filling)
    if !filling.coinsFirst, !filling.withoutCoins { try fillCoins(filling) }
  }

  deinit { try? FileManager.default.removeItem(atPath: ledger.directory) }

  private func fillAccounts(_ filling: EvidenceWorld.Filling) throws {
    let writer = try AccountChainWriter(ledger, chain: DrillWorld.accountChain, segmentBits: 10)
    var blocks = Array(EvidenceWorld.world.accountBlocks.dropLast(filling.shorterBy))
    if filling.withStaleTip { blocks[blocks.count - 1].hash = Hash32(words: (1, 2, 3, 4)) }
    for block in blocks { try writer.append(block) }
    try writer.commit()
  }

  private func fillCoins(_ filling: EvidenceWorld.Filling) throws {
    let writer = try UTXOChainWriter(ledger, chain: DrillWorld.coinChain, segmentBits: 10)
    for block in EvidenceWorld.world.coinBlocks.dropLast(filling.shorterBy) {
      try writer.append(block)
    }
    try writer.commit()
  }

  /// A chain that has nothing to do with the theft.
  private func fillOtherChain() throws {
    let writer = try AccountChainWriter(ledger, chain: .ethereum, segmentBits: 10)
    try writer.append(
      AccountBlock(
        number: 1, hash: nil, parent: nil, time: Timestamp(seconds: 4_000_000_000), coverage: [],
        transactions: []))
    try writer.commit()
  }
}
