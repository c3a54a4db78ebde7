import Testing
import WeirCodecs
import WeirModel

/// ethereum-etl's test data: nodes' answers and the rows that the exporter makes of them.
@Suite(.enabled(if: PublicData.isPresent)) struct EVMExportFileTests {
  private static let folder = "data/ethereum/etl"

  private func records(_ paths: String...) throws -> [EVMRecord] {
    try paths.flatMap { try EVMTesting.records(file: "\(Self.folder)/\($0)") }
  }

  private func answers(_ folder: String, _ prefix: String) throws -> [EVMRecord] {
    try PublicData.files(in: "\(Self.folder)/\(folder)", prefix: "web3_response." + prefix)
      .flatMap { try EVMTesting.records(file: $0) }
  }

  /// Rows of a small CSV without quoted line breaks, as records.
  private func rows(_ path: String, _ table: EVMRow.Table) throws -> [EVMRecord] {
    let text = String(decoding: try PublicData.bytes("\(Self.folder)/\(path)"), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
    guard let head = lines.first?.split(separator: ",").map(String.init) else { return [] }
    return try lines.dropFirst().enumerated().flatMap { number, line in
      var cells = [""]
      var isQuoted = false
      for character in line {
        switch character {
        case "\"": isQuoted.toggle()
        case "," where !isQuoted: cells.append("")
        default: cells[cells.count - 1].append(character)
        }
      }
      let row = Dictionary(zip(head, cells), uniquingKeysWith: { first, _ in first })
      return try EVMRow(place: "line \(number + 2)", cells: { row[$0] }).records(of: table)
    }
  }

  // MARK: Blocks and transactions

  @Test(arguments: [
    "block_with_logs", "block_without_transactions", "blocks_with_transactions",
  ])
  func `a block's transactions are those of the exporter's rows`(name: String) throws {
    let folder = "test_export_blocks_job/\(name)"
    let answers = try answers(folder, "eth_getBlockByNumber")
    let rows = try rows("\(folder)/expected_transactions.csv", .transactions)
    #expect(!answers.isEmpty)
    #expect(transactions(answers) == transactions(rows))
    #expect(
      headers(answers) == headers(try self.rows("\(folder)/expected_blocks.csv", .blocks)))
  }

  /// Sender, recipient and value by place; the exporter's rows name the block by number and hash.
  private func transactions(_ records: [EVMRecord]) -> [EVMPlace: [String]] {
    var found: [EVMPlace: [String]] = [:]
    for case .transaction(let record) in records {
      let to = record.to?.payload.hex ?? ""
      found[record.place] = [record.from.payload.hex, to, record.value.description]
    }
    return found
  }

  private func headers(_ records: [EVMRecord]) -> [UInt64: EVMBlockRecord] {
    var found: [UInt64: EVMBlockRecord] = [:]
    for case .block(var record) in records {
      // Rows give only the number of transactions.
      record.transactions = nil
      found[record.number] = record
    }
    return found
  }

  @Test func `withdrawals in rows are gwei`() throws {
    let path = "test_export_blocks_job/blocks_with_transactions_and_withdrawals"
    for case .block(let block) in try records("\(path)/expected_blocks.json") {
      let withdrawals = try #require(block.withdrawals)
      #expect(withdrawals.count == 16)
      if block.number == 17_173_049 {
        // Its first row: 45762059 gwei.
        #expect(withdrawals.first?.amount == Amount(45_762_059_000_000_000))
      }
    }
  }

  // MARK: Receipts and logs

  @Test func `receipts are those of the exporter's rows`() throws {
    let folder = "test_export_receipts_job/receipts_with_logs"
    let answers = try answers(folder, "eth_getTransactionReceipt")
    let csv = try rows("\(folder)/expected_receipts.csv", .receipts)
    let json = try records("\(folder)/expected_receipts.json")
    #expect(receipts(answers).count == 4)
    #expect(receipts(answers) == receipts(csv))
    #expect(receipts(answers) == receipts(json))
    let logs = answers.flatMap { record -> [EVMLogRecord] in
      if case .receipt(let receipt) = record { receipt.logs ?? [] } else { [] }
    }
    #expect(Set(logs.map { EVMRecord.log($0) }) == Set(try records("\(folder)/expected_logs.json")))
    #expect(
      Set(logs.map { EVMRecord.log($0) }) == Set(try rows("\(folder)/expected_logs.csv", .logs)))
  }

  private func receipts(_ records: [EVMRecord]) -> [Hash32: EVMReceiptRecord] {
    var found: [Hash32: EVMReceiptRecord] = [:]
    for case .receipt(var record) in records {
      record.logs = nil
      if let hash = record.place.transaction { found[hash] = record }
    }
    return found
  }

  /// Before Byzantium a receipt has a root instead of a status: the value is taken, and the block
  /// says that it is not known whether it moved.
  @Test func `receipts without status leave the outcome unknown`() throws {
    let result = try EVMTesting.assembler().assemble(
      answers("test_export_blocks_job/block_with_logs", "eth_getBlockByNumber")
        + answers("test_export_receipts_job/receipts_with_logs", "eth_getTransactionReceipt"))
    #expect(result.block.transactions.count == 5)
    #expect(result.notes == [.unknownOutcome: 4])
    #expect(result.block.coverage == [.tokens, .fees, .issuance])
    // Gas 50,853 + 50,853 + 21,000 + 21,000 at 50 gwei.
    let fees = result.block.moves(.feeTip).reduce(Amount.zero) { $0 + $1.amount }
    #expect(fees == Amount(143_706 * 50_000_000_000))
  }

  @Test func `token transfers are those of the exporter's rows`() throws {
    let folder = "test_export_token_transfers_job/block_with_transfers"
    let logs = try answers(folder, "eth_getFilterLogs")
    let rows = try rows("\(folder)/expected_token_transfers.csv", .tokenTransfers)
    // The rows alone, with a time that neither states; both together agree.
    let block = EVMRecord.block(EVMBlockRecord(number: 483_920, time: Timestamp(seconds: 0)))
    let alone = try EVMTesting.assembler().assemble(rows + [block])
    let joined = try EVMTesting.assembler().assemble(logs + rows + [block])
    #expect(alone.notes == [.standardNotStated: 2, .placesByLogs: 1])
    #expect(joined.notes == [:] || joined.notes == [.placesByLogs: 1])
    #expect(joined.block.moves.map(\.amount) == [100_000, 200_000])
    #expect(alone.block.moves.map(\.amount) == [100_000, 200_000])
    #expect(joined.block.moves.map(\.from) == alone.block.moves.map(\.from))
  }

  @Test func `of 291 rows 282 are ERC-20 and nine ERC-721`() throws {
    let folder = "test_stream/blocks_17173049_17173050"
    var all: [EVMRecord] = []
    for table in ["blocks", "transactions", "logs", "token_transfers"] {
      all += try records("\(folder)/expected_\(table).json")
    }
    let rows = all.filter { if case .transfer = $0 { true } else { false } }
    #expect(rows.count == 291)
    var erc20 = 0
    var erc721 = 0
    var zero = 0
    for number: UInt64 in [17_173_049, 17_173_050] {
      let result = try EVMTesting.assembler().assemble(all.filter { $0.place.block == number })
      for move in result.block.moves(.token, .mint, .burn) {
        switch move.asset {
        case .erc20: erc20 += 1
        case .erc721: erc721 += 1
        default: break
        }
      }
      zero += result.notes[.zeroTransfer] ?? 0
      #expect(result.notes[.standardNotStated] == nil)
      // Statuses are there, traces are not; the rows of receipts hold no logs.
      #expect(result.block.coverage == [.transactions, .fees, .issuance])
      #expect(result.block.moves(.withdrawal).count == 16)
    }
    // Transfers of zero move nothing and are counted apart.
    #expect(erc20 + zero == 282)
    #expect(erc721 == 9)
  }

  @Test func `WETH is wrapped thirty times and unwrapped thirty-one times`() throws {
    // Counted in `expected_logs.json` by topic and contract.
    let all =
      try records("test_stream/blocks_17173049_17173050/expected_logs.json")
      + records("test_stream/blocks_17173049_17173050/expected_blocks.json")
    var wraps = 0
    var unwraps = 0
    for number: UInt64 in [17_173_049, 17_173_050] {
      let result = try EVMTesting.assembler().assemble(all.filter { $0.place.block == number })
      wraps += result.block.moves(.wrap).count
      unwraps += result.block.moves(.unwrap).count
    }
    #expect(wraps == 30)
    #expect(unwraps == 31)
  }

  // MARK: Streams

  @Test func `block, receipts and rows of one block make the same facts`() throws {
    let folder = "test_stream/blocks_1755634_1755635"
    let answers =
      try answers(folder, "eth_getBlockByNumber_0x1ac9f3")
      + answers(folder, "eth_getTransactionReceipt")
    var rows: [EVMRecord] = []
    for table in ["blocks", "transactions", "logs", "token_transfers"] {
      rows += try records("\(folder)/expected_\(table).json").filter {
        $0.place.block == 1_755_635
      }
    }
    let first = try EVMTesting.assembler().assemble(answers)
    let second = try EVMTesting.assembler().assemble(rows)
    let both = try EVMTesting.assembler().assemble(rows + answers)
    #expect(first.block.moves == second.block.moves)
    #expect(first.block.moves == both.block.moves)
    #expect(first.block.hash == second.block.hash)
    // One token transfer of 5 × 10^18, one value of 0x5a178a89b930e00, two fees, one reward.
    #expect(first.block.moves(.token).map(\.amount) == [5_000_000_000_000_000_000])
    #expect(first.block.moves(.transaction).map(\.amount) == [405_738_107_000_000_000])
    #expect(first.block.moves(.feeTip).count == 2)
    #expect(first.block.moves(.reward).map(\.amount) == [5_000_000_000_000_000_000])
  }

  // MARK: Traces

  /// The rows repeat the answers; `to` of a failed creation and of a static call aside.
  @Test(arguments: [
    "block_with_create", "block_with_error", "block_with_subtraces", "block_with_suicide",
    "block_without_transactions",
  ])
  func `flat traces are those of the exporter's rows`(name: String) throws {
    let folder = "test_export_traces_job/\(name)"
    let answers = try answers(folder, "trace_block")
    let rows = try rows("\(folder)/expected_traces.csv", .traces)
    #expect(calls(answers) == calls(rows))
  }

  private struct PlacedCall: Hashable {
    let block: UInt64?
    let index: UInt32?
    let call: EVMCall
  }

  private func calls(_ records: [EVMRecord]) -> Set<PlacedCall> {
    var found: Set<PlacedCall> = []
    for case .trace(let record) in records {
      for call in record.calls {
        found.insert(
          PlacedCall(block: record.place.block, index: record.place.index, call: call))
      }
    }
    return found
  }

  @Test(
    arguments: [
      ("block_with_create", 1_000_690), ("block_with_error", 1_000_895),
      ("block_with_subtraces", 1_000_000), ("block_with_suicide", 1_011_973),
    ] as [(String, UInt64)])
  func `call trees are those of the exporter's rows`(name: String, number: UInt64) throws {
    let folder = "test_extract_geth_traces_job/\(name)"
    let lines = try records("\(folder)/geth_traces.json")
    let rows = try rows("\(folder)/expected_traces.csv", .traces)
    #expect(calls(lines) == calls(rows))
    // The node's own answer names no block: whoever asked for it says which.
    let files = try PublicData.files(in: "\(Self.folder)/\(folder)", prefix: "web3_response")
    let file = try #require(files.first)
    let answer = try EVMTesting.records(file: file, at: EVMPlace(block: number))
    #expect(calls(answer) == calls(lines))
    #expect(throws: JSONError.self) { try EVMTesting.records(file: file) }
  }

  @Test func `a self-destruction that geth wrote without value is not whole`() throws {
    let block = EVMRecord.block(
      EVMBlockRecord(number: 1_011_973, time: Timestamp(seconds: 0), transactionCount: 1))
    let geth = try EVMTesting.assembler().assemble(
      records("test_extract_geth_traces_job/block_with_suicide/geth_traces.json") + [block])
    #expect(geth.notes == [.selfDestructWithoutValue: 1])
    #expect(!geth.block.coverage.contains(.native))
    #expect(geth.block.moves(.selfDestruct).isEmpty)
    // Parity's trace of the same block has it: 0.05 ether.
    let parity = try EVMTesting.assembler().assemble(
      answers("test_export_traces_job/block_with_suicide", "trace_block") + [block])
    #expect(parity.block.moves(.selfDestruct).map(\.amount) == [50_000_000_000_000_000])
    #expect(parity.block.coverage.contains(.native))
    #expect(parity.block.moves(.reward).map(\.amount) == [5_000_000_000_000_000_000])
  }

  @Test func `a failed call moves nothing, its neighbour does`() throws {
    let block = EVMRecord.block(
      EVMBlockRecord(number: 1_000_895, time: Timestamp(seconds: 0), transactionCount: 2))
    let result = try EVMTesting.assembler().assemble(
      answers("test_export_traces_job/block_with_error", "trace_block") + [block])
    #expect(result.block.moves(.transaction).map(\.amount) == [1_100_000_000_000_000_000])
  }
}
