import WeirModel

/// The drill's own source of chance (SplitMix64): the same seed gives the same world on every
/// machine and under every version of the standard library.
///
/// *Source:* Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
struct DrillRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from zero to below `bound`.
  ///
  /// - Precondition: `bound` is not zero.
  mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "there is no number below zero")
    return next().multipliedFullWidth(by: bound).high
  }

  mutating func count(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(below(UInt64(range.count)))
  }

  mutating func happens(percent: UInt64) -> Bool { below(100) < percent }

  /// - Precondition: `choices` is not empty.
  mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    choices[Int(below(UInt64(choices.count)))]
  }

  mutating func hash() -> Hash32 { Hash32(words: (next(), next(), next(), next())) }

  /// Between `low` and `high` millionths of `whole`, rounded down.
  mutating func part(of whole: Amount, millionths range: ClosedRange<Int>) -> Amount {
    let share = UInt256(UInt64(count(in: range)))
    return Amount(whole.units.scaled(by: share, over: 1_000_000).quotient)
  }

  mutating func evmAccount() -> AccountKey {
    AccountKey(
      kind: .evm, hash: Hash32(words: (next(), next(), next() & 0xFFFF_FFFF_0000_0000, 0)),
      count: 20)
  }

  /// A key hash, witness key hash or taproot owner.
  mutating func coinOwner() -> AccountKey {
    switch below(4) {
    case 0: shortKey(.keyHash)
    case 1: AccountKey(kind: .taproot, hash: hash())
    default: shortKey(.witnessKeyHash)
    }
  }

  private mutating func shortKey(_ kind: AddressKind) -> AccountKey {
    let hash = Hash32(words: (next(), next(), next() & 0xFFFF_FFFF_0000_0000, 0))
    return AccountKey(kind: kind, hash: hash, count: 20)
  }
}
