/// Why evidence cannot be packed, or a part of a bundle cannot be read.
public struct EvidenceError: Error, Hashable, Sendable, CustomStringConvertible {
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A file of the bundle is not what its name says.
    public static let malformed = Code(rawValue: "malformed")
    /// Written by a newer Weir.
    public static let newerFormat = Code(rawValue: "newer-format")
    /// The bundle has not the files that a bundle has.
    public static let files = Code(rawValue: "files")
    /// The finding names what the ledger does not hold.
    public static let ledger = Code(rawValue: "ledger")
  }

  public let code: Code
  /// What was expected, what was found, where, and what to do.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
