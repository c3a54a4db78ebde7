import CodecPromises
import Foundation
import Testing
import WeirTesting

/// What the fuzzers found once, and what they start from, stays right.
@Suite("Promises of the codecs")
struct PromiseTests {
  @Test(arguments: Promise.all.flatMap(Self.inputs))
  func aFindingOfAFuzzerBreaksNoPromise(input: Input) throws {
    let bytes = [UInt8](try Data(contentsOf: input.file))
    #expect(input.promise.breach(by: bytes) == nil)
  }

  @Test(arguments: Promise.all.filter { !Self.seeds(of: $0).isEmpty }.map(Named.init))
  func aChangedSeedBreaksNoPromise(named: Named) throws {
    var generator = SeededGenerator(seed: CodecSeed.value)
    for seed in Self.seeds(of: named.promise) {
      let bytes = [UInt8](try Data(contentsOf: seed))
      for _ in 0..<200 {
        let changed = Self.changed(bytes, &generator)
        #expect(named.promise.breach(by: changed) == nil, "\(changed.map { Int($0) })")
      }
    }
  }

  struct Named: Sendable, CustomTestStringConvertible {
    let promise: Promise
    var testDescription: String { promise.name }
  }

  struct Input: Sendable, CustomTestStringConvertible {
    let promise: Promise
    let file: URL
    var testDescription: String { "\(promise.name)/\(file.lastPathComponent)" }
  }

  private static func inputs(of promise: Promise) -> [Input] {
    let findings = tests.appending(path: "WeirCodecsTests/Findings/\(promise.name)")
    return (files(in: findings) + seeds(of: promise)).map { Input(promise: promise, file: $0) }
  }

  private static let tests = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func seeds(of promise: Promise) -> [URL] {
    files(in: tests.deletingLastPathComponent().appending(path: "Fuzz/seeds/Fuzz\(promise.name)"))
  }

  private static func files(in folder: URL) -> [URL] {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path() < $1.path() }
  }

  private static func changed(
    _ original: [UInt8], _ generator: inout SeededGenerator
  ) -> [UInt8] {
    var bytes = original
    for _ in 0...Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0...3, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(bytes[place], at: place)
      default: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
      }
    }
    return bytes
  }
}
