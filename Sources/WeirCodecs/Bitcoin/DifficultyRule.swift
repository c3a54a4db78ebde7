public import WeirModel

/// How far a block's difficulty may lie from its parent's.
///
/// It bounds what a forger can claim: a block of minimal work cannot hang on a parent of real
/// work. It does not recompute the exact target, which needs the times of a whole period.
public enum DifficultyRule: Hashable, Sendable {
  /// Anything goes (test networks).
  case any
  /// Unchanged, but for heights that are a multiple of `period`, where it changes at most by
  /// `factor` either way. *Source:* Bitcoin Core, `pow.cpp`, `PermittedDifficultyTransition`.
  case everyPeriod(of: UInt64, factor: UInt64)
  /// As `everyPeriod` before a height, and at most by `afterwards` at every block from there on.
  ///
  /// The later rules (Bitcoin Cash's EDA, DAA and ASERT; Dogecoin's DigiShield) move less than
  /// that in one block; the factor of two is ours.
  case forked(at: UInt64, from: UInt64, factor: UInt64, afterwards: UInt64)

  /// Whether a block of `work` may follow a parent of `parentWork`.
  ///
  /// Work stands for the target: equal targets have equal work, and a target that is easier by
  /// a factor has that much less work. `height` is the block's own; where it is not known, any
  /// height at which the rule would hold will do.
  public func allows(work: UInt256, after parentWork: UInt256, at height: UInt64?) -> Bool {
    guard let factor = factor(at: height) else { return true }
    if factor == 1 { return work == parentWork }
    return isWithin(factor, work, parentWork) && isWithin(factor, parentWork, work)
  }

  /// `nil` is no bound.
  private func factor(at height: UInt64?) -> UInt64? {
    switch self {
    case .any:
      return nil
    case .everyPeriod(let period, let factor):
      guard let height else { return factor }
      return height.isMultiple(of: period) ? factor : 1
    case .forked(let fork, let period, let factor, let afterwards):
      guard let height else { return max(factor, afterwards) }
      if height >= fork { return afterwards }
      return height.isMultiple(of: period) ? factor : 1
    }
  }

  /// `larger <= factor × smaller`, with what the 23 bits of a compact target cut off.
  private func isWithin(_ factor: UInt64, _ larger: UInt256, _ smaller: UInt256) -> Bool {
    guard let bound = smaller.multiplied(by: UInt256(factor)) else { return true }
    let (slack, _) = bound.dividedWithRemainder(by: UInt256(1 << 14))
    return larger <= bound.adding(slack)?.adding(.one) ?? .max
  }
}
