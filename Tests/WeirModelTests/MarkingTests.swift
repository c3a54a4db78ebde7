import Testing
import WeirModel

@Suite struct MarkingTests {
  /// The labels of TLP 2.0, as FIRST writes them, from open to strict.
  private static let words = [
    "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED",
  ]

  @Test func `markings stand as the standard writes them`() {
    #expect(Self.words.map { Marking(rawValue: $0) } == Marking.allCases)
    // TLP 1.0's word for clear, and sloppy spellings.
    for word in ["TLP:WHITE", "tlp:red", "RED", "TLP:AMBER STRICT", ""] {
      #expect(Marking(rawValue: word) == nil)
    }
  }

  @Test func `every pair is ordered from open to strict`() {
    for (place, left) in Marking.allCases.enumerated() {
      for (other, right) in Marking.allCases.enumerated() {
        #expect((left < right) == (place < other), "\(left) \(right)")
      }
    }
  }

  /// By the words alone, GREEN would be stricter than AMBER+STRICT.
  @Test func `what is made of several takes the strictest`() {
    #expect([Marking.green, .amberStrict, .amber].max() == .amberStrict)
    #expect([Marking.clear, .red, .green].max() == .red)
  }
}
