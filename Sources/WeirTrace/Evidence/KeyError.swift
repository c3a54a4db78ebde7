/// Why a key, a key file or a list of trusted keys is refused. No secret stands in the message.
public struct KeyError: Error, Hashable, Sendable, CustomStringConvertible {
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Not JSON, or not the members that the format asks for.
    public static let malformed = Code(rawValue: "malformed")
    /// Written by a newer Weir.
    public static let newerFormat = Code(rawValue: "newer-format")
    /// The public key in a key file is not that of the private key.
    public static let mismatch = Code(rawValue: "mismatch")
    /// A name or a key that the list holds already.
    public static let duplicate = Code(rawValue: "duplicate")
  }

  public let code: Code
  /// What was expected, what was found, and what to do.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
