import WeirModel

/// A lot and the input that brought it.
struct SpentLot: Sendable {
  var lot: Lot
  var input: Int
}

/// Decides which of a transaction's inputs pay which of its outputs.
///
/// The parts are the outputs in listed order and, last, the fee. A lot is cut once, into all the
/// parts that it pays.
struct UTXODistribution {
  private let spent: [SpentLot]
  private let parts: [Amount]
  /// How much of which lot pays which part, in the order in which it is taken.
  private var payments: [(lot: Int, part: Int, amount: Amount)] = []

  /// - Precondition: inputs and parts sum to the same amount.
  /// - Returns: for each part, the lots that pay it; together they are the inputs' lots.
  static func distribute(_ inputs: [[Lot]], to parts: [Amount], policy: Policy) -> [[SpentLot]] {
    let spent = inputs.enumerated().flatMap { index, lots in
      lots.map { SpentLot(lot: $0, input: index) }
    }
    var distribution = UTXODistribution(spent: spent, parts: parts)
    switch policy {
    case .fifo: distribution.payInOrder(Array(spent.indices))
    case .lifo: distribution.payInOrder(distribution.lastInputFirst)
    case .libr: distribution.payInOrder(distribution.clean + distribution.tainted)
    case .tiho: distribution.payHighestFirst()
    case .haircut: distribution.payProRata()
    case .poison: return distribution.flagged()
    }
    return distribution.cut()
  }

  private init(spent: [SpentLot], parts: [Amount]) {
    self.spent = spent
    self.parts = parts
  }

  private var clean: [Int] { spent.indices.filter { !spent[$0].lot.isTainted } }
  private var tainted: [Int] { spent.indices.filter { spent[$0].lot.isTainted } }

  private var lastInputFirst: [Int] {
    spent.indices.sorted {
      spent[$0].input != spent[$1].input ? spent[$0].input > spent[$1].input : $0 < $1
    }
  }

  // MARK: - Who pays what

  /// Lots that wait to pay, and how much of the first is left.
  private struct Line {
    var lots: ArraySlice<Int>
    var left: Amount = .zero

    init(_ lots: [Int]) { self.lots = lots[...] }
  }

  private mutating func payInOrder(_ order: [Int]) {
    var line = Line(order)
    for part in parts.indices { pay(part, parts[part], from: &line) }
  }

  private mutating func pay(_ part: Int, _ amount: Amount, from line: inout Line) {
    var missing = amount
    while !missing.isZero, let lot = line.lots.first {
      let available = line.left.isZero ? spent[lot].lot.amount : line.left
      let paid = min(available, missing)
      payments.append((lot, part, paid))
      missing -= paid
      line.left = available - paid
      if line.left.isZero { line.lots.removeFirst() }
    }
    precondition(missing.isZero, "the inputs pay for the parts")
  }

  /// The fee is the last part whatever its size.
  private mutating func payHighestFirst() {
    let outputs = parts.indices.dropLast().sorted {
      parts[$0] != parts[$1] ? parts[$0] > parts[$1] : $0 < $1
    }
    var (dirty, pure) = (Line(tainted), Line(clean))
    var taint = tainted.reduce(Amount.zero) { $0 + spent[$1].lot.amount }
    for part in outputs + [parts.count - 1] {
      let own = min(taint, parts[part])
      taint -= own
      pay(part, own, from: &dirty)
      pay(part, parts[part] - own, from: &pure)
    }
  }

  /// First how much of each part is tainted, then which lots pay it, in proportion to what is
  /// left of each.
  private mutating func payProRata() {
    let lots = tainted
    var left = lots.map { spent[$0].lot.amount }
    let taint = left.reduce(.zero, +)
    guard !taint.isZero else { return payInOrder(Array(spent.indices)) }
    let shares = Division.shares(of: taint, by: parts)
    var pure = Line(clean)
    for part in parts.indices {
      if !shares[part].isZero {
        for (index, paid) in Division.shares(of: shares[part], by: left).enumerated()
        where !paid.isZero {
          payments.append((lots[index], part, paid))
          left[index] -= paid
        }
      }
      pay(part, parts[part] - shares[part], from: &pure)
    }
  }

  // MARK: - Cutting

  private func cut() -> [[SpentLot]] {
    var byLot = [[Int]](repeating: [], count: spent.count)
    for (index, payment) in payments.enumerated() { byLot[payment.lot].append(index) }
    var pieces = [SpentLot?](repeating: nil, count: payments.count)
    for (lot, indices) in byLot.enumerated() {
      let ordered = indices.sorted { payments[$0].part < payments[$1].part }
      for (index, piece) in zip(
        ordered, spent[lot].lot.cut(into: ordered.map { payments[$0].amount }))
      {
        pieces[index] = SpentLot(lot: piece, input: spent[lot].input)
      }
    }
    var result = [[SpentLot]](repeating: [], count: parts.count)
    for (payment, piece) in zip(payments, pieces) {
      if let piece { result[payment.part].append(piece) }
    }
    return result
  }

  /// Every part that is not zero carries every flag.
  private func flagged() -> [[SpentLot]] {
    var flags = Lot(amount: .zero)
    for lot in tainted { flags.add(spent[lot].lot.losses) }
    let first = tainted.first.map { spent[$0] } ?? spent.first
    return parts.map { part in
      guard !part.isZero, let first else { return [] }
      let lot = Lot(amount: part, losses: flags.losses, arrival: first.lot.arrival)
      return [SpentLot(lot: lot, input: first.input)]
    }
  }
}
