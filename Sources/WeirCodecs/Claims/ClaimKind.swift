/// What a file of claims is about, told by its columns.
public enum ClaimKind: String, Hashable, Sendable, CaseIterable {
  /// `address`, `label`, `category`: who holds an address.
  case labels
  /// `from`, `to`, `kind`: value that came out again elsewhere.
  case links
  /// `asset`, `currency`, `price`, `time`: what one whole unit was worth.
  case prices
  /// `asset`, `decimals`: how an asset is written.
  case denominations

  /// Names that the file must have.
  public var requiredColumns: [String] {
    switch self {
    case .labels: ["address", "label", "category"]
    case .links: ["from", "to", "kind"]
    case .prices: ["asset", "currency", "price", "time"]
    case .denominations: ["asset", "decimals"]
    }
  }

  /// Names that it may have.
  public var optionalColumns: [String] {
    let own: [String] =
      switch self {
      case .labels: ["chain"]
      case .links, .prices: []
      case .denominations: ["symbol"]
      }
    return own + Self.commonColumns
  }

  private static let commonColumns = [
    "source", "date", "valid_from", "valid_until", "recorded_at", "confidence", "marking",
  ]

  /// The kind whose required names are all there; `nil` where none is.
  static func recognise(_ names: Set<String>, among kinds: [ClaimKind]) -> ClaimKind? {
    kinds.first { $0.requiredColumns.allSatisfy(names.contains) }
  }
}
