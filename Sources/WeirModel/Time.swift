/// A moment in UTC, in whole seconds since 1970-01-01T00:00:00Z.
///
/// Leap seconds do not exist here, as they do not on any chain.
public struct Timestamp: Hashable, Sendable {
  public let seconds: Int64
  public init(seconds: Int64) { self.seconds = seconds }
}

extension Timestamp: Comparable, CustomStringConvertible {
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

  /// RFC 3339 in UTC, such as `2025-02-21T14:13:35Z`.
  public var description: String {
    let (whole, part) = seconds.quotientAndRemainder(dividingBy: 86_400)
    let (days, rest) = part < 0 ? (whole - 1, part + 86_400) : (whole, part)
    let (year, month, day) = Self.civil(fromDays: days)
    let clock = [rest / 3600, rest / 60 % 60, rest % 60].map { Self.padded($0, to: 2) }
    let date = [Self.padded(year, to: 4), Self.padded(month, to: 2), Self.padded(day, to: 2)]
    return date.joined(separator: "-") + "T" + clock.joined(separator: ":") + "Z"
  }

  /// RFC 3339 in UTC, or a date alone, which is its first second.
  ///
  /// `nil` on anything else: another offset, a fraction of a second, a day that does not exist.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10 || (bytes.count == 20 && bytes[10] == 84 && bytes[19] == 90),
      let year = Self.number(bytes, 0..<4), bytes[4] == 45,
      let month = Self.number(bytes, 5..<7), bytes[7] == 45,
      let day = Self.number(bytes, 8..<10), (1...12).contains(month), day >= 1
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    guard Self.civil(fromDays: days) == (year, month, day) else { return nil }
    guard bytes.count == 20 else {
      self.init(seconds: days * 86_400)
      return
    }
    guard bytes[13] == 58, bytes[16] == 58,
      let hour = Self.number(bytes, 11..<13), hour < 24,
      let minute = Self.number(bytes, 14..<16), minute < 60,
      let second = Self.number(bytes, 17..<19), second < 60
    else { return nil }
    self.init(seconds: days * 86_400 + hour * 3600 + minute * 60 + second)
  }

  private static func number(_ bytes: [UInt8], _ range: Range<Int>) -> Int64? {
    var value: Int64 = 0
    for byte in bytes[range] {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - 48)
    }
    return value
  }

  private static func padded(_ value: Int64, to width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// *Source:* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    let month = m < 10 ? m + 3 : m - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * m + 2) / 5 + 1)
  }
}
