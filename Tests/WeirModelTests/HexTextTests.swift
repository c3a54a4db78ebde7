import Testing
import WeirModel

@Suite struct HexTextTests {
  /// The hash of Bitcoin's genesis block, as explorers print it and as the wire has it.
  @Test func `a hash reads in both directions`() throws {
    let printed = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
    let wire = "6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000"
    #expect(Hash32(reversedHex: printed) == Hash32(hex: wire))
    let hash = try #require(Hash32(hex: "0x" + wire))
    #expect(hash.hex == wire && hash.reversedHex == printed)
    #expect(Hash32(hash.bytes) == hash && Hash32(hash.bytes.dropFirst()) == nil)
    #expect(Hash32(hex: wire.uppercased()) == hash)
  }

  @Test(arguments: ["", "0x", "6f", "0X", "g", "é"])
  func `anything but 64 hex digits is no hash`(start: String) {
    let padded = start + String(repeating: "0", count: max(0, 64 - start.utf8.count))
    #expect(Hash32(hex: start) == nil)
    #expect((Hash32(hex: padded) == nil) == (start.contains { !$0.isHexDigit }))
    #expect(Hash32(hex: padded + "0") == nil)
  }

  /// All values of a byte in both cases, then what is no digit or half a byte.
  @Test func `bytes read from hex are the bytes written to it`() {
    let all = [UInt8](0...255)
    #expect([UInt8](hex: all.hex) == all)
    #expect([UInt8](hex: all.hex.uppercased()) == all)
    #expect([UInt8](hex: "") == [])
    #expect([UInt8](hex: Substring("0xab").dropFirst(2)) == [0xAB])
    for text in ["a", "0g", "g0", "0 ", "0é", "/0", ":0", "@0", "`0", "é"] {
      #expect([UInt8](hex: text) == nil, "\(text)")
    }
  }

  /// 2^124 is 21267647932558653966460912964485513216, where the short way to multiply ends.
  @Test func `digits are appended alike on both sides of 128 bits`() throws {
    for text in [
      "21267647932558653966460912964485513215", "212676479325586539664609129644855132150",
      "212676479325586539664609129644855132169", "340282366920938463463374607431768211455",
      "340282366920938463463374607431768211456",
      "115792089237316195423570985008687907853269984665640564039457584007913129639935",
    ] {
      #expect(try #require(UInt256(decimal: text)).description == text)
    }
    #expect(
      UInt256(
        decimal: "115792089237316195423570985008687907853269984665640564039457584007913129639936")
        == nil)
  }
}
