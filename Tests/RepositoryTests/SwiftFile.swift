/// A Swift source file as lines, and the same lines without comments and the text of strings.
struct SwiftFile {
  let path: String
  let lines: [Substring]
  /// As many lines as ``lines``; comments and what strings say are gone.
  let code: [Substring]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var scanner = CodeScanner(text)
    code = scanner.code().split(separator: "\n", omittingEmptySubsequences: false)
  }

  var name: Substring { path.split(separator: "/").last ?? "" }
}

/// Blanks comments and the text of strings; code inside an interpolation goes with its string.
private struct CodeScanner {
  private let text: [UInt8]
  private var place = 0
  private var kept: [UInt8] = []

  init(_ text: String) { self.text = Array(text.utf8) }

  mutating func code() -> String {
    while place < text.count {
      if starts(with: "//") {
        skip { $0 != 10 }
      } else if starts(with: "/*") {
        skipBlockComment()
      } else if let hashes = stringStart() {
        skipString(hashes: hashes)
      } else {
        keep()
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private func starts(with word: String) -> Bool {
    text[place...].starts(with: word.utf8)
  }

  private mutating func keep() {
    kept.append(text[place])
    place += 1
  }

  private mutating func drop(_ count: Int = 1) {
    for byte in text[place..<min(text.count, place + count)] where byte == 10 { kept.append(10) }
    place = min(text.count, place + count)
  }

  private mutating func skip(while condition: (UInt8) -> Bool) {
    while place < text.count, condition(text[place]) { drop() }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        drop(2)
      } else if starts(with: "*/") {
        depth -= 1
        drop(2)
      } else {
        drop()
      }
    } while depth > 0 && place < text.count
  }

  /// How many `#` stand before a quote that opens a string here; `nil` where none does.
  private func stringStart() -> Int? {
    var end = place
    while end < text.count, text[end] == 35 { end += 1 }
    return end < text.count && text[end] == 34 ? end - place : nil
  }

  private mutating func skipString(hashes: Int) {
    drop(hashes)
    let quotes = starts(with: "\"\"\"") ? 3 : 1
    drop(quotes)
    let pounds = String(repeating: "#", count: hashes)
    let end = String(repeating: "\"", count: quotes) + pounds
    while place < text.count {
      if starts(with: end) { return drop(end.utf8.count) }
      if starts(with: "\\" + pounds + "(") {
        drop(2 + hashes)
        skipInterpolation()
      } else if hashes == 0, text[place] == 92 {
        drop(2)
      } else {
        drop()
      }
    }
  }

  private mutating func skipInterpolation() {
    var depth = 1
    while depth > 0, place < text.count {
      if let hashes = stringStart() {
        skipString(hashes: hashes)
        continue
      }
      if text[place] == 40 { depth += 1 }
      if text[place] == 41 { depth -= 1 }
      drop()
    }
  }
}
