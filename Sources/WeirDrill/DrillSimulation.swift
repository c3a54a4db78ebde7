import WeirModel

/// Plays a drill's story block by block on both chains.
struct DrillSimulation {
  let parameters: DrillParameters
  let cast: DrillCast
  var accounts: AccountSimulation
  var coins: CoinSimulation
  var book = LossBook()
  var thefts: [DrillWorld.Theft] = []
  var links: [Claim] = []
  /// Chance of what is planned, and of what bystanders do.
  var story: DrillRandom
  var crowd: DrillRandom
  /// The block that is open on both chains.
  private(set) var step = 0
  /// Releases that wait to be consolidated.
  var gathered: [AccountKey] = []
  /// Coin deposit addresses of the first exchange, and when it sweeps them next.
  var unswept: [AccountKey] = []
  var lastJointSweep = 0
  /// Mixer notes that bystanders can still withdraw.
  var honestNotes = 0
  private var agenda: [Int: [(inout DrillSimulation) -> Void]] = [:]

  static let start = Timestamp(seconds: 1_740_139_200)
  private static let blockSeconds: Int64 = 600

  init(parameters: DrillParameters) {
    self.parameters = parameters
    var story = DrillRandom(seed: parameters.seed)
    let cast = DrillCast(parameters: parameters, random: &story)
    self.cast = cast
    accounts = AccountSimulation(
      chain: DrillWorld.accountChain, proposer: cast.proposers[0], seed: story.next())
    coins = CoinSimulation(chain: DrillWorld.coinChain, seed: story.next())
    crowd = DrillRandom(seed: story.next())
    self.story = story
    accounts.sinks = Self.accountSinks(cast)
    coins.sinks = Self.coinSinks(cast)
  }

  /// Puts `act` on the agenda of a block that is not sealed yet.
  mutating func plan(at step: Int, _ act: @escaping (inout DrillSimulation) -> Void) {
    precondition(step >= self.step, "the past is sealed")
    agenda[step, default: []].append(act)
  }

  /// Plays every block.
  mutating func run() {
    planOpening()
    planTheft()
    planCoinThefts()
    while step < parameters.blockCount {
      var acts = 0
      while let planned = agenda[step], acts < planned.count {
        planned[acts](&self)
        acts += 1
      }
      playBystanders()
      seal()
    }
    book.closeBridges()
  }

  private mutating func seal() {
    let time = Self.start.seconds + Int64(step) * Self.blockSeconds
    accounts.seal(
      at: Timestamp(seconds: time), nextProposer: cast.proposers[step % cast.proposers.count])
    // Miners' clocks differ: now and then a block bears an earlier time than its parent.
    let skew = Int64(crowd.below(900)) - 300
    coins.seal(at: Timestamp(seconds: time + skew), coinbaseTo: coinbaseOwners(step))
    step += 1
  }

  private static func accountSinks(_ cast: DrillCast) -> [AccountKey: Sink] {
    var sinks: [AccountKey: Sink] = [
      cast.venues.mixer: .mixer, cast.venues.bridge: .bridge, cast.venues.burn: .burn,
      cast.venues.splitter: .manyParties,
    ]
    for exchange in cast.exchanges { sinks[exchange.accountWallet] = .exchange(exchange.name) }
    return sinks
  }

  private static func coinSinks(_ cast: DrillCast) -> [AccountKey: Sink] {
    let wallets = cast.exchanges.map { ($0.coinWallet, Sink.exchange($0.name)) }
    return Dictionary(wallets) { first, _ in first }
  }
}
