import WeirCodecs
import WeirLedger

/// Why files were not taken, and what to do about it.
///
/// After it the ledger is at its last commit: what was committed before stands, nothing is half
/// written. Failures of the disk and of the ledger itself come as `LedgerError`.
public struct IngestError: Error, Hashable, Sendable {
  /// The kind of refusal. Open: a codec's own code stands where a codec refused.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The file cannot be opened or read, or is no file.
    public static let unreadable = Code(rawValue: "ingest.unreadable")
    /// The file holds nothing.
    public static let empty = Code(rawValue: "ingest.empty")
    /// The file is compressed.
    public static let compressed = Code(rawValue: "ingest.compressed")
    /// The file is of no kind that is read here.
    public static let unknownKind = Code(rawValue: "ingest.unknown-kind")
    /// The chain keeps its money in another way, or its rules are not known.
    public static let wrongChain = Code(rawValue: "ingest.wrong-chain")
    /// Two sources say different things about one block.
    public static let disagreement = Code(rawValue: "ingest.disagreement")
    /// The ledger has the block, with other facts from another kind of file.
    public static let otherFacts = Code(rawValue: "ingest.other-facts")
    /// A block below the ledger's last, which the ledger does not have.
    public static let belowTip = Code(rawValue: "ingest.below-tip")
    /// A fact about a transaction whose block is in no file.
    public static let noBlock = Code(rawValue: "ingest.no-block")
    /// Rows of a table that cannot be read.
    public static let refusedRows = Code(rawValue: "ingest.refused-rows")
    /// The place for temporary files, or the log of side blocks, failed.
    public static let storage = Code(rawValue: "ingest.storage")
    /// The log of side blocks does not match its checksums.
    public static let damagedSideLog = Code(rawValue: "ingest.damaged-side-log")
  }

  public let code: Code
  /// What was expected, what was found, and what to do.
  public let message: String
  /// `nil` where no single file is meant.
  public let file: String?

  public init(_ code: Code, _ message: String, file: String? = nil) {
    self.code = code
    self.message = message
    self.file = file
  }
}

extension IngestError: CustomStringConvertible {
  public var description: String {
    file.map { EscapedText.visible($0) + ": " + message } ?? message
  }
}

extension LedgerError {
  /// Whether the block is at fault, and not the disk.
  var isRefusal: Bool {
    [.order, .link, .invalidBlock, .missingOutput, .doubleSpend, .limit, .mismatch].contains(code)
  }
}

extension IngestError {
  /// A block that the ledger refused, with the file that it came from.
  init(_ error: LedgerError, file: String?) {
    self.init(Code(rawValue: "ledger." + error.code.rawValue), error.message, file: file)
  }
}
