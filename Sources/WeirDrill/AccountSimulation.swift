import WeirModel

/// A small account chain that never lets an account pay what it does not have.
struct AccountSimulation {
  let chain: ChainID
  private(set) var blocks: [AccountBlock] = []
  /// Accounts where a loss comes to rest.
  var sinks: [AccountKey: Sink] = [:]
  private(set) var proposer: AccountKey
  /// Wei for one unit of gas.
  private var baseFee: UInt64 = 10_000_000_000
  private var purses: [Holding: Purse] = [:]
  private var open: [AccountTransaction] = []
  /// What ends the open block.
  private var issues: [Move] = []
  private var random: DrillRandom

  struct Holding: Hashable {
    var account: AccountKey
    var asset: AssetKey
  }

  /// Two moves of a transaction that are one exchange: `account` pays one, receives the other.
  struct Conversion {
    var account: AccountKey
    /// Places among the moves that the caller gave.
    var paid: Int
    var received: Int
  }

  init(chain: ChainID, proposer: AccountKey, seed: UInt64) {
    self.chain = chain
    self.proposer = proposer
    random = DrillRandom(seed: seed)
  }

  func balance(of account: AccountKey, in asset: AssetKey = .native) -> Amount {
    purses[Holding(account: account, asset: asset)]?.total ?? .zero
  }

  /// The purses that hold something, in a fixed order.
  var holdings: [(holding: Holding, lots: [Lot])] {
    purses.filter { !$0.value.total.isZero }
      .map { ($0.key, $0.value.lots) }
      .sorted { left, right in
        let sides = [left, right].map { ($0.0.account.bytes, $0.0.asset.id(on: chain)) }
        return sides[0] < sides[1]
      }
  }

  /// Base fee and tip for a transaction of so many moves, in wei.
  func fees(moves: Int) -> (burnt: Amount, tip: Amount) {
    let gas = 21_000 + 30_000 * UInt64(max(0, moves - 1))
    return (Amount(gas * baseFee), Amount(gas * 1_000_000_000))
  }

  /// What a transaction of so many moves costs in all, in wei.
  func fee(moves: Int) -> Amount {
    let fees = fees(moves: moves)
    return fees.burnt + fees.tip
  }

  func reference(_ hash: Hash32, _ position: Int) -> TransferReference {
    TransferReference(chain: chain, transaction: .hash(hash), position: UInt32(position))
  }
}

// MARK: - Transactions

extension AccountSimulation {
  /// Puts a transaction into the open block: fees first, then `moves`, in order.
  ///
  /// Returns the reference of the first of `moves`, or `nil` where somebody could not pay; then
  /// nothing has changed.
  @discardableResult
  mutating func submit(
    by sender: AccountKey, _ moves: [Move], conversions: [Conversion] = [],
    book: inout LossBook
  ) -> TransferReference? {
    let fees = fees(moves: moves.count)
    let charges = [
      Move(kind: .feeBurn, from: sender, to: nil, asset: .native, amount: fees.burnt),
      Move(kind: .feeTip, from: sender, to: proposer, asset: .native, amount: fees.tip),
    ]
    let all = charges + moves
    guard canPay(all) else { return nil }
    let hash = random.hash()
    for move in charges { charge(move, book: &book) }
    for conversion in conversions { convert(conversion, among: moves) }
    let converted = Set(conversions.flatMap { [$0.paid, $0.received] })
    for (place, move) in moves.enumerated() where !converted.contains(place) {
      apply(move, as: reference(hash, place + charges.count), book: &book)
    }
    // At most a few thousand transactions stand in a block.
    open.append(AccountTransaction(hash: hash, index: UInt32(open.count), moves: all))
    return reference(hash, charges.count)
  }

  /// Puts value onto the chain at the end of the open block: the first allocation, withdrawals.
  mutating func issue(_ moves: [Move]) { issues += moves }

  /// Closes the open block.
  mutating func seal(at time: Timestamp, nextProposer: AccountKey) {
    if !issues.isEmpty {
      for move in issues { receive([.clean(move.amount)], move.to, move.asset) }
      open.append(AccountTransaction(hash: nil, index: UInt32(open.count), moves: issues))
      issues = []
    }
    blocks.append(
      AccountBlock(
        number: UInt64(blocks.count), hash: random.hash(), parent: blocks.last?.hash ?? .zero,
        time: time, coverage: [.native, .tokens, .fees, .transactions, .issuance],
        transactions: open))
    open = []
    proposer = nextProposer
    // Between 5 and 20 gwei, at most an eighth up or down a block (EIP-1559).
    let step = baseFee / 8
    baseFee = baseFee - step + random.below(2 * step)
    baseFee = min(max(baseFee, 5_000_000_000), 20_000_000_000)
  }

  /// Gives a stolen amount, just received by `account`, its name.
  mutating func markStolen(
    _ amount: Amount, of asset: AssetKey, at account: AccountKey, as incident: String
  ) {
    let holding = Holding(account: account, asset: asset)
    let stolen = Loss(incident: incident, asset: asset.id(on: chain), amount: amount)
    var purse = Purse()
    for lot in purses[holding, default: Purse()].takeAll(but: amount) { purse.receive(lot) }
    purse.receive(Lot(amount: amount, loss: stolen))
    purses[holding] = purse
  }
}

// MARK: - Bookkeeping

extension AccountSimulation {
  /// Whether everybody has what they pay, not counting what the transaction itself brings them.
  private func canPay(_ moves: [Move]) -> Bool {
    var due: [Holding: Amount] = [:]
    for move in moves {
      guard let payer = move.from else { continue }
      due[Holding(account: payer, asset: move.asset), default: .zero] += move.amount
    }
    return due.allSatisfy { holding, amount in
      amount <= balance(of: holding.account, in: holding.asset)
    }
  }

  private mutating func charge(_ move: Move, book: inout LossBook) {
    let lots = pay(move)
    book.settle(lots) { [chain] _ in .fees(chain) }
    receive([.clean(move.amount)], move.to, .native)
  }

  private mutating func apply(
    _ move: Move, as transfer: TransferReference, book: inout LossBook
  ) {
    guard move.from != move.to, !move.amount.isZero else { return }
    let lots = pay(move)
    guard let receiver = move.to else {
      return settleDestroyed(lots, move, as: transfer, book: &book)
    }
    guard let sink = sinks[receiver], let payer = move.from else {
      return receive(lots, receiver, move.asset)
    }
    book.settle(
      lots, in: sink, of: DrillTruth.Holder(chain: chain, account: receiver), from: payer,
      by: transfer, asset: move.asset.id(on: chain))
    receive([.clean(move.amount)], receiver, move.asset)
  }

  private func settleDestroyed(
    _ lots: [Lot], _ move: Move, as transfer: TransferReference, book: inout LossBook
  ) {
    guard move.kind == .destroy, let holder = move.from else {
      return book.settle(lots) { _ in .burnt(transfer) }
    }
    let place = DrillTruth.Holder(chain: chain, account: holder)
    book.settle(lots) { _ in .destroyedByIssuer(place) }
  }

  /// The loss crosses from what is paid to what is received; the venue's own units stay clean.
  private mutating func convert(_ conversion: Conversion, among moves: [Move]) {
    let paid = moves[conversion.paid]
    let received = moves[conversion.received]
    let lots = pay(paid)
    receive([.clean(paid.amount)], paid.to, paid.asset)
    _ = pay(received)
    receive(lots.converted(to: received.amount), conversion.account, received.asset)
  }

  private mutating func pay(_ move: Move) -> [Lot] {
    guard let payer = move.from else { return [.clean(move.amount)] }
    return purses[Holding(account: payer, asset: move.asset), default: Purse()].pay(move.amount)
  }

  private mutating func receive(_ lots: [Lot], _ account: AccountKey?, _ asset: AssetKey) {
    guard let account else { return }
    for lot in lots {
      purses[Holding(account: account, asset: asset), default: Purse()].receive(lot)
    }
  }
}
