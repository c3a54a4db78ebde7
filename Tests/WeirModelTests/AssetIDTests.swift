import Testing
import WeirModel

@Suite struct AssetIDTests {
  /// The test cases of CAIP-19.
  @Test(arguments: [
    "eip155:1/slip44:60", "bip122:000000000019d6689c085ae165831e93/slip44:0",
    "cosmos:cosmoshub-3/slip44:118", "bip122:12a765e31ffd4059bada1e25190f6e98/slip44:2",
    "cosmos:Binance-Chain-Tigris/slip44:714", "cosmos:iov-mainnet/slip44:234",
    "lip9:9ee11e9df416b18b/slip44:134",
    "eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f",
    "eip155:1/erc721:0x06012c8cf97BEaD5deAe237070F9587f8E7A266d",
    "eip155:1/erc721:0x06012c8cf97BEaD5deAe237070F9587f8E7A266d/771769",
    "hedera:mainnet/nft:0.0.55492/12",
  ])
  func `the standard's examples are read as they stand`(text: String) throws {
    let asset = try #require(AssetID(text))
    #expect(asset.description == text)
    #expect((asset.token == nil) == (text.split(separator: "/").count == 2))
  }

  /// No asset, no namespace, one too short, in upper case or with `_`, empty parts, four parts.
  @Test(arguments: [
    "", "eip155:1", "eip155:1/", "eip155:1/60", "eip155:1/sl:60", "eip155:1/SLIP44:60",
    "eip155:1/sl_44:60", "eip155:1/namespace:60", "eip155:1/slip44:", "eip155:1/slip44:6:0",
    "eip155:1/erc721:0x06/", "eip155:1/erc721:0x06/1/2", "eip155:1/erc20:0x_6", "/slip44:60",
  ])
  func `what breaks a rule of the standard is no asset`(text: String) {
    #expect(AssetID(text) == nil)
  }

  /// Numbers of the SLIP-44 registry.
  @Test(arguments: [
    (ChainID.bitcoin, "0"), (.bitcoinTestnet, "1"), (.bitcoinRegtest, "1"), (.litecoin, "2"),
    (.dogecoin, "3"), (.bitcoinCash, "145"), (.ethereum, "60"),
  ])
  func `a chain's own coin has its registered number`(chain: ChainID, number: String) {
    #expect(AssetID.native(of: chain).description == "\(chain)/slip44:\(number)")
  }

  @Test func `only a native coin's decimals are known without a claim`() throws {
    #expect(AssetID.native(of: .bitcoin).nativeDecimals == 8)
    #expect(AssetID.native(of: .ethereum).nativeDecimals == 18)
    let rollup = try #require(ChainID("eip155:10"))
    #expect(AssetID.native(of: rollup).nativeDecimals == 18)
    let token = try #require(AssetID("eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f"))
    #expect(token.nativeDecimals == nil && token.nativeSymbol == nil)
    let foreign = try #require(AssetID("cosmos:cosmoshub-3/slip44:118"))
    #expect(foreign.nativeDecimals == nil)
  }

  @Test func `an asset within a chain gets the chain's identifier`() throws {
    let bytes = try #require([UInt8](hex: "06012c8cf97bead5deae237070f9587f8e7a266d"))
    let contract = try #require(AccountKey(kind: .evm, payload: bytes))
    #expect(AssetKey.native.id(on: .ethereum).description == "eip155:1/slip44:60")
    #expect(
      AssetKey.erc20(contract).id(on: .ethereum).description
        == "eip155:1/erc20:0x06012c8cf97bead5deae237070f9587f8e7a266d")
    #expect(
      AssetKey.erc721(contract, token: 771_769).id(on: .ethereum).description
        == "eip155:1/erc721:0x06012c8cf97bead5deae237070f9587f8e7a266d/771769")
    let other = try #require(AssetID("hedera:mainnet/nft:0.0.55492/12"))
    #expect(AssetKey.other(other).id(on: .ethereum) == other)
  }

  /// The widest token id, 2^256 - 1, has 78 digits: as many as CAIP-19 allows.
  @Test func `the largest token id is still an identifier`() throws {
    let contract = try #require(AccountKey(kind: .evm, payload: [UInt8](repeating: 1, count: 20)))
    let id = AssetKey.erc721(contract, token: .max).id(on: .ethereum)
    #expect(AssetID(id.description) == id)
    #expect(AssetID(id.description + "0") == nil)
  }
}
