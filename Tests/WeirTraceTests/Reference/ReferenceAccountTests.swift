import Testing
import WeirModel
import WeirTrace

/// The reference on account chains, against numbers worked out by hand.
struct ReferenceAccountTests {
  private let account = Scenario.account
  private let token = AssetKey.erc20(Scenario.account(500))
  private let wrapped = AssetKey.erc20(Scenario.account(501))

  /// Account 1 holds 4 of its own, then receives 6 stolen.
  private func sixBehindFour() -> Scenario {
    var scenario = Scenario()
    scenario.block([Scenario.pay(nil, 1, 4)], [Scenario.pay(99, 1, 6)])
    scenario.steal(Scenario.move(0, 1, 0))
    return scenario
  }

  @Test func `A stolen lot stands behind what was there`() throws {
    var scenario = sixBehindFour()
    scenario.block([Scenario.pay(1, 2, 5)])
    #expect(try scenario.answer(.fifo).held(account(2)) == 1)
    #expect(try scenario.answer(.lifo).held(account(2)) == 5)
    #expect(try scenario.answer(.libr).held(account(2)) == 1)
    // Parts of 5 and 5: the payment stands before the remainder and takes five.
    #expect(try scenario.answer(.tiho).held(account(2)) == 5)
    // 6 by weights 5 and 5.
    #expect(try scenario.answer(.haircut).held(account(2)) == 3)
  }

  @Test func `A balance from before the first row is the oldest lot and clean`() throws {
    var scenario = Scenario()
    scenario.block([Scenario.pay(99, 1, 6)])
    scenario.block([Scenario.pay(1, 2, 8)])
    scenario.steal(Scenario.move(0, 0, 0))
    let answer = try scenario.answer(.fifo)
    // It paid 8 and received 6: two were there before, and leave first.
    #expect(answer.held(account(2)) == 6)
    #expect(try scenario.answer(.haircut).held(account(2)) == 6)
  }

  @Test func `A transfer to oneself does not reorder the lots`() throws {
    var scenario = sixBehindFour()
    scenario.block([Scenario.pay(1, 1, 9)])
    scenario.block([Scenario.pay(1, 2, 4)])
    #expect(try scenario.answer(.fifo).held(account(2)) == .zero)
    #expect(try scenario.answer(.lifo).held(account(2)) == 4)
  }

  @Test func `Base fee and tip end in fees, and a followed tip goes to the proposer`() throws {
    var scenario = Scenario()
    scenario.block([Scenario.pay(99, 1, 6)])
    scenario.block([
      Scenario.pay(1, nil, 2, kind: .feeBurn), Scenario.pay(1, 7, 1, kind: .feeTip),
      Scenario.pay(1, 2, 3),
    ])
    scenario.steal(Scenario.move(0, 0, 0))
    #expect(try scenario.answer(.fifo).ended(.fees) == 3)
    #expect(try scenario.answer(.fifo).held(account(7)) == .zero)
    scenario.request.followsFees = true
    #expect(try scenario.answer(.fifo).ended(.fees) == 2)
    #expect(try scenario.answer(.fifo).held(account(7)) == 1)
  }

  @Test(arguments: [
    (LabelCategory.exchange, ReferenceEnding.custody), (.payment, .custody), (.mixer, .mixer),
    (.bridge, .unfollowed("unlinked bridge")), (.burn, .destroyed("burnt")),
  ])
  func `A label decides where following ends`(
    category: LabelCategory, ending: ReferenceEnding
  ) throws {
    var scenario = sixBehindFour()
    scenario.block([Scenario.pay(1, 2, 10)])
    scenario.block([Scenario.pay(2, 3, 10)])
    scenario.label(account(2), category)
    for policy in Policy.allCases where policy.isExact {
      #expect(try scenario.answer(policy).ended(ending) == 6)
    }
    #expect(try scenario.answer(.poison).amount(account(3)) == .zero)
  }

  @Test func `A label that did not hold yet, or that we did not know, decides nothing`() throws {
    var scenario = sixBehindFour()
    scenario.block([Scenario.pay(1, 2, 10)])
    scenario.label(account(2), .exchange, from: Scenario.time(ofBlock: 2))
    scenario.label(account(2), .mixer, until: Scenario.time(ofBlock: 1))
    scenario.label(account(2), .burn, recorded: Scenario.time(ofBlock: 9))
    scenario.request.knownAt = Scenario.time(ofBlock: 8)
    #expect(try scenario.answer(.fifo).held(account(2)) == 6)
    scenario.request.knownAt = Scenario.time(ofBlock: 9)
    #expect(try scenario.answer(.fifo).ended(.destroyed("burnt")) == 6)
  }

  @Test func `Of two labels the surer one decides`() throws {
    var scenario = sixBehindFour()
    scenario.block([Scenario.pay(1, 2, 10)])
    scenario.label(account(2), .exchange, name: "A", confidence: .possible)
    scenario.label(account(2), .mixer, name: "B", confidence: .certain)
    #expect(try scenario.answer(.haircut).ended(.mixer) == 6)
  }

  @Test func `Burnt supply, the zero address and the issuer's destruction destroy`() throws {
    var scenario = Scenario()
    scenario.block([Scenario.pay(99, 1, 9, token)])
    scenario.block(
      [Scenario.pay(1, nil, 2, token, kind: .burn)], [Scenario.pay(1, 0, 3, token)],
      [Scenario.pay(1, nil, 4, token, kind: .destroy)])
    scenario.steal(Scenario.move(0, 0, 0))
    let answer = try scenario.answer(.fifo)
    #expect(answer.ended(.destroyed("burnt")) == 5)
    #expect(answer.ended(.destroyed("destroyed by the issuer")) == 4)
  }

  @Test func `Dust is dropped, counted and clean`() throws {
    var scenario = sixBehindFour()
    scenario.block([Scenario.pay(1, 2, 5)])
    scenario.block([Scenario.pay(1, 3, 5)])
    scenario.request.dust = 2
    let answer = try scenario.answer(.fifo)
    #expect(answer.ended(.unfollowed("dust")) == 1)
    #expect(answer.held(account(3)) == 5)
  }

  @Test func `A crowd at an unlabelled contract ends the loss`() throws {
    var scenario = sixBehindFour()
    scenario.block([Scenario.pay(1, 2, 10)])
    scenario.block([Scenario.pay(2, 3, 1, kind: .call)])
    scenario.block([Scenario.pay(2, 4, 1, kind: .call)])
    scenario.request.bounds.counterparties = 2
    let answer = try scenario.answer(.fifo)
    #expect(answer.ended(.unfollowed("unlabelled many-party contract")) == 6)
    scenario.request.bounds.counterparties = 3
    #expect(try scenario.answer(.fifo).ended(.unfollowed("unlabelled many-party contract")) == 0)
  }

  // MARK: - Conversions

  /// Of 10 units, 4 clean and 6 stolen, into 5 of another asset: 2 and 3.
  @Test func `A swap at a labelled venue carries the loss to what was received`() throws {
    var scenario = sixBehindFour()
    scenario.block([
      Scenario.pay(1, 2, 10), Scenario.pay(2, 1, 5, token),
    ])
    scenario.block([Scenario.pay(2, 3, 10)])
    scenario.label(account(2), .dex)
    for policy in [Policy.fifo, .haircut, .lifo, .libr] {
      let answer = try scenario.answer(policy)
      #expect(answer.amount(account(1), token.id(on: Scenario.evm)) == 3)
      #expect(answer.held(account(1)) == 6)
      #expect(answer.held(account(3)) == .zero)
    }
  }

  @Test func `A venue that pays first takes the price before`() throws {
    var scenario = sixBehindFour()
    scenario.block([
      Scenario.pay(2, 1, 5, token), Scenario.pay(1, 2, 10),
    ])
    scenario.label(account(2), .dex)
    #expect(try scenario.answer(.fifo).amount(account(1), token.id(on: Scenario.evm)) == 3)
  }

  @Test func `At an unlabelled contract the loss stays in what was paid`() throws {
    var scenario = sixBehindFour()
    scenario.block([
      Scenario.pay(1, 2, 10), Scenario.pay(2, 1, 5, token),
    ])
    let answer = try scenario.answer(.fifo)
    #expect(answer.held(account(2)) == 6)
    #expect(answer.amount(account(1), token.id(on: Scenario.evm)) == .zero)
  }

  /// 2 stolen of 1,000 into 10: the stolen share is 0.02, floor 0, and the clean lot has all ten.
  @Test func `A lot that would round to nothing keeps one unit`() throws {
    var scenario = Scenario()
    scenario.block([Scenario.pay(nil, 1, 998)], [Scenario.pay(99, 1, 2)])
    scenario.block([
      Scenario.pay(1, 2, 1_000), Scenario.pay(2, 1, 10, token),
    ])
    scenario.label(account(2), .dex)
    scenario.steal(Scenario.move(0, 1, 0))
    for policy in [Policy.fifo, .haircut, .lifo, .libr, .tiho] {
      let answer = try scenario.answer(policy)
      #expect(answer.amount(account(1)) == 1)
      #expect(answer.held(account(1)) == 2)
    }
  }

  @Test func `Wrapping and unwrapping are conversions at par`() throws {
    var scenario = sixBehindFour()
    scenario.block([
      Scenario.pay(1, 501, 10), Scenario.pay(nil, 1, 10, wrapped, kind: .wrap),
    ])
    scenario.block([Scenario.pay(1, 2, 5, wrapped)])
    scenario.block([
      Scenario.pay(501, 2, 5, kind: .call), Scenario.pay(2, nil, 5, wrapped, kind: .unwrap),
    ])
    let answer = try scenario.answer(.fifo)
    #expect(answer.amount(account(1), wrapped.id(on: Scenario.evm)) == 5)
    #expect(answer.amount(account(2), .native(of: Scenario.evm)) == 1)
  }

  /// Of 10 units 6 are stolen: wrapped one to one, then sold for 5 of which 3 are.
  @Test func `What is wrapped and sold in one transaction crosses twice`() throws {
    var scenario = sixBehindFour()
    scenario.block([
      Scenario.pay(1, 501, 10), Scenario.pay(nil, 1, 10, wrapped, kind: .wrap),
      Scenario.pay(1, 2, 10, wrapped), Scenario.pay(2, 1, 5, token),
    ])
    scenario.label(account(2), .dex)
    let answer = try scenario.answer(.fifo)
    #expect(answer.amount(account(1), token.id(on: Scenario.evm)) == 3)
    #expect(answer.held(account(1)) == 6)
  }

  @Test func `A venue that wraps keeps what it was given`() throws {
    var scenario = sixBehindFour()
    scenario.block([Scenario.pay(1, 2, 10)])
    scenario.block([
      Scenario.pay(2, 501, 10), Scenario.pay(nil, 2, 10, wrapped, kind: .wrap),
    ])
    scenario.label(account(2), .dex)
    for policy in Policy.allCases {
      let answer = try scenario.answer(policy)
      #expect(answer.amount(account(2), wrapped.id(on: Scenario.evm)) > 0)
      #expect(answer.amount(Scenario.account(501)) == .zero)
    }
  }

  @Test func `Loss in a wrapped coin whose native move is missing is not followed`() throws {
    var scenario = Scenario()
    scenario.block([Scenario.pay(99, 1, 6, wrapped)])
    scenario.block([Scenario.pay(1, nil, 6, wrapped, kind: .unwrap)])
    scenario.steal(Scenario.move(0, 0, 0))
    #expect(try scenario.answer(.fifo).ended(.unfollowed("native-incomplete")) == 6)
  }

  // MARK: - Thefts

  @Test func `All that an account received in a block, its first units`() throws {
    var scenario = Scenario()
    scenario.block([Scenario.pay(98, 1, 4)], [Scenario.pay(99, 1, 6)])
    scenario.block([Scenario.pay(1, 2, 5)])
    scenario.request.thefts = [
      Theft(
        incident: "T",
        source: .received(chain: Scenario.evm, account: account(1), block: 0),
        asset: .native(of: Scenario.evm), amount: 7)
    ]
    #expect(try scenario.answer(.fifo).held(account(2)) == 5)
    #expect(try scenario.answer(.lifo).held(account(2)) == 2)
  }

  @Test func `Several incidents are kept apart`() throws {
    var scenario = Scenario()
    scenario.block([Scenario.pay(98, 1, 4)], [Scenario.pay(99, 1, 6)])
    scenario.block([Scenario.pay(1, 2, 5)])
    scenario.steal(Scenario.move(0, 0, 0), "A")
    scenario.steal(Scenario.move(0, 1, 0), "B")
    let answer = try scenario.answer(.haircut)
    #expect(answer.held(account(2), "A") == 2)
    #expect(answer.held(account(2), "B") == 3)
  }
}
