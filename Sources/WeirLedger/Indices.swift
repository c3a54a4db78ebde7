/// An account's number in one chain directory: by first appearance in chain order.
///
/// It has no meaning outside this ledger, and must not leave it.
public struct AccountIndex: Hashable, Comparable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The value that stands in a column for nobody: value appeared or disappeared.
  public static let nobody = AccountIndex(rawValue: .max)

  public static func < (left: AccountIndex, right: AccountIndex) -> Bool {
    left.rawValue < right.rawValue
  }

  /// `nil` for ``nobody``.
  var someone: AccountIndex? { self == .nobody ? nil : self }
}

/// An asset's number in one chain directory: by first appearance in chain order.
public struct AssetIndex: Hashable, Comparable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static func < (left: AssetIndex, right: AssetIndex) -> Bool {
    left.rawValue < right.rawValue
  }
}
