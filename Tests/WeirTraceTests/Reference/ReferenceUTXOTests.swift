import Testing
import WeirModel
import WeirTrace

/// The reference on UTXO transactions, against numbers worked out by hand.
struct ReferenceUTXOTests {
  /// Inputs 5 clean and 3 stolen; outputs of 2 and 4, and 2 for the miner.
  private func mixed(coinbase: [(UInt64, UInt64)] = [(9, 5_000_000_000)]) -> Scenario {
    var scenario = Scenario()
    scenario.coins(Scenario.transaction(1, paying: [(1, 5), (2, 3)]))
    scenario.coins(
      Scenario.transaction(2, paying: coinbase),
      Scenario.transaction(3, spending: [(1, 0), (1, 1)], paying: [(3, 2), (4, 4)]))
    scenario.steal(Scenario.output(1, 1))
    return scenario
  }

  /// Haircut: 3 by weights 2, 4, 2 is 0.75, 1.5, 0.75: floors 0, 1, 0 and two left over, for the
  /// larger remainders.
  @Test(arguments: [
    (Policy.fifo, [0, 1, 2]), (.lifo, [2, 1, 0]), (.libr, [0, 1, 2]), (.tiho, [0, 3, 0]),
    (.haircut, [1, 1, 1]),
  ])
  func `Each policy pays two outputs and a fee`(policy: Policy, expected: [Amount]) throws {
    let answer = try mixed().answer(policy)
    #expect(answer.held(Scenario.owner(3)) == expected[0])
    #expect(answer.held(Scenario.owner(4)) == expected[1])
    #expect(answer.ended(.fees) == expected[2])
  }

  /// The block may claim 50 coins and 2 units. It claims all, the fee's units in its last output.
  @Test func `A followed fee comes out of the coinbase behind the subsidy`() throws {
    var scenario = mixed(coinbase: [(8, 10), (9, 4_999_999_992)])
    scenario.request.followsFees = true
    #expect(try scenario.answer(.fifo).held(Scenario.owner(9)) == 2)
  }

  @Test func `What a coinbase does not claim is destroyed, the fee's tail first`() throws {
    var scenario = mixed(coinbase: [(9, 5_000_000_001)])
    scenario.request.followsFees = true
    let answer = try scenario.answer(.fifo)
    #expect(answer.held(Scenario.owner(9)) == 1)
    #expect(answer.ended(.destroyed("unclaimed by the miner")) == 1)
  }

  @Test func `Loss beside an unknown input ends, and poison goes on`() throws {
    var scenario = Scenario()
    scenario.coins(Scenario.transaction(1, paying: [(1, 5)]))
    scenario.coins(
      Scenario.transaction(2, paying: [(9, 50)]),
      Scenario.transaction(3, spending: [(1, 0), (77, 0)], paying: [(3, 20)]))
    scenario.steal(Scenario.output(1, 0))
    for policy in Policy.allCases where policy.isExact {
      #expect(try scenario.answer(policy).ended(.unfollowed("unknown input")) == 5)
    }
    #expect(try scenario.answer(.poison).amount(Scenario.owner(3)) == 20)
  }

  @Test func `A stated previous output is known and clean`() throws {
    var scenario = Scenario()
    scenario.coins(Scenario.transaction(1, paying: [(1, 5)]))
    var spend = Scenario.transaction(3, spending: [(77, 0), (1, 0)], paying: [(3, 7), (4, 8)])
    spend.inputs[0].stated = UTXOOutput(value: 10, owner: Scenario.owner(7))
    scenario.coins(Scenario.transaction(2, paying: [(9, 50)]), spend)
    scenario.steal(Scenario.output(1, 0))
    #expect(try scenario.answer(.fifo).held(Scenario.owner(4)) == 5)
  }

  @Test func `An output that nothing can spend destroys what it gets`() throws {
    var scenario = mixed()
    scenario.facts.utxo[Scenario.utxo]?[1].transactions[1].outputs[1].isSpendable = false
    let answer = try scenario.answer(.fifo)
    #expect(answer.ended(.destroyed("unspendable")) == 1)
    #expect(try scenario.answer(.poison).amount(Scenario.owner(4)) == .zero)
  }

  @Test func `A child listed before its parent is settled after it`() throws {
    var scenario = Scenario()
    scenario.coins(Scenario.transaction(1, paying: [(1, 5)]))
    scenario.coins(
      Scenario.transaction(2, paying: [(9, 50)]),
      Scenario.transaction(4, spending: [(3, 0)], paying: [(4, 5)]),
      Scenario.transaction(3, spending: [(1, 0)], paying: [(3, 5)]))
    // Only Bitcoin Cash has such blocks.
    scenario.facts.utxo = [.bitcoinCashRegtest: scenario.facts.utxo[Scenario.utxo] ?? []]
    scenario.request.thefts = [
      Theft(
        incident: "T",
        source: .transfer(
          TransferReference(
            chain: .bitcoinCashRegtest, transaction: .hash(Scenario.hash(1)), position: 0)))
    ]
    for policy in Policy.allCases {
      #expect(try scenario.answer(policy).amount(Scenario.owner(4)) == 5)
    }
  }

  @Test func `Coins stolen again carry both losses`() throws {
    var scenario = mixed()
    scenario.steal(Scenario.output(3, 1), "Again", first: 3)
    let answer = try scenario.answer(.fifo)
    // Of the 4 units three are clean of T and stand first; the fourth is T's.
    #expect(answer.held(Scenario.owner(4), "Again") == 3)
    #expect(answer.held(Scenario.owner(4)) == 1)
    #expect(answer.amount(Scenario.owner(4)) == 4)
  }

  @Test func `The first units of an output are the stolen ones`() throws {
    var scenario = mixed()
    scenario.request.thefts = []
    scenario.steal(Scenario.output(1, 0), first: 3)
    let answer = try scenario.answer(.fifo)
    #expect(answer.held(Scenario.owner(3)) == 2)
    #expect(answer.held(Scenario.owner(4)) == 1)
  }
}
