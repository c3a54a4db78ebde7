import Testing
import WeirModel

@testable import WeirLedger

@Suite struct UTXORefusalTests {
  let temporary = TemporaryLedger()

  private func hash(_ number: UInt64) -> Hash32 { RandomAccountChain.hash(number, 77) }

  private func output(_ value: UInt64, _ owner: Int = 0) -> UTXOOutput {
    UTXOOutput(value: value, owner: RandomAccountChain.account(owner))
  }

  private func coinbase(_ id: UInt64, _ value: UInt64 = 50) -> UTXOTransaction {
    UTXOTransaction(id: hash(id), inputs: [], outputs: [output(value)])
  }

  private func spend(
    _ id: UInt64, of previous: UInt64..., index: UInt32 = 0, value: UInt64 = 40,
    stated: UTXOOutput? = nil
  ) -> UTXOTransaction {
    UTXOTransaction(
      id: hash(id),
      inputs: previous.map {
        UTXOInput(previous: Outpoint(transaction: hash($0), index: index), stated: stated)
      }, outputs: [output(value, 1)])
  }

  private func block(_ height: UInt64, _ transactions: [UTXOTransaction]) -> UTXOBlock {
    UTXOBlock(
      hash: hash(1000 + height), parent: height == 0 ? .zero : hash(999 + height),
      time: Timestamp(seconds: 0), work: .one, isVerified: false, transactions: transactions)
  }

  private func expectRefusal(
    _ code: LedgerError.Code, _ writer: UTXOChainWriter, _ block: UTXOBlock,
    contains text: String = ""
  ) {
    do {
      try writer.append(block)
      Issue.record("expected a refusal")
    } catch {
      #expect(error.code == code)
      #expect(error.message.contains(text))
    }
  }

  @Test func anInputWhoseOutputWasNeverSeenIsRefusedOrExplicitlyUnknown() throws {
    let writer = try UTXOChainWriter(temporary.ledger, chain: .bitcoinRegtest)
    let unseen = block(0, [coinbase(1), spend(2, of: 99, index: 3)])
    expectRefusal(
      .missingOutput, writer, unseen, contains: "missing previous output \(hash(99).reversedHex):3")
    try writer.append(unseen, unknownInputs: .allow)
    try writer.commit()
    let chain = try temporary.ledger.openUTXOChain(.bitcoinRegtest)
    #expect(chain.unknownInputCount == 1)
    #expect(
      chain.previous(ofInput: 0) == .unknown(Outpoint(transaction: hash(99), index: 3)))
    // The same unknown output cannot be spent a second time.
    let again = block(1, [coinbase(3), spend(4, of: 99, index: 3)])
    #expect(throws: LedgerError.self) { try writer.append(again, unknownInputs: .allow) }
  }

  @Test func aStatedOutputCountsAsKnown() throws {
    let writer = try UTXOChainWriter(temporary.ledger, chain: .bitcoinRegtest)
    let stated = output(45, 7)
    try writer.append(block(0, [coinbase(1), spend(2, of: 99, stated: stated)]))
    try writer.commit()
    let chain = try temporary.ledger.openUTXOChain(.bitcoinRegtest)
    #expect(chain.previous(ofInput: 0) == .stated(0))
    #expect(chain.stated(at: 0).output.value == 45)
    #expect(chain.key(of: chain.stated(at: 0).output.owner) == stated.owner)
    let tooMuch = block(1, [coinbase(3), spend(4, of: 98, value: 46, stated: stated)])
    expectRefusal(.invalidBlock, writer, tooMuch, contains: "at most 45")
  }

  @Test func whatASourceStatesMustBeWhatTheLedgerHolds() throws {
    let writer = try UTXOChainWriter(temporary.ledger, chain: .bitcoinRegtest)
    try writer.append(block(0, [coinbase(1)]))
    let wrong = block(1, [coinbase(2), spend(3, of: 1, stated: output(49))])
    expectRefusal(.invalidBlock, writer, wrong, contains: "One of the two sources is wrong")
    try writer.append(block(1, [coinbase(2), spend(3, of: 1, stated: output(50))]))
  }

  @Test func anOutputIsSpentOnce() throws {
    let writer = try UTXOChainWriter(temporary.ledger, chain: .bitcoinRegtest)
    try writer.append(block(0, [coinbase(1)]))
    expectRefusal(
      .doubleSpend, writer, block(1, [coinbase(2), spend(3, of: 1), spend(4, of: 1)]))
    try writer.append(block(1, [coinbase(2), spend(3, of: 1)]))
    expectRefusal(.doubleSpend, writer, block(2, [coinbase(5), spend(6, of: 1)]))
    try writer.commit()
    expectRefusal(.doubleSpend, writer, block(2, [coinbase(5), spend(6, of: 1)]))
    try writer.rollback(toBlockCount: 1)
    try writer.append(block(1, [coinbase(2), spend(6, of: 1)]))
  }

  @Test func outputsAreAtMostInputs() throws {
    let writer = try UTXOChainWriter(temporary.ledger, chain: .bitcoinRegtest)
    try writer.append(block(0, [coinbase(1)]))
    expectRefusal(
      .invalidBlock, writer, block(1, [coinbase(2), spend(3, of: 1, value: 51)]))
    try writer.append(block(1, [coinbase(2), spend(3, of: 1, value: 50)]))
  }

  @Test func anOutputIsBelow2To63BaseUnits() throws {
    let writer = try UTXOChainWriter(temporary.ledger, chain: .bitcoinRegtest)
    expectRefusal(
      .invalidBlock, writer, block(0, [coinbase(1, 1 << 63)]), contains: "found 9223372036854775808"
    )
    let stated = output(UInt64.max)
    expectRefusal(
      .invalidBlock, writer, block(0, [coinbase(1), spend(2, of: 99, stated: stated)]),
      contains: "below 2^63")
    try writer.append(block(0, [coinbase(1, 1 << 63 - 1)]))
    try writer.commit()
    #expect(try temporary.ledger.openUTXOChain(.bitcoinRegtest).output(at: 0).value == 1 << 63 - 1)
    _ = try temporary.ledger.verify()
  }

  @Test func aKindFrom128OnIsRefused() throws {
    let writer = try UTXOChainWriter(temporary.ledger, chain: .bitcoinRegtest)
    var transaction = coinbase(1)
    let hash = RandomAccountChain.hash(1, 1)
    transaction.outputs[0].owner = AccountKey(kind: AddressKind(rawValue: 128), hash: hash)
    expectRefusal(.invalidBlock, writer, block(0, [transaction]), contains: "found kind 128")
  }

  /// Lengths that their kinds do not have are kept all the same, as is every address after them.
  @Test func everyKindAndLengthComesBack() throws {
    let keys = (0..<40).flatMap { kind in
      (0...32).map { length in
        AccountKey(
          kind: AddressKind(rawValue: UInt8(kind * 3 + 1)),
          payload: [UInt8](repeating: 7, count: length))
      }
    }.compactMap { $0 }
    let writer = try UTXOChainWriter(temporary.ledger, chain: .bitcoinRegtest, segmentBits: 4)
    var transaction = coinbase(1)
    transaction.outputs = keys.map { UTXOOutput(value: 1, owner: $0, isSpendable: $0.count > 9) }
    try writer.append(block(0, [transaction]))
    try writer.commit()
    let chain = try temporary.ledger.openUTXOChain(.bitcoinRegtest)
    for (row, key) in keys.enumerated() {
      let output = chain.output(at: UInt64(row))
      #expect(chain.key(of: output.owner) == key)
      #expect(chain.account(key) == output.owner)
      #expect(output.value == 1 && output.isSpendable == (key.count > 9))
    }
    _ = try temporary.ledger.verify()
  }

  /// The ledger's own table must say what the model says.
  @Test func fixedLengthsAreThoseOfTheModel() {
    for kind in UInt8.min...UInt8.max {
      #expect(
        AccountTable.fixedLength(ofKind: kind).map(Int.init)
          == AddressKind(rawValue: kind).payloadLength)
    }
  }

  @Test func blocksContinueTheTip() throws {
    let writer = try UTXOChainWriter(temporary.ledger, chain: .bitcoinRegtest)
    try writer.append(block(0, [coinbase(1)]))
    expectRefusal(.order, writer, block(0, [coinbase(2)]))
    expectRefusal(.link, writer, block(2, [coinbase(2)]))
    var stray = block(1, [coinbase(2)])
    stray.height = 1
    stray.parent = hash(5)
    expectRefusal(.link, writer, stray)
    var later = block(9, [coinbase(2)])
    later.height = 9
    try writer.append(later)
    #expect(writer.tipHeight == 9)
  }

  @Test func theBlockBehindGenesisNeedsNoHeight() throws {
    // Bitcoin's genesis hash; CAIP-2 names the chain by its first 32 digits.
    let genesis = try #require(
      Hash32(
        reversedHex: "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"))
    let writer = try UTXOChainWriter(temporary.ledger, chain: .bitcoin)
    var first = block(1, [coinbase(1)])
    first.parent = genesis
    try writer.append(first)
    #expect(writer.tipHeight == 1)
  }

  @Test func aRepeatedIdIsSpentFromTheLatest() throws {
    let writer = try UTXOChainWriter(temporary.ledger, chain: .bitcoinRegtest)
    try writer.append(block(0, [coinbase(1)]))
    try writer.commit()
    try writer.append(block(1, [coinbase(1)]))
    try writer.append(block(2, [coinbase(2), spend(3, of: 1)]))
    try writer.commit()
    let chain = try temporary.ledger.openUTXOChain(.bitcoinRegtest)
    #expect(chain.previous(ofInput: 0) == .output(1))
    #expect(chain.outputRow(of: Outpoint(transaction: hash(1), index: 0)) == 1)
    #expect(chain.transactionOrdinals(of: hash(1)) == [0, 1])
    #expect(chain.spender(ofOutput: 0) == nil)
    #expect(chain.spender(ofOutput: 1) == 0)
  }

  @Test func childrenMayStandBeforeParentsOnBitcoinCashAlone() throws {
    let early = [coinbase(1), spend(3, of: 2, value: 30), spend(2, of: 10)]
    for (chain, isAllowed) in [(ChainID.bitcoinCashRegtest, true), (.bitcoinRegtest, false)] {
      let writer = try UTXOChainWriter(temporary.ledger, chain: chain)
      try writer.append(block(0, [coinbase(10)]))
      guard isAllowed else {
        expectRefusal(.invalidBlock, writer, block(1, early), contains: "stands behind it")
        continue
      }
      try writer.append(block(1, early))
      try writer.commit()
      let ledger = try temporary.ledger.openUTXOChain(chain)
      #expect(ledger.previous(ofInput: 0) == .output(3))
      #expect(ledger.spender(ofOutput: 3) == 0)
    }
  }

  @Test func aCircleOfSpendsIsRefused() throws {
    let writer = try UTXOChainWriter(temporary.ledger, chain: .bitcoinCashRegtest)
    let circle = block(0, [coinbase(1), spend(2, of: 3), spend(3, of: 2)])
    expectRefusal(.invalidBlock, writer, circle, contains: "depends on its own")
    expectRefusal(.invalidBlock, writer, block(0, [coinbase(1), spend(2, of: 2)]))
    expectRefusal(.invalidBlock, writer, block(0, [coinbase(1), coinbase(2)]))
    expectRefusal(.invalidBlock, writer, block(0, [coinbase(1), spend(1, of: 9)]))
  }
}
