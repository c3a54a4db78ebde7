/// Why a trace cannot be made.
public struct TraceError: Error, Sendable, CustomStringConvertible {
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The ledger does not hold a chain that the request names.
    public static let missingChain = Code(rawValue: "missing-chain")
    /// The source transaction or block is not in the ledger.
    public static let missingSource = Code(rawValue: "missing-source")
    /// The source is there, but not as the request says.
    public static let wrongSource = Code(rawValue: "wrong-source")
    /// Links that wait for each other.
    public static let linkCycle = Code(rawValue: "link-cycle")
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
