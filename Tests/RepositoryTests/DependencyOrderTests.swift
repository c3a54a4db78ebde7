import Foundation
import Testing

/// `Package.swift` lists the targets in the order in which data flows: no arrow points up.
@Suite struct DependencyOrderTests {
  private struct Manifest: Decodable {
    var targets: [Target]

    struct Target: Decodable {
      var name: String
      var type: String
      var dependencies: [Dependency]
    }
    /// A dependency's name stands first in whichever array there is.
    struct Dependency: Decodable {
      var byName: [String?]?
      var target: [Name]?
      var name: String? { byName?.first ?? target?.first?.text }
    }
    /// A name, or a condition on platforms, which is no name.
    struct Name: Decodable {
      var text: String?
      init(from decoder: any Decoder) throws {
        text = try? decoder.singleValueContainer().decode(String.self)
      }
    }
  }

  /// In a scratch folder of its own: the build folder is locked while tests run.
  private func manifest() throws -> Manifest {
    let dump = try Repository.run(
      ["swift", "package", "--scratch-path", "{scratch}", "dump-package"])
    try #require(dump.status == 0, "swift package dump-package: \(dump.errors)")
    return try JSONDecoder().decode(Manifest.self, from: dump.output)
  }

  @Test func aTargetUsesOnlyTargetsAboveIt() throws {
    let targets = try manifest().targets.filter { $0.type != "test" }
    #expect(targets.first { $0.type == "regular" }?.name == "WeirModel")
    let names = Set(targets.map(\.name))
    var above: Set<String> = []
    for target in targets {
      let own = target.dependencies.compactMap(\.name).filter(names.contains)
      for upward in own where !above.contains(upward) {
        Issue.record("\(target.name) uses \(upward), which stands below it in Package.swift")
      }
      above.insert(target.name)
    }
  }

  @Test func theNounsUseNothing() throws {
    let model = try #require(try manifest().targets.first { $0.name == "WeirModel" })
    #expect(model.dependencies.isEmpty)
  }

  @Test func noProductTargetUsesTestTools() throws {
    for target in try manifest().targets where target.type != "test" {
      #expect(!target.dependencies.contains { $0.name == "WeirTesting" }, "\(target.name)")
    }
  }
}
