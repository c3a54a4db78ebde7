/// Why a ledger could not be opened, filled or read, and what to do about it.
///
/// After an error that was thrown by an `append` because a block was refused, the writer is as
/// it was before. After ``Code/io`` and ``Code/diskFull`` the writer refuses everything; what was
/// committed last is what the next one finds.
public struct LedgerError: Error, Hashable, Sendable {
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The directory holds no ledger of this chain.
    public static let notFound = Code(rawValue: "not-found")
    /// Written by a newer Weir.
    public static let newerFormat = Code(rawValue: "newer-format")
    /// A file is missing, short, or does not match its checksum.
    public static let corrupt = Code(rawValue: "corrupt")
    /// Another writer holds the chain.
    public static let busy = Code(rawValue: "busy")
    public static let diskFull = Code(rawValue: "disk-full")
    public static let readOnly = Code(rawValue: "read-only")
    public static let io = Code(rawValue: "io")
    /// The chain keeps its money in another way, or with another segment size.
    public static let mismatch = Code(rawValue: "mismatch")
    /// A block is not above the tip.
    public static let order = Code(rawValue: "order")
    /// A block does not continue the block below it.
    public static let link = Code(rawValue: "link")
    /// A block contradicts itself or what the ledger holds.
    public static let invalidBlock = Code(rawValue: "invalid-block")
    /// An input spends an output that the ledger has never seen.
    public static let missingOutput = Code(rawValue: "missing-output")
    public static let doubleSpend = Code(rawValue: "double-spend")
    /// More accounts, assets or rows in a block than the format can count.
    public static let limit = Code(rawValue: "limit")
  }

  public let code: Code
  /// What was expected, what was found, where, and what to do.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension LedgerError: CustomStringConvertible {
  public var description: String { message }
}
