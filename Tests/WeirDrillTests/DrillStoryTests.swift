import Testing
import WeirDrill
import WeirModel
import WeirTesting

/// What the story promises is on the chains, at the places that the world names.
@Suite struct DrillStoryTests {
  let world = DrillWorldTests.bundled

  /// The move behind a reference on the account chain.
  private func move(_ reference: TransferReference) -> Move? {
    for transaction in world.accountBlocks.flatMap(\.transactions) {
      guard let hash = transaction.hash, reference.transaction == .hash(hash) else { continue }
      let position = Int(reference.position)
      return position < transaction.moves.count ? transaction.moves[position] : nil
    }
    return nil
  }

  /// The output behind a reference on the coin chain.
  private func output(_ reference: TransferReference) -> UTXOOutput? {
    for transaction in world.coinBlocks.flatMap(\.transactions)
    where reference.transaction == .hash(transaction.id) {
      let position = Int(reference.position)
      return position < transaction.outputs.count ? transaction.outputs[position] : nil
    }
    return nil
  }

  @Test func theftsNameTheTransfersThatTookTheLoss() throws {
    for theft in world.thefts {
      if theft.transfer.chain == DrillWorld.coinChain {
        let stolen = try #require(output(theft.transfer))
        #expect(Amount(stolen.value) == theft.amount && stolen.owner == theft.thief)
      } else {
        let stolen = try #require(move(theft.transfer))
        #expect(stolen.amount == theft.amount && stolen.to == theft.thief)
        #expect(stolen.from == theft.victim)
      }
    }
  }

  @Test func sevenLinksJoinBridgeDepositsToReleases() throws {
    #expect(world.links.count == 7)
    for link in world.links {
      guard case .transfer(let deposit) = link.subject,
        case .link(let release, .bridge) = link.predicate
      else {
        Issue.record("not a bridge link: \(link)")
        continue
      }
      let paid = try #require(move(deposit))
      let received = try #require(output(release))
      #expect(label(paid.to, on: DrillWorld.accountChain)?.category == .bridge)
      #expect(received.value > 0 && received.isSpendable)
    }
  }

  @Test func custodyIsAtThreeExchangesInThreeCountries() throws {
    var exchanges: Set<String> = []
    for case .custody(let deposit) in world.truth.entries.map(\.place) {
      exchanges.insert(deposit.exchange)
      let chain = deposit.wallet.chain
      let known = try #require(label(deposit.wallet.account, on: chain))
      #expect(known.name == deposit.exchange && known.category == .exchange)
      #expect(label(deposit.depositAddress, on: chain) == nil)
      let payee =
        chain == DrillWorld.coinChain
        ? output(deposit.sweep)?.owner : move(deposit.sweep)?.to
      #expect(payee == deposit.wallet.account)
    }
    #expect(exchanges.map { $0.suffix(4) }.sorted() == ["(JP)", "(KR)", "(SG)"])
  }

  @Test func everyWayOutIsTaken() {
    let ways = Set(world.truth.entries.map { "\($0.place)".prefix { $0 != "(" } })
    #expect(
      ways == [
        "held", "custody", "mixer", "fees", "burnt", "unspendable", "destroyedByIssuer",
        "unlinkedBridge", "manyParties",
      ])
  }

  @Test func somePartsAreMixedWithOtherValueAndMostAreNot() {
    let mixed = world.truth.entries.filter { !$0.isUnmixed }
    #expect(!mixed.isEmpty && mixed.count < world.truth.entries.count / 2)
  }

  @Test func theIssuerFreezesBeforeItDestroys() throws {
    let kinds = world.accountBlocks.flatMap(\.transactions).flatMap(\.moves).map(\.kind)
    let freeze = try #require(kinds.firstIndex(of: .freeze))
    let destroy = try #require(kinds.firstIndex(of: .destroy))
    #expect(freeze < destroy)
  }

  /// A peel is two outputs from one input, of which the bigger is spent in the next block again.
  @Test func thePeelChainHasFortyHops() throws {
    let first = try #require(world.links.first)
    guard case .link(let release, _) = first.predicate,
      case .hash(let id) = release.transaction
    else { return }
    var coin = Outpoint(transaction: id, index: release.position)
    var hops = 0
    for transaction in world.coinBlocks.flatMap(\.transactions)
    where transaction.inputs.map(\.previous) == [coin] && transaction.outputs.count == 2 {
      let values = transaction.outputs.map(\.value)
      coin = Outpoint(transaction: transaction.id, index: values[0] > values[1] ? 0 : 1)
      hops += 1
    }
    #expect(hops == 40)
  }

  @Test func manyPartiesPaidTheUnlabelledContractBeforeTheThief() throws {
    let contract = try #require(
      world.truth.entries.lazy.compactMap { entry -> DrillTruth.Holder? in
        guard case .manyParties(let holder, _) = entry.place else { return nil }
        return holder
      }.first)
    var payers: Set<AccountKey> = []
    for block in world.accountBlocks.prefix(60) {
      for move in block.transactions.flatMap(\.moves) where move.to == contract.account {
        if let payer = move.from { payers.insert(payer) }
      }
    }
    #expect(payers.count >= 190)
    #expect(label(contract.account, on: contract.chain) == nil)
  }

  @Test func everyNameSaysThatItIsMadeUp() {
    #expect(world.claims.allSatisfy { $0.source.contains("made up") })
    #expect(world.thefts.allSatisfy { $0.incident.contains("made up") })
  }

  private func label(
    _ account: AccountKey?, on chain: ChainID
  ) -> (name: String, category: LabelCategory)? {
    for claim in world.labels {
      if case .account(chain, let subject) = claim.subject, subject == account,
        case .label(let name, let category) = claim.predicate
      {
        return (name, category)
      }
    }
    return nil
  }
}
