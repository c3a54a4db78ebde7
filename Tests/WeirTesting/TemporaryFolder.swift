public import Foundation

/// A folder of its own, removed with all in it at the end of the test.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
    // Memory where there is such a place: tests commit often, and a disk takes its time.
    let place = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
    path = "\(place)/weir-test-\(getpid())-\(UInt64.random(in: .min ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  @discardableResult
  public func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  /// Every file beneath a folder of this one but locks, by path: what must be the same in two
  /// equal ledgers.
  public func contents(of name: String) throws -> [String: Data] {
    let folder = path + "/" + name
    var contents: [String: Data] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: folder)
    where !file.hasSuffix("lock") {
      let path = folder + "/" + file
      var isFolder: ObjCBool = false
      // The flag is written for the length of the call.
      guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      contents[file] = try Data(contentsOf: URL(fileURLWithPath: path))
    }
    return contents
  }
}
