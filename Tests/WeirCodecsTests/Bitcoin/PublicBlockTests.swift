import Foundation
import Testing
import WeirCodecs
import WeirModel

/// Real blocks; skipped where they are not present.
@Suite("Public Bitcoin blocks", .enabled(if: BitcoinTestData.isPresent))
struct PublicBlockTests {
  /// Height and number of transactions as any explorer has them; inputs as counted elsewhere.
  @Test(arguments: [
    (
      "00000000000000001203c1ea455e38612bdf36e9967fdead11935c8e22283ecc", 333_961 as UInt64, 202,
      438
    ),
    (
      "000000000000000002d249a3d89f63ef3fee203adcca7c24008c13fd854513f2", 437_303, 1_652, 4_637
    ),
    (
      "block-0000000000000000001602407ac49862a7bca9d00f7f402db20b7be2f5de59d2.blk", 574_200, 3_315,
      4_083
    ),
    (
      "mainnet_block_000000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae.raw", 702_861,
      2_500, 6_190
    ),
  ])
  func mainnetBlocksParseToTheLastByte(
    file: String, height: UInt64, transactions: Int, inputs: Int
  ) throws {
    let block = try BitcoinBlockParser(network: .bitcoin).parse(
      BitcoinTestData.bytes("blocks/" + file))
    #expect(block.height == height)
    #expect(block.transactions.count == transactions)
    #expect(file.contains(block.hash.reversedHex))
    let ids = Set(block.transactions.map(\.id))
    let missing = block.transactions.flatMap(\.inputs).filter {
      !ids.contains($0.previous.transaction)
    }
    #expect(missing.count == inputs)
  }

  @Test func theTestnetBlockParsesOnItsOwnChainOnly() throws {
    let bytes = try BitcoinTestData.bytes(
      "blocks/testnet_block_000000000000045e0b1660b6445b5e5c5ab63c9a4f956be7e1e69be04fa4497b.raw")
    let block = try BitcoinBlockParser(network: .bitcoinTestnet).parse(bytes)
    #expect(
      block.hash.reversedHex == "000000000000045e0b1660b6445b5e5c5ab63c9a4f956be7e1e69be04fa4497b")
    #expect(SmallBlocks.refusal(of: Array(bytes.dropLast()), on: .bitcoinTestnet) == .truncated)
    // Nothing in the bytes names the network; scrypt's does refuse them.
    #expect(SmallBlocks.refusal(of: bytes, on: .litecoin) != nil)
  }

  /// 255 coinbases of 50 bitcoin: 1,275,000,000,000 satoshi.
  @Test(.enabled(if: BitcoinTestData.canDecompress))
  func theFirst255BlocksAreAChainAndHoldTheirSubsidies() throws {
    let blocks = try parsed(["blocks/blocks1-256.bz2"])
    var tree = HeaderTree(network: .bitcoin)
    for block in blocks.reversed() { tree.insert(HeaderTree.Link(block)) }
    let best = tree.bestChain()
    #expect(best.blocks == blocks.map(\.hash))
    #expect(best.tip.flatMap { best.places[$0]?.height } == 255)
    let minted = blocks.flatMap { $0.transactions[0].outputs }.reduce(UInt64(0)) { $0 + $1.value }
    #expect(minted == 1_275_000_000_000)
  }

  @Test(.enabled(if: BitcoinTestData.canDecompress))
  func theForkOvertakesTheChain() throws {
    let base = try parsed(["reorg/blk_0_to_4.dat.bz2"])
    let fork = try parsed(["reorg/blk_3A.dat.bz2", "reorg/blk_4A.dat.bz2", "reorg/blk_5A.dat.bz2"])
    #expect(base.count == 5)
    var tree = HeaderTree(network: .bitcoin)
    for block in base { tree.insert(HeaderTree.Link(block)) }
    let before = tree.bestChain()
    #expect(before.blocks == base.map(\.hash))
    for block in fork { tree.insert(HeaderTree.Link(block)) }
    let after = tree.bestChain()
    #expect(after.blocks == (base[0...2] + fork).map(\.hash))
    #expect(after.stale == base[3...4].map(\.hash))
    let change = after.transition(from: before.blocks)
    #expect(change.rollback == [base[4].hash, base[3].hash])
    #expect(change.connect == fork.map(\.hash))
    #expect(after.path(from: base[4].hash, to: fork[2].hash) == change)
  }

  private func parsed(_ files: [String]) throws -> [UTXOBlock] {
    try files.flatMap { file in
      var reader = BlockFileReader(network: .bitcoin)
      let frames = try reader.append(BitcoinTestData.decompressed(file))
      try reader.requireComplete()
      return try frames.map { try BitcoinBlockParser(network: .bitcoin).parse($0.bytes) }
    }
  }
}
