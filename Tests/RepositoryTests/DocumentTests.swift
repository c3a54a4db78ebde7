import Foundation
import Testing

@Suite struct DocumentTests {
  /// Links with a scheme, and places within a page, are not looked up.
  @Test func relativeLinksLeadSomewhere() throws {
    let link = /\]\((?<target>[^)\s]+)[^)]*\)/
    var dead: [String] = []
    let pages = Repository.files(ending: ".md")
    #expect(pages.contains("README.md"))
    for page in pages {
      for match in try Repository.text(of: page).matches(of: link) {
        let target = match.target.prefix { $0 != "#" }
        guard !target.isEmpty, !target.contains(":") else { continue }
        let file = Repository.root.appending(path: page).deletingLastPathComponent()
          .appending(path: target).standardizedFileURL
        if !FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) {
          dead.append("\(page): \(match.target)")
        }
      }
    }
    #expect(dead == [])
  }

  @Test func theGlossaryIsCompleteInThreeLanguages() throws {
    let rows = try Self.glossary()
    #expect(rows.count >= 60)
    for row in rows {
      try #require(row.count == 4, "\(row)")
      #expect(row.allSatisfy { !$0.isEmpty }, "\(row)")
      #expect(row[1].contains(/[\p{Hiragana}\p{Katakana}\p{Han}]/), "\(row[0]) in Japanese")
      #expect(row[2].contains(/\p{Hangul}/), "\(row[0]) in Korean")
    }
    let terms = rows.map { $0[0].lowercased() }
    #expect(terms == terms.sorted(), "terms stand in alphabetical order")
    #expect(Set(terms).count == terms.count)
  }

  /// The cells of each row of the glossary's table, without its head.
  static func glossary() throws -> [[String]] {
    try Repository.text(of: "docs/GLOSSARY.md").split(separator: "\n")
      .filter { $0.hasPrefix("| ") && !$0.hasPrefix("| English") }
      .map { row in
        row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
          .map { $0.trimmingCharacters(in: .whitespaces) }
      }
  }

  /// Each package of the manifest is argued for, and none is argued for that is not there.
  @Test func everyDependencyIsArguedFor() throws {
    let manifest = try Repository.text(of: "Package.swift")
    let used = manifest.matches(of: /url: "[^"]*\/(?<name>[^"\/]+)"/).map { String($0.name) }
    let page = try Repository.text(of: "docs/DEPENDENCIES.md")
    let argued = page.matches(of: /(?m)^\| \[(?<name>[^\]]+)\]/).map { String($0.name) }
    #expect(Set(used).subtracting(argued) == [])
    #expect(!used.isEmpty)
  }

  @Test func everyDecisionIsNumberedOnceAndSaysWhatLost() throws {
    let decisions = Repository.files(in: ["docs/adr"], ending: ".md")
    let numbers = decisions.map { $0.dropFirst("docs/adr/".count).prefix(4) }
    #expect(Set(numbers).count == numbers.count)
    for decision in decisions {
      #expect(try Repository.text(of: decision).contains("## Options that lost"), "\(decision)")
    }
  }

  /// Text that only makes sense on the machine where it was written.
  @Test func nothingNamesAPrivateMachine() throws {
    let places = try Regex(
      "(^|[^.\\w/])/(wor" + "k|far" + "m|hom" + "e/\\w+|roo" + "t)/|/opt/swi" + "ft-pack")
    let endings = [".swift", ".md", ".json", ".yml", "run", "test", "install", ".c", ".h"]
    let found = endings.flatMap { Repository.files(ending: $0) }.filter { path in
      !path.hasSuffix("Package.resolved")
        && (try? Repository.text(of: path).contains(places)) == true
    }
    #expect(found == [])
  }
}
