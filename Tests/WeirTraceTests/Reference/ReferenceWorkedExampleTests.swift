import Testing
import WeirModel
import WeirTrace

/// The worked examples of `docs/methods/taint.md`, with the numbers of the page.
struct ReferenceWorkedExampleTests {
  /// 3 stolen, then 7 clean, come into account 1; it pays ten times one, each to another account.
  private func threeOfTen(unit: UInt64 = 1, inOneTransaction: Bool = false) -> Scenario {
    var scenario = Scenario()
    scenario.block([Scenario.pay(99, 1, Amount(3 * unit))])
    scenario.block([Scenario.pay(98, 1, Amount(7 * unit))])
    let payments = (0..<10).map { Scenario.pay(1, 10 + $0, Amount(unit)) }
    if inOneTransaction {
      scenario.block(payments)
    } else {
      for payment in payments { scenario.block([payment]) }
    }
    scenario.steal(Scenario.move(0, 0, 0))
    return scenario
  }

  private func tainted(_ scenario: Scenario, _ policy: Policy) throws -> [Amount] {
    let answer = try scenario.answer(policy)
    return (0..<10).map { answer.amount(Scenario.account(10 + $0)) }
  }

  @Test func `Three of ten in ten payments`() throws {
    let first: [Amount] = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    let last: [Amount] = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1]
    #expect(try tainted(threeOfTen(), .fifo) == first)
    #expect(try tainted(threeOfTen(), .lifo) == last)
    #expect(try tainted(threeOfTen(), .libr) == last)
    #expect(try tainted(threeOfTen(), .tiho) == last)
    #expect(try tainted(threeOfTen(), .poison) == Array(repeating: 1, count: 10))
  }

  @Test func `Haircut taints three tenths of every payment`() throws {
    #expect(try tainted(threeOfTen(unit: 10), .haircut) == Array(repeating: 3, count: 10))
  }

  /// All parts are one unit and nothing remains: ties go to the earlier position.
  @Test func `Equal payments of one transaction are filled in their order under TIHO`() throws {
    let filled = try tainted(threeOfTen(inOneTransaction: true), .tiho)
    #expect(filled == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func `Nothing stays flagged in an account that has nothing`() throws {
    let answer = try threeOfTen().answer(.poison)
    #expect(answer.amount(Scenario.account(1)) == .zero)
  }

  @Test(arguments: [Policy.haircut, .fifo, .lifo, .tiho, .libr])
  func `Two stolen and three clean coins in one output are two of five`(policy: Policy) throws {
    #expect(try twoOfFive().answer(policy).amount(Scenario.owner(3)) == 200_000_000)
  }

  @Test func `Poison flags all five`() throws {
    #expect(try twoOfFive().answer(.poison).amount(Scenario.owner(3)) == 500_000_000)
  }

  private func twoOfFive() -> Scenario {
    var scenario = Scenario()
    scenario.coins(Scenario.transaction(1, paying: [(1, 200_000_000), (2, 300_000_000)]))
    scenario.coins(
      Scenario.transaction(2, paying: [(9, 50)]),
      Scenario.transaction(3, spending: [(1, 0), (1, 1)], paying: [(3, 500_000_000)]))
    scenario.steal(Scenario.output(1, 0))
    return scenario
  }

  /// Taint 2 by weights 1 and 2: 2/3 and 4/3, floors 0 and 1; the larger remainder is the
  /// payment's.
  @Test func `The payment takes the unit that is left over`() throws {
    var scenario = Scenario()
    scenario.block([Scenario.pay(99, 1, 1)], [Scenario.pay(98, 1, 1)], [Scenario.pay(97, 1, 1)])
    scenario.block([Scenario.pay(1, 2, 1)])
    scenario.steal(Scenario.move(0, 0, 0))
    scenario.steal(Scenario.move(0, 1, 0))
    let answer = try scenario.answer(.haircut)
    #expect(answer.amount(Scenario.account(2)) == 1)
    #expect(answer.amount(Scenario.account(1)) == 1)
  }
}
