/// Why a text is not an address on a chain.
///
/// The message never holds the text itself: addresses may be marked, and text is hostile.
public struct AddressError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The rule that the text breaks. More may come.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A character that the encoding does not have.
    public static let character = Code(rawValue: "address-character")
    /// Both cases in an encoding that has one.
    public static let mixedCase = Code(rawValue: "address-mixed-case")
    public static let checksum = Code(rawValue: "address-checksum")
    /// Too few or too many bytes or characters.
    public static let length = Code(rawValue: "address-length")
    /// Bits that are left over after the last byte.
    public static let padding = Code(rawValue: "address-padding")
    /// A well-formed address of another network.
    public static let network = Code(rawValue: "address-network")
    /// A version or type that the encoding does not define.
    public static let version = Code(rawValue: "address-version")
    /// A chain whose addresses this version does not read.
    public static let unknownChain = Code(rawValue: "address-unknown-chain")
    public static let notIdentifier = Code(rawValue: "address-not-caip10")
  }

  public let code: Code
  /// What was expected, what was found, and what to do.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { "\(message) [\(code.rawValue)]" }
}
