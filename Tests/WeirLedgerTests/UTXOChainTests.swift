import Testing
import WeirModel
import WeirTesting

@testable import WeirLedger

@Suite struct UTXOChainTests {
  static let chain = ChainID.bitcoinRegtest

  private func append(
    _ blocks: [UTXOBlock], to temporary: TemporaryLedger,
    commitAfter: (Int) -> Bool = { _ in false }
  ) throws {
    let writer = try UTXOChainWriter(temporary.ledger, chain: Self.chain, segmentBits: 4)
    for (index, block) in blocks.enumerated() {
      try writer.append(block)
      if commitAfter(index) { try writer.commit() }
    }
    try writer.commit()
  }

  @Test func whatWasAppendedIsReadBack() throws {
    var generator = seeded(11)
    for _ in 0..<8 {
      let random = RandomUTXOChain(blocks: 25, using: &generator)
      let temporary = TemporaryLedger()
      try append(random.blocks, to: temporary) { $0 % 4 == 3 }
      let chain = try temporary.ledger.openUTXOChain(Self.chain)
      #expect(chain.blockCount == 25)
      for (ordinal, expected) in random.blocks.enumerated() {
        let block = chain.block(at: UInt64(ordinal))
        #expect(block.height == UInt64(ordinal) && block.hash == expected.hash)
        #expect(block.work == expected.work && block.isVerified == expected.isVerified)
        let found = block.transactions.map { chain.transaction(at: $0, in: block) }
        #expect(found.map(\.id) == expected.transactions.map(\.id))
        for (found, expected) in zip(found, expected.transactions) {
          check(found, expected, chain)
        }
      }
      checkLookups(chain)
    }
  }

  private func check(
    _ found: UTXOChain.Transaction, _ expected: UTXOTransaction, _ chain: UTXOChain
  ) {
    #expect(chain.transaction(named: .hash(expected.id)) == found)
    #expect(found.inputs.count == expected.inputs.count)
    for (row, input) in zip(found.inputs, expected.inputs) {
      guard case .output(let output) = chain.previous(ofInput: row) else {
        Issue.record("expected a row of this ledger")
        continue
      }
      #expect(chain.outpoint(ofOutput: output) == input.previous)
      #expect(chain.transactionOrdinal(ofInput: row) == found.ordinal)
    }
    #expect(found.outputs.count == expected.outputs.count)
    for (row, output) in zip(found.outputs, expected.outputs) {
      let stored = chain.output(at: row)
      #expect(stored.value == output.value && stored.isSpendable == output.isSpendable)
      #expect(chain.key(of: stored.owner) == output.owner)
      #expect(chain.members(ofOutput: row).map(chain.key(of:)) == output.members)
      #expect(chain.transactionOrdinal(ofOutput: row) == found.ordinal)
    }
  }

  /// Spenders and owners against a scan of all rows.
  private func checkLookups(_ chain: UTXOChain) {
    var spenders: [UInt64: UInt64] = [:]
    for row in 0..<chain.inputCount {
      if case .output(let output) = chain.previous(ofInput: row) { spenders[output] = row }
    }
    var owned: [AccountIndex: [UInt64]] = [:]
    for row in 0..<chain.outputCount {
      #expect(chain.spender(ofOutput: row) == spenders[row])
      #expect(chain.outputRow(of: chain.outpoint(ofOutput: row)) == row)
      owned[chain.output(at: row).owner, default: []].append(row)
    }
    for id in 0..<UInt32(chain.accountCount) {
      let account = AccountIndex(rawValue: id)
      #expect(Array(chain.outputs(of: account)) == owned[account] ?? [])
      #expect(chain.account(chain.key(of: account)) == account)
    }
  }

  @Test func anyCommitGranularityGivesTheSameBytes() throws {
    var generator = seeded(12)
    for _ in 0..<4 {
      let random = RandomUTXOChain(blocks: 20, using: &generator)
      let once = TemporaryLedger()
      try append(random.blocks, to: once)
      let expected = try once.contents(of: Self.chain)
      for every in [1, 3, 7] {
        let often = TemporaryLedger()
        try append(random.blocks, to: often) { $0 % every == 0 }
        #expect(differences(try often.contents(of: Self.chain), expected) == [])
      }
      let reopened = TemporaryLedger()
      for block in random.blocks { try append([block], to: reopened) }
      #expect(differences(try reopened.contents(of: Self.chain), expected) == [])
    }
  }

  @Test func afterARollbackTheStaleBranchWasNeverThere() throws {
    var generator = seeded(13)
    for _ in 0..<6 {
      let random = RandomUTXOChain(blocks: 18, using: &generator)
      let keep = Int.random(in: 0...18, using: &generator)
      let straight = TemporaryLedger()
      try append(Array(random.blocks[..<keep]), to: straight)
      let there = TemporaryLedger()
      let writer = try UTXOChainWriter(there.ledger, chain: Self.chain, segmentBits: 4)
      for block in random.blocks { try writer.append(block) }
      try writer.rollback(toBlockCount: UInt64(keep))
      let expected = try straight.contents(of: Self.chain)
      #expect(differences(try there.contents(of: Self.chain), expected) == [])
      // What the stale branch spent is free again: the same blocks fit once more.
      for block in random.blocks[keep...] { try writer.append(block) }
      try writer.commit()
      let whole = TemporaryLedger()
      try append(random.blocks, to: whole)
      #expect(
        differences(try there.contents(of: Self.chain), try whole.contents(of: Self.chain)) == [])
    }
  }
}
