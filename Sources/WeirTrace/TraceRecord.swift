import WeirLedger
import WeirModel

/// What a policy's run has found so far, in the ledger's own indexes.
struct TraceRecord {
  var tally: Tally
  var held: [Held] = []
  var unfollowed: [Stop: [Loss]] = [:]
  /// Arrivals at labelled holders: custody and mixers.
  var deposits: [Deposit] = []
  var flows: [FlowKey: Flow] = [:]
  /// Releases that were followed, with the strength of their claim.
  var followedLinks: [FollowedLink] = []
  var unprovenSwaps: Set<UnprovenSwap> = []
  var cut: Set<Cut> = []
  /// Pairs that were followed on account chains.
  var followedPairs: Set<Pair> = []
  /// Blocks whose facts were relied on, for coverage.
  var usedBlocks: Set<TraceContext.Place> = []
  var usedTransactions: Set<TraceContext.Place> = []

  init(losses: Int) { tally = Tally(losses: losses) }
}

/// Which asset a holding is of.
enum HeldAsset: Hashable {
  /// Of a UTXO chain.
  case native
  case row(AssetIndex)
}

struct Held {
  var holder: Holder
  var asset: HeldAsset
  var lots: [Lot]
  var since: Arrival
}

/// Where a loss stopped being followed, and why.
struct Stop: Hashable {
  var reason: Reason
  var holder: Holder?
}

/// Value that came to a labelled holder.
struct Deposit {
  var ending: Ending
  var label: Label
  /// The labelled account.
  var wallet: Holder
  /// The last account before it.
  var sender: AccountIndex?
  var asset: HeldAsset
  var lot: Lot
  /// The move into the wallet. The lot's own arrival is the move to the sender.
  var sweep: Arrival
}

struct FlowKey: Hashable {
  var from: Holder
  var to: Holder
  var asset: HeldAsset
}

struct Flow {
  var amount = Amount.zero
  var losses: [Loss] = []
  /// Moves behind the edge, in order, each once.
  var moves: [Arrival] = []

  mutating func add(_ lot: Lot, move: Arrival) {
    amount += lot.amount
    losses.add(lot.losses)
    if moves.last != move { moves.append(move) }
  }
}

struct FollowedLink {
  var link: Link
  var losses: [Loss]
}

/// A trade at a venue that nobody proves: its payer received another asset in the transaction.
struct UnprovenSwap: Hashable {
  var venue: Holder
  var payer: AccountIndex
  var paid: AssetIndex
  var received: AssetIndex
  var transaction: UInt64
}

/// What the bounds cut.
enum Cut: Hashable {
  case transfers(Int)
  case addresses(Int)
  /// A pair with more transfers than are left to read.
  case history(Pair)
}

extension [Loss] {
  mutating func add(_ more: [Loss]) {
    for loss in more {
      if let index = firstIndex(where: { $0.key == loss.key }) {
        self[index].amount += loss.amount
      } else {
        append(loss)
      }
    }
    sort { $0.key < $1.key }
  }
}
