/// Hostile text made safe for one sink each: a label may hold anything that its author liked.
///
/// Claims keep labels as they came. Whoever writes one somewhere calls the function that is named
/// after that place. Every function first makes the invisible visible, because no sink is safe
/// from a text that reads differently than it is spelled.
public enum EscapedText {
  /// Each control, direction mark and invisible character as `\u{…}`, all else unchanged.
  ///
  /// A backslash stays as it is: a text that spells `\u{202e}` in plain letters reorders nothing.
  ///
  /// *Source:* Unicode Technical Report 36, "Unicode Security Considerations"; Boucher and
  /// Anderson, "Trojan Source", 2021.
  public static func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHidden(scalar) {
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// What a message may show of a text that nobody vouches for: visible, quoted, cut at `limit`
  /// characters.
  public static func excerpt(_ text: String, limit: Int = 60) -> String {
    let head = String(text.unicodeScalars.prefix(limit))
    let isCut = text.unicodeScalars.count > limit
    return "\"" + visible(head) + (isCut ? "…\"" : "\"")
  }

  /// Fixed ranges, so that the answer does not change with a newer edition of Unicode.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0xAD { return scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) }
    return hidden.contains { $0.contains(scalar.value) } || scalar.value & 0xFFFE == 0xFFFE
  }

  private static let hidden: [ClosedRange<UInt32>] = [
    // Soft hyphen, combining grapheme joiner, Arabic letter mark.
    0xAD...0xAD, 0x34F...0x34F, 0x61C...0x61C,
    // Hangul fillers, Khmer inherent vowels, Mongolian separators.
    0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F,
    // Zero widths and direction marks; line and paragraph separators; embeddings and overrides.
    0x200B...0x200F, 0x2028...0x202E,
    // Word joiner, invisible operators, isolates.
    0x2060...0x206F,
    // A Hangul filler, variation selectors, byte order mark, half-width filler, annotations.
    0x3164...0x3164, 0xFE00...0xFE0F, 0xFEFF...0xFEFF, 0xFFA0...0xFFA0, 0xFFF0...0xFFFB,
    // Noncharacters, shorthand and musical controls, tags and the selectors' supplement.
    0xFDD0...0xFDEF, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF,
  ]
}
