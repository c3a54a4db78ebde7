import Foundation
import Testing
import WeirTesting

/// The built `weir`, run as a user runs it.
struct WeirCommand {
  /// How a run ended, and all that it said.
  struct Outcome {
    /// `nil` where a signal ended it: a trap is never an answer.
    let code: Int32?
    let output: Data
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }

    /// Whether a terminal would do anything but print what it gets.
    var hasControls: Bool {
      (text + errors).unicodeScalars.contains { scalar in
        scalar != "\n" && (scalar.value < 32 || (127..<160).contains(scalar.value))
      }
    }
  }

  /// Beside the test bundle, which is an executable in the same folder.
  private static let program =
    Bundle.main.bundleURL.appendingPathComponent("weir").path

  /// What stands before the program, such as another user's rights.
  var prefix: [String] = []
  var environment: [String: String] = [:]
  let folder: TemporaryFolder

  /// Every run has its own folder as its home, and `DATA` in an argument stands for it.
  init(_ folder: TemporaryFolder) { self.folder = folder }

  func callAsFunction(_ arguments: String...) throws -> Outcome { try run(arguments) }

  func run(_ arguments: [String]) throws -> Outcome {
    let process = Process()
    let line = prefix + [Self.program] + arguments.map { $0.replacing("DATA", with: folder.path) }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = line
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path]
      .merging(environment) { _, own in own }
    process.standardInput = FileHandle.nullDevice
    let place = NSTemporaryDirectory() + "/weir-errors-\(UUID().uuidString)"
    try Data().write(to: URL(fileURLWithPath: place))
    defer { try? FileManager.default.removeItem(atPath: place) }
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: place))
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationReason == .exit ? process.terminationStatus : nil, output: data,
      errors: try String(contentsOfFile: place, encoding: .utf8))
  }

  /// Runs what has to succeed.
  @discardableResult
  func succeed(_ arguments: String...) throws -> Outcome {
    let outcome = try run(arguments)
    try #require(outcome.code == 0, "\(arguments): \(outcome.errors)")
    return outcome
  }
}
