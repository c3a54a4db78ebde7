import Testing
import WeirCodecs
import WeirModel
import WeirTesting

@Suite("Addresses")
struct AddressCodecTests {
  /// *Source:* EIP-55, "Test Cases".
  @Test(arguments: [
    "0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
  ])
  func checksummedEVMAddressesAreReadAndWritten(text: String) throws {
    let address = try AddressCodec.parse(text, on: .ethereum)
    #expect(address.kind == .evm)
    #expect(address.original == text)
    #expect(EVMAddress.checksummed(address.payload) == text)
    let key = try AddressCodec.key(of: text, on: .ethereum)
    #expect(AddressCodec.text(of: key, on: .ethereum) == text.lowercased())
  }

  @Test(arguments: [
    ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", AddressError.Code.checksum),
    ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae", .length),
    ("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", .character),
    ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg", .character),
    ("", .character),
  ])
  func damagedEVMAddressesAreRefusedByName(text: String, code: AddressError.Code) {
    #expect { try AddressCodec.key(of: text, on: .ethereum) } throws: {
      ($0 as? AddressError)?.code == code
    }
  }

  /// The same hashes in both encodings. *Source:* the cashaddr specification, "Examples of
  /// address translation".
  @Test(arguments: [
    ("1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"),
    ("1KXrWXciRDZUpQwQmuM1DbwsKDLYAYsVLR", "qr95sy3j9xwd2ap32xkykttr4cvcu7as4y0qverfuy"),
    ("16w1D5WRVKJuZUsSRzdLp9w3YGcgoxDXb", "qqq3728yw0y47sqn6l2na30mcw6zm78dzqre909m2r"),
    ("3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC", "ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq"),
    ("3LDsS579y7sruadqu11beEJoTjdFiFCdX4", "pr95sy3j9xwd2ap32xkykttr4cvcu7as4yc93ky28e"),
    ("31nwvkZwyPdgzjBJZXfDmSWsC4ZLKpYyUw", "pqq3728yw0y47sqn6l2na30mcw6zm78dzq5ucqzc37"),
  ])
  func base58AndCashaddrOfOneHashAreOneKey(base58: String, cash: String) throws {
    let key = try AddressCodec.key(of: base58, on: .bitcoin)
    for text in [cash, "bitcoincash:" + cash, "BITCOINCASH:" + cash.uppercased(), base58] {
      #expect(try AddressCodec.key(of: text, on: .bitcoinCash) == key)
    }
    #expect(AddressCodec.text(of: key, on: .bitcoin) == base58)
    #expect(AddressCodec.text(of: key, on: .bitcoinCash) == cash)
  }

  @Test func cashaddrOfAnotherNetworkOrWithAWrongLetterIsRefused() {
    let cash = "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"
    for text in [
      "bchreg:" + cash, String(cash.dropLast()) + "q", "bitcoincash:" + cash.dropLast() + "A",
      "bitcoincash:", cash + cash,
    ] {
      #expect(throws: AddressError.self) { try AddressCodec.key(of: text, on: .bitcoinCash) }
    }
  }

  /// The genesis block's key, its hash and its address are in every explorer.
  @Test func theGenesisKeyHashIsItsAddress() throws {
    let key = try AddressCodec.key(of: "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", on: .bitcoin)
    #expect(key.kind == .keyHash)
    #expect(key.payload.hex == "62e907b15cbf27d5425399ebf6f0fb50ebb88f18")
    #expect(
      AddressCodec.accountID(of: key, on: .bitcoin).description
        == "bip122:000000000019d6689c085ae165831e93:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
  }

  @Test(arguments: [
    ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", AddressError.Code.checksum),
    ("1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a", .character),
    ("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", .network),
    ("", .length), ("1", .length), (String(repeating: "1", count: 129), .length),
    ("keyhash-00", .length), ("keyhash-zz", .character),
  ])
  func damagedBitcoinAddressesAreRefusedByName(text: String, code: AddressError.Code) {
    #expect { try AddressCodec.key(of: text, on: .bitcoin) } throws: {
      ($0 as? AddressError)?.code == code
    }
  }

  @Test func litecoinScriptsAreWrittenAsMAndReadAsThreeToo() throws {
    let key = AccountKey(kind: .scriptHash, payload: [UInt8](repeating: 9, count: 20))
    let text = AddressCodec.text(of: try #require(key), on: .litecoin)
    #expect(text.hasPrefix("M"))
    let old = AddressCodec.text(of: try #require(key), on: .bitcoin)
    #expect(try AddressCodec.key(of: text, on: .litecoin) == key)
    #expect(try AddressCodec.key(of: old, on: .litecoin) == key)
  }

  @Test func everyKindRoundsThroughItsTextOnEveryChain() throws {
    var generator = SeededGenerator(seed: CodecSeed.value)
    let unknown = try #require(ChainID("bip122:ffffffffffffffffffffffffffffffff"))
    for chain in BitcoinNetwork.all.map(\.chain) + [.ethereum, unknown] {
      for kind in (1...8).map({ AddressKind(rawValue: $0) }) {
        var payload = (0..<(kind.payloadLength ?? 24)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
        if kind == .witnessProgram { payload[0] = UInt8.random(in: 2...16, using: &generator) }
        let key = try #require(AccountKey(kind: kind, payload: payload))
        let text = AddressCodec.text(of: key, on: chain)
        #expect(try AddressCodec.key(of: text, on: chain) == key, "\(text) on \(chain)")
        let account = AddressCodec.accountID(of: key, on: chain)
        #expect(AccountID(account.description) == account)
        #expect(try AddressCodec.account(account.description).key == key)
      }
    }
  }

  @Test func aScriptWithoutAnAddressIsItsHash() throws {
    let script = OutputScript([0x51], on: .bitcoin)
    let text = AddressCodec.text(of: script.owner, on: .bitcoin)
    // SHA-256 of the byte 0x51, by sha256sum.
    #expect(text == "script-4ae81572f06e1b88fd5ced7a1a000945432e83e1551e6f721ee9c00b8cc33260")
    #expect(try AddressCodec.key(of: text, on: .bitcoin) == script.owner)
  }

  @Test func hostileTextIsRefusedAndNeverTraps() {
    var generator = SeededGenerator(seed: CodecSeed.value &+ 2)
    let alphabet = Array("1bcqpzrya0xM3:-é\u{0}\u{202e}QZ")
    for _ in 0..<5_000 {
      let count = Int.random(in: 0...100, using: &generator)
      let text = String((0..<count).map { _ in alphabet.randomElement(using: &generator) ?? "1" })
      for chain in [ChainID.bitcoin, .bitcoinCash, .dogecoin, .ethereum] {
        #expect(throws: AddressError.self) { try AddressCodec.key(of: text, on: chain) }
      }
    }
  }
}
