import Testing
import WeirModel

@Suite struct ClaimTests {
  private static let noon = Timestamp(seconds: 1_660_000_000)
  private static let before = Timestamp(seconds: 1_659_999_999)

  private func claim(
    from: Timestamp? = nil, until: Timestamp? = nil, recorded: Timestamp? = nil
  ) -> Claim {
    Claim(
      subject: .asset(.native(of: .bitcoin)), predicate: .price(currency: "EUR", micros: 1),
      source: "test", validFrom: from, validUntil: until, recordedAt: recorded)
  }

  @Test func `an undated claim always held and was always known`() {
    for moment in [Timestamp(seconds: .min), Self.noon, Timestamp(seconds: .max)] {
      #expect(claim().isValid(at: moment) && claim().isKnown(at: moment))
    }
  }

  @Test func `a claim holds from its first moment on`() {
    #expect(claim(from: Self.noon).isValid(at: Self.noon))
    #expect(!claim(from: Self.noon).isValid(at: Self.before))
  }

  @Test func `a claim holds no more at its end`() {
    #expect(!claim(until: Self.noon).isValid(at: Self.noon))
    #expect(claim(until: Self.noon).isValid(at: Self.before))
    #expect(!claim(from: Self.noon, until: Self.noon).isValid(at: Self.noon))
  }

  /// A mixer listed on 2022-08-08 and delisted on 2025-03-21, as OFAC did with Tornado Cash.
  @Test func `a listing answers differently in 2021, 2023 and 2026`() {
    let listing = claim(from: Timestamp("2022-08-08"), until: Timestamp("2025-03-21"))
    let moments = ["2021-06-01", "2023-06-01", "2026-06-01"].compactMap { Timestamp($0) }
    #expect(moments.map { listing.isValid(at: $0) } == [false, true, false])
  }

  @Test func `a claim is known from the moment it was recorded`() {
    let late = claim(recorded: Self.noon)
    #expect(late.isKnown(at: Self.noon) && !late.isKnown(at: Self.before))
    #expect(late.isKnown(at: nil))
    // When it held does not depend on when we learnt it.
    #expect(late.isValid(at: Self.before))
  }

  @Test func `confidence is named and ordered`() {
    #expect(Confidence.allCases.map(\.name) == ["possible", "probable", "certain"])
    #expect(Confidence.allCases.sorted() == Confidence.allCases)
    for confidence in Confidence.allCases {
      #expect(Confidence(name: confidence.name) == confidence)
    }
    #expect(Confidence(name: "Certain") == nil && Confidence(name: "") == nil)
  }

  @Test func `custody is where somebody else keeps the coins`() {
    let custody = LabelCategory.allCases.filter(\.isCustody)
    #expect(custody == [.exchange, .custodian, .payment])
  }
}
