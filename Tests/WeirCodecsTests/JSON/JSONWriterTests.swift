import Testing
import WeirCodecs

@Suite struct JSONWriterTests {
  private func canonical(_ value: JSONValue) throws -> String {
    String(decoding: try JSONWriter.canonical(value), as: UTF8.self)
  }

  /// The sorting example of RFC 8785, section 3.2.3.
  @Test func `members are sorted by UTF-16 code units`() throws {
    let text = #"""
      {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
      "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
      "\u00f6":"Latin Small Letter O With Diaeresis"}
      """#
    let written = try canonical(JSONValue(parsing: Array(text.utf8)))
    let expected =
      #"{"\r":"Carriage Return","1":"One","\#u{80}":"Control","#
      + #""ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","#
      + #""😀":"Emoji: Grinning Face","\#u{FB33}":"Hebrew Letter Dalet With Dagesh"}"#
    #expect(written == expected)
  }

  /// The string example of RFC 8785, section 3.2.2.
  @Test func `strings are escaped as little as can be`() throws {
    let text = #""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/""#
    let written = try canonical(JSONValue(parsing: Array(text.utf8)))
    #expect(written == #""€$\u000f\nA'B\"\\\\\"/""#)
  }

  @Test func `literals and empty containers`() throws {
    let value = JSONValue.array([.null, .bool(true), .bool(false), .object([]), .array([])])
    #expect(try canonical(value) == "[null,true,false,{},[]]")
  }

  @Test(arguments: ["0", "-1", "9007199254740991", "-9007199254740991"])
  func `whole numbers that every reader holds exactly are written`(digits: String) throws {
    #expect(try canonical(.number(digits)) == digits)
  }

  @Test(arguments: [
    "9007199254740992", "-9007199254740992", "1.0", "1e3", "-0", "01", "+1", "", "1 ",
    "99999999999999999999999",
  ])
  func `other numbers are refused`(digits: String) {
    #expect(throws: JSONWritingError.number(digits)) { try canonical(.number(digits)) }
  }

  @Test func `a name twice is refused`() {
    #expect(throws: JSONWritingError.duplicateName("a")) {
      try canonical(.members(("a", .null), ("a", .null)))
    }
  }

  @Test func `pretty text keeps the order given`() throws {
    let value = JSONValue.members(
      ("b", .integer(1)), ("a", .array([.string("x"), .null])), ("c", .object([])))
    let expected = """
      {
        "b": 1,
        "a": [
          "x",
          null
        ],
        "c": {}
      }

      """
    #expect(String(decoding: try JSONWriter.pretty(value), as: UTF8.self) == expected)
  }
}
