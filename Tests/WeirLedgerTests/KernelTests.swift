import Testing
import WeirModel
import WeirTesting

@testable import WeirLedger

@Suite struct KernelTests {
  static let chain = ChainID.ethereum

  /// Random columns, imported; small segments, so that kernels cross their borders.
  private func random(_ seed: UInt64, amounts: ClosedRange<UInt64>) throws
    -> (TemporaryLedger, AccountChain)
  {
    var generator = seeded(seed)
    let count = Int.random(in: 1...300, using: &generator)
    let accounts = UInt32.random(in: 1...40, using: &generator)
    let payers = (0..<count).map { _ in UInt32.random(in: 0...accounts, using: &generator) }
    let payees = (0..<count).map { _ in UInt32.random(in: 0...accounts, using: &generator) }
    let values = (0..<count).map { _ in UInt64.random(in: amounts, using: &generator) }
    let temporary = TemporaryLedger()
    let writer = try AccountChainWriter(
      temporary.ledger, chain: Self.chain, hashes: false, segmentBits: 6)
    try writer.importColumns(
      from: payers.span, to: payees.span, amounts: values.span, asset: .native,
      kind: .table, blocks: Self.blocks(of: count), account: RandomAccountChain.account16)
    return (temporary, try temporary.ledger.openAccountChain(Self.chain))
  }

  private static func blocks(of count: Int) -> [AccountChainWriter.ColumnBlock] {
    stride(from: 0, to: count, by: 7).map { row in
      AccountChainWriter.ColumnBlock(
        number: UInt64(row), time: Timestamp(seconds: Int64(row)), coverage: .native,
        transferCount: min(7, count - row))
    }
  }

  @Test func importedColumnsAreTheBytesOfAppendedBlocks() throws {
    let (imported, chain) = try random(41, amounts: 1...UInt64.max)
    let appended = TemporaryLedger()
    let writer = try AccountChainWriter(
      appended.ledger, chain: Self.chain, hashes: false, segmentBits: 6)
    for block in AccountChainTests.blocks(of: chain) { try writer.append(block) }
    try writer.commit()
    #expect(
      differences(
        try imported.contents(of: Self.chain), try appended.contents(of: Self.chain)) == [])
    _ = try imported.ledger.verify()
  }

  @Test func anImportIsContinuedByBlocks() throws {
    let columns: [UInt32] = [5, 3, 5, 1]
    let temporary = TemporaryLedger()
    let writer = try AccountChainWriter(
      temporary.ledger, chain: Self.chain, hashes: false, segmentBits: 4)
    try writer.importColumns(
      from: columns.span, to: [3, 5, 1, 5].span, amounts: [1, 2, 3, 4].span, asset: .native,
      kind: .table, blocks: Self.blocks(of: 4), account: RandomAccountChain.account16)
    let move = Move(
      kind: .table, from: RandomAccountChain.account16(3), to: RandomAccountChain.account16(9),
      asset: .native, amount: 7)
    try writer.append(
      AccountBlock(
        number: 9, hash: nil, parent: nil, time: Timestamp(seconds: 9), coverage: [],
        transactions: [AccountTransaction(hash: nil, index: 0, moves: [move])]))
    try writer.commit()
    let chain = try temporary.ledger.openAccountChain(Self.chain)
    // By first appearance: 5, 3, 1, then 9.
    #expect(chain.accountCount == 4)
    #expect(chain.transfer(at: 4).from == AccountIndex(rawValue: 1))
    #expect(chain.transfer(at: 4).to == AccountIndex(rawValue: 3))
    _ = try temporary.ledger.verify()
  }

  @Test func oneAccountUnderTwoNumbersIsRefused() throws {
    let temporary = TemporaryLedger()
    let writer = try AccountChainWriter(
      temporary.ledger, chain: Self.chain, hashes: false, segmentBits: 4)
    #expect {
      try writer.importColumns(
        from: [0, 1].span, to: [2, 3].span, amounts: [1, 1].span, asset: .native, kind: .table,
        blocks: Self.blocks(of: 2), account: { RandomAccountChain.account16($0 / 2) })
    } throws: { ($0 as? LedgerError)?.code == .invalidBlock }
    #expect(try temporary.ledger.openAccountChain(Self.chain).transferCount == 0)
  }

  /// Hop after hop over all rows, as the definition reads.
  private func naiveReach(_ chain: AccountChain, _ sources: [AccountIndex], _ hops: Int)
    -> [AccountIndex: UInt64]
  {
    var arrivals = Dictionary(sources.map { ($0, UInt64(0)) }) { first, _ in first }
    var frontier = Set(sources)
    for _ in 0..<hops {
      var next: [AccountIndex: UInt64] = [:]
      for row in 0..<chain.transferCount {
        let transfer = chain.transfer(at: row)
        guard let from = transfer.from, let to = transfer.to, frontier.contains(from),
          let arrival = arrivals[from], row + 1 > arrival,
          row + 1 < min(arrivals[to] ?? .max, next[to] ?? .max)
        else { continue }
        next[to] = row + 1
      }
      arrivals.merge(next) { $1 }
      frontier = Set(next.keys)
    }
    return arrivals
  }

  @Test(arguments: 50..<70 as Range<UInt64>) func temporalReachIsTheNaiveOne(_ seed: UInt64) throws
  {
    let (_, chain) = try random(seed, amounts: 1...100)
    let sources = [AccountIndex(rawValue: 0), AccountIndex(rawValue: 0)]
    for hops in [0, 1, 2, 6] {
      let expected = naiveReach(chain, sources, hops)
      let found = try chain.temporalReach(from: sources, hops: hops)
      #expect(found.count == UInt64(expected.count))
      #expect(found.arrivalSum == expected.values.reduce(0, +))
      for id in 0..<UInt32(chain.accountCount) {
        let account = AccountIndex(rawValue: id)
        #expect(found.arrival(at: account) == expected[account])
      }
    }
  }

  @Test(arguments: 70..<80 as Range<UInt64>) func componentsJoinWhatTransfersConnect(
    _ seed: UInt64
  ) throws {
    let (_, chain) = try random(seed, amounts: 1...100)
    // Labels spread until nothing changes.
    var labels = (0..<UInt32(chain.accountCount)).map { $0 }
    var isChanged = true
    while isChanged {
      isChanged = false
      for row in 0..<chain.transferCount {
        let transfer = chain.transfer(at: row)
        guard let from = transfer.from, let to = transfer.to else { continue }
        let label = min(labels[Int(from.rawValue)], labels[Int(to.rawValue)])
        for account in [from, to] where labels[Int(account.rawValue)] != label {
          labels[Int(account.rawValue)] = label
          isChanged = true
        }
      }
    }
    let components = try chain.components()
    #expect(components.count == UInt64(Set(labels).count))
    for (account, label) in labels.enumerated() {
      let found = components.representative(of: AccountIndex(rawValue: UInt32(account)))
      #expect(found.rawValue == label)
    }
  }

  @Test(arguments: 80..<100 as Range<UInt64>) func theNarrowHaircutIsTheWideOne(
    _ seed: UInt64
  ) throws {
    // Small amounts round often; big ones need 128 bits between; the biggest leave 64 bits.
    for amounts in [1...3, 1...1_000_000_007, (1 << 50)...(1 << 54), (1 << 62)...UInt64.max] {
      let (_, chain) = try random(seed, amounts: amounts)
      let asset = AssetIndex(rawValue: 0)
      let sources = [AccountIndex(rawValue: 0)]
      let narrow = try chain.haircut(of: asset, from: sources)
      let wide = try chain.wideHaircut(of: asset, from: sources)
      #expect(narrow.entered == wide.entered && narrow.held == wide.held)
      #expect(narrow.taintedAccountCount == wide.taintedAccountCount)
      for id in 0..<UInt32(chain.accountCount) {
        let account = AccountIndex(rawValue: id)
        #expect(narrow.taint(of: account) == wide.taint(of: account))
      }
    }
  }

  /// 3 stolen and 7 clean into one account, 10 out one by one: 30 % of each would be 0.3, so
  /// units go out whole and what stays and what goes always sum to 3.
  @Test func aHaircutTakesTheShareOfTheBalance() throws {
    let temporary = TemporaryLedger()
    let writer = try AccountChainWriter(
      temporary.ledger, chain: Self.chain, hashes: false, segmentBits: 4)
    // 0 is the thief, 1 is honest, 2 holds both and pays 3 half of it.
    try writer.importColumns(
      from: [0, 1, 2].span, to: [2, 2, 3].span, amounts: [300, 700, 500].span, asset: .native,
      kind: .table, blocks: Self.blocks(of: 3), account: RandomAccountChain.account16)
    let chain = try temporary.ledger.openAccountChain(Self.chain)
    let thief = try #require(chain.account(RandomAccountChain.account16(0)))
    let payee = try #require(chain.account(RandomAccountChain.account16(3)))
    let result = try chain.haircut(of: AssetIndex(rawValue: 0), from: [thief])
    // By hand: 300 × 500 ÷ 1000.
    #expect(result.taint(of: payee) == 150)
    #expect(result.entered == 300 && result.held == 300 && result.destroyed == 0)
  }
}

@Suite struct SpanTests {
  @Test func spansAreTheRows() throws {
    var generator = seeded(42)
    let temporary = TemporaryLedger()
    let writer = try AccountChainWriter(temporary.ledger, chain: .ethereum, segmentBits: 4)
    for block in RandomAccountChain(blocks: 20, using: &generator).blocks {
      try writer.append(block)
    }
    try writer.commit()
    let chain = try temporary.ledger.openAccountChain(.ethereum)
    var rows: UInt64 = 0
    for segment in 0..<chain.transferSegmentCount {
      chain.withTransfers(inSegment: segment) { spans in
        #expect(spans.firstRow == rows)
        for place in spans.from.indices {
          let transfer = chain.transfer(at: rows)
          let payer = spans.from[place]
          let kind = spans.kind[place]
          let asset = spans.asset[place]
          #expect((transfer.from ?? .nobody).rawValue == payer)
          #expect(transfer.asset.rawValue == asset && transfer.kind.rawValue == kind & 63)
          if kind & AccountChain.TransferSpans.isWide == 0 {
            let amount = spans.amount[place]
            #expect(transfer.amount == Amount(amount))
          }
          rows += 1
        }
      }
    }
    #expect(rows == chain.transferCount)
  }
}
