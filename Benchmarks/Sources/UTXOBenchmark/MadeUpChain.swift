import WeirModel

/// A made-up UTXO chain with the proportions of Bitcoin's, from a seed.
///
/// Assumed, not measured: 2,000 transactions a block; 1 to 16 outputs a transaction, 2.5 on
/// average, and 0.95 inputs an output; 44 of 100 outputs pay an address for the first time, of the
/// others two thirds one of the last 50,000 and a third a popular one; seven of ten inputs spend
/// one of the youngest 20,000 outputs; kinds as in ``key(of:)``; 4 of 100 outputs are
/// unspendable, each a script of its own.
struct MadeUpChain {
  static let transactionsPerBlock = 2000
  private static let reward: UInt64 = 5_000_000_000

  private struct Unspent {
    var transaction: UInt64
    var index: UInt32
    var value: UInt64
  }

  private var random: UInt64
  private var unspent: [Unspent] = []
  private var transactions: UInt64 = 0
  private var accounts: UInt64 = 0
  private var height: UInt64 = 0
  /// Inputs that are still to be spent to reach the ratio.
  private var debt = 0.0

  init(seed: UInt64) { random = seed }

  mutating func nextBlock() -> UTXOBlock {
    let available = unspent.count
    var block = UTXOBlock(
      hash: Self.hash(height + 1, salt: 1),
      parent: height == 0 ? .zero : Self.hash(height, salt: 1),
      time: Timestamp(seconds: 1_231_006_505 + Int64(height) * 600), height: height, work: 1,
      isVerified: false, transactions: [transaction(spending: [], value: Self.reward)])
    while block.transactions.count < Self.transactionsPerBlock, !unspent.isEmpty, available > 0 {
      block.transactions.append(payment())
    }
    height += 1
    return block
  }

  // MARK: - Transactions

  private mutating func payment() -> UTXOTransaction {
    var spent: [UTXOInput] = []
    var value: UInt64 = 0
    // Enough for what is owed; outputs are drawn after, and owe for the next.
    let count = max(1, min(Int(debt), 40))
    while spent.count < count, !unspent.isEmpty {
      let taken = takeUnspent()
      value += taken.value
      spent.append(
        UTXOInput(
          previous: Outpoint(
            transaction: Self.hash(taken.transaction, salt: 2), index: taken.index)))
    }
    debt -= Double(spent.count)
    return transaction(spending: spent, value: value)
  }

  private mutating func takeUnspent() -> Unspent {
    let range = below(10) < 7 ? min(unspent.count, 20_000) : unspent.count
    let place = unspent.count - 1 - Int(below(UInt64(range)))
    unspent.swapAt(place, unspent.count - 1)
    return unspent.removeLast()
  }

  private mutating func transaction(spending inputs: [UTXOInput], value: UInt64)
    -> UTXOTransaction
  {
    var outputs: [UTXOOutput] = []
    let count = outputCount()
    debt += 0.95 * Double(count)
    var rest = value
    for index in 0..<count {
      let share = index == count - 1 ? rest : below(rest + 1)
      if below(100) < 4 {
        outputs.append(UTXOOutput(value: 0, owner: script(), isSpendable: false))
        continue
      }
      rest -= share
      outputs.append(UTXOOutput(value: share, owner: owner()))
      unspent.append(Unspent(transaction: transactions, index: UInt32(index), value: share))
    }
    let id = Self.hash(transactions, salt: 2)
    transactions += 1
    return UTXOTransaction(id: id, inputs: inputs, outputs: outputs)
  }

  /// 1: 22, 2: 66, 3 to 16: 12 of 100.
  private mutating func outputCount() -> Int {
    switch below(100) {
    case 0..<22: 1
    case 22..<88: 2
    default: 3 + Int(below(14))
    }
  }

  // MARK: - Owners

  private mutating func owner() -> AccountKey {
    if accounts == 0 || below(100) < 42 { return newAccount() }
    if below(3) < 2 { return Self.key(of: accounts - 1 - below(min(accounts, 50_000))) }
    // A popular one: a random power of the range, so that few have most.
    var range = accounts
    for _ in 0..<below(4) { range = below(range) + 1 }
    return Self.key(of: below(range))
  }

  private mutating func newAccount() -> AccountKey {
    accounts += 1
    return Self.key(of: accounts - 1)
  }

  private mutating func script() -> AccountKey {
    AccountKey(kind: .script, hash: Self.hash(next(), salt: 4))
  }

  /// Of 100: key hash 48, script hash 22, witness key hash 20, witness script hash 3, taproot 7.
  static func key(of account: UInt64) -> AccountKey {
    let hash = hash(account, salt: 3)
    let short = hash.words
    let first20 = Hash32(words: (short.0, short.1, short.2 & 0xFFFF_FFFF_0000_0000, 0))
    return switch short.3 % 100 {
    case 0..<48: AccountKey(kind: .keyHash, hash: first20, count: 20)
    case 48..<70: AccountKey(kind: .scriptHash, hash: first20, count: 20)
    case 70..<90: AccountKey(kind: .witnessKeyHash, hash: first20, count: 20)
    case 90..<93: AccountKey(kind: .witnessScriptHash, hash: hash)
    default: AccountKey(kind: .taproot, hash: hash)
    }
  }

  // MARK: - SplitMix64

  private mutating func next() -> UInt64 { Self.step(&random) }

  private mutating func below(_ bound: UInt64) -> UInt64 {
    next().multipliedFullWidth(by: bound).high
  }

  private static func hash(_ number: UInt64, salt: UInt64) -> Hash32 {
    var state = number &* 0xD134_2543_DE82_EF95 &+ salt
    return Hash32(words: (step(&state), step(&state), step(&state), step(&state)))
  }

  private static func step(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
