import CodecPromises
import EvidencePromises
import Foundation
import Testing
import WeirModel
import WeirTrace

/// What the fuzzer of bundles found once, and what it starts from, stays right.
@Suite struct EvidencePromiseTests {
  @Test(arguments: Self.inputs)
  func aFindingOfTheFuzzerBreaksNoPromise(file: URL) throws {
    let bytes = [UInt8](try Data(contentsOf: file))
    #expect(Promise.evidence.breach(by: bytes) == nil)
  }

  @Test func claimsThatOnlyLookAlikeAreBothKept() throws {
    let account = try #require(AccountKey(kind: .evm, payload: [UInt8](repeating: 1, count: 20)))
    // One letter with an accent, and a letter and an accent: equal strings in Swift.
    let claims = ["Caf\u{E9}", "Cafe\u{301}"].map { name in
      Claim(
        subject: .account(.ethereum, account), predicate: .label(name: name, category: .exchange),
        source: "list")
    }
    let spellings = { (index: ClaimIndex) in
      index.labels(of: account, on: .ethereum).map { Array($0.name.utf8) }
    }
    #expect(ClaimIndex(claims).claims.count == 2)
    #expect(Set(spellings(ClaimIndex(claims))) == Set(spellings(ClaimIndex(claims.reversed()))))
  }

  private static let inputs: [URL] = {
    let tests = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return [
      tests.appending(path: "WeirTraceTests/Findings/Evidence"),
      tests.deletingLastPathComponent().appending(path: "Fuzz/seeds/FuzzEvidence"),
    ].flatMap { folder in
      let files = try? FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: nil)
      return (files ?? []).sorted { $0.path() < $1.path() }
    }
  }()
}
