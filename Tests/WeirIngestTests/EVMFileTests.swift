import Foundation
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

/// ethereum-etl's test data, through the ledger.
@Suite(.enabled(if: SharedData.isPresent)) struct EVMExportLedgerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func ingest(_ files: [String], into name: String = "ledger") throws -> AccountChain {
    let ledger = Ledger(directory: folder.path + "/" + name)
    _ = try EVMIngest(ledger: ledger, chain: .ethereum).run(files: files)
    return try ledger.openAccountChain(.ethereum)
  }

  private static let stream = "data/ethereum/etl/test_stream/"

  /// 291 rows, of which nine are ERC-721. The blocks' logs say which, and which of the others move
  /// nothing: transfers of zero are no transfers in the ledger.
  @Test func `rows of two blocks become their token transfers`() throws {
    let folder = Self.stream + "blocks_17173049_17173050"
    let chain = try ingest(try SharedData.files(in: folder, prefix: "expected_"))
    #expect(chain.blockCount == 2)
    var standards: [String: Int] = [:]
    for row in 0..<chain.transferCount {
      let transfer = chain.transfer(at: row)
      guard [.token, .mint, .burn].contains(transfer.kind) else { continue }
      standards[chain.assetID(of: transfer.asset).namespace, default: 0] += 1
    }
    #expect(standards["erc721"] == 9)
    let zeros = try zeroRows(folder + "/expected_token_transfers.json")
    #expect((standards["erc20"] ?? 0) + zeros == 282)
  }

  private func zeroRows(_ path: String) throws -> Int {
    let text = try String(contentsOfFile: SharedData.path(path), encoding: .utf8)
    return text.matches(of: /"value": *"?0"?[,}\n]/).count
  }

  @Test func `a node's answers and the exporter's rows make the same transfers`() throws {
    let folder = Self.stream + "blocks_1755634_1755635"
    let answers =
      try SharedData.files(in: folder, prefix: "web3_response.eth_getBlockByNumber_0x")
      + SharedData.files(in: folder, prefix: "web3_response.eth_getTransactionReceipt")
    let rows = try SharedData.files(in: folder, prefix: "expected_")
    let left = try ingest(answers, into: "answers")
    let right = try ingest(rows, into: "rows")
    #expect(left.transferCount == right.transferCount)
    #expect(left.transferCount > 0)
    for row in 0..<min(left.transferCount, right.transferCount) {
      #expect(left.transfer(at: row) == right.transfer(at: row))
    }
    _ = try ingest(answers + rows, into: "both")
  }

  @Test func `traces without their block are refused`() throws {
    let file = SharedData.path(
      "data/ethereum/etl/test_export_traces_job/block_with_create/expected_traces.csv")
    let error = try #require(throws: IngestError.self) { try ingest([file]) }
    #expect(error.message.contains("add the block itself"))
  }
}
