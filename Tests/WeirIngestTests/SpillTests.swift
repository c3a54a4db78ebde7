import Testing
import WeirCodecs
import WeirModel
import WeirTesting

@testable import WeirIngest

/// What goes to a temporary file comes back as it was.
@Suite struct SpillTests {
  private static func account(_ byte: UInt8) -> AccountKey {
    AccountKey(
      kind: .evm, hash: Hash32(words: (UInt64(byte) << 56, 2, 3 << 32, 0)), count: 20)
  }

  private static let hash = Hash32(words: (1, 2, 3, .max))
  private static let wide = UInt256(high: .max - 5, low: 7)
  private static let place = EVMPlace(
    block: 9, blockHash: hash, transaction: Hash32(words: (4, 5, 6, 7)), index: 3)

  /// Every kind, with every field set, and with every field that may be missing missing.
  static let records: [EVMRecord] = {
    var block = EVMBlockRecord(number: 9, time: Timestamp(seconds: -5))
    let bare = EVMRecord.block(block)
    (block.hash, block.parent, block.miner) = (hash, .zero, account(1))
    (block.baseFee, block.uncleCount, block.transactionCount) = (wide, 2, 1)
    block.withdrawals = [EVMWithdrawal(index: 4, to: account(2), amount: Amount(wide))]
    block.transactions = [hash, .zero]
    var transaction = EVMTransactionRecord(
      place: EVMPlace(), from: account(1), to: nil, value: .zero)
    let bareTransaction = EVMRecord.transaction(transaction)
    (transaction.place, transaction.to, transaction.value) = (place, account(3), Amount(wide))
    (transaction.gasPrice, transaction.maxFee, transaction.maxPriorityFee) = (1, wide, 3)
    (transaction.minted, transaction.time) = (Amount(wide), Timestamp(seconds: 12))
    let log = EVMLogRecord(
      place: place, logIndex: 8, contract: account(4), topics: [hash, .zero],
      data: [UInt8](0...255))
    var receipt = EVMReceiptRecord(place: EVMPlace(), succeeded: nil, gasUsed: 21_000)
    let bareReceipt = EVMRecord.receipt(receipt)
    (receipt.place, receipt.succeeded, receipt.effectiveGasPrice) = (place, false, wide)
    (receipt.contract, receipt.layer1Fee) = (account(5), 6)
    (receipt.blobGasUsed, receipt.blobGasPrice, receipt.logs) = (7, 8, [log, log])
    let transfer = EVMTransferRecord(
      place: place, logIndex: 1, token: account(6), from: account(7), to: account(8), value: wide)
    let calls = [
      EVMCall(kind: .create, path: [], from: account(1), to: nil, value: nil, failed: true),
      EVMCall(
        kind: .fork, path: [0, .max], from: nil, to: account(2), value: Amount(wide),
        failed: false, childCount: 3),
    ]
    return [
      bare, .block(block), bareTransaction, .transaction(transaction), bareReceipt,
      .receipt(receipt), .log(log), .transfer(transfer),
      .trace(EVMTraceRecord(place: place, calls: calls, isTopOnly: true)),
      .trace(EVMTraceRecord(place: EVMPlace(), calls: [])),
    ]
  }()

  @Test(arguments: records.indices) func `a record comes back whole`(index: Int) throws {
    let record = Self.records[index]
    var writer = SpillWriter()
    record.spill(to: &writer)
    var reader = SpillReader(writer.bytes)
    #expect(try EVMRecord(from: &reader) == record)
    // Cut anywhere, it is an error and no trap.
    for count in 0..<writer.bytes.count {
      var short = SpillReader(Array(writer.bytes[..<count]))
      #expect(throws: IngestError.self) { try EVMRecord(from: &short) }
    }
  }

  @Test func `a table's transfer comes back whole`() throws {
    let other = try #require(AssetID("eip155:1/slip44:966"))
    let assets: [AssetKey] = [
      .native, .erc20(Self.account(1)), .erc721(Self.account(2), token: Self.wide), .other(other),
    ]
    for asset in assets {
      let move = Move(
        kind: .table, from: Self.account(3), to: nil, asset: asset, amount: Amount(Self.wide))
      let transfer = TableTransfer(
        line: 12, block: 5, time: Timestamp(seconds: 9), blockHash: Self.hash, transaction: nil,
        index: 4, order: .init(.call, 77), move: move)
      var writer = SpillWriter()
      SourcedTransfer(file: 3, transfer: transfer).spill(to: &writer)
      var reader = SpillReader(writer.bytes)
      let back = try SourcedTransfer(from: &reader)
      #expect(back.transfer == transfer)
      #expect(back.file == 3)
    }
  }

  @Test(arguments: caseSeeds(20))
  func `sorting keeps every element, in order of key and then of coming`(seed: UInt64) throws {
    struct Item: Spillable, Equatable {
      let key: UInt64
      let number: UInt64
      var weight: Int { 1 }

      init(key: UInt64, number: UInt64) {
        self.key = key
        self.number = number
      }

      func spill(to writer: inout SpillWriter) {
        writer.put(key)
        writer.put(number)
      }

      init(from reader: inout SpillReader) throws(IngestError) {
        key = try reader.uint64()
        number = try reader.uint64()
      }
    }
    var random = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let limit = Int.random(in: 1...40, using: &random)
    var sorter = KeySorter<Item>(directory: folder.path, weightLimit: limit)
    // Enough for runs of runs: 32 runs of one element are merged into one.
    let items = (0..<UInt64.random(in: 0...1_500, using: &random)).map {
      Item(key: UInt64.random(in: 0...99, using: &random), number: $0)
    }
    for item in items { try sorter.add(item, key: item.key) }
    for _ in 0..<2 {
      var sorted: [Item] = []
      var groups = try sorter.groups()
      while let (key, group) = try groups.next() {
        #expect(group.allSatisfy { $0.key == key })
        sorted += group
      }
      let expected = items.sorted { ($0.key, $0.number) < ($1.key, $1.number) }
      #expect(sorted == expected, "seed \(seed)")
    }
  }
}
