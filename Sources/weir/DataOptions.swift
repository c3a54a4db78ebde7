import ArgumentParser
import Foundation
import WeirLedger

/// Where a command's data lies.
struct DataOptions: ParsableArguments {
  @Option(help: "Folder of all data (default: $XDG_DATA_HOME/weir).")
  var data: String?

  @Option(name: .customLong("ledger"), help: "Folder of the ledger (default: DATA/ledger).")
  var ledgerFolder: String?

  var folder: String { data ?? Self.defaultFolder }
  var ledger: Ledger { Ledger(directory: ledgerFolder ?? folder + "/ledger") }

  /// *Source:* XDG Base Directory Specification, version 0.8.
  private static var defaultFolder: String {
    let environment = ProcessInfo.processInfo.environment
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/weir" }
    return (environment["HOME"] ?? ".") + "/.local/share/weir"
  }
}
