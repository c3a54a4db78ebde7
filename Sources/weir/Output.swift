import Foundation
import Synchronization
import WeirCodecs

/// Where a command writes.
enum Output {
  /// Writes text as it is to standard output.
  static func write(_ text: String) throws { try write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      throw Failure("cannot write to standard output: \(error)", Failure.cannotWrite)
    }
  }

  static func write(_ value: JSONValue) throws { try write(JSONWriter.pretty(value)) }

  /// Writes a whole file or nothing: beside it first, then in its place.
  static func write(_ bytes: [UInt8], to path: String) throws {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Failure("cannot write \(path): \(error.localizedDescription)", Failure.cannotWrite)
    }
  }

  static func read(_ path: String) throws -> [UInt8] {
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw Failure("cannot read \(path): \(error.localizedDescription)", Failure.cannotRead)
    }
  }
}

/// A line on standard error that tells how far the work is; silent where that is no terminal.
final class ProgressLine: Sendable {
  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private let last = Mutex(ContinuousClock.now)

  /// Seconds since the work began.
  var seconds: Double {
    let elapsed = (ContinuousClock.now - start).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
  }

  /// Shows `text` at most ten times a second.
  func show(_ text: @autoclosure () -> String) {
    guard isShown, isDue() else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text())".utf8))
  }

  private func isDue() -> Bool {
    last.withLock { last in
      guard ContinuousClock.now - last > .milliseconds(100) else { return false }
      last = ContinuousClock.now
      return true
    }
  }

  func clear() {
    guard isShown else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
