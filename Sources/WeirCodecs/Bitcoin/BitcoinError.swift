/// Why bytes are not a block of a chain.
public struct BitcoinError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The rule that the bytes break. More may come.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The bytes end within a field.
    public static let truncated = Code(rawValue: "truncated")
    /// Bytes are left behind the last transaction.
    public static let trailingBytes = Code(rawValue: "trailing-bytes")
    /// A count in more bytes than it needs.
    public static let nonCanonicalCount = Code(rawValue: "non-canonical-count")
    /// A count of more than the remaining bytes can hold.
    public static let impossibleCount = Code(rawValue: "impossible-count")
    /// A value, or the sum of a transaction's values, above what the chain can have.
    public static let excessiveValue = Code(rawValue: "excessive-value")
    /// No coinbase in front, or one elsewhere, or one of the wrong shape.
    public static let coinbase = Code(rawValue: "coinbase")
    /// A transaction without inputs or outputs, or with an empty witness.
    public static let emptyTransaction = Code(rawValue: "empty-transaction")
    /// Bits that no target can have, or a target easier than the chain's easiest.
    public static let target = Code(rawValue: "target")
    /// The header's hash is above its own target.
    public static let proofOfWork = Code(rawValue: "proof-of-work")
    public static let merkleRoot = Code(rawValue: "merkle-root")
    /// A tree that stands for two lists of transactions (CVE-2012-2459).
    public static let duplicatedSubtree = Code(rawValue: "duplicated-subtree")
    /// A witness that differs from what the coinbase commits to, or is missing.
    public static let witness = Code(rawValue: "witness-commitment")
    /// A parent chain's proof that does not prove this block.
    public static let auxiliaryWork = Code(rawValue: "auxiliary-work")
    /// An extension of the format that this version does not read.
    public static let unsupportedExtension = Code(rawValue: "unsupported-extension")
    /// Framing: other bytes where a block's magic should stand.
    public static let magic = Code(rawValue: "magic")
    /// Framing: a length that no block can have.
    public static let blockLength = Code(rawValue: "block-length")
    /// Text that is no hex.
    public static let notHex = Code(rawValue: "not-hex")
    /// Header tree: a block whose difficulty cannot follow its parent's.
    public static let difficulty = Code(rawValue: "difficulty")
    /// Header tree: a block that states another height than its place.
    public static let height = Code(rawValue: "height")
    /// Header tree: a block without a parent that is not the chain's first.
    public static let genesis = Code(rawValue: "genesis")
  }

  public let code: Code
  /// What was expected, what was found, and what to do.
  public let message: String
  /// Where in the bytes that were given; `nil` where the whole is meant.
  public let offset: UInt64?

  public init(_ code: Code, _ message: String, at offset: Int? = nil) {
    self.code = code
    self.message = message
    self.offset = offset.flatMap { UInt64(exactly: $0) }
  }

  /// The same error for bytes that start `base` bytes into a file.
  public func moved(by base: UInt64) -> BitcoinError {
    BitcoinError(
      code: code, message: message, offset: (offset ?? 0).addingReportingOverflow(base).partialValue
    )
  }

  private init(code: Code, message: String, offset: UInt64?) {
    self.code = code
    self.message = message
    self.offset = offset
  }

  public var description: String {
    let place = offset.map { "at byte \($0): " } ?? ""
    return "\(place)\(message) [\(code.rawValue)]"
  }
}
