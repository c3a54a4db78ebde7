import Testing
import WeirCodecs
import WeirModel

@Suite struct EVMBlockAssemblerTests {
  private static let miner = 9
  private static let time = Timestamp(seconds: 1_700_000_000)

  private func header(
    _ count: Int, baseFee: UInt64? = 7, withdrawals: [EVMWithdrawal]? = []
  ) throws -> EVMBlockRecord {
    EVMBlockRecord(
      number: 19_000_000, hash: try EVMTesting.hash(255), parent: try EVMTesting.hash(254),
      time: Self.time, miner: try EVMTesting.account(Self.miner),
      baseFee: baseFee.map { UInt256($0) }, withdrawals: withdrawals, transactionCount: count,
      transactions: try (0..<count).map { try EVMTesting.hash($0) })
  }

  private func place(_ index: Int) throws -> EVMPlace {
    EVMPlace(
      block: 19_000_000, transaction: try EVMTesting.hash(index), index: UInt32(index))
  }

  private func transaction(
    _ index: Int, from: Int = 1, to: Int? = 2, value: Amount = 100
  ) throws -> EVMTransactionRecord {
    EVMTransactionRecord(
      place: try place(index), from: try EVMTesting.account(from),
      to: try to.map { try EVMTesting.account($0) }, value: value, gasPrice: UInt256(10))
  }

  private func receipt(
    _ index: Int, succeeded: Bool? = true, logs: [EVMLogRecord]? = []
  ) throws -> EVMReceiptRecord {
    EVMReceiptRecord(
      place: try place(index), succeeded: succeeded, gasUsed: UInt256(21_000),
      effectiveGasPrice: UInt256(10), logs: logs)
  }

  private func call(
    _ path: [UInt32], _ from: Int, _ to: Int, _ value: Amount, kind: EVMCall.Kind = .call,
    failed: Bool = false, children: UInt32 = 0
  ) throws -> EVMCall {
    EVMCall(
      kind: kind, path: path, from: try EVMTesting.account(from), to: try EVMTesting.account(to),
      value: value, failed: failed, childCount: children)
  }

  private func move(
    _ kind: MoveKind, _ from: Int?, _ to: Int?, _ amount: Amount, _ asset: AssetKey = .native
  ) throws -> Move {
    Move(
      kind: kind, from: try from.map { try EVMTesting.account($0) },
      to: try to.map { try EVMTesting.account($0) }, asset: asset, amount: amount)
  }

  private func refusal(_ records: [EVMRecord]) -> EVMError? {
    do throws(EVMError) {
      _ = try EVMTesting.assembler().assemble(records)
      return nil
    } catch {
      return error
    }
  }

  // MARK: Order and fees

  /// 21,000 gas at 10 wei: 7 burnt, 3 to the proposer.
  @Test func `fees stand first, withdrawals end the block`() throws {
    let withdrawal = EVMWithdrawal(index: 1, to: try EVMTesting.account(5), amount: 77)
    let result = try EVMTesting.assembler().assemble([
      .receipt(try receipt(0)), .transaction(try transaction(0)),
      .block(try header(1, withdrawals: [withdrawal])),
    ])
    #expect(result.block.transactions.map(\.index) == [0, 1])
    #expect(
      try result.block.transactions[0].moves == [
        move(.feeBurn, 1, nil, 147_000), move(.feeTip, 1, 9, 63_000), move(.transaction, 1, 2, 100),
      ])
    #expect(try result.block.transactions[1].moves == [move(.withdrawal, nil, 5, 77)])
    #expect(result.block.transactions[1].hash == nil)
    #expect(result.block.coverage == [.transactions, .tokens, .fees, .issuance])
    #expect(result.notes.isEmpty)
  }

  @Test func `a failed transaction pays and moves nothing`() throws {
    let result = try EVMTesting.assembler().assemble([
      .receipt(try receipt(0, succeeded: false)), .transaction(try transaction(0)),
      .block(try header(1)),
    ])
    #expect(result.block.moves.map(\.kind) == [.feeBurn, .feeTip])
    #expect(result.block.coverage.contains(.transactions))
  }

  @Test func `before EIP-1559 the miner gets the whole fee`() throws {
    let result = try EVMTesting.assembler().assemble([
      .receipt(try receipt(0)), .transaction(try transaction(0)),
      .block(try header(1, baseFee: nil)),
    ])
    #expect(try result.block.moves(.feeTip, .feeBurn) == [move(.feeTip, 1, 9, 210_000)])
  }

  @Test func `without a header the fee's split is not known`() throws {
    var transaction = try transaction(0)
    transaction.time = Self.time
    let result = try EVMTesting.assembler().assemble([
      .receipt(try receipt(0)), .transaction(transaction),
    ])
    #expect(try result.block.moves.first == move(.fee, 1, nil, 210_000))
    #expect(result.block.coverage.isEmpty)
  }

  @Test func `a rollup's base fee and data fee go to its vaults`() throws {
    let chain = try #require(ChainID("eip155:10"))
    var receipt = try receipt(0)
    receipt.layer1Fee = UInt256(5_000)
    let result = try EVMTesting.assembler(chain).assemble([
      .receipt(receipt), .transaction(try transaction(0, value: 0)), .block(try header(1)),
    ])
    let vault = try EVMTesting.account("0x4200000000000000000000000000000000000019")
    let layer1 = try EVMTesting.account("0x420000000000000000000000000000000000001a")
    #expect(result.block.moves.map(\.kind) == [.fee, .feeTip, .feeLayer1])
    #expect(result.block.moves.map(\.to) == [vault, try EVMTesting.account(9), layer1])
    #expect(result.block.moves.map(\.amount) == [147_000, 63_000, 5_000])
  }

  @Test func `blobs are burnt`() throws {
    var receipt = try receipt(0)
    receipt.blobGasUsed = UInt256(131_072)
    receipt.blobGasPrice = UInt256(3)
    let result = try EVMTesting.assembler().assemble([
      .receipt(receipt), .transaction(try transaction(0)), .block(try header(1)),
    ])
    #expect(try result.block.moves(.feeBlob) == [move(.feeBlob, 1, nil, 393_216)])
    receipt.blobGasPrice = nil
    let unknown = try EVMTesting.assembler().assemble([
      .receipt(receipt), .transaction(try transaction(0)), .block(try header(1)),
    ])
    #expect(!unknown.block.coverage.contains(.fees))
  }

  @Test func `a creation credits the receipt's contract`() throws {
    var receipt = try receipt(0)
    receipt.contract = try EVMTesting.account(6)
    let result = try EVMTesting.assembler().assemble([
      .receipt(receipt), .transaction(try transaction(0, to: nil)), .block(try header(1)),
    ])
    #expect(try result.block.moves(.create) == [move(.create, 1, 6, 100)])
  }

  @Test func `no record's place changes what comes out`() throws {
    var records: [EVMRecord] = [.block(try header(2))]
    for index in 0..<2 {
      records += [.transaction(try transaction(index)), .receipt(try receipt(index))]
      records.append(
        .trace(EVMTraceRecord(place: try place(index), calls: [try call([], 1, 2, 100)])))
    }
    let expected = try EVMTesting.assembler().assemble(records).block.moves
    for shift in records.indices {
      let turned = Array(records[shift...] + records[..<shift])
      #expect(try EVMTesting.assembler().assemble(turned).block.moves == expected)
      #expect(try EVMTesting.assembler().assemble(turned.reversed()).block.moves == expected)
    }
  }

  // MARK: Traces

  private func traced(_ calls: [EVMCall]) throws -> EVMAssembly {
    try EVMTesting.assembler().assemble([
      .block(try header(1)), .transaction(try transaction(0)), .receipt(try receipt(0)),
      .trace(EVMTraceRecord(place: try place(0), calls: calls)),
    ])
  }

  @Test func `calls stand in pre-order, and what failed takes all beneath with it`() throws {
    let result = try traced([
      call([1], 2, 4, 30), call([], 1, 2, 100, children: 3),
      call([0], 2, 3, 20, failed: true, children: 1), call([0, 0], 3, 5, 10),
      call([2], 2, 7, 0, kind: .create, children: 1), call([2, 0], 7, 8, 5),
    ])
    #expect(
      try result.block.moves(.transaction, .call, .create) == [
        move(.transaction, 1, 2, 100), move(.call, 2, 4, 30), move(.create, 2, 7, 0),
        move(.call, 7, 8, 5),
      ])
    #expect(result.block.coverage.contains(.native))
  }

  @Test func `static, delegate and code calls move nothing, calls beneath them do`() throws {
    let result = try traced([
      call([], 1, 2, 100, children: 1), call([0], 2, 3, 100, kind: .still, children: 1),
      call([0, 0], 2, 4, 7),
    ])
    #expect(try result.block.moves(.call) == [move(.call, 2, 4, 7)])
  }

  @Test func `a page of a flat trace that is missing is noticed`() throws {
    for missing in [
      [try call([], 1, 2, 100, children: 2), try call([0], 2, 3, 1)],
      [try call([], 1, 2, 100), try call([0, 0], 2, 3, 1)],
    ] {
      let result = try traced(missing)
      #expect(result.notes == [.incompleteTrace: 1])
      #expect(!result.block.coverage.contains(.native))
      #expect(try result.block.moves(.transaction) == [move(.transaction, 1, 2, 100)])
    }
  }

  @Test func `a contract that leaves its balance to itself destroys it before EIP-6780`() throws {
    // The header's time is before 1,710,338,135.
    let result = try traced([
      call([], 1, 2, 100, children: 1), call([0], 2, 2, 500, kind: .selfDestruct),
    ])
    #expect(try result.block.moves(.selfDestruct) == [move(.selfDestruct, 2, nil, 500)])
  }

  @Test func `a trace that says another value than the block is refused`() throws {
    let error = refusal([
      .block(try header(1)), .transaction(try transaction(0)),
      .trace(EVMTraceRecord(place: try place(0), calls: [try call([], 1, 2, 99)])),
    ])
    #expect(error?.code == .disagreement)
  }

  @Test func `a trace that failed where the receipt did not is refused`() throws {
    let error = refusal([
      .block(try header(1)), .transaction(try transaction(0)), .receipt(try receipt(0)),
      .trace(EVMTraceRecord(place: try place(0), calls: [try call([], 1, 2, 100, failed: true)])),
    ])
    #expect(error?.code == .disagreement)
  }

  // MARK: Disagreements

  @Test func `two hashes of one block are refused`() throws {
    var receipt = try receipt(0)
    receipt.place.blockHash = try EVMTesting.hash(1)
    let error = refusal([.block(try header(1)), .receipt(receipt)])
    #expect(error?.code == .disagreement)
    #expect(error?.description == "block 19000000: two sources disagree about its hash")
  }

  @Test func `a receipt of a transaction that the block does not have is refused`() throws {
    var receipt = try receipt(0)
    receipt.place.transaction = try EVMTesting.hash(99)
    receipt.place.index = nil
    #expect(refusal([.receipt(receipt), .block(try header(1))])?.code == .unknownTransaction)
  }

  @Test func `one transaction at two places is refused`() throws {
    var receipt = try receipt(0)
    receipt.place.index = 1
    #expect(refusal([.receipt(receipt), .block(try header(2))])?.code == .disagreement)
  }

  @Test func `repeated logs are one, different logs of one index are refused`() throws {
    let token = try EVMTesting.account(20)
    var log = EVMLogRecord(
      place: try place(0), logIndex: 4, contract: token, topics: [], data: [])
    let records: [EVMRecord] = [
      .block(try header(2)), .log(log), .receipt(try receipt(0, logs: [log])),
    ]
    #expect(refusal(records) == nil)
    log.contract = try EVMTesting.account(21)
    #expect(refusal(records + [.log(log)])?.code == .disagreement)
    log.contract = token
    log.place = try place(1)
    #expect(refusal(records + [.log(log)])?.code == .disagreement)
  }

  @Test func `records of two blocks, or of none, are refused`() throws {
    var receipt = try receipt(0)
    receipt.place.block = 5
    #expect(refusal([.block(try header(1)), .receipt(receipt)])?.code == .missing)
    #expect(refusal([])?.code == .missing)
  }

  @Test func `a block without time is refused`() throws {
    #expect(refusal([.receipt(try receipt(0))])?.code == .missing)
  }

  @Test func `a fee above 256 bits is refused`() throws {
    var receipt = try receipt(0)
    receipt.gasUsed = .max
    #expect(
      refusal([.block(try header(1)), .transaction(try transaction(0)), .receipt(receipt)])?.code
        == .tooLarge)
  }

  @Test func `what the operator declares is covered`() throws {
    let result = try EVMTesting.assembler(declared: [.tokens]).assemble([
      .block(try header(1)), .transaction(try transaction(0)),
    ])
    #expect(result.block.coverage == [.tokens, .issuance])
  }

  // MARK: Issuance

  /// 2 ether since Constantinople and a 32nd for an uncle, whose own miner is not known.
  @Test func `mined blocks are rewarded`() throws {
    var header = try header(0, withdrawals: nil)
    header.number = 12_000_000
    header.uncleCount = 0
    let plain = try EVMTesting.assembler().assemble([.block(header)])
    #expect(try plain.block.moves == [move(.reward, nil, 9, 2_000_000_000_000_000_000)])
    #expect(plain.block.coverage.contains(.issuance))
    header.uncleCount = 1
    let uncle = try EVMTesting.assembler().assemble([.block(header)])
    #expect(try uncle.block.moves == [move(.reward, nil, 9, 2_062_500_000_000_000_000)])
    #expect(!uncle.block.coverage.contains(.issuance))
  }

  @Test func `an empty block covers everything`() throws {
    let result = try EVMTesting.assembler().assemble([.block(try header(0))])
    #expect(
      result.block.coverage == [.native, .tokens, .fees, .transactions, .issuance])
  }
}
