import Testing
import WeirModel
import WeirTrace

/// The reference across two chains.
struct ReferenceLinkTests {
  /// 10 units, 3 clean and 7 stolen, go to the bridge on the UTXO chain; 9 come out on the other.
  private func bridged(releaseFirst: Bool = false) -> Scenario {
    var scenario = Scenario()
    if releaseFirst { scenario.block([Scenario.pay(50, 1, 9)]) }
    scenario.coins(Scenario.transaction(1, paying: [(1, 3), (2, 7)]))
    scenario.coins(
      Scenario.transaction(2, paying: [(9, 50)]),
      Scenario.transaction(3, spending: [(1, 0), (1, 1)], paying: [(3, 10)]))
    if !releaseFirst {
      for _ in 0..<3 { scenario.block() }
      scenario.block([Scenario.pay(50, 1, 9)])
    }
    scenario.block([Scenario.pay(1, 5, 4)])
    scenario.label(Scenario.owner(3), .bridge, on: Scenario.utxo)
    scenario.steal(Scenario.output(1, 1))
    scenario.link(Scenario.output(3, 0), Scenario.move(releaseFirst ? 0 : 3, 0, 0))
    return scenario
  }

  /// 9 by weights 3 and 7 is 2.7 and 6.3: the clean lot gets 3, the stolen 6, which carry 7 of
  /// loss. FIFO then pays 3 clean and 1 of the 6, whose loss is 7/6: one unit, and 35/6 stay;
  /// remainders 1/6 and 5/6: one and six.
  @Test func `The loss crosses whole and is divided on`() throws {
    let answer = try bridged().answer(.fifo)
    #expect(answer.held(Scenario.account(5)) == 1)
    #expect(answer.held(Scenario.account(1)) == 6)
    #expect(answer.amount(Scenario.account(1)) == 5)
  }

  @Test func `A release on a chain that is ahead waits for its deposit`() throws {
    #expect(try bridged(releaseFirst: true).answer(.fifo).held(Scenario.account(1)) == 6)
  }

  @Test func `A loss whose release is not looked at waits at the bridge`() throws {
    var scenario = bridged()
    scenario.request.through = [Scenario.evm: 2]
    #expect(try scenario.answer(.fifo).ended(.unfollowed("unlinked bridge")) == 7)
  }

  /// A token is burnt here and minted there: 6 stolen of 10, whole.
  @Test func `A burn that a link names crosses to the mint`() throws {
    let token = AssetKey.erc20(Scenario.account(500))
    var scenario = Scenario()
    scenario.block([Scenario.pay(nil, 1, 4, token)], [Scenario.pay(99, 1, 6, token)])
    scenario.block([Scenario.pay(1, nil, 10, token, kind: .burn)])
    scenario.coins(Scenario.transaction(1, paying: [(1, 50)]))
    for _ in 0..<2 { scenario.coins(Scenario.transaction(2, paying: [(9, 50)])) }
    scenario.facts.utxo[Scenario.utxo]?[2].transactions.append(
      Scenario.transaction(3, spending: [(1, 0)], paying: [(3, 20), (4, 30)]))
    scenario.facts.utxo[Scenario.utxo]?[1].transactions[0] =
      Scenario.transaction(4, paying: [(9, 50)])
    scenario.steal(Scenario.move(0, 1, 0))
    scenario.link(Scenario.move(1, 0, 0), Scenario.output(3, 0))
    // Six of loss on twelve units, cut into four outputs.
    scenario.coins(
      Scenario.transaction(5, paying: [(9, 50)]),
      Scenario.transaction(
        6, spending: [(3, 0), (3, 1)], paying: [(5, 7), (6, 11), (7, 13), (8, 19)]))
    for policy in Policy.allCases { _ = try scenario.answer(policy) }
    scenario.facts.utxo[Scenario.utxo]?.removeLast()
    for policy in Policy.allCases where policy.isExact {
      let answer = try scenario.answer(policy)
      #expect(answer.held(Scenario.owner(3)) == 6)
      #expect(answer.amount(Scenario.owner(3)) == 12)
    }
  }

  @Test func `A release before its own deposit is refused`() throws {
    var scenario = Scenario()
    scenario.block([Scenario.pay(99, 1, 9)])
    scenario.block([Scenario.pay(1, 2, 9)])
    scenario.steal(Scenario.move(0, 0, 0))
    scenario.link(Scenario.move(1, 0, 0), Scenario.move(0, 0, 0))
    #expect(throws: ReferenceError(message: "links wait in a circle")) {
      try ReferenceTrace.run(scenario.facts, scenario.request, .fifo, claims: scenario.claims)
    }
    #expect(throws: TraceError.self) { try scenario.finding() }
  }
}
