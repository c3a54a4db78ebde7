/// One row of a separated table: its cells unquoted, and the line on which it begins.
public struct CSVRow: Hashable, Sendable {
  /// Line in the file, from 1. A quoted cell may span lines.
  public let line: Int
  private let bytes: [UInt8]
  private let ends: [Int]

  init(line: Int, bytes: [UInt8], ends: [Int]) {
    self.line = line
    self.bytes = bytes
    self.ends = ends
  }

  /// How many cells it has.
  public var count: Int { ends.count }

  /// Whether no cell holds anything: a blank line, or a line of separators.
  public var isBlank: Bool { bytes.isEmpty }

  /// The cell's bytes; empty where the row ends before it.
  public func bytes(at column: Int) -> ArraySlice<UInt8> {
    guard ends.indices.contains(column) else { return [] }
    return bytes[(column == 0 ? 0 : ends[column - 1])..<ends[column]]
  }

  /// The cell's text, empty where the row ends before it; `nil` where it is not UTF-8.
  public func text(at column: Int) -> String? {
    String(validating: bytes(at: column), as: UTF8.self)
  }
}
