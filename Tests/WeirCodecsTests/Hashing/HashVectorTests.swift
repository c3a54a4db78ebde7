import CWeirSHA256
import Crypto
import Foundation
import Testing
import WeirModel
import WeirTesting

@testable import WeirCodecs

@Suite("Hashes")
struct HashVectorTests {
  /// *Source:* FIPS 180-4 examples, NIST CAVP.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func sha256MeetsItsPublishedVectors(text: String, digest: String) {
    #expect(BitcoinHash.sha256(Array(text.utf8)).hex == digest)
  }

  /// *Source:* Keccak team's vectors; the empty string's is in the Ethereum Yellow Paper.
  @Test(arguments: [
    ("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
    ("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    // The topic of every ERC-20 transfer.
    (
      "Transfer(address,address,uint256)",
      "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
    ),
  ])
  func keccak256MeetsItsPublishedVectors(text: String, digest: String) {
    #expect(Keccak256.hash(Array(text.utf8)).hex == digest)
  }

  /// Lengths around the rate of 136 bytes against a slow implementation by the book.
  @Test func keccak256EqualsTheNaiveOneAtEveryLengthAroundItsRate() {
    for count in [1, 7, 8, 9, 127, 128, 134, 135, 136, 137, 271, 272, 273, 500] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
      #expect(Keccak256.hash(bytes).bytes == NaiveKeccak.hash(bytes), "\(count) bytes")
    }
  }

  /// *Source:* Dobbertin, Bosselaers, Preneel, 1996, appendix B.
  @Test(arguments: [
    ("", "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
    ("a", "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe"),
    ("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
    ("message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36"),
    ("abcdefghijklmnopqrstuvwxyz", "f71c27109c692c1b56bbdceb5b9d2865b3708dbc"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "12a053384a9c0c88e405a06c27dcf49ada62eb2b"
    ),
    (
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "9b752e45573d4b39f4dbd3323cab82bf63326bfb"
    ),
  ])
  func ripemd160MeetsItsPublishedVectors(text: String, digest: String) {
    #expect(RIPEMD160.hash(Array(text.utf8)).hex == digest)
  }

  /// The key is BIP 173's example (the generator point); its hash stands in the same BIP.
  @Test func hash160OfAKeyIsWhatItsAddressSays() throws {
    let key = try #require(
      [UInt8](hex: "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"))
    #expect(BitcoinHash.hash160(key).hex == "751e76e8199196d454941c45d1b3a323f1433bd6")
  }

  @Test func sha256EqualsSwiftCryptoOnRandomInput() {
    var generator = SeededGenerator(seed: CodecSeed.value)
    for count in Array(0...200) + [255, 256, 1000, 4095, 4096, 4097, 20_000] {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let expected = Array(SHA256.hash(data: bytes))
      #expect(BitcoinHash.sha256(bytes).bytes == expected, "\(count) bytes")
      #expect(portable(bytes) == expected, "\(count) bytes, portable")
      #expect(
        BitcoinHash.doubleSHA256(bytes).bytes == Array(SHA256.hash(data: expected)),
        "\(count) bytes, twice")
    }
  }

  private func portable(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    // Both arrays live through the call; the digest has the 32 bytes that are written.
    unsafe weir_sha256_portable(bytes, bytes.count, &digest)
    return digest
  }

  /// Every mix of short and long messages, so that both lanes run dry in every order.
  @Test func manyMessagesEqualOneByOne() {
    var generator = SeededGenerator(seed: CodecSeed.value &+ 1)
    let bytes = (0..<10_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    for count in 0...40 {
      var messages: [BitcoinHash.Message] = []
      var expected: [[UInt8]] = []
      for _ in 0..<count {
        let longest = Bool.random(using: &generator) ? 300 : 9_000
        let start = Int.random(in: 0...500, using: &generator)
        let middle = Int.random(in: start...start + 70, using: &generator)
        let end = Int.random(in: middle...longest + 600, using: &generator)
        messages.append(BitcoinHash.Message(0..<start, middle..<end, start..<middle))
        let text = bytes[..<start] + bytes[middle..<end] + bytes[start..<middle]
        expected.append(BitcoinBytes.doubleHash(Array(text)))
      }
      let found = BitcoinHash.doubleSHA256(bytes.span, of: messages)
      #expect(found.map(\.bytes) == expected)
    }
  }

  /// *Source:* RFC 7914, section 11 (PBKDF2-HMAC-SHA-256, one iteration, first 32 bytes).
  @Test func derivationMeetsItsPublishedVector() {
    let derived = Scrypt.derive(Array("passwd".utf8), salt: Array("salt".utf8), count: 64)
    #expect(
      derived.hex
        == "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783")
  }

  @Test func merkleRootEqualsTheNaiveOneForEverySmallTree() {
    for count in 0...40 {
      let leaves = (0..<count).map { BitcoinBytes.doubleHash([UInt8($0)]) }
      let tree = MerkleTree(leaves: leaves.compactMap { Hash32($0) })
      #expect(tree.root.bytes == BitcoinBlockBuilder.merkleRoot(leaves), "\(count) leaves")
      #expect(!tree.hasDuplicatedSubtree, "\(count) leaves")
    }
  }

  /// Six leaves 1 2 3 4 5 6 have the root of 1 2 3 4 5 6 5 6 (CVE-2012-2459's own example).
  @Test func aTreeWithARepeatedSubtreeIsSeen() {
    let leaves = (1...6).compactMap { Hash32(BitcoinBytes.doubleHash([UInt8($0)])) }
    let honest = MerkleTree(leaves: leaves)
    let forged = MerkleTree(leaves: leaves + leaves.suffix(2))
    #expect(honest.root == forged.root)
    #expect(!honest.hasDuplicatedSubtree)
    #expect(forged.hasDuplicatedSubtree)
  }
}
