import WeirModel

/// Who has what before the theft.
extension DrillSimulation {
  mutating func planOpening() {
    plan(at: 0) { $0.allocate() }
    plan(at: 1) { $0.createContracts() }
    for step in stride(from: 9, to: parameters.blockCount, by: 10) {
      plan(at: step) { $0.withdrawStake() }
    }
    planSplitter()
  }

  private mutating func allocate() {
    var moves: [Move] = []
    let venues = cast.venues
    for account in cast.proposers + [cast.tokens.issuer] {
      moves.append(issued(.ether(32), to: account))
    }
    moves.append(issued(.ether(20_000), to: cast.victim))
    moves.append(issued(.ether(400), to: cast.broker))
    moves.append(issued(.ether(20_000), to: venues.stablePool))
    moves.append(issued(.ether(20_000), to: venues.stakedPool))
    for exchange in cast.exchanges {
      moves.append(issued(.ether(30_000), to: exchange.accountWallet))
    }
    for account in cast.bystanders {
      moves.append(issued(.ether(50 + crowd.below(400)), to: account))
    }
    accounts.issue(moves + mintedTokens())
  }

  private mutating func mintedTokens() -> [Move] {
    let (stable, staked) = (cast.tokens.stable, cast.tokens.staked)
    var moves = [
      minted(4_200_000, 6, stable, to: cast.victim), minted(9_000, 18, staked, to: cast.victim),
      minted(54_000_000, 6, stable, to: cast.venues.stablePool),
      minted(20_000, 18, staked, to: cast.venues.stakedPool),
      minted(1_000_000_000, 18, cast.tokens.worthless, to: cast.venues.fakePool),
    ]
    for exchange in cast.exchanges {
      moves.append(minted(20_000_000, 6, stable, to: exchange.accountWallet))
    }
    for account in cast.bystanders {
      if crowd.happens(percent: 50) {
        moves.append(minted(1 + crowd.below(50_000), 6, stable, to: account))
      }
      if crowd.happens(percent: 20) {
        moves.append(minted(1 + crowd.below(100), 18, staked, to: account))
      }
    }
    return moves
  }

  private func issued(_ amount: Amount, to account: AccountKey) -> Move {
    Move(kind: .reward, from: nil, to: account, asset: .native, amount: amount)
  }

  private func minted(
    _ count: UInt64, _ decimals: Int, _ asset: AssetKey, to account: AccountKey
  ) -> Move {
    Move(
      kind: .mint, from: nil, to: account, asset: asset,
      amount: .thousandths(count * 1000, decimals: decimals))
  }

  private mutating func createContracts() {
    let venues = cast.venues
    create(cast.tokens.contracts + [cast.victim, venues.factory], by: cast.tokens.issuer)
    create([venues.mixer, venues.bridge, venues.splitter], by: cast.bystanders[0])
    let pools = [venues.stablePool, venues.stakedPool].map {
      Move(kind: .create, from: venues.factory, to: $0, asset: .native, amount: .zero)
    }
    accounts.submit(by: cast.bystanders[1], pools, book: &book)
  }

  private mutating func create(_ contracts: [AccountKey], by sender: AccountKey) {
    let moves = contracts.map {
      Move(kind: .create, from: sender, to: $0, asset: .native, amount: .zero)
    }
    accounts.submit(by: sender, moves, book: &book)
  }

  /// A withdrawal of staked coins ends the block's moves.
  private mutating func withdrawStake() {
    let proposer = crowd.pick(cast.proposers)
    let amount = Amount.thousandths(20 + crowd.below(10), decimals: 18)
    accounts.issue([
      Move(kind: .withdrawal, from: nil, to: proposer, asset: .native, amount: amount)
    ])
  }

  /// Two hundred people pay into the splitter, and a few are paid by it, before the thief comes.
  private mutating func planSplitter() {
    for (place, account) in cast.bystanders.prefix(200).enumerated() {
      plan(at: 2 + place / 5) { drill in
        drill.pay(.ether(1), from: account, to: drill.cast.venues.splitter)
        guard place % 4 == 3 else { return }
        drill.release(
          .ether(1), from: drill.cast.venues.splitter, to: account, by: account)
      }
    }
  }

  /// Who shares a coinbase: the bridge and the exchanges fill their vaults first, then a pool's
  /// members are paid, then single miners.
  mutating func coinbaseOwners(_ step: Int) -> [AccountKey] {
    switch step {
    case ..<8: [cast.venues.bridgeVault]
    case 8: [cast.coinVictim]
    case 9..<12: [cast.exchanges[step - 9].coinWallet]
    case 12..<40:
      [crowd.pick(cast.miners)] + (0..<20).map { _ in crowd.pick(cast.coinBystanders) }
    default: [crowd.pick(cast.miners)]
    }
  }
}
