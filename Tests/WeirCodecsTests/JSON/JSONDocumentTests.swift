import Testing
import WeirCodecs

@Suite struct JSONDocumentTests {
  private func parse(_ text: String) throws(JSONError) -> JSONValue {
    try JSONValue(parsing: Array(text.utf8))
  }

  private func refusal(_ bytes: [UInt8]) -> JSONError? {
    do throws(JSONError) {
      _ = try JSONDocument(bytes)
      return nil
    } catch {
      return error
    }
  }

  private func refusal(_ text: String) -> JSONError? { refusal(Array(text.utf8)) }

  @Test func `every kind of value is read`() throws {
    let value = try parse(#" {"a":[1,-0.5e+3,"x",true,false,null,{},[]]} "#)
    #expect(
      value
        == .members(
          (
            "a",
            .array([
              .number("1"), .number("-0.5e+3"), .string("x"), .bool(true), .bool(false), .null,
              .object([]), .array([]),
            ])
          )))
  }

  @Test func `numbers keep every digit`() throws {
    let digits = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
    #expect(try parse(digits) == .number(digits))
  }

  @Test func `escapes are resolved`() throws {
    // U+1F600 is the pair D83D DE00; U+00E9 stands once as bytes, once as an escape.
    let text = #""\"\\\/\b\f\n\r\t\u00e9é\ud83d\ude00\u0000""#
    #expect(try parse(text) == .string("\"\\/\u{8}\u{C}\n\r\t\u{E9}é\u{1F600}\0"))
  }

  @Test(arguments: [
    "", " ", "[", "{", "[1", "[1,", #"{"a""#, #"{"a":"#, #"{"a":1"#, #""abc"#, #""\u12"#, "tru",
    "-",
    "1.", "1e", "1e+",
  ])
  func `a text that ends inside a value is truncated`(text: String) {
    #expect(refusal(text)?.code == .truncated)
  }

  @Test(arguments: [
    "01", "-01", "+1", ".5", "1.e", "0x1", "NaN", "Infinity", "nul1", "True", "[1,]", "[,1]",
    "[1 2]",
    #"{"a":1,}"#, #"{,}"#, #"{"a" 1}"#, #"{a:1}"#, #"{"a":1 "b":2}"#, "[1}", #"{"a":1]"#, "1 2",
    "[]]",
    "'a'", #""\x""#, #""\u12g4""#, "\"\u{1}\"", "\"a\nb\"", "// comment\n1",
  ])
  func `what is not the grammar is a syntax error`(text: String) {
    #expect(refusal(text)?.code == .syntax)
  }

  @Test(
    arguments: [
      // A continuation byte alone; overlong forms; a surrogate; beyond U+10FFFF; one cut short.
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
      [0xF0, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x82, 0x41],
    ] as [[UInt8]])
  func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
    #expect(refusal([0x22] + bytes + [0x22])?.code == .encoding)
  }

  @Test(arguments: [#""\ud83d""#, #""\ude00""#, #""\ud83d\ud83d""#, #""\ud83dx""#, #""\ud83d\n""#])
  func `half of a surrogate pair is refused`(text: String) {
    #expect(refusal(text)?.code == .encoding)
  }

  @Test(arguments: [
    #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"[{"x":{"b":1,"c":2,"b":3}}]"#,
    "{" + (0..<50).map { "\"k\($0)\":0" }.joined(separator: ",") + ",\"k7\":1}",
  ])
  func `one name twice is refused`(text: String) {
    #expect(refusal(text)?.code == .duplicateKey)
  }

  @Test func `two names that Unicode calls equivalent are two names`() {
    // é as one scalar and as e with a combining accent.
    #expect(refusal(#"{"\u00e9":1,"e\u0301":2}"#) == nil)
  }

  @Test func `an error says line, column and byte`() throws {
    let error = try #require(refusal("{\n  \"a\": 1,\n  \"b\": x\n}"))
    // Line 3 starts at byte 12; `x` is its eighth byte.
    #expect(error.location == JSONLocation(offset: 19, line: 3, column: 8))
    #expect(error.message == "expected a value, found 'x'")
  }

  @Test func `nesting is bounded without using the stack`() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(refusal(deep)?.code == .limit)
    let allowed = JSONDocument.depthLimit
    let text = String(repeating: "[", count: allowed) + String(repeating: "]", count: allowed)
    #expect(refusal(text) == nil)
    #expect(throws: JSONError.self) { try JSONDocument(Array(text.utf8)).root.value() }
  }

  @Test func `members are found by decoded name`() throws {
    let root = try JSONDocument(Array(#"{"\u0061b":{"c":[10,20]},"d":null}"#.utf8)).root
    #expect(try root["ab"]?.required("c").elements.map { try $0.count() } == [10, 20])
    #expect(root["d"]?.isNull == true)
    #expect(root.present("d") == nil)
    #expect(root["e"] == nil)
    #expect(throws: JSONError.self) { try root.required("d") }
    #expect(root.members.map(\.name) == ["ab", "d"])
  }
}
