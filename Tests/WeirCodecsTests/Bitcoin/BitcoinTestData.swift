import Foundation

/// Public blocks, used where they are present, and the fuzzer's findings.
enum BitcoinTestData {
  static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  /// `WEIR_SHARED`, or `shared` beside the package.
  static let folder: URL = {
    let named = ProcessInfo.processInfo.environment["WEIR_SHARED"].map { URL(filePath: $0) }
    let package = tests.deletingLastPathComponent().deletingLastPathComponent()
    let beside = package.deletingLastPathComponent().appending(path: "shared")
    return (named ?? beside).appending(path: "data/bitcoin")
  }()

  static let isPresent = FileManager.default.fileExists(
    atPath: folder.appending(path: "blocks").path())
  static let canDecompress =
    isPresent && FileManager.default.isExecutableFile(atPath: "/usr/bin/bzip2")

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  /// What `bzip2` makes of a file.
  static func decompressed(_ path: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/bzip2")
    process.arguments = ["-dc", folder.appending(path: path).path()]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return [UInt8](data)
  }

  /// Inputs that once made a codec trap, and some that never did.
  static let findings: [URL] = {
    let folder = tests.appending(path: "Findings/Bitcoin")
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path() < $1.path() }
  }()
}
