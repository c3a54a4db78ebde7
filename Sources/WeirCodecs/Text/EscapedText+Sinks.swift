extension EscapedText {
  /// For a terminal: no byte of it moves the cursor, sets a title or turns the line around.
  public static func terminal(_ text: String) -> String { visible(text) }

  /// For a cell that a spreadsheet may open: nothing in it is evaluated.
  ///
  /// A text that begins like a formula gets an apostrophe in front; leading spaces do not hide
  /// one. Quoting for the file is ``CSVWriter``'s.
  ///
  /// *Source:* OWASP, "CSV Injection"; the full-width signs count as formulas in East Asian
  /// editions of Excel.
  public static func spreadsheet(_ text: String) -> String {
    let first = text.unicodeScalars.first { $0 != " " && $0 != "\u{A0}" && $0 != "\u{3000}" }
    let shown = visible(text)
    guard let first, formulaStarts.contains(first) else { return shown }
    return "'" + shown
  }

  /// Tab, line feed and carriage return count too: a spreadsheet drops them and reads on.
  private static let formulaStarts: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "|", "%", "\t", "\n", "\r",
    "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
  ]

  /// For Graphviz: a quoted identifier or label, its quotes included.
  ///
  /// *Source:* <https://graphviz.org/doc/info/lang.html>. Inside quotes only `"` ends the string,
  /// and a backslash begins an escape such as `\N`, so both are escaped.
  public static func dot(_ text: String) -> String {
    "\"" + replacing(visible(text), with: ["\\": "\\\\", "\"": "\\\""]) + "\""
  }

  /// For HTML, between tags or inside a quoted attribute; never inside `script` or `style`.
  public static func html(_ text: String) -> String {
    replacing(visible(text), with: markup)
  }

  /// For SVG and any other XML, between tags or inside a quoted attribute.
  ///
  /// *Source:* XML 1.0, section 2.2: the characters that it forbids even when escaped are among
  /// those that ``visible(_:)`` spells out.
  public static func xml(_ text: String) -> String {
    replacing(visible(text), with: markup)
  }

  private static let markup: [Unicode.Scalar: String] = [
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;", "`": "&#96;",
  ]

  private static func replacing(_ text: String, with table: [Unicode.Scalar: String]) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if let escaped = table[scalar] {
        result += escaped
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
