import ArgumentParser
import Foundation
import WeirCodecs
import WeirIngest
import WeirLedger
import WeirTrace

/// How a command ends when it cannot do what was asked.
///
/// *Source:* sysexits.h.
struct Failure: Error {
  var message: String
  var code: ExitCode

  static let dataRefused = ExitCode(65)
  static let notFound = ExitCode(66)
  static let defect = ExitCode(70)
  static let cannotWrite = ExitCode(73)
  static let cannotRead = ExitCode(74)
  static let busy = ExitCode(75)

  init(_ message: String, _ code: ExitCode) {
    self.message = message
    self.code = code
  }

  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as LedgerError: self.init(error.message, Self.code(of: error))
    case let error as TraceError: self.init(error.message, Self.code(of: error))
    case let error as IngestError: self.init(error.description, Self.code(of: error))
    default: self.init("\(error)", Self.dataRefused)
    }
  }

  private static func code(of error: LedgerError) -> ExitCode {
    switch error.code {
    case .notFound: notFound
    case .busy: busy
    case .diskFull, .readOnly: cannotWrite
    case .io: cannotRead
    default: dataRefused
    }
  }

  private static func code(of error: IngestError) -> ExitCode {
    switch error.code {
    case .unreadable: cannotRead
    case .storage: cannotWrite
    default: dataRefused
    }
  }

  private static func code(of error: TraceError) -> ExitCode {
    error.code == .linkCycle || error.code == .wrongSource ? dataRefused : notFound
  }
}

/// Runs a command's work; a failure is one line on standard error and a code that means something.
func reportingFailures(_ work: () throws -> Void) throws {
  do {
    try work()
  } catch let code as ExitCode {
    throw code
  } catch {
    let failure = Failure(error)
    // Messages quote names and file contents: a terminal must not obey them.
    let lines = failure.message.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.map { EscapedText.terminal(String($0)) }.joined(separator: "\n")
    FileHandle.standardError.write(Data("weir: \(text)\n".utf8))
    throw failure.code
  }
}
