import Testing
import WeirModel
import WeirTesting

@testable import WeirLedger

@Suite struct AccountChainTests {
  static let chain = ChainID.ethereum

  /// Reads a chain back as the blocks that went in, without transactions that moved nothing.
  static func blocks(of chain: AccountChain) -> [AccountBlock] {
    (0..<chain.blockCount).map { ordinal in
      let block = chain.block(at: ordinal)
      return AccountBlock(
        number: block.number, hash: block.hash, parent: block.parent, time: block.time,
        coverage: block.coverage,
        transactions: block.transactions.map { ordinal in
          let transaction = chain.transaction(at: ordinal)
          return AccountTransaction(
            hash: transaction.hash, index: transaction.index,
            moves: transaction.transfers.map { move(at: $0, of: chain) })
        })
    }
  }

  static func move(at row: UInt64, of chain: AccountChain) -> Move {
    let transfer = chain.transfer(at: row)
    let asset = chain.assetID(of: transfer.asset)
    return Move(
      kind: transfer.kind, from: transfer.from.map(chain.key(of:)),
      to: transfer.to.map(chain.key(of:)), asset: .other(asset), amount: transfer.amount)
  }

  /// What a reader must give back for a block that was appended.
  static func expected(_ block: AccountBlock) -> AccountBlock {
    var block = block
    block.transactions = block.transactions.filter { !$0.moves.isEmpty }
    for index in block.transactions.indices {
      for place in block.transactions[index].moves.indices {
        let asset = block.transactions[index].moves[place].asset.id(on: chain)
        block.transactions[index].moves[place].asset = .other(asset)
      }
    }
    return block
  }

  @Test func whatWasAppendedIsReadBack() throws {
    var generator = seeded(1)
    for _ in 0..<8 {
      let random = RandomAccountChain(blocks: 30, using: &generator)
      let temporary = TemporaryLedger()
      let writer = try AccountChainWriter(temporary.ledger, chain: Self.chain, segmentBits: 4)
      for block in random.blocks { try writer.append(block) }
      try writer.commit()
      let chain = try temporary.ledger.openAccountChain(Self.chain)
      let found = Self.blocks(of: chain)
      #expect(found.count == random.blocks.count)
      for (found, block) in zip(found, random.blocks) {
        let expected = Self.expected(block)
        #expect(String(describing: found) == String(describing: expected))
      }
      checkLookups(chain)
    }
  }

  /// Every way into the chain against a scan of all rows.
  private func checkLookups(_ chain: AccountChain) {
    var paid: [AccountIndex: [UInt64]] = [:]
    var received: [AccountIndex: [UInt64]] = [:]
    for row in 0..<chain.transferCount {
      let transfer = chain.transfer(at: row)
      if let from = transfer.from { paid[from, default: []].append(row) }
      if let to = transfer.to { received[to, default: []].append(row) }
      #expect(chain.transaction(ofTransfer: row).transfers.contains(row))
      #expect(chain.block(at: chain.blockOrdinal(ofTransfer: row)).transfers.contains(row))
    }
    for id in 0..<UInt32(chain.accountCount) {
      let account = AccountIndex(rawValue: id)
      #expect(chain.account(chain.key(of: account)) == account)
      for from in [0, 7, chain.transferCount / 2, chain.transferCount] {
        let outgoing = (paid[account] ?? []).filter { $0 >= from }
        let incoming = (received[account] ?? []).filter { $0 >= from }
        #expect(Array(chain.rows(paidBy: account, from: from)) == outgoing)
        #expect(Array(chain.rows(paidTo: account, from: from)) == incoming)
        let all = Set(outgoing + incoming).sorted()
        #expect(Array(chain.rows(of: account, from: from)) == all)
      }
    }
    for ordinal in 0..<chain.transactionCount {
      let transaction = chain.transaction(at: ordinal)
      #expect(chain.transaction(named: chain.name(of: transaction)) == transaction)
      let place = TransactionName.place(
        block: chain.block(at: transaction.blockOrdinal).number, index: transaction.index)
      #expect(chain.transaction(named: place) == transaction)
    }
    #expect(chain.account(RandomAccountChain.account(1000)) == nil)
    #expect(chain.transaction(named: .hash(RandomAccountChain.hash(9, 9, 9))) == nil)
  }

  @Test func anyCommitGranularityGivesTheSameBytes() throws {
    var generator = seeded(2)
    for _ in 0..<4 {
      let random = RandomAccountChain(blocks: 24, using: &generator)
      let once = TemporaryLedger()
      try append(random.blocks, to: once) { _ in false }
      let expected = try once.contents(of: Self.chain)
      for every in [1, 2, 5] {
        let often = TemporaryLedger()
        try append(random.blocks, to: often) { $0 % every == 0 }
        #expect(differences(try often.contents(of: Self.chain), expected) == [])
      }
      let reopened = TemporaryLedger()
      for block in random.blocks { try append([block], to: reopened) { _ in false } }
      #expect(differences(try reopened.contents(of: Self.chain), expected) == [])
    }
  }

  private func append(
    _ blocks: [AccountBlock], to temporary: TemporaryLedger, commitAfter: (Int) -> Bool
  ) throws {
    let writer = try AccountChainWriter(temporary.ledger, chain: Self.chain, segmentBits: 4)
    for (index, block) in blocks.enumerated() {
      try writer.append(block)
      if commitAfter(index) { try writer.commit() }
    }
    try writer.commit()
  }

  @Test func afterARollbackTheStaleBranchWasNeverThere() throws {
    var generator = seeded(3)
    for _ in 0..<6 {
      let random = RandomAccountChain(blocks: 20, using: &generator)
      let keep = Int.random(in: 0...20, using: &generator)
      let straight = TemporaryLedger()
      try append(Array(random.blocks[..<keep]), to: straight) { _ in false }
      let there = TemporaryLedger()
      let writer = try AccountChainWriter(there.ledger, chain: Self.chain, segmentBits: 4)
      for block in random.blocks { try writer.append(block) }
      let isCommitted = Bool.random(using: &generator)
      if isCommitted { try writer.commit() }
      try writer.rollback(toBlockCount: UInt64(keep))
      #expect(
        differences(
          try there.contents(of: Self.chain), try straight.contents(of: Self.chain)) == [])
      for block in random.blocks[keep...] { try writer.append(block) }
      try writer.commit()
      let whole = TemporaryLedger()
      try append(random.blocks, to: whole) { _ in false }
      #expect(
        differences(try there.contents(of: Self.chain), try whole.contents(of: Self.chain)) == [])
    }
  }
}
