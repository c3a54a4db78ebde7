import WeirModel

/// What a chain's protocol says that its blocks do not.
struct EVMChainRules: Sendable {
  enum BaseFee: Sendable {
    /// EIP-1559: destroyed.
    case burnt
    /// Paid to an account of the protocol.
    case paid(AccountKey)
    /// The receipt's fee cannot be split by the header's base fee.
    case unknown
  }

  var baseFee = BaseFee.burnt
  /// Who gets the first layer's data fee; `nil` where there is none or it is not known.
  var layer1FeeRecipient: AccountKey?
  /// Blocks from which the miner's reward is so many wei, the latest first; empty where not known.
  var rewards: [(from: UInt64, wei: UInt64)] = []
  /// The first block with withdrawals (EIP-4895), where known.
  var firstWithdrawals: UInt64?
  /// From when a contract keeps its balance where it destroys itself in favour of itself, unless
  /// the same transaction made it (EIP-6780).
  var keepsSelfDestructed = Timestamp(seconds: .min)

  init(_ chain: ChainID) {
    switch chain.description {
    case "eip155:1": self = .ethereum
    case "eip155:10", "eip155:8453": self = .opStack
    case "eip155:42161": baseFee = .unknown
    default: break
    }
  }

  private init() {}

  /// *Source:* Yellow Paper, section 11.3; EIP-649, EIP-1234, EIP-3675, EIP-4895, EIP-7569.
  private static var ethereum: EVMChainRules {
    var rules = EVMChainRules()
    rules.rewards = [
      (15_537_394, 0), (7_280_000, 2_000_000_000_000_000_000),
      (4_370_000, 3_000_000_000_000_000_000), (1, 5_000_000_000_000_000_000),
    ]
    rules.firstWithdrawals = 17_034_870
    rules.keepsSelfDestructed = Timestamp(seconds: 1_710_338_135)
    return rules
  }

  /// *Source:* OP Stack specification, "Predeploys": BaseFeeVault and L1FeeVault.
  private static var opStack: EVMChainRules {
    var rules = EVMChainRules()
    rules.baseFee = .paid(AccountKey(evm: "0x4200000000000000000000000000000000000019"))
    rules.layer1FeeRecipient = AccountKey(evm: "0x420000000000000000000000000000000000001a")
    rules.keepsSelfDestructed = Timestamp(seconds: 1_710_374_401)
    return rules
  }

  /// The miner's own reward in `block` with so many uncles: a 32nd more for each.
  func reward(inBlock block: UInt64, uncles: Int) -> Amount? {
    guard (0...2).contains(uncles), let era = rewards.first(where: { $0.from <= block }) else {
      return nil
    }
    // At most 5 ether and two 32nds of it: far below 64 bits.
    return Amount(era.wei + UInt64(uncles) * (era.wei / 32))
  }
}
