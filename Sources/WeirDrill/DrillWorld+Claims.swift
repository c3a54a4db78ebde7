import WeirModel

/// What the drill's sources say about its world.
extension DrillCast {
  var labels: [Claim] {
    let venues = venues
    var labels = [
      label(venues.factory, "Drill Swap factory", .dex),
      label(venues.stablePool, "Drill Swap pool, native/DUSD", .dex),
      label(venues.stakedPool, "Drill Swap pool, native/stDRL", .dex),
      label(venues.mixer, "Fogbank 100", .mixer),
      label(venues.bridge, "Causeway bridge", .bridge),
      coinLabel(venues.bridgeVault, "Causeway bridge vault", .bridge),
      label(venues.burn, "Burn address", .burn),
      label(tokens.contracts[0], "DUSD token", .issuer),
      label(tokens.issuer, "DUSD issuer", .issuer),
      label(tokens.wrapper, "Wrapped native coin", .other),
      label(victim, "Dalbit vault", .other),
      coinLabel(coinVictim, "Maru wallet", .other),
    ]
    for exchange in exchanges {
      labels.append(label(exchange.accountWallet, exchange.name, .exchange))
      labels.append(coinLabel(exchange.coinWallet, exchange.name, .exchange))
    }
    return labels
  }

  private func label(
    _ account: AccountKey, _ name: String, _ category: LabelCategory
  ) -> Claim {
    Claim(
      subject: .account(DrillWorld.accountChain, account),
      predicate: .label(name: name, category: category), source: DrillWorld.source,
      confidence: .certain)
  }

  private func coinLabel(
    _ account: AccountKey, _ name: String, _ category: LabelCategory
  ) -> Claim {
    Claim(
      subject: .account(DrillWorld.coinChain, account),
      predicate: .label(name: name, category: category), source: DrillWorld.source,
      confidence: .certain)
  }

  var denominations: [Claim] {
    let native = AssetKey.native
    let known: [(AssetKey, Int, String)] = [
      (native, 18, "DRL"), (tokens.stable, 6, "DUSD"), (tokens.staked, 18, "stDRL"),
      (tokens.wrapped, 18, "WDRL"), (tokens.worthless, 18, "MOON"),
    ]
    let claims = known.map { asset, decimals, symbol in
      Claim(
        subject: .asset(asset.id(on: DrillWorld.accountChain)),
        predicate: .denomination(decimals: decimals, symbol: symbol),
        source: DrillWorld.source, confidence: .certain)
    }
    return claims + [
      Claim(
        subject: .asset(.native(of: DrillWorld.coinChain)),
        predicate: .denomination(decimals: 8, symbol: "rBTC"), source: DrillWorld.source,
        confidence: .certain)
    ]
  }

  /// Of a whole coin, from the first block on. The worthless token has none.
  var prices: [Claim] {
    let chain = DrillWorld.accountChain
    let known: [(AssetID, UInt64)] = [
      (.native(of: chain), DrillRates.native), (tokens.stable.id(on: chain), 1),
      (tokens.staked.id(on: chain), DrillRates.staked),
      (tokens.wrapped.id(on: chain), DrillRates.native),
      (.native(of: DrillWorld.coinChain), DrillRates.coin),
    ]
    return known.map { asset, dollars in
      Claim(
        subject: .asset(asset),
        predicate: .price(currency: "USD", micros: dollars * 1_000_000),
        source: DrillWorld.source, validFrom: DrillSimulation.start, confidence: .certain)
    }
  }
}

extension DrillWorld {
  /// Makes the world of `parameters`: pure, and the same on every machine.
  ///
  /// - Complexity: linear in blocks and transactions; the bundled world takes well under a second.
  public init(_ parameters: DrillParameters = .bundled) {
    var drill = DrillSimulation(parameters: parameters)
    drill.run()
    self.init(
      parameters: parameters, coinBlocks: drill.coins.blocks,
      accountBlocks: drill.accounts.blocks, thefts: drill.thefts, labels: drill.cast.labels,
      links: drill.links, prices: drill.cast.prices,
      denominations: drill.cast.denominations, truth: drill.truth)
  }
}

extension DrillSimulation {
  /// What came to rest on the way, and what is held at the end.
  fileprivate var truth: DrillTruth {
    var book = book
    for (holding, lots) in accounts.holdings {
      let holder = DrillTruth.Holder(chain: accounts.chain, account: holding.account)
      let asset = holding.asset.id(on: accounts.chain)
      book.settle(lots) { .held(holder, asset: asset, amount: $0.amount) }
    }
    for (_, coin) in coins.unspent {
      let holder = DrillTruth.Holder(chain: coins.chain, account: coin.output.owner)
      book.settle(coin.lots) {
        .held(holder, asset: .native(of: coins.chain), amount: $0.amount)
      }
    }
    return DrillTruth(entries: book.entries, secrets: book.secrets)
  }
}
