import Testing
import WeirCodecs
import WeirModel
import WeirTesting

@Suite struct ClaimCanonicalTests {
  private func label(_ name: String, _ account: UInt8 = 1) throws -> Claim {
    Claim(
      subject: .account(.ethereum, try TablesTesting.account(account)),
      predicate: .label(name: name, category: .mixer), source: "s")
  }

  /// Written out by hand from RFC 8785: names sorted, no blanks, only `"`, `\` and controls are
  /// escaped.
  @Test func `a label's line is canonical JSON`() throws {
    let claim = Claim(
      subject: .account(.ethereum, try TablesTesting.account(1)),
      predicate: .label(name: "a\"\\\n\u{1B}/é", category: .mixer), source: "s",
      authorityDate: Timestamp("2024-01-02"), marking: .red)
    #expect(
      claim.canonicalLine
        == #"{"authority_date":"2024-01-02T00:00:00Z","confidence":"probable","marking":"TLP:RED","#
        + #""predicate":{"category":"mixer","name":"a\"\\\n\u001b/é","type":"label"},"source":"s","#
        + #""subject":{"chain":"eip155:1","kind":8,"#
        + #""payload":"\#(String(repeating: "01", count: 20))","#
        + #""type":"account"}}"#)
  }

  @Test func `prices, links and denominations have their lines`() throws {
    let asset = AssetID.native(of: .ethereum)
    let price = Claim(
      subject: .asset(asset), predicate: .price(currency: "USD", micros: .max), source: "s")
    #expect(
      price.canonicalLine.contains(
        #""predicate":{"currency":"USD","micros":"18446744073709551615","type":"price"}"#))
    let plain = Claim(
      subject: .asset(asset), predicate: .denomination(decimals: 18, symbol: nil), source: "s")
    #expect(plain.canonicalLine.contains(#"{"decimals":18,"type":"denomination"}"#))
    let from = try #require(TransferReference("eip155:1/\(TablesTesting.hash(7))#3"))
    let link = Claim(
      subject: .transfer(from), predicate: .link(to: from, kind: .demix), source: "s")
    #expect(link.canonicalLine.contains(#""to":"eip155:1/\#(TablesTesting.hash(7))#3""#))
  }

  @Test func `order and repetition make no difference to the set's bytes`() throws {
    print("WEIR_SEED=\(TablesTesting.seed)")
    var generator = SeededGenerator(seed: TablesTesting.seed)
    let claims = try (0..<40).map { try label("n\($0 % 20)", UInt8($0)) }
    let bytes = Claim.canonicalBytes(of: claims)
    for _ in 0..<50 {
      let shuffled = (claims + claims.prefix(7)).shuffled(using: &generator)
      #expect(Claim.canonicalBytes(of: shuffled) == bytes)
    }
    #expect(bytes.count { $0 == 0x0A } == 40)
    #expect(Claim.canonicalBytes(of: claims.dropLast()) != bytes)
  }

  /// U+00E9 and e with U+0301 are equal strings in Swift and different bytes.
  @Test func `names that only look alike are two claims`() throws {
    let claims = [try label("\u{E9}"), try label("e\u{301}")]
    #expect(Claim.canonicalBytes(of: claims).count { $0 == 0x0A } == 2)
    #expect(Claim.canonicalBytes(of: claims) == Claim.canonicalBytes(of: claims.reversed()))
  }
}
