import Testing
import WeirCodecs

@Suite struct EscapedTextTests {
  /// A title set by OSC, a screen cleared by CSI, and the eight-bit form of CSI.
  @Test func `a terminal gets no escape sequence`() {
    #expect(EscapedText.terminal("\u{1B}]0;owned\u{7}") == "\\u{1b}]0;owned\\u{7}")
    #expect(EscapedText.terminal("\u{1B}[2J\u{9B}31m") == "\\u{1b}[2J\\u{9b}31m")
    #expect(EscapedText.terminal("a\r\nb\u{8}\u{7F}") == "a\\u{d}\\u{a}b\\u{8}\\u{7f}")
  }

  @Test func `what turns or hides text is spelled out`() {
    #expect(EscapedText.terminal("exe\u{202E}txt.") == "exe\\u{202e}txt.")
    #expect(
      EscapedText.terminal("\u{2066}a\u{2069}\u{200B}b\u{FEFF}")
        == "\\u{2066}a\\u{2069}\\u{200b}b\\u{feff}")
    #expect(EscapedText.terminal("\u{E0041}\u{FFFF}\u{2028}") == "\\u{e0041}\\u{ffff}\\u{2028}")
  }

  @Test func `names in every script stay as they are`() {
    for name in ["Binance 14", "빗썸", "コインチェック", "Гарантекс", "naïve ☂", "🏴", "a\\b"] {
      #expect(EscapedText.terminal(name) == name)
    }
  }

  @Test(arguments: [
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "\r=1", "\n=1", "＝1", "|x", "%x",
    "\u{3000}=1",
  ])
  func `no formula reaches a spreadsheet`(text: String) {
    #expect(EscapedText.spreadsheet(text).hasPrefix("'"))
  }

  @Test func `an ordinary cell stays ordinary`() {
    for text in ["Exchange = good", "0x12", "", " ", "12-3"] {
      #expect(EscapedText.spreadsheet(text) == text)
    }
  }

  @Test func `a graph's label cannot end its string`() {
    #expect(EscapedText.dot("a\"]; b -> c [x=\"") == "\"a\\\"]; b -> c [x=\\\"\"")
    #expect(EscapedText.dot("\\N") == "\"\\\\N\"")
    #expect(EscapedText.dot("\\") == "\"\\\\\"")
    #expect(EscapedText.dot("a\nb") == "\"a\\\\u{a}b\"")
  }

  @Test func `markup stays text between tags and inside attributes`() {
    let hostile = "</script><img src=x onerror='a&b'>\""
    let safe = "&lt;/script&gt;&lt;img src=x onerror=&#39;a&amp;b&#39;&gt;&quot;"
    #expect(EscapedText.html(hostile) == safe)
    #expect(EscapedText.xml(hostile) == safe)
    #expect(EscapedText.xml("]]>\u{0}") == "]]&gt;\\u{0}")
  }

  @Test func `an excerpt is cut and quoted`() {
    #expect(EscapedText.excerpt("abc", limit: 2) == "\"ab…\"")
    #expect(EscapedText.excerpt("\u{1B}", limit: 1) == "\"\\u{1b}\"")
  }

  /// Every scalar below the last plane that Unicode assigns control or format to, tried one by one.
  @Test func `no control or format character passes any sink`() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: break
      case .format where scalar.properties.isDefaultIgnorableCodePoint: break
      default: continue
      }
      let text = String(Character(scalar))
      #expect(
        !EscapedText.terminal(text).unicodeScalars.contains(scalar), "U+\(String(value, radix: 16))"
      )
    }
  }
}
