public import Foundation

/// Public data beside the project; tests that need it run only where it is.
public enum SharedData {
  /// `WEIR_SHARED`, or `shared` beside the package's own folder.
  public static let folder: URL? = {
    if let path = ProcessInfo.processInfo.environment["WEIR_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    var package = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { package.deleteLastPathComponent() }
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared")
    return FileManager.default.fileExists(atPath: beside.path) ? beside : nil
  }()

  public static var isPresent: Bool { folder != nil }

  /// The path of a file or folder of the data.
  public static func path(_ path: String) -> String {
    (folder ?? URL(fileURLWithPath: "/")).appendingPathComponent(path).path
  }

  /// Paths of the files in a folder whose name starts so, sorted.
  public static func files(in path: String, prefix: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: Self.path(path))
      .filter { $0.hasPrefix(prefix) }.sorted().map { Self.path(path + "/" + $0) }
  }
}
