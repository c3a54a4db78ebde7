import Foundation
import Testing

/// Public data beside the project; tests that need it run only where it is.
enum PublicData {
  /// `WEIR_SHARED`, or `shared` beside the package's own folder.
  static let folder: URL? = {
    if let path = ProcessInfo.processInfo.environment["WEIR_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    var package = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { package.deleteLastPathComponent() }
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared")
    return FileManager.default.fileExists(atPath: beside.path) ? beside : nil
  }()

  static var isPresent: Bool { folder != nil }

  static func bytes(_ path: String) throws -> [UInt8] {
    let folder = try #require(folder)
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
  }

  /// Files beneath `path` whose name starts so, sorted.
  static func files(in path: String, prefix: String = "") throws -> [String] {
    let folder = try #require(folder).appendingPathComponent(path)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix(prefix) }.sorted().map { path + "/" + $0 }
  }
}
