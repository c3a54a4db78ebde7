import Testing
import WeirModel
import WeirTesting

@testable import WeirCodecs

@Suite struct TransferTableTests {
  let a = TablesTesting.address(1)
  let b = TablesTesting.address(2)
  let c = TablesTesting.address(3)
  static let map = "time=when,block=height,from=payer,to=payee,amount=sum"

  @Test func `a map names the columns of any table`() throws {
    let rows = try TablesTesting.read(
      "when,height,payer,payee,sum\n100,7,\(a),\(b),25\n101,8,,\(b),5\n", map: Self.map)
    let (from, to) = (try TablesTesting.account(1), try TablesTesting.account(2))
    #expect(
      rows.transfers.map(\.move) == [
        Move(kind: .table, from: from, to: to, asset: .native, amount: 25),
        Move(kind: .table, from: nil, to: to, asset: .native, amount: 5),
      ])
    #expect(rows.transfers.map(\.block) == [7, 8])
    #expect(rows.transfers.map(\.time.seconds) == [100, 101])
  }

  @Test func `columns may state asset, place, fee, kind and status`() throws {
    let rows = try TablesTesting.read(
      "when\theight\tpayer\tpayee\tsum\twhat\tplace\tn\tlog\tcost\thow\tok\n"
        + "2024-01-02 03:04:05\t7\t\(a)\t\(b)\t1.5\teip155:1/erc20:\(c)\t3\t"
        + "\(TablesTesting.hash(5))"
        + "\t9\t21\ttoken\ttrue\n"
        + "2024-01-02T03:04:05Z\t7\t\(a)\t\(b)\t1.5\t\(c)\t4\t\(TablesTesting.hash(6))"
        + "\t9\t21\ttoken\tfailed\n",
      file: "t.tsv",
      map: Self.map + ",asset=what,index=place,tx=n,position=log,fee=cost,fee-units=base,kind=how,"
        + "status=ok,decimals=2")
    let contract = try TablesTesting.account(3)
    #expect(rows.transfers.map(\.move.kind) == [.fee, .token, .fee])
    #expect(rows.transfers[1].move.asset == .erc20(contract))
    #expect(rows.transfers[1].move.amount == 150)
    #expect(rows.transfers[1].order == .init(.log, 9))
    #expect(rows.transfers.map(\.index) == [3, 3, 4])
    #expect(rows.transfers.map(\.move.amount) == [21, 150, 21])
    #expect(rows.transfers[0].time == Timestamp("2024-01-02T03:04:05Z"))
  }

  @Test func `a constant asset and a comma in a column's name`() throws {
    let rows = try TablesTesting.read(
      "when,height,payer,payee,\"sum, exact\"\n1,2,\(a),\(b),5\n",
      map:
        "time=when,block=height,from=payer,to=payee,amount=sum\\, exact,asset=eip155:1/erc20:\(c)")
    #expect(rows.transfers.first?.move.asset == .erc20(try TablesTesting.account(3)))
  }

  @Test(arguments: [
    ("time=when", "block="), ("time=gone,block=height,from=payer,to=payee,amount=sum", "time="),
    (map + ",asset=bip122:000000000019d6689c085ae165831e93/slip44:0", "asset="),
    (map + ",decimals=78", "decimals="), (map + ",amount-units=ether", "amount-units="),
    (map + ",thousands=dot", "thousands="), (map + ",kind=gift", "kind="),
  ])
  func `a map that the header does not fit is refused by its key`(
    map: String, key: String
  ) throws {
    let error = try #require(throws: TableError.self) {
      try TablesTesting.read("when,height,payer,payee,sum\n", map: map)
    }
    #expect(error.code == .map)
    #expect(error.message.contains(key))
  }

  @Test(arguments: ["time", "=x", "colour=blue", "time=a,time=b"])
  func `a map that is no map is refused`(text: String) {
    #expect(throws: TableError.self) { try ColumnMap(parsing: text) }
  }

  @Test func `two columns of one name are refused where the map means one`() throws {
    let error = try #require(throws: TableError.self) {
      try TablesTesting.read("when,when,height,payer,payee,sum\n", map: Self.map)
    }
    #expect(error.column == "when")
  }

  @Test func `an unknown header says what is known and shows what was found`() throws {
    let error = try #require(throws: TableError.self) {
      try TablesTesting.read("colour,\u{1B}[2Jshape\n1,2\n")
    }
    #expect(error.code == .unknownTable)
    #expect(error.message.contains("colour,\\u{1b}[2Jshape"))
    #expect(throws: TableError.self) { try TablesTesting.read("") }
  }

  @Test(arguments: [
    ("x,7,A,B,5", TableError.Code.cell, "when"), ("1,-7,A,B,5", .cell, "height"),
    ("1,7,0x12,B,5", .cell, "payer"), ("1,7,A,B,0.5", .amount, "sum"),
    ("1,7,A,B,5E3", .exponent, "sum"), ("1,7,,,5", .cell, "payee"),
    ("99999999999999999999,7,A,B,5", .cell, "when"),
    ("1,99999999999999999999,A,B,5", .cell, "height"),
  ])
  func `a bad row is refused with its column and the rest is read`(
    row: String, code: TableError.Code, column: String
  ) throws {
    let bad = row.replacing("A", with: a).replacing("B", with: b)
    let rows = try TablesTesting.read(
      "when,height,payer,payee,sum\n\(bad)\n1,7,\(a),\(b),5\n", map: Self.map)
    let refusal = try #require(rows.refusals.first)
    #expect(rows.refusals.count == 1 && rows.transfers.count == 1)
    #expect(refusal.code == code && refusal.column == column && refusal.line == 2)
  }

  @Test func `a row of another width is refused`() throws {
    let rows = try TablesTesting.read(
      "when,height,payer,payee,sum\n1,7,\(a),\(b)\n1,7,\(a),\(b),5,6\n1,7,\(a),\(b),5,\n",
      map: Self.map)
    #expect(rows.refusals.map(\.code) == [.width, .width])
    #expect(rows.transfers.map(\.line) == [4])
  }

  @Test func `ethereum-etl's rows are handed on by column name`() throws {
    let rows = try TablesTesting.read(
      "token_address,from_address,to_address,value,transaction_hash,log_index,block_number\n"
        + "\(c),\(a),\(b),5,\(TablesTesting.hash(1)),3,9\n")
    guard case .record(let record) = rows.first else {
      Issue.record("expected a record")
      return
    }
    #expect(record.format == .etlTokenTransfers)
    #expect(record.fields["log_index"] == "3" && record.fields["value"] == "5")
    #expect(EVMRow(record).place == "t.csv:2")
  }

  @Test func `no bytes make a table trap`() throws {
    print("WEIR_SEED=\(TablesTesting.seed)")
    var generator = SeededGenerator(seed: TablesTesting.seed)
    let header = ExplorerPagesTests.header
    let pieces = [
      ",", "\n", "\"", "0", "1e5", "-", "tx", "ETH", a, TablesTesting.hash(1),
      "18446744073709551616",
      ".", "1.5", "\u{0}", "\u{202E}", header, "@time", String(repeating: "9", count: 90),
    ]
    for _ in 0..<2000 {
      let count = Int.random(in: 0..<80, using: &generator)
      let body = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      for (head, map) in [(header, nil), ("when,height,payer,payee,sum\n", Self.map)] {
        _ = try? TablesTesting.read(head + body, map: map)
      }
      _ = try? TablesTesting.read(body)
      _ = try? ColumnMap(parsing: body)
    }
  }
}
