import Testing
import WeirModel

@Suite struct TransferReferenceTests {
  /// The coinbase of block 9, the first that was ever spent, as explorers print it.
  private static let spent = "0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9"

  @Test func `a bitcoin transaction is written in reverse`() throws {
    let reference = try #require(TransferReference("btc/\(Self.spent)#0"))
    let hash = try #require(Hash32(reversedHex: Self.spent))
    #expect(reference.chain == .bitcoin && reference.position == 0)
    #expect(reference.transaction == .hash(hash) && hash.bytes.first == 0xC9)
    #expect(reference.description == "\(ChainID.bitcoin)/\(Self.spent)#0")
  }

  /// The first theft of Ronin's bridge.
  @Test func `an EVM transaction is written as it stands`() throws {
    let hash = "c28fad5e8d5e0ce6a2eaf67b6687be5d58113e16be590824d6cfa1a94467d0b7"
    let text = "eip155:1/0x\(hash)#3"
    let reference = try #require(TransferReference(text))
    #expect(reference.transaction == Hash32(hex: hash).map(TransactionName.hash))
    #expect(reference.description == text)
    #expect(TransferReference("eth/\(hash)#3") == reference)
  }

  @Test func `a row without a hash is named by its place`() throws {
    let reference = try #require(TransferReference("eip155:1/12990972.17#4294967295"))
    #expect(reference.transaction == .place(block: 12_990_972, index: 17))
    #expect(reference.position == .max)
    #expect(TransferReference(reference.description) == reference)
  }

  @Test func `a name with a colon in it is a chain too`() {
    #expect(TransferReference("btc:testnet/\(Self.spent)#1")?.chain == .bitcoinTestnet)
  }

  @Test(arguments: [
    "", "#", "btc/#0", "/1.2#0", "btc#0", "nochain/1.2#0", "btc/1.2", "btc/1.2#", "btc/1.2#-1",
    "btc/1.2#+1", "btc/+1.2#0", "btc/1.+2#0", "btc/1.2#4294967296", "btc/1.4294967296#0",
    "btc/18446744073709551616.0#0", "btc/1.2#0#0", "btc/1.2.3#0", "btc/1#0", "btc/.2#0",
    "btc/1.2#0x0", "btc/1.2# 0", "btc/1.2#٣", "btc/0437cd#0",
  ])
  func `anything else is no reference`(text: String) {
    #expect(TransferReference(text) == nil)
  }
}
