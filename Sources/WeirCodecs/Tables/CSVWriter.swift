/// Writes comma-separated values that a spreadsheet may open: no cell is evaluated.
///
/// *Source:* RFC 4180; lines end in LF, so that the bytes are the same everywhere.
public struct CSVWriter: Sendable {
  /// What a cell holds decides how it is written.
  public enum Cell: Hashable, Sendable {
    /// Text from outside: neutralised by ``EscapedText/spreadsheet(_:)``.
    case text(String)
    /// Digits, a date or an identifier that Weir wrote itself: as it stands.
    case own(String)
  }

  /// What was written so far.
  public private(set) var text = ""

  /// Writes the header first.
  public init(header: [String]) {
    append(header.map { .own($0) })
  }

  /// One more row.
  public mutating func append(_ cells: [Cell]) {
    text += cells.map(Self.quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ cell: Cell) -> String {
    let content =
      switch cell {
      case .text(let text): EscapedText.spreadsheet(text)
      case .own(let text): text
      }
    guard content.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D, 0x3B, 0x09].contains($0) })
    else { return content }
    var quoted = "\""
    for scalar in content.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
