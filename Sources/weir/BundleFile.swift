import Foundation
import WeirCodecs

/// A bundle on disk: a folder of files, or a zip.
struct BundleFile {
  /// Not a bundle, or one that tries something.
  struct Refusal: Error {
    let message: String
  }

  private let path: String

  init(_ path: String) { self.path = path }

  /// Writes all files beside their place first: a failure leaves nothing at `path`.
  func write(_ files: [String: [UInt8]]) throws {
    if path.hasSuffix(".zip") {
      let entries = files.sorted { $0.key < $1.key }.map { ZipEntry(name: $0.key, bytes: $0.value) }
      return try Output.write(ZipWriter.archive(entries), to: path)
    }
    let draft = path + ".part"
    do {
      try? FileManager.default.removeItem(atPath: draft)
      try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: true)
      for (name, bytes) in files {
        try Data(bytes).write(to: URL(fileURLWithPath: draft + "/" + name))
      }
      try FileManager.default.moveItem(atPath: draft, toPath: path)
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw Failure("cannot write \(path): \(error.localizedDescription)", Failure.cannotWrite)
    }
  }

  /// - Throws: ``Refusal`` for links, folders within, names that leave the bundle, and zips that
  ///   are not what they say; ``Failure`` where nothing can be read.
  func read() throws -> [String: [UInt8]] {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
      throw Failure("no bundle at \(path)", Failure.notFound)
    }
    let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
    return isFolder ? try readFolder() : try readZip()
  }

  private func readZip() throws -> [String: [UInt8]] {
    let bytes = try Output.read(path)
    do {
      let entries = try ZipReader.entries(of: bytes)
      return Dictionary(entries.map { ($0.name, $0.bytes) }) { first, _ in first }
    } catch {
      throw Refusal(message: "\(error)")
    }
  }

  private static let largestFile = 1 << 30

  private func readFolder() throws -> [String: [UInt8]] {
    let manager = FileManager.default
    var files: [String: [UInt8]] = [:]
    for name in try manager.contentsOfDirectory(atPath: path) {
      let file = path + "/" + name
      let attributes = try manager.attributesOfItem(atPath: file)
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw Refusal(message: "\(name): expected a plain file, found a link or a folder")
      }
      guard let size = (attributes[.size] as? NSNumber)?.intValue, size <= Self.largestFile else {
        throw Refusal(message: "\(name): larger than a bundle's file may be")
      }
      files[name] = try Output.read(file)
    }
    return files
  }
}
