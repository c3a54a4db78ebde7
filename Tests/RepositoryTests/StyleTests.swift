import Foundation
import Testing

/// The small promises of `docs/STYLE.md`, kept by a machine.
@Suite struct StyleTests {
  static let files = Result { try Repository.swiftFiles() }

  /// Files that may be longer than 500 lines, functions (`path:line`) that may be longer than 70:
  /// each with its reason. Keep these short.
  static let longFiles: [String: String] = [:]
  static let longFunctions: [String: String] = [:]

  private func offences(_ find: (SwiftFile) throws -> [String]) throws -> [String] {
    try Self.files.get().flatMap(find)
  }

  private func expectNone(
    _ found: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let list = found.joined(separator: "\n")
    #expect(found.isEmpty, "\(found.count):\n\(list)", sourceLocation: sourceLocation)
  }

  private func lines(
    _ lines: [Substring], of file: SwiftFile, where isOffence: (Substring) -> Bool
  ) -> [String] {
    lines.enumerated().filter { isOffence($0.element) }
      .map { "\(file.path):\($0.offset + 1): \($0.element)" }
  }

  @Test func thereIsSourceToLookAt() throws {
    #expect(try Self.files.get().count > 20)
  }

  @Test func linesHaveAtMostAHundredCharacters() throws {
    expectNone(try offences { file in lines(file.lines, of: file) { $0.count > 100 } })
  }

  @Test func filesHaveAtMostFiveHundredLines() throws {
    let long = try offences { $0.lines.count > 501 ? [$0.path] : [] }
    expectNone(long.filter { Self.longFiles[$0] == nil })
    #expect(Self.longFiles.keys.filter { !long.contains($0) } == [], "no longer needed")
  }

  @Test func functionsHaveAtMostSeventyLines() throws {
    let long = try offences { file in
      file.functions.filter { $0.lineCount > 70 }.map { "\(file.path):\($0.line + 1)" }
    }
    expectNone(long.filter { Self.longFunctions[$0] == nil })
    #expect(Self.longFunctions.keys.filter { !long.contains($0) } == [], "no longer needed")
  }

  @Test func fileNamesSayWhatIsInThem() throws {
    let vague = try Regex("Util|Helper|Manager|Common")
    expectNone(try offences { $0.name.contains(vague) ? [$0.path] : [] })
  }

  @Test func whatIsLeftToDoHasAnIssueNumber() throws {
    let word = try Regex("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b(?!\\(#[0-9]+\\))")
    expectNone(try offences { file in lines(file.lines, of: file) { $0.contains(word) } })
  }

  @Test func sourcesDoNotTrapOnInput() throws {
    let trap = try Regex("\\btry!|\\bas!|\\bfatalError\\(")
    let found = try offences { file in
      file.path.hasPrefix("Sources/") ? lines(file.code, of: file) { $0.contains(trap) } : []
    }
    expectNone(found)
  }

  @Test func whatIsUnsafeSaysWhyOnTheLineAbove() throws {
    expectNone(try offences(unexplained))
  }

  /// Lines with an unsafe keyword and no comment above. One comment serves the unsafe lines that
  /// follow each other, and a line `// Unsafe: reason` at the margin serves a file of kernels for
  /// all but what switches checks off by declaration.
  private func unexplained(_ file: SwiftFile) throws -> [String] {
    let declared = try Regex("@unchecked\\b|nonisolated\\(unsafe\\)")
    let any = try Regex("\\bunsafe\\b|@unchecked\\b")
    let isExplained = file.lines.contains { $0.hasPrefix("// Unsafe: ") }
    let keyword = isExplained ? declared : any
    return file.code.indices.filter { index in
      guard file.code[index].contains(keyword) else { return false }
      var above = index - 1
      while above >= 0, file.code[above].contains(keyword) { above -= 1 }
      return above < 0 || !file.lines[above].drop { $0 == " " }.hasPrefix("//")
    }.map { "\(file.path):\($0 + 1): \(file.lines[$0])" }
  }

  @Test func theFormatterHasNothingToSay() throws {
    let lint = try Repository.run(
      ["swift", "format", "lint", "--strict", "--parallel", "--recursive", "Package.swift"]
        + Repository.swiftFolders)
    #expect(lint.status == 0, "\(lint.errors)")
  }
}
