/// Which column of a table says what: the value of `--map`.
///
/// `time=UnixTimestamp,block=Blockno,tx=Transaction Hash,from=From,to=To,amount=Quantity,`
/// `decimals=18,asset=eip155:1/slip44:60`: pairs of a key and either a column's name or, for the
/// keys that take one, a constant. A name that the header has is a column. Names are compared
/// exactly first, then without case. A comma or a backslash inside a name stands behind a
/// backslash.
public struct ColumnMap: Hashable, Sendable {
  /// What a column can say.
  public enum Key: String, CaseIterable, Sendable {
    case time, block, from, to, amount
    case tx, index, position, asset, decimals, status, kind, created, fee
    case blockHash = "block-hash"
    case amountIn = "amount-in"
    case amountOut = "amount-out"
    case amountUnits = "amount-units"
    case feeUnits = "fee-units"
    case thousands
  }

  /// As given: names and constants, not yet told apart.
  public private(set) var entries: [Key: String]

  public init(_ entries: [Key: String] = [:]) { self.entries = entries }

  /// Parses the value of `--map`.
  ///
  /// - Throws: an unknown key, a key given twice, or a pair without `=`, by name.
  public init(parsing text: String) throws(TableError) {
    entries = [:]
    for pair in Self.pairs(text) {
      guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
        throw Self.error("expected KEY=COLUMN, found \(EscapedText.excerpt(pair))")
      }
      let name = String(pair[..<equals])
      guard let key = Key(rawValue: name) else {
        throw Self.error(
          "expected one of \(Self.keyNames), found \(EscapedText.excerpt(name))")
      }
      guard entries.updateValue(String(pair[pair.index(after: equals)...]), forKey: key) == nil
      else { throw Self.error("expected \(name) once, found it twice") }
    }
  }

  /// These entries, and those of `base` that they do not replace.
  ///
  /// One amount takes the place of two, and the other way round.
  public func merged(over base: ColumnMap) -> ColumnMap {
    var merged = base.entries
    if entries[.amount] != nil {
      merged[.amountIn] = nil
      merged[.amountOut] = nil
    }
    if entries[.amountIn] != nil || entries[.amountOut] != nil { merged[.amount] = nil }
    return ColumnMap(merged.merging(entries) { $1 })
  }

  /// What the command line prints about `--map`.
  public static let help = """
    KEY=COLUMN or KEY=CONSTANT, separated by commas (a comma in a name: \\,). A value that the
    header has is a column. Required: time, block, from, to, amount.
      time          seconds since 1970, RFC 3339, or YYYY-MM-DD HH:MM:SS, taken as UTC
      block         block number; block=@time numbers blocks by their second
      from, to      addresses; an empty one is nobody (a mint, a burn)
      amount        what moved; or amount-in and amount-out, of which one is not zero
      amount-units  base (default) or decimal (default where decimals is given)
      decimals      column or constant: places behind the point
      asset         column or constant: a CAIP-19 identifier, a token's contract, or native
                    (default)
      tx, index     transaction's hash, and its place in the block
      position      move's place in its transaction, such as the log index
      kind          column or constant: transaction, call, create, selfdestruct, token or table
                    (default)
      status        column; a row that failed moves nothing and still pays its fee
      created       column: the contract that came to be, where to is empty
      fee           column: the fee that from paid in the chain's coin
      fee-units     base or decimal (default)
      block-hash    column
      thousands     comma or none (default): whether amounts are grouped by commas
    """

  private static var keyNames: String {
    Key.allCases.map(\.rawValue).joined(separator: ", ")
  }

  private static func error(_ message: String) -> TableError {
    TableError(.map, message, file: "--map")
  }

  /// The pairs between the commas that no backslash stands before.
  private static func pairs(_ text: String) -> [String] {
    var pairs = [""]
    var isEscaped = false
    for character in text {
      if isEscaped || (character != "," && character != "\\") {
        pairs[pairs.count - 1].append(character)
        isEscaped = false
      } else if character == "," {
        pairs.append("")
      } else {
        isEscaped = true
      }
    }
    return pairs.filter { !$0.isEmpty }
  }
}
