import Testing
import WeirCodecs
import WeirTesting

@Suite struct JSONStreamTests {
  /// What a stream gives of `text`, fed in pieces of `size` bytes.
  private func elements(
    _ text: String, size: Int
  ) throws -> [(place: JSONElement.Place, value: JSONValue)] {
    var stream = JSONStream()
    var found: [(JSONElement.Place, JSONValue)] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      stream.append(rest.prefix(size))
      rest = rest.dropFirst(size)
      while let element = try stream.next() {
        found.append((element.place, try element.root.value()))
      }
    }
    stream.finish()
    while let element = try stream.next() {
      found.append((element.place, try element.root.value()))
    }
    return found
  }

  private static let text = """
    {"a":1}
    {"b":"\\u00e9 é"}[10,{"c":[1,2]},"x"] []
    {"jsonrpc":"2.0","result":[{"d":1},[],-2.5e3],"id":7} {"result":[]}{"result":{"e":[3]}}
    12 true "end"
    """

  @Test(arguments: [1, 2, 3, 5, 7, 16, 64, 1000])
  func `values come whole, however the bytes are cut`(size: Int) throws {
    let found = try elements(Self.text, size: size)
    let expected: [(JSONElement.Place, String)] = [
      (.document, #"{"a":1}"#), (.document, #"{"b":"é é"}"#), (.element(0), "10"),
      (.element(1), #"{"c":[1,2]}"#), (.element(2), #""x""#), (.element(0), #"{"d":1}"#),
      (.element(1), "[]"), (.element(2), "-2.5e3"),
      (.envelope, #"{"jsonrpc":"2.0","result":[],"id":7}"#), (.envelope, #"{"result":[]}"#),
      (.document, #"{"result":{"e":[3]}}"#), (.document, "12"), (.document, "true"),
      (.document, #""end""#),
    ]
    #expect(found.map(\.place) == expected.map(\.0))
    #expect(try found.map(\.value) == expected.map { try JSONValue(parsing: Array($0.1.utf8)) })
  }

  @Test func `memory is bounded by one element`() throws {
    // 40,000 elements of 49 bytes in one answer: offsets stay those of the file.
    let element = #"{"value":"0123456789012345678901234567890123456"}"#
    var stream = JSONStream()
    stream.append(Array(#"{"result":["#.utf8))
    var count = 0
    for index in 0..<40_000 {
      stream.append(Array(((index == 0 ? "" : ",") + element).utf8))
      while let found = try stream.next() {
        #expect(found.place == .element(count))
        #expect(found.root.location.offset == 11 + count * (element.utf8.count + 1))
        count += 1
      }
      // Each element is given as soon as its last byte is there.
      #expect(count == index + 1)
    }
    #expect(count == 40_000)
  }

  @Test(arguments: [1, 4, 1000])
  func `an error stands at its line in the whole stream`(size: Int) throws {
    let error = #expect(throws: JSONError.self) {
      try elements("{\"a\":1}\n[1,\n2,\n  x]", size: size)
    }
    #expect(error?.location == JSONLocation(offset: 17, line: 4, column: 3))
  }

  @Test(arguments: ["[1,2", #"{"result":[1"#, #"{"result":[1]"#, "[1,", "[", "{\"a\":", "tru"])
  func `a stream that ends inside a value is truncated`(text: String) {
    let error = #expect(throws: JSONError.self) { try elements(text, size: 3) }
    #expect(error?.code == .truncated)
  }

  @Test func `a stream that has failed fails again`() {
    var stream = JSONStream()
    stream.append(Array("]".utf8))
    #expect(throws: JSONError.self) { try stream.next() }
    stream.append(Array("{}".utf8))
    #expect(throws: JSONError.self) { try stream.next() }
  }

  @Test func `two results in one answer are refused`() {
    let error = #expect(throws: JSONError.self) {
      try elements(#"{"result":[1],"id":1,"result":[2]}"#, size: 1000)
    }
    #expect(error?.code == .duplicateKey)
    #expect(throws: JSONError.self) {
      try elements(#"{"result":[1],"id":1,"result":2}"#, size: 1000)
    }
  }

  @Test func `a byte order mark is passed over`() throws {
    #expect(try elements("\u{FEFF}{\"a\":1}", size: 100).map(\.place) == [.document])
  }

  /// A document altered at random places, from a printed seed: any answer but a trap.
  @Test(arguments: caseSeeds(60)) func `no alteration traps`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      var bytes = Array(Self.text.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default:
          bytes.insert(Array(#"{}[]":,\u"#.utf8).randomElement(using: &random) ?? 0, at: place)
        }
      }
      let size = Int.random(in: 1...bytes.count, using: &random)
      let pieces = outcome(bytes, size: size)
      // However it is cut, the answer is the same.
      #expect(pieces == outcome(bytes, size: bytes.count))
    }
  }

  private func outcome(_ bytes: [UInt8], size: Int) -> [String] {
    var stream = JSONStream()
    var found: [String] = []
    var rest = bytes[...]
    do {
      while true {
        stream.append(rest.prefix(size))
        rest = rest.dropFirst(size)
        if rest.isEmpty { stream.finish() }
        while let element = try stream.next() {
          found.append("\(element.place) \(try element.root.value())")
        }
        if rest.isEmpty { return found }
      }
    } catch {
      return found + ["\(error)"]
    }
  }
}
