import Testing
import WeirIngest
import WeirLedger
import WeirModel
import WeirTesting

/// Nodes' answers and exporters' rows, as published, into a ledger.
@Suite(.enabled(if: SharedData.isPresent)) struct EVMFileTests {
  private func ledger(
    _ files: [String], declared: AccountBlock.Coverage = [], skipRefusedRows: Bool = false
  ) throws -> (chain: AccountChain, report: IngestReport, folder: TemporaryFolder) {
    let folder = try TemporaryFolder()
    let ledger = Ledger(directory: folder.path + "/ledger")
    let report = try EVMIngest(
      ledger: ledger, chain: .ethereum, declared: declared, skipRefusedRows: skipRefusedRows
    ).run(files: files)
    return (try ledger.openAccountChain(.ethereum), report, folder)
  }

  private func transfers(_ chain: AccountChain) -> [AccountChain.Transfer] {
    (0..<chain.transferCount).map { chain.transfer(at: $0) }
  }

  // MARK: Call traces

  /// Amounts by the published call trees, in wei; fees and rewards are no part of a call trace.
  @Test(arguments: [
    ("selfdestruct", ["22882074780407317765077"]), ("simple", ["500000000000000000"]),
    ("blob_tx", []), ("create", []), ("deep_calls", []), ("delegatecall", []),
    ("inner_create_oog_outer_throw", []), ("inner_instafail", []), ("inner_revert_reason", []),
    ("inner_throw_outer_revert", []), ("oog", []), ("revert", []), ("revert_reason", []),
    ("throw", []),
  ]) func `a call trace moves what its tree moves`(name: String, amounts: [String]) throws {
    let file = SharedData.path("data/ethereum/call-traces/\(name).json")
    let (chain, report, _) = try ledger([file])
    let moved = transfers(chain).filter { !$0.amount.isZero && $0.kind != .reward }
    #expect(moved.map(\.amount.units.description) == amounts)
    #expect(report.blocks == 1)
  }

  @Test func `a trace of the top call alone is named incomplete`() throws {
    let file = SharedData.path("data/ethereum/call-traces/simple_onlytop.json")
    let (chain, report, _) = try ledger([file])
    #expect(report.notes.contains { $0.contains("a trace that lacks inner calls") })
    let block = try #require(chain.tip)
    #expect(!block.coverage.contains(.native))
  }
}
