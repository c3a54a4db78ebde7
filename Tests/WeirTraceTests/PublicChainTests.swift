import Foundation
import Testing
import WeirCodecs
import WeirModel
import WeirTesting
import WeirTrace

/// Traces on real blocks agree with the naive reference; skipped where the blocks are not present.
@Suite("Traces on real blocks", .enabled(if: SharedData.isPresent))
struct PublicChainTests {
  /// Block 9's coinbase paid the first payment of all, to Hal Finney, in block 170.
  @Test func `the coinbase of Bitcoin's block 9 is where the reference says`() throws {
    var scenario = Scenario()
    scenario.facts.utxo[.bitcoin] = try Self.first255Blocks()
    let coinbase = try #require(
      TransferReference(
        "btc/0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9#0"))
    scenario.steal(coinbase)
    #expect(try scenario.disagreements() == [])
    let finding = try scenario.finding()
    #expect(finding.stolen.map(\.amount) == [5_000_000_000])
    #expect(finding.policies.first { $0.policy == .fifo }?.holdings.count == 6)
  }

  /// Every transfer of at least ten ether in the twenty blocks, each traced by itself.
  @Test func `large transfers in twenty Ethereum blocks are where the reference says`() throws {
    var scenario = Scenario()
    let blocks = try Self.twentyBlocks()
    scenario.facts.accounts[.ethereum] = blocks
    var count = 0
    for block in blocks {
      for transaction in block.transactions {
        for (position, move) in transaction.moves.enumerated() {
          guard move.asset == .native, move.to != nil, let hash = transaction.hash,
            move.amount >= Amount(10_000_000_000_000_000_000)
          else { continue }
          scenario.request.thefts = []
          scenario.steal(
            TransferReference(
              chain: .ethereum, transaction: .hash(hash), position: UInt32(position)))
          #expect(try scenario.disagreements() == [])
          count += 1
        }
      }
    }
    #expect(count > 20)
  }

  // MARK: - Facts

  private static func first255Blocks() throws -> [UTXOBlock] {
    let file = SharedData.path("data/bitcoin/blocks/blocks1-256.bz2")
    let bytes = try output(of: "bzip2", "-dc", file)
    let parser = BitcoinBlockParser(network: .bitcoin)
    var blocks: [UTXOBlock] = []
    var offset = 0
    // Four bytes of the network's magic, four of the length in little-endian.
    while offset + 8 < bytes.count {
      let length = bytes[(offset + 4)..<(offset + 8)].reversed().reduce(0) { $0 << 8 | Int($1) }
      var block = try parser.parse(Array(bytes[(offset + 8)..<(offset + 8 + length)]))
      block.height = UInt64(blocks.count + 1)
      blocks.append(block)
      offset += 8 + length
    }
    return blocks
  }

  private static func output(of command: String, _ arguments: String...) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try #require(try pipe.fileHandleForReading.readToEnd())
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return Array(data)
  }

  private static func twentyBlocks() throws -> [AccountBlock] {
    var transfers: [TableTransfer] = []
    for file in try SharedData.files(in: "data/ethereum/mainnet-20-blocks", prefix: "txs") {
      var table = TransferTable(file: file, context: TableContext(chain: .ethereum))
      let rows =
        try table.feed(Array(Data(contentsOf: URL(fileURLWithPath: file)))) + table.finish()
      for case .transfers(_, let found) in rows { transfers += found }
    }
    return try TableAssembler.blocks(of: transfers, file: "mainnet-20-blocks")
  }
}
