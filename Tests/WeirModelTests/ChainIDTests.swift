import Testing
import WeirModel

@Suite struct ChainIDTests {
  /// The test cases of CAIP-2.
  @Test(arguments: [
    "eip155:1", "bip122:000000000019d6689c085ae165831e93",
    "bip122:12a765e31ffd4059bada1e25190f6e98", "bip122:fdbe99b90c90bae7505796461471d89a",
    "cosmos:cosmoshub-2", "cosmos:cosmoshub-3", "cosmos:Binance-Chain-Tigris",
    "cosmos:iov-mainnet", "starknet:SN_GOERLI", "lip9:9ee11e9df416b18b",
    "chainstd:8c3444cf8970a9e41a706fab93e7a6c4",
  ])
  func `the standard's examples are read as they stand`(text: String) throws {
    let chain = try #require(ChainID(text))
    #expect(chain.description == text)
    #expect("\(chain.namespace):\(chain.reference)" == text)
  }

  /// Too short, too long by one, upper case or `_` in a namespace, a third part, nothing.
  @Test(arguments: [
    "", ":", "eip155", "eip155:", ":1", "ei:1", "namespace:1", "EIP155:1", "eip_5:1", "eip155:1:2",
    "chainstd:8c3444cf8970a9e41a706fab93e7a6c4a", "eip155:1 ", " eip155:1", "eip155:é",
    "eip155:1/2",
  ])
  func `what breaks a rule of the standard is no chain`(text: String) {
    #expect(ChainID(text) == nil)
  }

  @Test func `short names and identifiers name the same chains`() {
    for (name, chain) in ChainID.aliases {
      #expect(ChainID(nameOrIdentifier: name) == chain, "\(name)")
      #expect(ChainID(nameOrIdentifier: chain.description) == chain, "\(name)")
    }
    #expect(Set(ChainID.aliases.map(\.chain)).count == ChainID.aliases.count)
    #expect(ChainID(nameOrIdentifier: "bitcoin") == nil)
  }

  /// From the namespaces registry: the first 32 digits of each genesis hash as explorers print it.
  @Test func `bitcoin's chains are named by the start of their genesis`() {
    let genesis = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
    #expect(ChainID.bitcoin.reference == genesis.prefix(32))
    let testnet = "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"
    #expect(ChainID.bitcoinTestnet.reference == testnet.prefix(32))
    let regtest = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"
    #expect(ChainID.bitcoinRegtest.reference == regtest.prefix(32))
  }

  @Test func `the namespace tells how a chain keeps its money`() {
    #expect(ChainID.litecoin.family == .utxo && ChainID.ethereum.family == .account)
    #expect(ChainID("cosmos:cosmoshub-3").map(\.family) == .some(nil))
  }

  /// `-` is 45, digits are 48 to 57, `:` is 58, letters follow: by bytes, not by a locale.
  @Test func `chains are ordered by the bytes of their identifiers`() throws {
    let sorted = try ["eip155:a", "eip155:9", "bip122:0", "eip155:1", "eip-155:1", "eip155:10"]
      .map { try #require(ChainID($0)) }.sorted()
    #expect(
      sorted.map(\.description) == [
        "bip122:0", "eip-155:1", "eip155:1", "eip155:10", "eip155:9", "eip155:a",
      ])
  }
}
