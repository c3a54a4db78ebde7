public import WeirModel

/// A few small blocks of an account chain drawn from a seed, for property tests by the thousand.
///
/// In them: native coins and two tokens of 6 and 18 decimals, self-transfers, payments of a whole
/// balance, fees of every kind and none, several moves in one transaction, mints, burns, swaps at
/// a labelled venue, wraps and unwraps, withdrawals at the end of a block, amounts above 64 bits.
/// No account ever pays what it does not have, and every balance starts at zero.
public struct RandomAccountChain: Sendable {
  public static let chain = ChainID(namespaceOfTests: 31_337)

  public let seed: UInt64
  public private(set) var blocks: [AccountBlock] = []
  /// Payers and payees. The first is an exchange, the second a mixer, the third a venue for
  /// swaps; the others have no label.
  public let accounts: [AccountKey]
  /// Native, 6 decimals, 18 decimals, and the native coin wrapped.
  public let assets: [AssetKey]
  /// One to three transfers of an amount to somebody, to be taken as stolen.
  public private(set) var thefts: [TransferReference] = []
  /// Labels and denominations.
  public let claims: [Claim]

  /// What every account has at the end.
  public private(set) var balances: [Holding: Amount] = [:]
  private let wrapper: AccountKey
  private var candidates: [TransferReference] = []

  public struct Holding: Hashable, Sendable {
    public let account: AccountKey
    public let asset: AssetKey

    public init(account: AccountKey, asset: AssetKey) {
      self.account = account
      self.asset = asset
    }
  }

  public init(seed: UInt64) {
    self.seed = seed
    var random = SeededGenerator(seed: seed)
    let keys = (0..<11).map { _ in
      AccountKey(kind: .evm, hash: random.hash(count: 20), count: 20)
    }
    accounts = Array(keys[..<8])
    wrapper = keys[10]
    assets = [.native, .erc20(keys[8]), .erc20(keys[9]), .erc20(keys[10])]
    claims = Self.claims(accounts, assets, wrapper: keys[10])
    addBlock([], issuing: opening(&random), &random)
    for _ in 0..<(2 + random.below(6)) {
      let transactions = (0..<random.below(9)).compactMap { _ in transact(&random) }
      let moves = random.below(4) == 0 ? [issue(.withdrawal, &random)] : []
      addBlock(transactions, issuing: moves, &random)
    }
    chooseThefts(&random)
  }

  public func balance(_ account: AccountKey, _ asset: AssetKey) -> Amount {
    balances[Holding(account: account, asset: asset)] ?? .zero
  }

  private mutating func chooseThefts(_ random: inout SeededGenerator) {
    for _ in 0..<(1 + random.below(3)) where !candidates.isEmpty {
      thefts.append(candidates.remove(at: random.below(candidates.count)))
    }
  }

  private mutating func addBlock(
    _ transactions: [(hash: Hash32, moves: [Move])], issuing: [Move],
    _ random: inout SeededGenerator
  ) {
    var rows = transactions.enumerated().map { index, transaction in
      AccountTransaction(
        hash: transaction.hash, index: UInt32(index), moves: transaction.moves)
    }
    for move in issuing { credit(move) }
    if !issuing.isEmpty {
      rows.append(AccountTransaction(hash: nil, index: UInt32(rows.count), moves: issuing))
    }
    blocks.append(
      AccountBlock(
        number: UInt64(blocks.count), hash: random.hash(), parent: blocks.last?.hash ?? .zero,
        time: Timestamp(seconds: 1_700_000_000 + 12 * Int64(blocks.count)),
        coverage: [.native, .tokens, .fees, .transactions, .issuance], transactions: rows))
  }
}

// MARK: - What happens

extension RandomAccountChain {
  /// Everybody has a little of everything, so that something happens.
  private func opening(_ random: inout SeededGenerator) -> [Move] {
    accounts.flatMap { account in
      assets.prefix(3).map { asset in
        Move(
          kind: asset == .native ? .reward : .mint, from: nil, to: account, asset: asset,
          amount: draw(&random))
      }
    }
  }

  private func issue(_ kind: MoveKind, _ random: inout SeededGenerator) -> Move {
    Move(
      kind: kind, from: nil, to: account(&random), asset: .native, amount: draw(&random))
  }

  private func account(_ random: inout SeededGenerator) -> AccountKey {
    accounts[random.below(accounts.count)]
  }

  /// Small odd numbers and such as need more than 64 bits; never zero.
  private func draw(_ random: inout SeededGenerator) -> Amount {
    switch random.below(4) {
    case 0: Amount(UInt64(1 + random.below(10)))
    case 1: Amount(UInt256(low: UInt128(random.next()) << 64 | UInt128(random.next())))
    default: Amount(UInt64(1 + random.below(100_000)))
    }
  }

  /// All of what is there, or a part of it.
  private func part(
    of account: AccountKey, _ asset: AssetKey, _ random: inout SeededGenerator
  ) -> Amount {
    let balance = balance(account, asset)
    guard random.below(3) != 0 else { return balance }
    let share = UInt256(UInt64(random.below(1001)))
    return Amount(balance.units.scaled(by: share, over: 1000).quotient)
  }

  private mutating func transact(
    _ random: inout SeededGenerator
  ) -> (hash: Hash32, moves: [Move])? {
    let sender = account(&random)
    var moves = fees(of: sender, &random)
    for move in moves { settle(move) }
    // A swap or a wrap is all that its transaction does.
    let isConversion = random.below(4) == 0
    for _ in 0..<(isConversion ? 1 : 1 + random.below(3)) {
      let act = isConversion ? conversion(by: sender, &random) : act(of: sender, &random)
      guard act.allSatisfy({ !$0.amount.isZero }) else { continue }
      for move in act { settle(move) }
      moves += act
    }
    guard !moves.isEmpty else { return nil }
    let hash = random.hash()
    let ordered =
      moves.filter(\.kind.isFee) + moves.filter { !$0.kind.isFee && !$0.isLog }
      + moves.filter(\.isLog)
    remember(ordered, hash)
    return (hash, ordered)
  }

  private func fees(of sender: AccountKey, _ random: inout SeededGenerator) -> [Move] {
    let affordable = balance(sender, .native)
    guard random.below(4) != 0, affordable > 100 else { return [] }
    let kinds: [[MoveKind]] = [
      [.feeBurn, .feeTip], [.feeBurn], [.fee], [.feeBurn, .feeTip, .feeBlob], [.feeLayer1],
    ]
    return kinds[random.below(kinds.count)].map { kind in
      Move(
        kind: kind, from: sender, to: kind == .feeTip ? accounts[7] : nil, asset: .native,
        amount: Amount(UInt64(1 + random.below(30))))
    }
  }

  private func act(of sender: AccountKey, _ random: inout SeededGenerator) -> [Move] {
    let place = random.below(3)
    let asset = assets[place]
    let receiver = random.below(6) == 0 ? sender : account(&random)
    switch random.below(10) {
    case 0 where place > 0:
      let amount = part(of: sender, asset, &random)
      return [Move(kind: .burn, from: sender, to: nil, asset: asset, amount: amount)]
    case 1 where place > 0:
      let amount = part(of: receiver, asset, &random)
      return [Move(kind: .destroy, from: receiver, to: nil, asset: asset, amount: amount)]
    default:
      let amount = part(of: sender, asset, &random)
      let kind: MoveKind = asset == .native ? .transaction : .token
      return [Move(kind: kind, from: sender, to: receiver, asset: asset, amount: amount)]
    }
  }

  private func conversion(
    by sender: AccountKey, _ random: inout SeededGenerator
  ) -> [Move] {
    random.below(3) == 0 ? wrapping(sender, &random) : swap(by: sender, &random)
  }

  private func swap(by sender: AccountKey, _ random: inout SeededGenerator) -> [Move] {
    let venue = accounts[2]
    let (asset, other) = (assets[random.below(3)], assets[random.below(3)])
    guard sender != venue, other != asset else { return [] }
    let amount = part(of: sender, asset, &random)
    let received = part(of: venue, other, &random)
    let paying: MoveKind = asset == .native ? .transaction : .token
    let releasing: MoveKind = other == .native ? .call : .token
    return [
      Move(kind: paying, from: sender, to: venue, asset: asset, amount: amount),
      Move(kind: releasing, from: venue, to: sender, asset: other, amount: received),
    ]
  }

  private func wrapping(_ sender: AccountKey, _ random: inout SeededGenerator) -> [Move] {
    let wrapped = assets[3]
    if random.below(2) == 0 {
      let amount = part(of: sender, .native, &random)
      return [
        Move(kind: .transaction, from: sender, to: wrapper, asset: .native, amount: amount),
        Move(kind: .wrap, from: nil, to: sender, asset: wrapped, amount: amount),
      ]
    }
    let amount = part(of: sender, wrapped, &random)
    return [
      Move(kind: .call, from: wrapper, to: sender, asset: .native, amount: amount),
      Move(kind: .unwrap, from: sender, to: nil, asset: wrapped, amount: amount),
    ]
  }
}

// MARK: - Books

extension RandomAccountChain {
  /// - Precondition: the payer has it.
  private mutating func settle(_ move: Move) {
    if let payer = move.from {
      balances[Holding(account: payer, asset: move.asset), default: .zero] -= move.amount
    }
    credit(move)
  }

  private mutating func credit(_ move: Move) {
    guard let payee = move.to else { return }
    balances[Holding(account: payee, asset: move.asset), default: .zero] += move.amount
  }

  private mutating func remember(_ moves: [Move], _ hash: Hash32) {
    for (position, move) in moves.enumerated()
    where !move.kind.isFee && move.from != nil && move.to != nil && move.from != move.to {
      candidates.append(
        TransferReference(
          chain: Self.chain, transaction: .hash(hash), position: UInt32(position)))
    }
  }

  private static func claims(
    _ accounts: [AccountKey], _ assets: [AssetKey], wrapper: AccountKey
  ) -> [Claim] {
    let labels: [(AccountKey, String, LabelCategory)] = [
      (accounts[0], "Exchange", .exchange), (accounts[1], "Mixer", .mixer),
      (accounts[2], "Venue", .dex), (wrapper, "Wrapper", .issuer),
    ]
    let named = labels.map { account, name, category in
      Claim(
        subject: .account(chain, account), predicate: .label(name: name, category: category),
        source: "random chain")
    }
    let decimals = zip(assets, [18, 6, 18, 18]).map { asset, decimals in
      Claim(
        subject: .asset(asset.id(on: chain)),
        predicate: .denomination(decimals: decimals, symbol: nil), source: "random chain")
    }
    return named + decimals
  }
}

extension Move {
  /// Whether a token's log states it: logs stand behind all native moves.
  fileprivate var isLog: Bool { asset != .native }
}

extension ChainID {
  /// A chain of that number in the namespace of EVM chains.
  fileprivate init(namespaceOfTests number: UInt64) {
    guard let chain = ChainID("eip155:\(number)") else {
      preconditionFailure("a number is a valid reference")
    }
    self = chain
  }
}
