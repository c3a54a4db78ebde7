import Foundation
import WeirCodecs
import WeirModel

/// What the tests of tables share: a seed, the folder of public data, an address reader.
enum TablesTesting {
  /// `WEIR_SEED`, or a seed that stays the same from run to run.
  static let seed =
    ProcessInfo.processInfo.environment["WEIR_SEED"].flatMap { UInt64($0) } ?? 20_250_221

  /// `WEIR_SHARED`, or `shared` beside the package.
  static let shared: URL = {
    if let path = ProcessInfo.processInfo.environment["WEIR_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    // Tests/WeirCodecsTests/Tables/TablesTesting.swift is four below the package.
    let package = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
      url.deletingLastPathComponent()
    }
    return package.deletingLastPathComponent().appendingPathComponent("shared")
  }()

  static func hasShared(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: shared.appendingPathComponent(path).path)
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: shared.appendingPathComponent(path)))
  }

  struct NotAnAddress: Error {}

  /// Hex of 20 bytes, which is all that these tests need of an address.
  @Sendable static func evm(_ text: String) throws -> AccountKey {
    guard text.hasPrefix("0x"), text.utf8.count == 42,
      let bytes = [UInt8](hex: text.dropFirst(2)),
      let key = AccountKey(kind: .evm, payload: bytes)
    else { throw NotAnAddress() }
    return key
  }

  /// The account whose twenty bytes are all `byte`.
  static func account(_ byte: UInt8) throws -> AccountKey {
    guard let key = AccountKey(kind: .evm, payload: [UInt8](repeating: byte, count: 20)) else {
      throw NotAnAddress()
    }
    return key
  }

  static func address(_ byte: UInt8) -> String {
    "0x" + [UInt8](repeating: byte, count: 20).hex
  }

  static func hash(_ byte: UInt8) -> String { "0x" + [UInt8](repeating: byte, count: 32).hex }

  static let ethereum = TableContext(chain: .ethereum, resolve: evm)

  /// All rows of a table that is at hand.
  static func read(
    _ text: String, file: String = "t.csv", context: TableContext = ethereum, map: String? = nil
  ) throws -> [TableRow] {
    try read(Array(text.utf8), file: file, context: context, map: map)
  }

  static func read(
    _ bytes: [UInt8], file: String, context: TableContext = ethereum, map: String? = nil
  ) throws -> [TableRow] {
    var table = TransferTable(
      file: file, context: context, map: try map.map { try ColumnMap(parsing: $0) })
    return try table.feed(bytes) + table.finish()
  }
}

extension [TableRow] {
  var transfers: [TableTransfer] {
    flatMap { row -> [TableTransfer] in
      if case .transfers(_, let transfers) = row { transfers } else { [] }
    }
  }

  var refusals: [TableError] {
    compactMap { row -> TableError? in
      if case .refused(let error) = row { error } else { nil }
    }
  }
}
