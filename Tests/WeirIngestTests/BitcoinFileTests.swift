import Foundation
import Testing
import WeirIngest
import WeirLedger
import WeirModel
import WeirTesting

/// Published blocks into a ledger.
@Suite(.enabled(if: SharedData.isPresent)) struct BitcoinFileTests {
  private static let blocks = "data/bitcoin/blocks"
  private static let reorg = "data/bitcoin/reorg"

  private static let mainnet = [
    "000000000000000002d249a3d89f63ef3fee203adcca7c24008c13fd854513f2",
    "00000000000000001203c1ea455e38612bdf36e9967fdead11935c8e22283ecc",
    "block-0000000000000000001602407ac49862a7bca9d00f7f402db20b7be2f5de59d2.blk",
    "mainnet_block_000000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae.raw",
  ].map { SharedData.path(blocks + "/" + $0) }

  private let folder: TemporaryFolder
  private let ledger: Ledger

  init() throws {
    folder = try TemporaryFolder()
    ledger = Ledger(directory: folder.path + "/ledger")
  }

  private func ingest(
    _ files: [String], into ledger: Ledger? = nil, chain: ChainID = .bitcoin,
    allowUnknownInputs: Bool = false
  ) throws -> IngestReport {
    try BitcoinIngest(
      ledger: ledger ?? self.ledger, chain: chain, allowUnknownInputs: allowUnknownInputs
    ).run(files: files)
  }

  private func decompressed(_ path: String) throws -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    return try folder.write(try bunzip2(SharedData.path(path)), to: name + ".dat")
  }

  /// What the public data needs and Weir does not do: it opens no compressed files.
  private func bunzip2(_ path: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bzip2", "-dc", path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return [UInt8](data)
  }

  // MARK: Single blocks

  @Test(arguments: mainnet)
  func `a block without the blocks before it is refused, with the output that is missing`(
    file: String
  ) throws {
    let error = try #require(throws: IngestError.self) { try ingest([file]) }
    #expect(error.code.rawValue == "ledger.missing-output")
    #expect(error.message.contains("missing previous output"))
    #expect(error.message.contains("--allow-unknown-inputs"))
    #expect(try ledger.openUTXOChain(.bitcoin).blockCount == 0)
  }

  @Test func `blocks without the blocks before them are taken with their inputs unknown`() throws {
    let report = try ingest(Self.mainnet, allowUnknownInputs: true)
    #expect(report.blocks == 4)
    let chain = try ledger.openUTXOChain(.bitcoin)
    // One of the inputs spends an output of another of these blocks.
    #expect(inputsAcrossBlocks(chain) == 1)
    #expect(report.unknownInputs == 438 + 4_637 + 4_083 + 6_190 - 1)
    let heights = (0..<chain.blockCount).map { chain.block(at: $0).height }
    #expect(heights == [333_961, 437_303, 574_200, 702_861])
    #expect((0..<chain.blockCount).allSatisfy { chain.block(at: $0).isVerified })
  }

  private func inputsAcrossBlocks(_ chain: UTXOChain) -> Int {
    (0..<chain.blockCount).map { chain.block(at: $0) }.reduce(0) { count, block in
      count
        + block.inputs.count { input in
          guard case .output(let row) = chain.previous(ofInput: input) else { return false }
          return !block.outputs.contains(row)
        }
    }
  }

  /// Inputs that spend outputs of other blocks, as the manifest counts them.
  @Test(arguments: zip(mainnet, [4_637, 438, 4_083, 6_190] as [UInt64]))
  func `a block's unknown inputs are counted`(file: String, count: UInt64) throws {
    let report = try ingest([file], allowUnknownInputs: true)
    #expect(report.blocks == 1)
    #expect(report.unknownInputs == count)
  }

  @Test func `a block of the test network goes into its own ledger`() throws {
    let file = SharedData.path(
      Self.blocks
        + "/testnet_block_000000000000045e0b1660b6445b5e5c5ab63c9a4f956be7e1e69be04fa4497b.raw")
    #expect(throws: IngestError.self) { try ingest([file], chain: .bitcoinTestnet) }
    let report = try ingest([file], chain: .bitcoinTestnet, allowUnknownInputs: true)
    #expect(report.blocks == 1)
    #expect(report.unknownInputs == 13)
  }

  @Test func `a compressed file is refused by name`() throws {
    let file = SharedData.path(Self.blocks + "/blocks1-256.bz2")
    let error = try #require(throws: IngestError.self) { try ingest([file]) }
    #expect(error.code == .compressed)
    #expect(error.message.contains("bunzip2"))
  }

  // MARK: Chains

  @Test func `blocks 1 to 255 start after genesis and hold every coin that they made`() throws {
    let file = try decompressed(Self.blocks + "/blocks1-256.bz2")
    let report = try ingest([file])
    #expect(report.blocks == 255)
    #expect(report.unknownInputs == 0)
    let chain = try ledger.openUTXOChain(.bitcoin)
    #expect(chain.block(at: 0).height == 1)
    #expect(chain.tip?.height == 255)
    let unspent = (0..<chain.outputCount).filter { chain.spender(ofOutput: $0) == nil }
      .reduce(UInt64(0)) { $0 + chain.output(at: $1).value }
    // 255 coinbases of 50 coins.
    #expect(unspent == 1_275_000_000_000)
    // The same files again change nothing.
    let before = try folder.contents(of: "ledger")
    let again = try ingest([file])
    #expect(again.blocks == 0)
    #expect(again.skippedBlocks == 255)
    #expect(try folder.contents(of: "ledger") == before)
  }

  @Test func `a branch that overtakes the tip leaves no trace of the stale one`() throws {
    let base = try decompressed(Self.reorg + "/blk_0_to_4.dat.bz2")
    let branch = try ["3A", "4A", "5A"].map {
      try decompressed(Self.reorg + "/blk_\($0).dat.bz2")
    }
    #expect(try ingest([base]).blocks == 5)
    #expect(try ledger.openUTXOChain(.bitcoin).tip?.height == 4)
    // A shorter and an equal branch wait beside the chain.
    #expect(try ingest([branch[0]]).sideBlocks == 1)
    let report = try ingest([branch[1], branch[2]])
    #expect(report.rolledBack == 2)
    #expect(report.blocks == 3)
    let chain = try ledger.openUTXOChain(.bitcoin)
    #expect(chain.tip?.height == 5)
    let other = Ledger(directory: folder.path + "/other")
    _ = try ingest([base] + branch, into: other)
    let name = "bip122_\(ChainID.bitcoin.reference)"
    #expect(
      try folder.contents(of: "ledger/\(name)") == folder.contents(of: "other/\(name)"))
    try checkWithoutStale(base, branch, name)
  }

  /// A third ledger that never saw the blocks that became stale.
  private func checkWithoutStale(_ base: String, _ branch: [String], _ name: String) throws {
    let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: base)))
    // The first three frames: magic, length, block.
    var end = 0
    for _ in 0..<3 {
      let length = whole[end + 4..<end + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      end += 8 + length
    }
    let trunk = try folder.write(Array(whole[..<end]), to: "trunk.dat")
    let never = Ledger(directory: folder.path + "/never")
    _ = try ingest([trunk] + branch, into: never)
    #expect(
      try folder.contents(of: "never/\(name)") == folder.contents(of: "ledger/\(name)"))
  }

  /// The dump holds several files; each file's blocks are hex behind a name.
  @Test func `the branches of the text dump are refused for the output that no block makes`() throws
  {
    let text = try String(
      contentsOfFile: SharedData.path(Self.reorg + "/reorgtest.hex"), encoding: .utf8)
    var files: [String: [UInt8]] = [:]
    var current = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix("File path:") {
        current = line.split(separator: "/").last.map(String.init) ?? ""
      } else if !line.contains(":") {
        files[current, default: []] += [UInt8](hex: line.filter { !$0.isWhitespace }) ?? []
      }
    }
    try #require(files.count >= 4)
    let paths = try files.sorted { $0.key < $1.key }.map { try folder.write($1, to: $0) }
    let error = try #require(throws: IngestError.self) { try ingest(paths) }
    #expect(error.code.rawValue == "ledger.missing-output")
    #expect(error.message.contains("missing previous output"))
    // Block 2 of the dump spends it, so that block 1 is the last that can stand.
    #expect(try ledger.openUTXOChain(.bitcoin).tip?.height == 1)
  }
}
