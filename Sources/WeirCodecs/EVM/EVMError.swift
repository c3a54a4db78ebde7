/// Why facts about an EVM block were refused: they disagree, or a table's row cannot be read.
///
/// What is wrong with a JSON text itself is a `JSONError`.
public struct EVMError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of refusal. Open.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Two sources say different things about one block, transaction, log or call.
    public static let disagreement = Code(rawValue: "evm.disagreement")
    /// A fact about a transaction that its block does not have.
    public static let unknownTransaction = Code(rawValue: "evm.unknown-transaction")
    /// A fact that other facts are needed for: which, the message says.
    public static let missing = Code(rawValue: "evm.missing")
    /// A table's cell that is not what its column holds.
    public static let row = Code(rawValue: "evm.row")
    /// A quantity, or a sum of quantities, above 256 bits.
    public static let tooLarge = Code(rawValue: "evm.too-large")
  }

  public let code: Code
  public let message: String
  /// The block and transaction, or the line of the table.
  public let place: String

  public init(code: Code, message: String, place: String) {
    self.code = code
    self.message = message
    self.place = place
  }

  public var description: String { "\(place): \(message)" }
}
