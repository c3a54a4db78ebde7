import WeirModel

/// Who plays in a drill: every name is made up, every key is drawn.
struct DrillCast {
  let victim: AccountKey
  let coinVictim: AccountKey
  let thief: AccountKey
  let exchanges: [DrillExchange]
  let tokens: DrillTokens
  let venues: DrillVenues
  let bystanders: [AccountKey]
  let coinBystanders: [AccountKey]
  let proposers: [AccountKey]
  let miners: [AccountKey]
  /// A dealer without a label who pays the thief's coins on with his own.
  let broker: AccountKey

  static let bridgeIncident = "Dalbit vault exploit (made up)"
  static let walletIncident = "Maru wallet drain (made up)"

  init(parameters: DrillParameters, random: inout DrillRandom) {
    victim = random.evmAccount()
    coinVictim = random.coinOwner()
    thief = random.evmAccount()
    exchanges = DrillExchange.all(&random)
    tokens = DrillTokens(&random)
    venues = DrillVenues(&random)
    bystanders = (0..<parameters.bystanderCount).map { _ in random.evmAccount() }
    coinBystanders = (0..<parameters.bystanderCount).map { _ in random.coinOwner() }
    proposers = (0..<5).map { _ in random.evmAccount() }
    miners = (0..<4).map { _ in random.coinOwner() }
    broker = random.evmAccount()
  }
}

/// An exchange with one labelled hot wallet a chain.
struct DrillExchange {
  let name: String
  let accountWallet: AccountKey
  let coinWallet: AccountKey

  static func all(_ random: inout DrillRandom) -> [DrillExchange] {
    ["Hanbit Exchange (KR)", "Minato Coin Market (JP)", "Lionrock Digital (SG)"].map {
      DrillExchange(
        name: $0, accountWallet: random.evmAccount(), coinWallet: random.coinOwner())
    }
  }
}

/// The tokens of the account chain.
struct DrillTokens {
  /// 6 decimals; its issuer freezes.
  let stable: AssetKey
  let issuer: AccountKey
  /// 18 decimals.
  let staked: AssetKey
  /// 18 decimals, one for one.
  let wrapped: AssetKey
  let wrapper: AccountKey
  /// A token that the thief made up.
  let worthless: AssetKey

  let contracts: [AccountKey]

  init(_ random: inout DrillRandom) {
    let contracts = (0..<4).map { _ in random.evmAccount() }
    self.contracts = contracts
    stable = .erc20(contracts[0])
    staked = .erc20(contracts[1])
    wrapped = .erc20(contracts[2])
    worthless = .erc20(contracts[3])
    wrapper = contracts[2]
    issuer = random.evmAccount()
  }
}

/// The contracts that value passes through.
struct DrillVenues {
  let factory: AccountKey
  /// Native coin against ``DrillTokens/stable``.
  let stablePool: AccountKey
  /// Native coin against ``DrillTokens/staked``.
  let stakedPool: AccountKey
  /// The thief's own, for a token that is worth nothing.
  let fakePool: AccountKey
  /// Takes 100 native coins at a time.
  let mixer: AccountKey
  let bridge: AccountKey
  let bridgeVault: AccountKey
  let burn: AccountKey
  /// An unlabelled contract that everybody pays into.
  let splitter: AccountKey

  init(_ random: inout DrillRandom) {
    factory = random.evmAccount()
    stablePool = random.evmAccount()
    stakedPool = random.evmAccount()
    fakePool = random.evmAccount()
    mixer = random.evmAccount()
    bridge = random.evmAccount()
    bridgeVault = random.coinOwner()
    burn = random.evmAccount()
    splitter = random.evmAccount()
  }
}
