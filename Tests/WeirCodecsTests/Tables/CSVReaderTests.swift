import Testing
import WeirTesting

@testable import WeirCodecs

@Suite struct CSVReaderTests {
  private func rows(_ text: String, delimiter: UInt8 = 0x2C) throws -> [[String]] {
    try rows(bytes: Array(text.utf8), delimiter: delimiter)
  }

  private func rows(
    bytes: [UInt8], delimiter: UInt8 = 0x2C, chunk: Int = .max
  ) throws -> [[String]] {
    var reader = CSVReader(file: "t.csv", delimiter: delimiter)
    var found: [CSVRow] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + min(chunk, bytes.count))
      found += try reader.feed(Array(bytes[start..<end]))
      start = end
    }
    if let last = try reader.finish() { found.append(last) }
    return found.map { row in (0..<row.count).map { row.text(at: $0) ?? "not UTF-8" } }
  }

  @Test func `cells are separated, quoted and unquoted as RFC 4180 says`() throws {
    // The examples of RFC 4180, section 2, items 1 to 7.
    #expect(
      try rows("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n") == [
        ["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"],
      ])
    #expect(
      try rows("aaa,bbb,ccc\r\nzzz,yyy,xxx") == [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]])
    #expect(
      try rows("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx")
        == [["aaa", "b\r\nbb", "ccc"], ["zzz", "yyy", "xxx"]])
    #expect(try rows("\"aaa\",\"b\"\"bb\",\"ccc\"") == [["aaa", "b\"bb", "ccc"]])
  }

  @Test func `every line end ends a row, and empty cells stay`() throws {
    #expect(try rows("a,\n,b\r\n\rc") == [["a", ""], ["", "b"], [""], ["c"]])
    #expect(try rows("\"\"\n") == [[""]])
    #expect(try rows("a,\"\"") == [["a", ""]])
    #expect(try rows("") == [])
  }

  @Test func `a byte order mark is skipped and half of one is text`() throws {
    #expect(try rows(bytes: [0xEF, 0xBB, 0xBF, 0x61]) == [["a"]])
    #expect(try rows(bytes: [0xEF, 0xBB, 0xBF, 0x22, 0x61, 0x22]) == [["a"]])
    #expect(try rows(bytes: [0xEF, 0xBB, 0x8F, 0x61]) == [["\u{FECF}a"]])
    #expect(try rows(bytes: [0xEF, 0x61]) == [["not UTF-8"]])
  }

  @Test func `a quote within an unquoted cell is a character`() throws {
    #expect(try rows("5\" pipe,x") == [["5\" pipe", "x"]])
  }

  @Test func `the extension decides the separator`() throws {
    #expect(CSVReader.delimiter(forFile: "a.TSV") == 0x09)
    #expect(CSVReader.delimiter(forFile: "a.tsv.csv") == 0x2C)
    #expect(try rows("a,b\tc", delimiter: 0x09) == [["a,b", "c"]])
  }

  @Test func `lines are counted through quoted line ends`() throws {
    var reader = CSVReader(file: "t.csv")
    let rows = try reader.feed(Array("a\r\n\"b\r\nb\n\"\nc\n".utf8))
    #expect(rows.map(\.line) == [1, 2, 5])
  }

  @Test(arguments: [
    ("a\n\"b", TableError.Code.syntax, 2), ("a\n\"b\"c", .syntax, 2), ("a\n\u{0}", .syntax, 2),
  ])
  func `what is no table is refused with its line`(
    text: String, code: TableError.Code, line: Int
  ) throws {
    let error = try #require(throws: TableError.self) { _ = try self.rows(text) }
    #expect(error.code == code)
    #expect(error.line == line)
    #expect(error.file == "t.csv")
  }

  @Test func `UTF-16 is refused by name`() throws {
    let error = try #require(throws: TableError.self) {
      _ = try self.rows(bytes: [0xFF, 0xFE, 0x61, 0])
    }
    #expect(error.code == .encoding)
    #expect(error.message.contains("UTF-16"))
  }

  @Test func `a row above the limits is refused`() throws {
    var long = CSVReader(file: "t", limits: .init(rowBytes: 4, columns: 3))
    #expect(throws: TableError.self) { _ = try long.feed(Array("abcde".utf8)) }
    var wide = CSVReader(file: "t", limits: .init(rowBytes: 4, columns: 3))
    #expect(throws: TableError.self) { _ = try wide.feed(Array("a,b,c,d\n".utf8)) }
    var fitting = CSVReader(file: "t", limits: .init(rowBytes: 4, columns: 3))
    #expect(try fitting.feed(Array("a,bc,d\na,bc,d\n".utf8)).count == 2)
  }

  @Test func `the size of chunks changes nothing, whatever the bytes`() throws {
    let seed = TablesTesting.seed
    print("WEIR_SEED=\(seed)")
    var generator = SeededGenerator(seed: seed)
    let alphabet: [UInt8] = [0x22, 0x22, 0x2C, 0x0A, 0x0D, 0x61, 0x62, 0xEF, 0xBB, 0xBF, 0x09]
    for _ in 0..<3000 {
      let count = Int.random(in: 0..<24, using: &generator)
      let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0x61 }
      let whole = Result { try rows(bytes: bytes) }
      let pieces = Result { try rows(bytes: bytes, chunk: 1) }
      switch (whole, pieces) {
      case (.success(let left), .success(let right)): #expect(left == right)
      case (.failure(let left), .failure(let right)):
        #expect(left as? TableError == right as? TableError)
      default: Issue.record("chunks changed the answer for \(bytes)")
      }
    }
  }

  @Test func `what the writer wrote is read back`() throws {
    var writer = CSVWriter(header: ["name", "amount"])
    writer.append([.text("a \"quoted\", thing"), .own("-5")])
    writer.append([.text("=1+1"), .own("1.5")])
    writer.append([.text("line\nbreak"), .own("")])
    #expect(
      try rows(writer.text) == [
        ["name", "amount"], ["a \"quoted\", thing", "-5"], ["'=1+1", "1.5"],
        ["line\\u{a}break", ""],
      ])
  }
}
