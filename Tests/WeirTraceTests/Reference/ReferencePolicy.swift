import WeirModel
import WeirTrace

/// The six policies as functions of lots in and parts out, and nothing else.
struct ReferencePolicy {
  let policy: Policy

  /// A UTXO transaction: the inputs' lots to its outputs and, last, the fee.
  ///
  /// - Precondition: inputs and parts have the same sum.
  func pay(_ parts: [Amount], with inputs: [[ReferenceLot]]) -> [[ReferenceLot]] {
    let lots = Array(inputs.joined())
    precondition(lots.amount == parts.reduce(.zero, +), "what goes in comes out")
    return switch policy {
    case .fifo: deal(lots, into: parts, atOnce: true)
    case .lifo: deal(Array(inputs.reversed().joined()), into: parts, atOnce: true)
    case .libr: deal(lots.clean + lots.tainted, into: parts, atOnce: true)
    case .tiho: dealToTheHighest(lots, into: parts)
    case .haircut: shareOut(lots, into: parts)
    case .poison: flag(parts, lots)
    }
  }

  /// A payment by an account: what leaves, and what stays in the queue.
  ///
  /// - Parameter later: what the account still pays of the asset in this transaction, in order.
  func take(_ amount: Amount, from queue: [ReferenceLot], later: [Amount])
    -> (paid: [ReferenceLot], kept: [ReferenceLot])
  {
    let parts = [amount, queue.amount - amount]
    let dealt =
      switch policy {
      case .fifo: deal(queue, into: parts)
      case .lifo: deal(queue.reversed(), into: parts)
      case .libr: deal(queue.clean + queue.tainted, into: parts)
      case .tiho: takeToTheHighest(queue, parts, later: later)
      case .haircut: shareOut(queue, into: parts, cleanFirst: true)
      case .poison: flag(parts, queue)
      }
    return (dealt[0], policy == .lifo ? dealt[1].reversed() : dealt[1])
  }

  /// Lots in their order fill the parts in their order.
  ///
  /// - Parameter atOnce: whether a lot's losses are divided among all its pieces in one division,
  ///   as in a UTXO transaction; else each piece is cut off the front of what is left.
  func deal(_ lots: [ReferenceLot], into parts: [Amount], atOnce: Bool = false)
    -> [[ReferenceLot]]
  {
    var dealt: [[ReferenceLot]] = parts.map { _ in [] }
    var room = parts
    for lot in lots {
      var left = lot.amount
      let sizes = room.map { free in
        let size = min(free, left)
        left -= size
        return size
      }
      let pieces = atOnce ? lot.pieces(sizes) : lot.piecesOneByOne(sizes)
      for (part, piece) in pieces.enumerated() where !piece.amount.isZero {
        dealt[part].append(piece)
        room[part] -= piece.amount
      }
    }
    return dealt
  }

  /// Tainted lots first, into the largest output first; the last part, the fee, comes last.
  private func dealToTheHighest(_ lots: [ReferenceLot], into parts: [Amount])
    -> [[ReferenceLot]]
  {
    let outputs = parts.indices.dropLast().sorted {
      parts[$0] != parts[$1] ? parts[$0] > parts[$1] : $0 < $1
    }
    let order = outputs + [parts.count - 1]
    let dealt = deal(lots.tainted + lots.clean, into: order.map { parts[$0] }, atOnce: true)
    var result = dealt
    for (place, part) in order.enumerated() { result[part] = dealt[place] }
    return result
  }

  private func takeToTheHighest(
    _ queue: [ReferenceLot], _ parts: [Amount], later: [Amount]
  ) -> [[ReferenceLot]] {
    var rest = parts[1]
    let covered = later.map { payment in
      let size = min(payment, rest)
      rest -= size
      return size
    }
    let sizes = [parts[0]] + covered + [rest]
    // Stable: among equals the earlier payment, then the remainder.
    let order = sizes.indices.sorted {
      sizes[$0] != sizes[$1] ? sizes[$0] > sizes[$1] : $0 < $1
    }
    // Lots of taint in their order fill the parts in the order of their size: what larger parts
    // need stands before this one's.
    let larger = order.prefix { $0 != 0 }.reduce(Amount.zero) { $0 + sizes[$1] }
    let taint = queue.tainted.amount
    let before = min(larger, taint)
    let own = min(parts[0], taint - before)
    let dirty = deal(queue.tainted, into: [before, own, taint - before - own])
    let clean = deal(
      queue.clean, into: [parts[0] - own, queue.clean.amount + own - parts[0]])
    return [dirty[1] + clean[0], dirty[0] + dirty[2] + clean[1]]
  }

  /// The taint of the whole in proportion to the parts, then each part's from each lot.
  private func shareOut(
    _ lots: [ReferenceLot], into parts: [Amount], cleanFirst: Bool = false
  ) -> [[ReferenceLot]] {
    let tainted = lots.tainted
    var left = tainted.map(\.amount)
    let shares = divided(tainted.amount, inProportionTo: parts)
    let sizes = shares.map { share in
      let taken = divided(share, inProportionTo: left)
      left = zip(left, taken).map { $0 - $1 }
      return taken
    }
    let pieces = tainted.indices.map { lot in tainted[lot].pieces(sizes.map { $0[lot] }) }
    return parts.indices.map { part in
      let taken = pieces.map { $0[part] }
      let clean = [ReferenceLot(amount: parts[part] - shares[part])]
      return (cleanFirst ? clean + taken : taken + clean).withoutNothing
    }
  }

  private func flag(_ parts: [Amount], _ lots: [ReferenceLot]) -> [[ReferenceLot]] {
    parts.map { [ReferenceLot(amount: $0, losses: lots.losses)].withoutNothing }
  }
}

// MARK: - Where lots come together

extension ReferencePolicy {
  /// What lies in an account or an output after something came in.
  func settled(_ lots: [ReferenceLot]) -> [ReferenceLot] {
    switch policy {
    case .poison: lots.flaggedTogether
    case .haircut: lots.withoutNothing.mergedByLosses
    default: lots.withoutNothing.cleanTogether
    }
  }

  /// Under poison coins that come together are one.
  private func together(_ lots: [ReferenceLot]) -> [ReferenceLot] {
    policy == .poison ? lots.flaggedTogether : lots.withoutNothing
  }

  /// The first units of these lots gain one more loss.
  func marked(_ lots: [ReferenceLot], first amount: Amount, as loss: Int) -> [ReferenceLot] {
    let dealt = deal(lots, into: [amount, lots.amount - amount])
    let gained = dealt[0].map { lot in
      var lot = lot
      lot.losses[loss] = lot.losses[loss, default: .zero] + (policy.isExact ? lot.amount : .zero)
      return lot
    }
    return together(gained + dealt[1])
  }

  /// The same losses on another amount: a swap, a wrap, a bridge.
  func converted(_ lots: [ReferenceLot], to whole: Amount) -> [ReferenceLot] {
    guard lots.contains(where: \.isTainted) else { return [ReferenceLot(amount: whole)] }
    let lots = lots.cleanTogether
    let shares = divided(whole, inProportionTo: lots.map(\.amount))
    var result = zip(lots, shares).map { ReferenceLot(amount: $1, losses: $0.losses) }
    let stranded = result.filter { $0.isTainted && $0.amount.isZero }
    let home = result.indices.filter { result[$0].isTainted && !result[$0].amount.isZero }
      .max { result[$0].amount < result[$1].amount }
    if let home {
      result[home].losses.merge(stranded.losses, uniquingKeysWith: +)
    } else if let giver = result.indices.max(by: { result[$0].amount < result[$1].amount }) {
      result[giver].amount -= 1
      result.insert(ReferenceLot(amount: 1, losses: stranded.losses), at: giver)
    }
    return together(result)
  }

  /// Both histories on the same units: what a venue or a bridge paid with, and what was converted.
  func overlaid(_ base: [ReferenceLot], with other: [ReferenceLot]) -> [ReferenceLot] {
    precondition(base.amount == other.amount, "the same units")
    guard base.contains(where: \.isTainted) else { return other }
    // Wherever one of them has a border, both are cut; clean coins have none among themselves.
    let base = base.cleanTogether
    let sizes = deal(base, into: other.map(\.amount)).joined().map(\.amount)
    let cut = zip(deal(base, into: sizes).joined(), deal(other, into: sizes).joined())
    return together(
      cut.map { low, high in
        ReferenceLot(
          amount: low.amount, losses: low.losses.merging(high.losses, uniquingKeysWith: +))
      })
  }
}
