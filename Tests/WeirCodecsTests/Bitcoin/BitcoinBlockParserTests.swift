import Testing
import WeirCodecs
import WeirModel
import WeirTesting

@Suite("Bitcoin blocks")
struct BitcoinBlockParserTests {
  @Test func aBlockIsReadToItsFacts() throws {
    let builder = SmallBlocks.mixed
    let bytes = builder.mined()
    let block = try SmallBlocks.parser.parse(bytes)
    #expect(block.hash == BitcoinBlockBuilder.hash(of: bytes))
    #expect(block.parent == builder.parent)
    #expect(block.height == 100)
    #expect(block.time == Timestamp(seconds: Int64(builder.time)))
    #expect(block.isVerified)
    #expect(block.transactions.map(\.id) == [builder.coinbase.id] + builder.transactions.map(\.id))
    #expect(block.transactions.map(\.isCoinbase) == [true, false, false])
    #expect(block.transactions[1].inputs.map(\.previous.transaction) == [SmallBlocks.hash(1)])
    #expect(block.transactions[1].outputs.map(\.value) == [5, 6])
    #expect(block.transactions[1].outputs.map(\.isSpendable) == [true, false])
    #expect(block.transactions[2].outputs[0].owner.kind == .taproot)
  }

  /// 2^256 ÷ (0x7fffff × 2^232 + 1) is a little above 2.
  @Test func regtestWorkIsTwo() throws {
    #expect(try SmallBlocks.parser.parse(SmallBlocks.builder().mined()).work == 2)
  }

  /// The work of difficulty 1 stands in Bitcoin Core as nMinimumChainWork's unit: 0x100010001.
  @Test func workOfDifficultyOneIsThatOfBitcoinCore() throws {
    let target = try #require(CompactTarget(bits: 0x1d00_ffff))
    #expect(target.work == UInt256(0x1_0001_0001))
  }

  /// *Source:* Bitcoin Core, `arith_uint256_tests.cpp`, `bignum_SetCompact`.
  @Test(arguments: [
    (0x0112_3456 as UInt32, "18"), (0x0212_3456, "4660"), (0x0312_3456, "1193046"),
    (0x0412_3456, "305419776"), (0x0500_9234, "2452881408"),
    (0x2012_3456, "8234100872053094964343885742466156107944985754811990998090428875106854895616"),
  ])
  func compactTargetsAreThoseOfBitcoinCore(bits: UInt32, decimal: String) {
    #expect(CompactTarget(bits: bits)?.target == UInt256(decimal: decimal))
  }

  @Test(arguments: [
    0 as UInt32, 0x0012_3456, 0x0100_3456, 0x0300_0000, 0x0492_3456, 0x01fe_dcba, 0xff12_3456,
    0x2300_0001, 0x2200_0100, 0x2101_0000,
  ])
  func bitsOfNoTargetAreRefused(bits: UInt32) {
    #expect(CompactTarget(bits: bits) == nil)
  }

  @Test func heightsAreReadInEveryLength() throws {
    for height: UInt32 in [1, 16, 17, 127, 128, 255, 256, 32_767, 32_768, 500_000, 8_388_608] {
      let block = try SmallBlocks.parser.parse(SmallBlocks.builder(height: height).mined())
      #expect(block.height == UInt64(height))
    }
  }

  @Test func aBlockOfVersionOneStatesNoHeight() throws {
    var builder = SmallBlocks.builder()
    builder.version = 1
    #expect(try SmallBlocks.parser.parse(builder.mined()).height == nil)
  }

  @Test func outputsBelongToWhatTheirScriptSays() throws {
    let keyHash = BitcoinHash.hash160(SmallBlocks.compressedKey)
    let otherHash = BitcoinHash.hash160(SmallBlocks.uncompressedKey)
    let script = { OutputScript($0, on: .bitcoin) }
    let key = try #require(AccountKey(kind: .keyHash, payload: keyHash))
    let other = try #require(AccountKey(kind: .keyHash, payload: otherHash))
    // P2PK and P2PKH of one key are one owner; its two spellings hash differently.
    #expect(script(BitcoinScript.payToKey(SmallBlocks.compressedKey)).owner == key)
    #expect(script(BitcoinScript.payToKeyHash(keyHash)).owner == key)
    #expect(script(BitcoinScript.payToKey(SmallBlocks.uncompressedKey)).owner == other)
    #expect(script(BitcoinScript.payToScriptHash(keyHash)).owner.kind == .scriptHash)
    #expect(script(BitcoinScript.payToWitness(version: 0, keyHash)).owner.kind == .witnessKeyHash)
    let multisig = script(
      BitcoinScript.multisig(1, of: [SmallBlocks.compressedKey, SmallBlocks.uncompressedKey]))
    #expect(multisig.owner.kind == .script)
    #expect(multisig.members == [key, other])
    #expect(multisig.isSpendable)
  }

  @Test func whatOnlyLooksLikeAMultisigHasNoMembers() {
    let keys = [SmallBlocks.compressedKey, SmallBlocks.uncompressedKey]
    var tooMany = BitcoinScript.multisig(1, of: keys)
    tooMany[tooMany.count - 2] = 0x53
    let unreachable = BitcoinScript.multisig(3, of: keys)
    for script in [tooMany, unreachable, [0x51, 0x51, 0xae], [0xae], [0x51, 0xae]] {
      #expect(OutputScript(script, on: .bitcoin).members.isEmpty)
    }
  }

  @Test func segwitScriptsMeanNothingOnAChainWithoutWitnesses() {
    let script = BitcoinScript.payToWitness(version: 0, SmallBlocks.keyHash)
    #expect(OutputScript(script, on: .bitcoinCash).owner.kind == .script)
    #expect(OutputScript(script, on: .dogecoin).owner.kind == .script)
  }

  /// The prefix is the specification's: category, bitfield 0x62 (mutable token with commitment),
  /// a commitment of 2 bytes; and 0x10 (amount alone), an amount of three bytes' form.
  @Test func cashTokensStandBeforeTheOwner() {
    let owner = BitcoinScript.payToKeyHash(SmallBlocks.keyHash)
    let category = [UInt8](repeating: 5, count: 32)
    let nonFungible = [0xef] + category + [0x61, 2, 9, 9] + owner
    let fungible = [0xef] + category + [0x10, 0xfd, 0, 1] + owner
    for script in [nonFungible, fungible] {
      #expect(OutputScript(script, on: .bitcoinCash).owner.payload == SmallBlocks.keyHash)
      #expect(OutputScript(script, on: .bitcoin).owner.kind == .script)
    }
    let malformed = [0xef] + category + [0x00] + owner
    #expect(OutputScript(malformed, on: .bitcoinCash).owner.kind == .script)
  }

  @Test func anAlteredWitnessIsRefusedThoughTheIdsStand() throws {
    let builder = SmallBlocks.mixed
    let bytes = builder.mined()
    let witness: [UInt8] = [3, 1, 2, 3, 0]
    let place = try #require(
      bytes.indices.last { bytes[$0...].starts(with: witness) })
    var altered = bytes
    altered[place + 1] ^= 1
    #expect(SmallBlocks.refusal(of: bytes) == nil)
    #expect(SmallBlocks.refusal(of: altered) == .witness)
  }

  @Test func strippedWitnessesAreRefused() {
    let builder = SmallBlocks.mixed
    let transactions = [builder.coinbase] + builder.transactions
    let stripped = BitcoinBlockBuilder.assemble(
      header: builder.minedHeader(), transactions.map { $0.bytes(withWitness: false) })
    #expect(SmallBlocks.refusal(of: stripped) == .witness)
  }

  @Test func aRepeatedSubtreeIsRefusedThoughTheRootStands() {
    var builder = SmallBlocks.builder()
    builder.transactions = [
      SmallBlocks.spend(1, to: [SmallBlocks.output(5)]),
      SmallBlocks.spend(2, to: [SmallBlocks.output(6)]),
    ]
    let transactions = [builder.coinbase.bytes] + builder.transactions.map(\.bytes)
    let forged = BitcoinBlockBuilder.assemble(
      header: builder.minedHeader(), transactions + [transactions[2]])
    #expect(SmallBlocks.refusal(of: builder.mined()) == nil)
    #expect(SmallBlocks.refusal(of: forged) == .duplicatedSubtree)
  }

  @Test func aChangedTransactionIsRefusedByItsRoot() {
    var bytes = SmallBlocks.mixed.mined()
    bytes[bytes.count - 1] ^= 1
    #expect(SmallBlocks.refusal(of: bytes) == .merkleRoot)
  }

  /// Right in everything but the work: what a forger can make for nothing.
  @Test func aForgedBlockWithoutWorkIsRefused() throws {
    var bytes = SmallBlocks.mixed.mined()
    var nonce: UInt8 = 0
    while BitcoinBlockBuilder.hash(of: bytes).bytes[31] < 0x80 {
      nonce += 1
      bytes[79] = nonce
    }
    #expect(SmallBlocks.refusal(of: bytes) == .proofOfWork)
  }

  @Test func aTargetEasierThanTheChainsIsRefused() {
    #expect(SmallBlocks.refusal(of: SmallBlocks.mixed.mined(), on: .bitcoin) == .target)
  }

  @Test func everyTruncationIsRefused() {
    let bytes = SmallBlocks.mixed.mined()
    for count in 0..<bytes.count {
      let code = SmallBlocks.refusal(of: Array(bytes[..<count]))
      #expect(
        code == .truncated || code == .impossibleCount,
        "\(count) bytes: \(code?.rawValue ?? "accepted")")
    }
    #expect(SmallBlocks.refusal(of: bytes + [0]) == .trailingBytes)
  }

  @Test func moneyAboveWhatThereIsIsRefused() {
    let most: UInt64 = 21_000_000 * 100_000_000
    var builder = SmallBlocks.builder()
    builder.transactions = [SmallBlocks.spend(1, to: [SmallBlocks.output(most)])]
    #expect(SmallBlocks.refusal(of: builder.mined()) == nil)
    builder.transactions = [SmallBlocks.spend(1, to: [SmallBlocks.output(most + 1)])]
    #expect(SmallBlocks.refusal(of: builder.mined()) == .excessiveValue)
    builder.transactions = [
      SmallBlocks.spend(1, to: [SmallBlocks.output(most), SmallBlocks.output(1)])
    ]
    #expect(SmallBlocks.refusal(of: builder.mined()) == .excessiveValue)
  }

  @Test func coinbasesStandOnceAndInFront() {
    var builder = SmallBlocks.builder()
    let header = builder.minedHeader()
    let spend = SmallBlocks.spend(1, to: [SmallBlocks.output(5)])
    let none = BitcoinBlockBuilder.assemble(header: header, [spend.bytes])
    #expect(SmallBlocks.refusal(of: none) == .coinbase)
    builder.transactions = [builder.coinbase]
    #expect(SmallBlocks.refusal(of: builder.mined()) == .coinbase)
    builder = SmallBlocks.builder()
    builder.coinbaseNote = [UInt8](repeating: 0, count: 99)
    #expect(SmallBlocks.refusal(of: builder.mined()) == .coinbase)
  }

  @Test func countsThatCannotBeAreRefusedBeforeAnyMemoryIsTaken() {
    let header = SmallBlocks.builder().minedHeader()
    let huge: [UInt8] = [0xff] + [UInt8](repeating: 0xff, count: 8)
    #expect(SmallBlocks.refusal(of: header + huge) == .impossibleCount)
    #expect(SmallBlocks.refusal(of: header + [0xfd, 1, 0]) == .nonCanonicalCount)
    #expect(SmallBlocks.refusal(of: header + [0xfe, 0xff, 0xff, 0, 0]) == .nonCanonicalCount)
    #expect(SmallBlocks.refusal(of: header + [0]) == .coinbase)
  }

  @Test func extensionsAreRefusedByName() throws {
    var builder = SmallBlocks.builder()
    builder.transactions = [SmallBlocks.spend(1, to: [SmallBlocks.output(5)])]
    let header = builder.minedHeader()
    var transaction = builder.transactions[0].bytes
    transaction.insert(contentsOf: [0, 8], at: 4)
    let weave = BitcoinBlockBuilder.assemble(header: header, [builder.coinbase.bytes, transaction])
    #expect(SmallBlocks.refusal(of: weave) == .unsupportedExtension)
    // Zcash: Sapling's version and version group id.
    let sapling: [UInt8] = [4, 0, 0, 0x80, 0x85, 0x20, 0x2f, 0x89]
    let shielded = BitcoinBlockBuilder.assemble(
      header: header, [builder.coinbase.bytes, sapling + [UInt8](repeating: 1, count: 200)])
    #expect(SmallBlocks.refusal(of: shielded) == .unsupportedExtension)
  }

  /// *Source:* the genesis headers of Litecoin and Dogecoin, as every explorer has them.
  @Test(arguments: [
    (
      "010000000000000000000000000000000000000000000000000000000000000000000000"
        + "d9ced4ed1130f7b7faad9be25323ffafa33232a17c3edf6cfd97bee6bafbdd97"
        + "b9aa8e4ef0ff0f1ecd513f7c",
      ChainID.litecoin
    ),
    (
      "010000000000000000000000000000000000000000000000000000000000000000000000"
        + "696ad20e2dd4365c7459b4a4a5af743d5e92c6da3229e6532cd605f6533f2a5b"
        + "24a6a152f0ff0f1e67860100",
      .dogecoin
    ),
  ])
  func scryptProvesTheWorkOfGenesisBlocks(hex: String, chain: ChainID) throws {
    let network = try #require(BitcoinNetwork(chain))
    let header = try #require([UInt8](hex: hex))
    #expect(try BlockHeader(header).hash == network.genesis)
    // The header is believed, so that the parser goes on to the missing transactions.
    #expect(SmallBlocks.refusal(of: header, on: network) == .truncated)
    var other = header
    other[76] ^= 1
    #expect(SmallBlocks.refusal(of: other, on: network) == .proofOfWork)
  }

  @Test func everyNetworkIsWhatItsChainSays() {
    #expect(BitcoinNetwork(.ethereum) == nil)
    for network in BitcoinNetwork.all {
      let name = network.genesis.reversedHex
      let shared = network.chain == .bitcoinCash || network.chain == .bitcoinCashRegtest
      #expect(shared || network.chain.reference == name.prefix(32))
      #expect(BitcoinNetwork(network.chain) == network)
    }
  }
}
