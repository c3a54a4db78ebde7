/// Why a table, or one row of it, cannot be read: what was expected, what was found, and where.
public struct TableError: Error, Hashable, Sendable {
  public let code: Code
  /// What was expected, what was found, and what to do. Safe to print.
  public let message: String
  public let file: String
  /// Line in the file, from 1; `nil` where the problem is not in one line.
  public let line: Int?
  /// The column's name, or its number from 1 where it has none.
  public let column: String?

  public init(
    _ code: Code, _ message: String, file: String, line: Int? = nil, column: String? = nil
  ) {
    self.code = code
    self.message = message
    self.file = file
    self.line = line
    self.column = column
  }

  /// What kind of problem it is; open, so that a reader of another format adds its own.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// The file is not what RFC 4180 describes.
    public static let syntax = Code("syntax")
    /// Not UTF-8.
    public static let encoding = Code("encoding")
    /// Longer or wider than a row may be.
    public static let tooLarge = Code("too-large")
    /// No table that Weir knows, and no map.
    public static let unknownTable = Code("unknown-table")
    /// A map that cannot be read, or that the header does not fit.
    public static let map = Code("map")
    /// More or fewer cells than the header.
    public static let width = Code("width")
    /// A row of a page whose header is missing.
    public static let noHeader = Code("no-header")
    /// Digits have been lost: scientific notation.
    public static let exponent = Code("exponent")
    /// The page went through a spreadsheet that rounded it.
    public static let rounded = Code("rounded")
    /// A cell that is not what its column says.
    public static let cell = Code("cell")
    /// An amount with more decimals than its asset has, or above 256 bits.
    public static let amount = Code("amount")
    /// An asset that no decimals are known for.
    public static let decimals = Code("decimals")
    /// A category, kind or marking that is not in the list.
    public static let vocabulary = Code("vocabulary")
    /// Two rows that contradict each other, or rows out of order.
    public static let conflict = Code("conflict")
  }
}

extension TableError: CustomStringConvertible {
  public var description: String {
    var place = EscapedText.visible(file)
    if let line { place += ":\(line)" }
    if let column { place += ", column " + EscapedText.excerpt(column) }
    return place + ": " + message
  }
}
