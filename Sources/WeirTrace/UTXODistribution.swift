import WeirModel

/// A lot and the input that brought it.
struct SpentLot: Sendable {
  var lot: Lot
  var input: Int
}

/// Decides which of a transaction's inputs pay which of its outputs.
///
/// The parts are the outputs in listed order and, last, the fee.
enum UTXODistribution {
  /// - Precondition: inputs and parts sum to the same amount.
  /// - Returns: for each part, the lots that pay it; together they are the inputs' lots.
  static func distribute(_ inputs: [[Lot]], to parts: [Amount], policy: Policy) -> [[SpentLot]] {
    let spent = inputs.enumerated().flatMap { index, lots in
      lots.map { SpentLot(lot: $0, input: index) }
    }
    switch policy {
    case .fifo:
      return inOrder(spent, parts)
    case .lifo:
      let reversed = spent.indices.sorted {
        spent[$0].input != spent[$1].input ? spent[$0].input > spent[$1].input : $0 < $1
      }
      return inOrder(reversed.map { spent[$0] }, parts)
    case .libr:
      return inOrder(spent.filter { !$0.lot.isTainted } + spent.filter(\.lot.isTainted), parts)
    case .tiho:
      return highestFirst(spent, parts)
    case .haircut:
      return proRata(spent, parts)
    case .poison:
      return flagged(spent, parts)
    }
  }

  private static func inOrder(_ spent: [SpentLot], _ parts: [Amount]) -> [[SpentLot]] {
    var queue = spent[...]
    return parts.map { take($0, from: &queue) }
  }

  private static func take(_ amount: Amount, from queue: inout ArraySlice<SpentLot>)
    -> [SpentLot]
  {
    var missing = amount
    var taken: [SpentLot] = []
    while !missing.isZero, var first = queue.popFirst() {
      if first.lot.amount > missing {
        let piece = first.lot.takeFirst(missing)
        queue = [first] + queue
        first.lot = piece
      }
      missing -= first.lot.amount
      taken.append(first)
    }
    precondition(missing.isZero, "the inputs pay for the parts")
    return taken
  }

  /// The fee is the last part whatever its size.
  private static func highestFirst(_ spent: [SpentLot], _ parts: [Amount]) -> [[SpentLot]] {
    let outputs = parts.indices.dropLast().sorted {
      parts[$0] != parts[$1] ? parts[$0] > parts[$1] : $0 < $1
    }
    var tainted = spent.filter(\.lot.isTainted)[...]
    var clean = spent.filter { !$0.lot.isTainted }[...]
    var taint = tainted.reduce(Amount.zero) { $0 + $1.lot.amount }
    var result = [[SpentLot]](repeating: [], count: parts.count)
    for index in outputs + [parts.count - 1] {
      let own = min(taint, parts[index])
      taint -= own
      result[index] = take(own, from: &tainted) + take(parts[index] - own, from: &clean)
    }
    return result
  }

  /// First how much of each part is tainted, then which lots pay it.
  private static func proRata(_ spent: [SpentLot], _ parts: [Amount]) -> [[SpentLot]] {
    var tainted = spent.filter(\.lot.isTainted)
    let taint = tainted.reduce(Amount.zero) { $0 + $1.lot.amount }
    var clean = spent.filter { !$0.lot.isTainted }[...]
    guard !taint.isZero else { return inOrder(spent, parts) }
    let shares = Division.shares(of: taint, by: parts)
    return zip(parts, shares).map { part, share in
      peel(share, from: &tainted) + take(part - share, from: &clean)
    }
  }

  private static func peel(_ amount: Amount, from spent: inout [SpentLot]) -> [SpentLot] {
    guard !amount.isZero else { return [] }
    let shares = Division.shares(of: amount, by: spent.map(\.lot.amount))
    var taken: [SpentLot] = []
    for (index, share) in shares.enumerated() where !share.isZero {
      let isWhole = share == spent[index].lot.amount
      let piece = isWhole ? spent[index].lot : spent[index].lot.takeFirst(share)
      if isWhole { spent[index].lot.amount = .zero }
      taken.append(SpentLot(lot: piece, input: spent[index].input))
    }
    spent.removeAll { $0.lot.amount.isZero }
    return taken
  }

  /// Every part that is not zero carries every flag.
  private static func flagged(_ spent: [SpentLot], _ parts: [Amount]) -> [[SpentLot]] {
    var flags = Lot(amount: .zero)
    for tainted in spent where tainted.lot.isTainted {
      let new = tainted.lot.losses.filter { loss in
        !flags.losses.contains { $0.key == loss.key }
      }
      flags.add(new)
    }
    let input = spent.first(where: \.lot.isTainted)?.input ?? 0
    return parts.map { part in
      part.isZero
        ? []
        : [SpentLot(lot: Lot(amount: part, losses: flags.losses), input: input)]
    }
  }
}
