import Foundation
import Testing
import WeirIngest
import WeirLedger
import WeirModel
import WeirTesting

@Suite struct EVMIngestTests {
  private let folder: TemporaryFolder
  private let small = SmallEVMChain()

  init() throws { folder = try TemporaryFolder() }

  private func ledger(_ name: String = "ledger") -> Ledger {
    Ledger(directory: folder.path + "/" + name)
  }

  @discardableResult
  private func ingest(
    _ files: [String], into name: String = "ledger", limits: IngestLimits = IngestLimits()
  ) throws -> IngestReport {
    try EVMIngest(ledger: ledger(name), chain: .ethereum, limits: limits).run(files: files)
  }

  private func chain(_ name: String = "ledger") throws -> AccountChain {
    try ledger(name).openAccountChain(.ethereum)
  }

  private func contents(_ name: String = "ledger") throws -> [String: Data] {
    try folder.contents(of: name)
  }

  @Test func `facts of one block are joined from several files`() throws {
    let files = [
      try folder.write(small.traces(3) + small.traces(2), to: "traces.json"),
      try folder.write(small.receipts(2) + small.receipts(3), to: "receipts.json"),
      try folder.write(small.block(3) + small.block(2), to: "blocks.json"),
    ]
    let report = try ingest(files)
    #expect(report.blocks == 2)
    // A fee and a value for each of four transactions, and two rewards.
    #expect(report.transfers == 10)
    let chain = try chain()
    let block = try #require(chain.block(number: 3))
    #expect(block.coverage == [.native, .tokens, .fees, .transactions, .issuance])
    let moved = block.transfers.map { chain.transfer(at: $0) }
    // 21,000 gas at 2 wei; 3 and 6 wei; the reward of 5 ether before Byzantium.
    #expect(
      moved.map(\.amount) == [42_000, 3, 42_000, 6, 5_000_000_000_000_000_000])
    #expect(moved.map(\.kind) == [.feeTip, .transaction, .feeTip, .transaction, .reward])
  }

  @Test func `sorting on disk changes no byte`() throws {
    let order = [7, 2, 9, 4, 1, 8, 3, 6, 5]
    let file = try folder.write(order.map(small.facts).joined(), to: "all.json")
    try ingest([file])
    try ingest(
      [file], into: "tiny", limits: IngestLimits(recordsInMemory: 3, transfersPerCommit: 1))
    #expect(try chain().blockCount == 9)
    #expect(try contents() == contents("tiny"))
  }

  @Test(arguments: caseSeeds(20))
  func `any split of the files makes the same ledger`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let files = try (1...8).map { try folder.write(small.facts($0), to: "\($0).json") }
    try ingest(files.shuffled(using: &random))
    var rest = files[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...rest.count, using: &random)
      // Runs overlap: what the ledger has is skipped.
      let begin = max(0, rest.startIndex - Int.random(in: 0...2, using: &random))
      try ingest(Array(files[begin..<rest.startIndex + count]), into: "split")
      rest = rest.dropFirst(count)
    }
    #expect(try contents() == contents("split"))
  }

  // MARK: Branches

  @Test func `a longer branch replaces the ledger's, and leaves no trace of it`() throws {
    let other = SmallEVMChain(branch: 1, forkAfter: 3)
    let stale = try folder.write((1...5).map(small.facts).joined(), to: "stale.json")
    let trunk = try folder.write((1...3).map(small.facts).joined(), to: "trunk.json")
    let branch = try folder.write((3...6).map(other.facts).joined(), to: "branch.json")
    try ingest([stale])
    let report = try ingest([branch])
    #expect(report.rolledBack == 2)
    #expect(report.blocks == 3)
    #expect(report.skippedBlocks == 1)
    try ingest([trunk], into: "never")
    try ingest([branch], into: "never")
    #expect(try contents() == contents("never"))
  }

  @Test func `a branch that is not longer is refused, and the ledger stays`() throws {
    let other = SmallEVMChain(branch: 1, forkAfter: 3)
    try ingest([try folder.write((1...5).map(small.facts).joined(), to: "stale.json")])
    let before = try contents()
    let branch = try folder.write((4...5).map(other.facts).joined(), to: "branch.json")
    let error = try #require(throws: IngestError.self) { try ingest([branch]) }
    #expect(error.code == .disagreement)
    #expect(error.message.contains("disagree about eip155:1 block 4"))
    #expect(error.file == branch)
    #expect(try contents() == before)
  }

  @Test func `a branch with a hole further on is refused before anything is removed`() throws {
    let other = SmallEVMChain(branch: 1, forkAfter: 3)
    try ingest([try folder.write((1...5).map(small.facts).joined(), to: "stale.json")])
    let before = try contents()
    let numbers = [4, 5, 7]
    let branch = try folder.write(numbers.map(other.facts).joined(), to: "branch.json")
    #expect(throws: IngestError.self) { try ingest([branch]) }
    #expect(try contents() == before)
  }

  @Test func `a branch that does not say where it parts is refused`() throws {
    let other = SmallEVMChain(branch: 1, forkAfter: 3)
    try ingest([try folder.write((1...5).map(small.facts).joined(), to: "stale.json")])
    let branch = try folder.write((6...7).map(other.facts).joined(), to: "branch.json")
    let error = try #require(throws: IngestError.self) { try ingest([branch]) }
    #expect(error.message.contains("from the block on where the two part"))
  }

  // MARK: Contradictions

  @Test func `two files that disagree about a block are refused by name`() throws {
    let first = try folder.write(small.facts(1), to: "first.json")
    let second = try folder.write(small.block(1, value: 8), to: "second.json")
    let error = try #require(throws: IngestError.self) { try ingest([first, second]) }
    #expect(error.code == .disagreement)
    #expect(error.description.contains("first.json") && error.description.contains("second.json"))
    #expect(error.message.contains("block 1"))
    #expect(throws: LedgerError.self) { try chain() }
  }

  @Test func `other facts about a block that is in the ledger are refused`() throws {
    try ingest([try folder.write(small.block(1), to: "block.json")])
    let all = try folder.write(small.facts(1), to: "all.json")
    let error = try #require(throws: IngestError.self) { try ingest([all]) }
    #expect(error.code == .otherFacts)
    #expect(error.message.contains("all files of a block together"))
  }

  @Test func `a block below the tip that the ledger does not have is refused`() throws {
    try ingest([try folder.write(small.facts(5), to: "5.json")])
    let error = try #require(throws: IngestError.self) {
      try ingest([try folder.write(small.facts(2), to: "2.json")])
    }
    #expect(error.code == .belowTip)
  }

  @Test func `receipts without their block are refused`() throws {
    let file = try folder.write(small.receipts(1), to: "receipts.json")
    let error = try #require(throws: IngestError.self) { try ingest([file]) }
    #expect(error.message.contains("add the block itself"))
    #expect(error.file == file)
  }

  @Test func `traces that name a transaction of no block are refused by its name`() throws {
    let block = try folder.write(small.block(1), to: "block.json")
    let traces = try folder.write(small.traces(2), to: "traces.json")
    let error = try #require(throws: IngestError.self) { try ingest([block, traces]) }
    #expect(error.code == .noBlock)
    #expect(error.message.contains(small.transactionHash(2, 0)))
    #expect(error.file == traces)
  }

  // MARK: Files

  @Test func `a file that ends within a value is refused with its place`() throws {
    let text = small.block(1)
    let file = try folder.write(String(text.dropLast(20)), to: "cut.json")
    let error = try #require(throws: IngestError.self) { try ingest([file]) }
    #expect(error.code.rawValue == "json.truncated")
    #expect(error.description.contains("cut.json") && error.message.contains("line"))
  }

  @Test func `a file that is missing, empty, a folder or binary is refused by name`() throws {
    let empty = try folder.write("", to: "empty.json")
    let binary = try folder.write([0, 1, 2, 3, 0, 0], to: "binary.dat")
    for (file, code): (String, IngestError.Code) in [
      (folder.path + "/missing.json", .unreadable), (empty, .empty), (folder.path, .unreadable),
      (binary, .unknownKind),
    ] {
      let error = try #require(throws: IngestError.self) { try ingest([file]) }
      #expect(error.code == code)
      #expect(error.file == file)
    }
  }

  @Test func `a chain of another kind is refused`() throws {
    let file = try folder.write(small.facts(1), to: "1.json")
    #expect(throws: IngestError.self) {
      try EVMIngest(ledger: ledger(), chain: .bitcoin).run(files: [file])
    }
  }

  @Test func `progress never goes back and ends with everything read`() throws {
    let files = try (1...3).map { try folder.write(small.facts($0), to: "\($0).json") }
    var reading: [IngestProgress] = []
    var appended: [UInt64] = []
    _ = try EVMIngest(ledger: ledger(), chain: .ethereum).run(files: files) { progress in
      if progress.phase == .reading {
        reading.append(progress)
      } else {
        appended.append(progress.blocks)
      }
    }
    #expect(reading.map(\.bytesRead) == reading.map(\.bytesRead).sorted())
    #expect(reading.last?.bytesRead == reading.last?.bytesTotal)
    #expect(appended == [1, 2, 3])
  }
}
