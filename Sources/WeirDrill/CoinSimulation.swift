import WeirModel

/// A small UTXO chain: every coin is spent once, every coinbase pays subsidy and fees exactly.
struct CoinSimulation {
  let chain: ChainID
  private(set) var blocks: [UTXOBlock] = []
  /// Owners with whom a loss comes to rest.
  var sinks: [AccountKey: Sink] = [:]
  private var coins: [Outpoint: Coin] = [:]
  private var wallets: [AccountKey: [Outpoint]] = [:]
  private var open: [UTXOTransaction] = []
  private var openFees: UInt64 = 0
  private var random: DrillRandom

  struct Coin {
    var output: UTXOOutput
    var lots: [Lot]
  }

  init(chain: ChainID, seed: UInt64) {
    self.chain = chain
    random = DrillRandom(seed: seed)
  }

  /// What a block's coinbase may claim beside the fees: halved every 150 blocks, as on regtest.
  static func subsidy(height: Int) -> UInt64 {
    let halvings = height / 150
    return halvings < 64 ? 5_000_000_000 >> UInt64(halvings) : 0
  }

  /// Unspent coins of an owner, oldest first.
  func coins(of owner: AccountKey) -> [(outpoint: Outpoint, value: UInt64)] {
    wallets[owner, default: []].map { ($0, coins[$0]?.output.value ?? 0) }
  }

  func balance(of owner: AccountKey) -> UInt64 { coins(of: owner).reduce(0) { $0 + $1.value } }

  /// Unspent coins in a fixed order.
  var unspent: [(outpoint: Outpoint, coin: Coin)] {
    coins.map { ($0.key, $0.value) }.sorted { left, right in
      (left.0.transaction, left.0.index) < (right.0.transaction, right.0.index)
    }
  }

  func reference(_ outpoint: Outpoint) -> TransferReference {
    TransferReference(
      chain: chain, transaction: .hash(outpoint.transaction), position: outpoint.index)
  }
}

// MARK: - Transactions

extension CoinSimulation {
  /// Puts a transaction into the open block; what the outputs leave of the inputs is its fee.
  ///
  /// `replaced` are the lots of single outputs whose value a bridge let out.
  ///
  /// - Precondition: the inputs are unspent and cover the outputs.
  @discardableResult
  mutating func spend(
    _ inputs: [Outpoint], to outputs: [UTXOOutput], replaced: [Int: [Lot]] = [:],
    book: inout LossBook
  ) -> Hash32 {
    let spent = inputs.map { take($0) }
    let given = spent.reduce(0) { $0 + $1.output.value }
    let fee = given - outputs.reduce(0) { $0 + $1.value }
    let id = random.hash()
    let shares = Self.share(
      spent.flatMap { coin in coin.lots.map { ($0, coin.output.owner) } },
      among: outputs.map(\.value) + [fee])
    for (index, output) in outputs.enumerated() {
      // A transaction here has a handful of outputs.
      let outpoint = Outpoint(transaction: id, index: UInt32(index))
      place(shares[index], replacedBy: replaced[index], in: output, at: outpoint, book: &book)
    }
    book.settle(shares[outputs.count].map(\.lot)) { [chain] _ in .fees(chain) }
    openFees += fee
    open.append(
      UTXOTransaction(id: id, inputs: inputs.map { UTXOInput(previous: $0) }, outputs: outputs))
    return id
  }

  /// Closes the open block. Its coinbase pays `owners`: the first what the others leave.
  mutating func seal(at time: Timestamp, coinbaseTo owners: [AccountKey]) {
    let claim = Self.subsidy(height: blocks.count) + openFees
    let part = claim / UInt64(max(1, owners.count)) / 2
    let first = claim - part * UInt64(owners.count - 1)
    let id = random.hash()
    let outputs = owners.enumerated().map { index, owner in
      UTXOOutput(value: index == 0 ? first : part, owner: owner)
    }
    for (index, output) in outputs.enumerated() where output.value > 0 {
      let outpoint = Outpoint(transaction: id, index: UInt32(index))
      keep(Coin(output: output, lots: [.clean(Amount(output.value))]), at: outpoint)
    }
    blocks.append(
      UTXOBlock(
        hash: random.hash(), parent: blocks.last?.hash ?? .zero, time: time,
        height: UInt64(blocks.count), work: 1, isVerified: false,
        transactions: [UTXOTransaction(id: id, inputs: [], outputs: outputs)] + open))
    open = []
    openFees = 0
  }

  /// Gives a stolen coin its name.
  mutating func markStolen(_ outpoint: Outpoint, as incident: String) {
    guard let value = coins[outpoint]?.output.value else { return }
    let loss = Loss(incident: incident, asset: .native(of: chain), amount: Amount(value))
    coins[outpoint]?.lots = [Lot(amount: Amount(value), loss: loss)]
  }
}

// MARK: - Bookkeeping

extension CoinSimulation {
  private typealias Owned = (lot: Lot, owner: AccountKey)

  /// Lots in input order pay the outputs in listed order; the fee takes the tail.
  private static func share(_ lots: [Owned], among values: [UInt64]) -> [[Owned]] {
    var marked = lots.map(\.lot)
    marked.markIfMixed()
    var shares = values.map { _ in [Owned]() }
    var rooms = values.map { Amount($0) }
    var current = 0
    for (lot, owner) in zip(marked, lots.map(\.owner)) {
      var parts: [(share: Int, amount: Amount)] = []
      var rest = lot.amount
      while !rest.isZero {
        let amount = min(rest, rooms[current])
        if !amount.isZero { parts.append((current, amount)) }
        rest -= amount
        rooms[current] -= amount
        if rooms[current].isZero && current + 1 < rooms.count { current += 1 }
      }
      for (part, piece) in zip(parts, lot.split(over: parts.map(\.amount))) {
        shares[part.share].append((piece, owner))
      }
    }
    return shares
  }

  private mutating func place(
    _ lots: [Owned], replacedBy released: [Lot]?, in output: UTXOOutput, at outpoint: Outpoint,
    book: inout LossBook
  ) {
    let transfer = reference(outpoint)
    guard output.isSpendable else {
      return book.settle(lots.map(\.lot)) { _ in .unspendable(transfer) }
    }
    let isSink = sinks[output.owner] != nil
    keep(
      Coin(
        output: output,
        lots: isSink ? [.clean(Amount(output.value))] : released ?? lots.map(\.lot)),
      at: outpoint)
    guard let sink = sinks[output.owner] else { return }
    let holder = DrillTruth.Holder(chain: chain, account: output.owner)
    for (lot, payer) in lots {
      book.settle(
        [lot], in: sink, of: holder, from: payer, by: transfer, asset: .native(of: chain))
    }
  }

  private mutating func keep(_ coin: Coin, at outpoint: Outpoint) {
    guard coin.output.value > 0 else { return }
    coins[outpoint] = coin
    wallets[coin.output.owner, default: []].append(outpoint)
  }

  /// - Precondition: the coin is unspent.
  private mutating func take(_ outpoint: Outpoint) -> Coin {
    guard let coin = coins.removeValue(forKey: outpoint) else {
      preconditionFailure("the drill spends a coin twice: \(outpoint)")
    }
    wallets[coin.output.owner]?.removeAll { $0 == outpoint }
    return coin
  }
}
