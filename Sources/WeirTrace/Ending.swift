import WeirModel

/// Where following a loss ends.
enum Ending: Hashable, Sendable {
  case custody
  case mixer
  case fees
  case destroyed(Destruction)
  case unfollowed(Reason)
}

/// How value came to nothing.
public enum Destruction: String, Sendable, CaseIterable {
  case burnt
  case unspendable
  case byIssuer = "destroyed by the issuer"
  /// A coinbase that claimed less than it could.
  case unclaimed = "unclaimed by the miner"
}

/// Why a loss is not followed further.
public enum Reason: String, Sendable, CaseIterable {
  case dust
  case boundReached = "bound reached"
  case unlinkedBridge = "unlinked bridge"
  case manyParty = "unlabelled many-party contract"
  case unknownInput = "unknown input"
  /// Several assets came back for one, and no price claims say in which proportion.
  case unpricedSwap = "unpriced swap"
  /// A wrapped coin was redeemed where the ledger lacks the chain's native moves.
  case nativeIncomplete = "native-incomplete"
}

/// Sums of loss by where they ended, for each loss.
struct Tally: Sendable {
  private(set) var ended: [[Ending: Amount]]

  init(losses: Int) { ended = Array(repeating: [:], count: losses) }

  mutating func add(_ losses: [Loss], to ending: Ending) {
    for loss in losses { ended[loss.key][ending, default: .zero] += loss.amount }
  }

  func sum(_ key: Int, where condition: (Ending) -> Bool) -> Amount {
    ended[key].reduce(Amount.zero) { condition($1.key) ? $0 + $1.value : $0 }
  }
}
