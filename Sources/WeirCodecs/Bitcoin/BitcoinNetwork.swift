public import WeirModel

/// What a chain of Bitcoin's kin has decided for itself: bytes of its addresses, its files and
/// its rules.
///
/// *Source:* each chain's own `chainparams.cpp`.
public struct BitcoinNetwork: Hashable, Sendable {
  /// How a block's work is proved.
  public enum ProofOfWork: Sendable {
    /// The header's double SHA-256, which is also the block's hash.
    case doubleSHA256
    /// scrypt (1024, 1, 1) of the header; the block's hash stays its double SHA-256.
    case scrypt
  }

  public let chain: ChainID
  /// Four bytes in front of each block in `blk*.dat`.
  public let magic: [UInt8]
  public let addresses: Addresses
  public let genesis: Hash32
  public let proofOfWork: ProofOfWork
  /// The easiest target that a block may have.
  public let easiestTarget: UInt256
  public let difficultyRule: DifficultyRule
  /// The most that an output, and all outputs of a transaction together, may hold, in base units.
  public let maximumMoney: UInt64
  /// First height at which a coinbase must state its height (BIP 34).
  public let statedHeightsFrom: UInt64
  /// First height at which witnesses are committed to; `nil` where the chain has no witnesses.
  public let witnessesFrom: UInt64?
  /// What the chain adds to the bytes of a block.
  public let extensions: Extensions

  /// How addresses are written.
  public struct Addresses: Hashable, Sendable {
    /// Base58check version of a key's hash.
    public let keyHash: UInt8
    /// Base58check versions of a script's hash; the first is the one that we write.
    public let scriptHash: [UInt8]
    /// Human-readable part of segwit addresses.
    public var segwitPrefix: String?
    /// Prefix of cashaddr, which replaces base58check where it stands.
    public var cashPrefix: String?
  }

  public struct Extensions: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A parent chain's header may prove the work (merged mining).
    public static let auxiliaryWork = Extensions(rawValue: 1)
    /// An output's script may start with tokens (CashTokens).
    public static let cashTokens = Extensions(rawValue: 2)
  }
}

extension BitcoinNetwork {
  /// `nil` for a chain that is not of Bitcoin's kin, or not known here.
  public init?(_ chain: ChainID) {
    guard let network = Self.all.first(where: { $0.chain == chain }) else { return nil }
    self = network
  }

  /// Every network that is known here.
  public static let all: [BitcoinNetwork] = [
    .bitcoin, .bitcoinTestnet, .bitcoinRegtest, .litecoin, .litecoinRegtest, .bitcoinCash,
    .bitcoinCashRegtest, .dogecoin,
  ]

  public var hasWitnesses: Bool { witnessesFrom != nil }

  public static let bitcoin = BitcoinNetwork(
    chain: .bitcoin, magic: [0xf9, 0xbe, 0xb4, 0xd9],
    addresses: Addresses(keyHash: 0, scriptHash: [5], segwitPrefix: "bc"),
    genesis: hash("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
    proofOfWork: .doubleSHA256, easiestTarget: target(zeroBits: 32),
    difficultyRule: .everyPeriod(of: 2016, factor: 4), maximumMoney: 21_000_000 * coin,
    statedHeightsFrom: 227_931, witnessesFrom: 481_824, extensions: [])

  /// The third test network.
  public static let bitcoinTestnet = BitcoinNetwork(
    chain: .bitcoinTestnet, magic: [0x0b, 0x11, 0x09, 0x07],
    addresses: Addresses(keyHash: 111, scriptHash: [196], segwitPrefix: "tb"),
    genesis: hash("000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"),
    proofOfWork: .doubleSHA256, easiestTarget: target(zeroBits: 32), difficultyRule: .any,
    maximumMoney: 21_000_000 * coin, statedHeightsFrom: 21_111, witnessesFrom: 834_624,
    extensions: [])

  public static let bitcoinRegtest = BitcoinNetwork(
    chain: .bitcoinRegtest, magic: [0xfa, 0xbf, 0xb5, 0xda],
    addresses: Addresses(keyHash: 111, scriptHash: [196], segwitPrefix: "bcrt"),
    genesis: hash("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"),
    proofOfWork: .doubleSHA256, easiestTarget: target(zeroBits: 1), difficultyRule: .any,
    maximumMoney: 21_000_000 * coin, statedHeightsFrom: 1, witnessesFrom: 0, extensions: [])

  public static let litecoin = BitcoinNetwork(
    chain: .litecoin, magic: [0xfb, 0xc0, 0xb6, 0xdb],
    addresses: Addresses(keyHash: 48, scriptHash: [50, 5], segwitPrefix: "ltc"),
    genesis: hash("12a765e31ffd4059bada1e25190f6e98c99d9714d334efa41a195a7e7e04bfe2"),
    proofOfWork: .scrypt, easiestTarget: target(zeroBits: 20),
    difficultyRule: .everyPeriod(of: 2016, factor: 4), maximumMoney: 84_000_000 * coin,
    statedHeightsFrom: 710_000, witnessesFrom: 1_201_536, extensions: [])

  public static let litecoinRegtest = BitcoinNetwork(
    chain: .litecoinRegtest, magic: [0xfa, 0xbf, 0xb5, 0xda],
    addresses: Addresses(keyHash: 111, scriptHash: [58, 196], segwitPrefix: "rltc"),
    genesis: hash("530827f38f93b43ed12af0b3ad25a288dc02ed74d6d7857862df51fc56c416f9"),
    proofOfWork: .scrypt, easiestTarget: target(zeroBits: 1), difficultyRule: .any,
    maximumMoney: 84_000_000 * coin, statedHeightsFrom: 1, witnessesFrom: 0, extensions: [])

  public static let bitcoinCash = BitcoinNetwork(
    chain: .bitcoinCash, magic: [0xf9, 0xbe, 0xb4, 0xd9],
    addresses: Addresses(keyHash: 0, scriptHash: [5], cashPrefix: "bitcoincash"),
    genesis: hash("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
    proofOfWork: .doubleSHA256, easiestTarget: target(zeroBits: 32),
    difficultyRule: .forked(at: 478_559, from: 2016, factor: 4, afterwards: 2),
    maximumMoney: 21_000_000 * coin, statedHeightsFrom: 227_931, witnessesFrom: nil,
    extensions: .cashTokens)

  public static let bitcoinCashRegtest = BitcoinNetwork(
    chain: .bitcoinCashRegtest, magic: [0xfa, 0xbf, 0xb5, 0xda],
    addresses: Addresses(keyHash: 111, scriptHash: [196], cashPrefix: "bchreg"),
    genesis: hash("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"),
    proofOfWork: .doubleSHA256, easiestTarget: target(zeroBits: 1), difficultyRule: .any,
    maximumMoney: 21_000_000 * coin, statedHeightsFrom: 1, witnessesFrom: nil,
    extensions: .cashTokens)

  public static let dogecoin = BitcoinNetwork(
    chain: .dogecoin, magic: [0xc0, 0xc0, 0xc0, 0xc0],
    addresses: Addresses(keyHash: 30, scriptHash: [22]),
    genesis: hash("1a91e3dace36e2be3bf030a65679fe821aa1d6ef92e7c9902eb318182c355691"),
    proofOfWork: .scrypt, easiestTarget: target(zeroBits: 20),
    difficultyRule: .forked(at: 145_000, from: 240, factor: 16, afterwards: 2),
    // Its supply has no cap; this is the most that one transaction may move.
    maximumMoney: 10_000_000_000 * coin, statedHeightsFrom: 1_034_383, witnessesFrom: nil,
    extensions: .auxiliaryWork)

  private static let coin: UInt64 = 100_000_000

  private static func target(zeroBits: Int) -> UInt256 {
    UInt256(high: UInt128.max >> UInt128(zeroBits), low: .max)
  }

  /// - Precondition: 64 hex digits; for constants of this file.
  private static func hash(_ text: String) -> Hash32 {
    guard let hash = Hash32(reversedHex: text) else {
      preconditionFailure("not a hash: \(text)")
    }
    return hash
  }
}
