/// What an ingest did.
public struct IngestReport: Hashable, Sendable {
  /// Appended to the ledger.
  public var blocks: UInt64 = 0
  public var transactions: UInt64 = 0
  /// Transfers on an account chain, outputs on a UTXO chain.
  public var transfers: UInt64 = 0
  /// In the files and in the ledger already, with the same facts.
  public var skippedBlocks: UInt64 = 0
  /// Removed from the ledger, because another branch overtook theirs.
  public var rolledBack: UInt64 = 0
  /// Kept beside the ledger: stale, or without the blocks below them.
  public var sideBlocks: UInt64 = 0
  /// Inputs whose output nobody has stated and the ledger never saw.
  public var unknownInputs: UInt64 = 0
  /// Rows of tables that were taken.
  public var acceptedRows: UInt64 = 0
  /// Rows of tables that were left out, in the order of the files.
  public var refusedRows: [RefusedRow] = []
  /// What the facts do not show, in words, with how often.
  public var notes: [String] = []

  public init() {}
}

/// A row of a table that was not taken, and why.
public struct RefusedRow: Hashable, Sendable {
  public let file: String
  /// From 1.
  public let line: Int
  public let reason: String

  public init(file: String, line: Int, reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }
}

/// How far an ingest is. It holds no time: who shows it measures that.
public struct IngestProgress: Hashable, Sendable {
  public enum Phase: Hashable, Sendable {
    /// Files are read through and put in order.
    case reading
    /// Blocks go into the ledger.
    case appending
  }

  public var phase: Phase
  /// The file being read; the last one while blocks go in.
  public var file: String
  /// Of all files together, in this phase; while blocks go in, the share of them that is in.
  public var bytesRead: UInt64
  public var bytesTotal: UInt64
  /// Appended so far.
  public var blocks: UInt64
  public var transfers: UInt64

  public init(
    phase: Phase, file: String, bytesRead: UInt64, bytesTotal: UInt64, blocks: UInt64 = 0,
    transfers: UInt64 = 0
  ) {
    self.phase = phase
    self.file = file
    self.bytesRead = bytesRead
    self.bytesTotal = bytesTotal
    self.blocks = blocks
    self.transfers = transfers
  }
}
