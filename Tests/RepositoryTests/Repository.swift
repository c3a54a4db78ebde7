import Foundation

/// The repository that this test was built from.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Files below `folders` (all, if none) whose names end so, as paths from the root, sorted.
  static func files(in folders: [String] = [""], ending suffix: String) -> [String] {
    folders.flatMap { folder in
      let start = root.appending(path: folder, directoryHint: .isDirectory)
      let names = FileManager.default.enumerator(atPath: start.path(percentEncoded: false))
      return (names?.compactMap { $0 as? String } ?? [])
        .map { folder.isEmpty ? $0 : folder + "/" + $0 }
    }
    .filter { path in
      path.hasSuffix(suffix) && !path.split(separator: "/").contains { $0.hasPrefix(".build") }
        && !path.hasPrefix(".git/")
    }
    .sorted()
  }

  static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Swift source of the product, its tests and the nested packages.
  static let swiftFolders = ["Sources", "Tests", "Fuzz", "Benchmarks"].filter {
    FileManager.default.fileExists(
      atPath: root.appending(path: $0).path(percentEncoded: false))
  }

  static func swiftFiles(in folders: [String] = swiftFolders) throws -> [SwiftFile] {
    try files(in: folders, ending: ".swift").map {
      SwiftFile(path: $0, text: try text(of: $0))
    }
  }

  /// Runs a tool from the root; its output and how it ended.
  static func run(_ arguments: [String]) throws -> (output: Data, errors: String, status: Int32) {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "weir-repository-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let errors = folder.appending(path: "errors")
    try Data().write(to: errors)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments.map {
      $0.replacing("{scratch}", with: folder.path(percentEncoded: false))
    }
    process.currentDirectoryURL = root
    let output = Pipe()
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let said = try String(contentsOf: errors, encoding: .utf8)
    return (data, said, process.terminationStatus)
  }
}
