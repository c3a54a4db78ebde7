import Foundation
import Testing
import WeirCodecs
import WeirIngest
import WeirLedger
import WeirModel
import WeirTesting

@Suite struct TableIngestTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let map = "time=when,block=height,from=payer,to=payee,amount=wei,tx=hash"

  private func ingest(
    _ files: [String], into name: String = "ledger", map: String? = map,
    skipRefusedRows: Bool = false, limits: IngestLimits = IngestLimits()
  ) throws -> IngestReport {
    try TableIngest(
      ledger: Ledger(directory: folder.path + "/" + name), chain: .ethereum,
      map: map.map { try ColumnMap(parsing: $0) }, skipRefusedRows: skipRefusedRows,
      limits: limits
    ).run(files: files)
  }

  private func chain(_ name: String = "ledger") throws -> AccountChain {
    try Ledger(directory: folder.path + "/" + name).openAccountChain(.ethereum)
  }

  private func row(_ block: Int, _ amount: String) -> String {
    let (from, to) = (SmallEVMChain.account(block % 3), SmallEVMChain.account(7))
    return "\(1_000 + block),\(block),\(from),\(to),\(amount),\(SmallEVMChain.word(block, 5))\n"
  }

  private static let header = "when,height,payer,payee,wei,hash\n"

  @Test func `rows in any order become blocks in order`() throws {
    let text = Self.header + [9, 3, 5, 3].map { row($0, "\($0 * 10)") }.joined()
    let file = try folder.write(text, to: "table.csv")
    let report = try ingest([file])
    #expect(report.acceptedRows == 4)
    #expect(report.blocks == 3)
    #expect(report.transfers == 4)
    let chain = try chain()
    #expect((0..<3).map { chain.block(at: $0).number } == [3, 5, 9])
    #expect((0..<4).map { chain.transfer(at: $0).amount } == [30, 30, 50, 90])
    // A table never proves that it is complete.
    #expect((0..<3).allSatisfy { chain.block(at: $0).coverage == [] })
    let again = try ingest([file])
    #expect(again.blocks == 0 && again.skippedBlocks == 3)
  }

  @Test func `sorting on disk changes no byte`() throws {
    let text = Self.header + (0..<200).map { row($0 * 37 % 101, "\($0 + 1)") }.joined()
    let file = try folder.write(text, to: "table.csv")
    _ = try ingest([file])
    _ = try ingest(
      [file], into: "tiny", limits: IngestLimits(recordsInMemory: 2, transfersPerCommit: 3))
    #expect(try chain().transferCount == 200)
    #expect(try folder.contents(of: "ledger") == folder.contents(of: "tiny"))
  }

  @Test func `a refused row ends the ingest, unless it is to be skipped`() throws {
    let text = Self.header + row(1, "10") + row(2, "1.5E+20") + row(3, "30")
    let file = try folder.write(text, to: "table.csv")
    let error = try #require(throws: IngestError.self) { try ingest([file]) }
    #expect(error.code == .refusedRows)
    #expect(error.message.contains("table.csv:3"))
    #expect(throws: LedgerError.self) { try chain() }
    let report = try ingest([file], skipRefusedRows: true)
    #expect(report.acceptedRows == 2)
    #expect(report.refusedRows.map(\.line) == [3])
    #expect(report.refusedRows.first?.file == file)
    #expect(try chain().transferCount == 2)
  }

  @Test func `two tables that disagree about a block are refused by name`() throws {
    let first = try folder.write(Self.header + row(1, "10"), to: "first.csv")
    let later = row(1, "10").replacing("1001,", with: "1002,")
    let second = try folder.write(Self.header + later, to: "second.csv")
    let error = try #require(throws: IngestError.self) { try ingest([first, second]) }
    #expect(error.code == .disagreement)
    #expect(error.description.contains("first.csv") && error.description.contains("second.csv"))
  }

  @Test func `a table that nobody recognises asks for a map`() throws {
    let file = try folder.write(Self.header + row(1, "10"), to: "table.csv")
    let error = try #require(throws: IngestError.self) { try ingest([file], map: nil) }
    #expect(error.code.rawValue == "table.unknown-table")
    #expect(error.message.contains("--map"))
  }

  @Test func `a chain of outputs is refused`() throws {
    let file = try folder.write(Self.header + row(1, "10"), to: "table.csv")
    #expect(throws: IngestError.self) {
      try TableIngest(ledger: Ledger(directory: folder.path + "/x"), chain: .bitcoin)
        .run(files: [file])
    }
  }
}

/// Published tables into a ledger.
@Suite(.enabled(if: SharedData.isPresent)) struct TableFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `of the explorer's pages 1004 rows are taken and 3153 refused`() throws {
    let files = try SharedData.files(in: "data/ethereum/mainnet-20-blocks", prefix: "txs")
    let ledger = Ledger(directory: folder.path + "/ledger")
    let strict = TableIngest(ledger: ledger, chain: .ethereum)
    let error = try #require(throws: IngestError.self) { try strict.run(files: files) }
    #expect(error.code == .refusedRows)
    let report = try TableIngest(ledger: ledger, chain: .ethereum, skipRefusedRows: true)
      .run(files: files)
    #expect(report.acceptedRows == 1_004)
    #expect(report.refusedRows.count == 3_153)
    #expect(report.refusedRows.allSatisfy { !$0.reason.isEmpty && $0.line > 1 })
    let chain = try ledger.openAccountChain(.ethereum)
    let numbers = (0..<chain.blockCount).map { chain.block(at: $0).number }
    #expect(numbers.allSatisfy { (12_990_972...12_990_991).contains($0) })
    #expect(chain.transferCount == report.transfers)
  }
}
