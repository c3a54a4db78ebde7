/// A rule that says which of mixed coins leave first.
///
/// What each does, with sources and worked examples: `docs/methods/taint.md`.
public enum Policy: String, Sendable, CaseIterable {
  /// First in, first out.
  case fifo
  /// Pro rata.
  case haircut
  /// Any tainted in, all out tainted. An upper bound: it carries no loss and conserves nothing.
  case poison
  /// Last in, first out.
  case lifo
  /// Taint in, highest out.
  case tiho
  /// Lowest intermediate balance: his own money first.
  case libr

  /// Whether lots carry units of loss, so that they add up to what was stolen.
  public var isExact: Bool { self != .poison }
}
