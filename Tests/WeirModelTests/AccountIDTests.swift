import Testing
import WeirModel

@Suite struct AccountIDTests {
  /// The test cases of CAIP-10.
  @Test(arguments: [
    "eip155:1:0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb",
    "bip122:000000000019d6689c085ae165831e93:128Lkh3S7CkDTBZ8W7BbpsN3YYizJMp8p6",
    "cosmos:cosmoshub-3:cosmos1t2uflqwqe0fsj0shcfkrvpukewcw40yjj6hdc0",
    "polkadot:b0a8d493285c2df73290dfb7e61f870f:5hmuyxw9xdgbpptgypokw4thfyoe3ryenebr381z9iaegmfy",
    "starknet:SN_GOERLI:0x02dd1b492765c064eac4039e3841aa5f382773b598097a40073bd8b48170ab57",
    "hedera:mainnet:0.0.1234567890-zbhlt",
    "chainstd:8c3444cf8970a9e41a706fab93e7a6c4:"
      + "6d9b0b4b9994e8a6afbd3dc3ed983cd51c755afb27cd1dc7825ef59c134a39f7",
  ])
  func `the standard's examples are read as they stand`(text: String) throws {
    let account = try #require(AccountID(text))
    #expect(account.description == text)
    #expect(text.hasPrefix("\(account.chain):") && text.hasSuffix(account.address))
  }

  @Test(arguments: [
    "", "eip155:1", "eip155:1:", "1:0xab", "eip155:1:0xab_c", "eip155:1:a b", "eip155:1:é",
    "eip155:1:a/b", "EIP155:1:0xab", "eip155:1:\u{1B}[31m",
  ])
  func `what breaks a rule of the standard is no account`(text: String) {
    #expect(AccountID(text) == nil)
  }

  @Test func `an address has at most 128 characters`() {
    #expect(AccountID("eip155:1:" + String(repeating: "a", count: 128)) != nil)
    #expect(AccountID("eip155:1:" + String(repeating: "a", count: 129)) == nil)
  }
}
