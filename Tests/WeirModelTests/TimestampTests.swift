import Testing
import WeirModel

@Suite struct TimestampTests {
  /// Seconds by `date -u -d TEXT +%s` of GNU coreutils.
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1),
    ("2009-01-03T18:15:05Z", 1_231_006_505), ("2025-02-21T14:13:35Z", 1_740_147_215),
    ("2000-02-29T00:00:00Z", 951_782_400), ("2024-02-29T23:59:59Z", 1_709_251_199),
    ("0001-01-01T00:00:00Z", -62_135_596_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
    ("2038-01-19T03:14:08Z", 2_147_483_648), ("1900-03-01T00:00:00Z", -2_203_891_200),
  ])
  func `a moment reads and prints`(text: String, seconds: Int64) {
    #expect(Timestamp(text) == Timestamp(seconds: seconds))
    #expect(Timestamp(seconds: seconds).description == text)
  }

  @Test func `a date alone is its first second`() {
    #expect(Timestamp("2025-02-21") == Timestamp("2025-02-21T00:00:00Z"))
    #expect(Timestamp("2025-02-21T") == nil)
  }

  /// Days that no calendar has: 1900 and 2100 are no leap years, 2000 is.
  @Test(arguments: [
    "2023-02-29", "1900-02-29", "2100-02-29", "2024-02-30", "2024-04-31", "2024-00-10",
    "2024-13-01", "2024-01-00", "2024-01-32",
  ])
  func `a day that does not exist is no time`(text: String) {
    #expect(Timestamp(text) == nil && Timestamp(text + "T00:00:00Z") == nil)
  }

  /// The first four are RFC 3339's own examples: right, but with a fraction, an offset or a leap
  /// second, which are refused here.
  @Test(arguments: [
    "1985-04-12T23:20:50.52Z", "1996-12-19T16:39:57-08:00", "1990-12-31T23:59:60Z",
    "1937-01-01T12:00:27.87+00:20", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z",
    "2024-01-01t00:00:00Z", "2024-01-01T00:00:00z", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00",
    "2024/01/01", "24-01-01", "+024-01-01", "2024-1-01", "2024-01-1é", "", "1740147215",
  ])
  func `any other way of writing a time is refused`(text: String) {
    #expect(Timestamp(text) == nil)
  }

  /// The Gregorian calendar repeats after 400 years of 146,097 days.
  @Test func `every day of four centuries prints, parses and follows the day before`() throws {
    let first = try #require(Timestamp("1800-01-01"))
    var before = ""
    for day in 0..<Int64(146_097) {
      let moment = Timestamp(seconds: first.seconds + day * 86_400)
      let text = moment.description
      guard Timestamp(text) == moment, text > before else {
        Issue.record("\(text) behind \(before)")
        return
      }
      before = text
    }
    #expect(before == "2199-12-31T00:00:00Z")
  }

  /// A block's time is whatever its maker wrote into 64 bits.
  @Test(arguments: [Int64.min, .min + 1, .max, -62_135_596_801, 253_402_300_800])
  func `a moment outside the calendar prints without trapping`(seconds: Int64) {
    #expect(Timestamp(seconds: seconds).description.hasSuffix("Z"))
  }
}
