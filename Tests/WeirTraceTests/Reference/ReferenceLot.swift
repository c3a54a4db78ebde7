import WeirModel

/// A run of units of one asset with one history. The simplest thing that can be tainted.
struct ReferenceLot: Equatable {
  var amount: Amount
  /// What it is of each loss, by the number of the loss; empty is clean. Under poison the
  /// amounts are zero: flags.
  var losses: [Int: Amount] = [:]

  var isTainted: Bool { !losses.isEmpty }

  /// The lot cut into pieces of these sizes, which sum to it.
  func pieces(_ sizes: [Amount]) -> [ReferenceLot] {
    var pieces = sizes.map { ReferenceLot(amount: $0) }
    for (loss, amount) in losses {
      let isFlag = amount.isZero
      let shares = divided(amount, inProportionTo: sizes)
      for place in pieces.indices where isFlag || !shares[place].isZero {
        pieces[place].losses[loss] = shares[place]
      }
    }
    return pieces
  }

  /// The same, each piece cut off the front of what is left.
  func piecesOneByOne(_ sizes: [Amount]) -> [ReferenceLot] {
    var rest = self
    return sizes.map { size in
      let cut = rest.pieces([size, rest.amount - size])
      rest = cut[1]
      return cut[0]
    }
  }
}

extension [ReferenceLot] {
  var amount: Amount { reduce(.zero) { $0 + $1.amount } }
  var tainted: [ReferenceLot] { filter(\.isTainted) }
  var clean: [ReferenceLot] { filter { !$0.isTainted } }
  var withoutNothing: [ReferenceLot] { filter { !$0.amount.isZero } }

  /// What all of them are of each loss.
  var losses: [Int: Amount] {
    reduce(into: [:]) { $0.merge($1.losses, uniquingKeysWith: +) }
  }

  /// Lots of the same losses as one, in the place of the first.
  var mergedByLosses: [ReferenceLot] {
    reduce(into: []) { merged, lot in
      if let same = merged.firstIndex(where: { $0.losses.keys == lot.losses.keys }) {
        merged[same].amount += lot.amount
        merged[same].losses.merge(lot.losses, uniquingKeysWith: +)
      } else {
        merged.append(lot)
      }
    }
  }

  /// Neighbours that are clean as one lot.
  var cleanTogether: [ReferenceLot] {
    reduce(into: []) { joined, lot in
      if let last = joined.last, !last.isTainted, !lot.isTainted {
        joined[joined.count - 1].amount += lot.amount
      } else {
        joined.append(lot)
      }
    }
  }

  /// All as one lot with the flags of all.
  var flaggedTogether: [ReferenceLot] {
    [ReferenceLot(amount: amount, losses: losses)].withoutNothing
  }
}

/// Whole units by largest remainders; ties go to the lower position.
func divided(_ whole: Amount, inProportionTo weights: [Amount]) -> [Amount] {
  let sum = weights.reduce(.zero, +)
  guard !sum.isZero else { return weights.map { _ in .zero } }
  let exact = weights.map { whole.units.scaled(by: $0.units, over: sum.units) }
  var shares = exact.map { Amount($0.quotient) }
  var left = whole - shares.reduce(.zero, +)
  let byRemainder = weights.indices.sorted {
    exact[$0].remainder != exact[$1].remainder
      ? exact[$0].remainder > exact[$1].remainder : $0 < $1
  }
  for place in byRemainder where !left.isZero {
    shares[place] += 1
    left -= 1
  }
  return shares
}
