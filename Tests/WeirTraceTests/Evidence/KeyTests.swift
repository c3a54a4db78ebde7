import Testing
import WeirModel

@testable import WeirTrace

@Suite struct KeyTests {
  /// RFC 8032, section 7.1, test 1: the empty message.
  @Test func rfc8032TestOne() throws {
    let seed = try #require(
      [UInt8](hex: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    let signature = try #require(
      [UInt8](
        hex: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
          + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"))
    let key = try SigningKey(name: "RFC", seed: seed)
    #expect(
      key.publicKey.bytes.hex == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    #expect(key.publicKey.isSignature(signature, of: []))
    #expect(!key.publicKey.isSignature(signature, of: [0]))
    #expect(key.publicKey.isSignature(try key.signature(of: [1, 2]), of: [1, 2]))
  }

  @Test func aKeyFileGivesTheKeyBack() throws {
    let key = try SigningKey(name: "Desk \u{202E}1")
    let read = try SigningKey(fileBytes: key.fileBytes)
    #expect(read.name == key.name)
    #expect(read.publicKey == key.publicKey)
    #expect(PublicKey(key.publicKey.description) == key.publicKey)
  }

  @Test func printingAKeyShowsNothingSecret() throws {
    let key = try SigningKey(name: "Desk", seed: [UInt8](repeating: 0xA5, count: 32))
    let secret = Base64.text([UInt8](repeating: 0xA5, count: 32))
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped] {
      #expect(!text.contains(secret))
      // 0xA5 is 165; the seed has it 32 times.
      #expect(text.ranges(of: "165").count < 8)
    }
  }

  @Test func aKeyFileWhoseHalvesDisagreeIsRefused() throws {
    let one = try EvidenceWorld.key(1)
    let text = String(decoding: one.fileBytes, as: UTF8.self)
      .replacing(one.publicKey.description, with: try EvidenceWorld.key(2).publicKey.description)
    let error = #expect(throws: KeyError.self) { try SigningKey(fileBytes: Array(text.utf8)) }
    #expect(error?.code == .mismatch)
  }

  @Test func aTrustListHasEachNameAndKeyOnce() throws {
    var list = TrustList()
    try list.add(.init(name: "Seoul", key: EvidenceWorld.key(1).publicKey))
    try list.add(.init(name: "Lyon", key: EvidenceWorld.key(2).publicKey))
    #expect(throws: KeyError.self) {
      try list.add(.init(name: "Seoul", key: EvidenceWorld.key(3).publicKey))
    }
    #expect(throws: KeyError.self) {
      try list.add(.init(name: "Tokyo", key: EvidenceWorld.key(2).publicKey))
    }
    #expect(try TrustList(fileBytes: list.fileBytes) == list)
    #expect(list.entries.map(\.name) == ["Lyon", "Seoul"])
    #expect(list.name(of: try EvidenceWorld.key(1).publicKey) == "Seoul")
    let wasThere = list.remove(name: "Seoul")
    #expect(wasThere)
    #expect(list.name(of: try EvidenceWorld.key(1).publicKey) == nil)
  }

  /// RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func base64OfRFC4648(plain: String, text: String) {
    #expect(Base64.text(Array(plain.utf8)) == text)
    #expect(Base64.bytes(text) == Array(plain.utf8))
  }

  /// Bits that must be zero, padding in the wrong place, other alphabets, spaces.
  @Test(arguments: ["Zh==", "Zm9=", "Zg=", "Zg", "Z===", "====", "Zm9v\n", "Zm-_", "Zg==Zg=="])
  func base64InAnotherSpellingIsRefused(text: String) {
    #expect(Base64.bytes(text) == nil)
  }
}
