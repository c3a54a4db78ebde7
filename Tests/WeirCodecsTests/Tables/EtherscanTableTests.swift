import Testing
import WeirCodecs
import WeirModel

/// Tables made here with the columns of Etherscan's exports; the expected units are the decimals
/// written out by hand.
@Suite struct EtherscanTableTests {
  let a = TablesTesting.address(1)
  let b = TablesTesting.address(2)
  let c = TablesTesting.address(3)
  let tx = TablesTesting.hash(7)

  private func transactions(_ hash: String = "Transaction Hash", coin: String = "ETH") -> String {
    "\"\(hash)\",\"Blockno\",\"UnixTimestamp\",\"DateTime (UTC)\",\"From\",\"To\","
      + "\"ContractAddress\",\"Value_IN(\(coin))\",\"Value_OUT(\(coin))\","
      + "\"CurrentValue @ $2038.09/Eth\",\"TxnFee(\(coin))\",\"TxnFee(USD)\","
      + "\"Historical $Price/Eth\",\"Status\",\"ErrCode\",\"Method\"\n"
  }

  private func transaction(
    to: String, created: String = "", received: String = "0", sent: String = "0",
    status: String = ""
  ) -> String {
    "\"\(tx)\",\"14234222\",\"1645158984\",\"2022-02-18 04:36:24\",\"\(a)\",\"\(to)\","
      + "\"\(created)\",\"\(received)\",\"\(sent)\",\"203.8\",\"0.00042\",\"1.2\",\"2891.5\","
      + "\"\(status)\",\"\",\"Transfer\"\n"
  }

  @Test(arguments: ["Transaction Hash", "Txhash"])
  func `a transaction pays its fee and moves what went in or out`(hash: String) throws {
    let rows = try TablesTesting.read(
      transactions(hash) + transaction(to: b, sent: "1.5") + transaction(to: b, received: "2"))
    let (from, to) = (try TablesTesting.account(1), try TablesTesting.account(2))
    let fee = Move(kind: .fee, from: from, to: nil, asset: .native, amount: 420_000_000_000_000)
    #expect(
      rows.transfers.map(\.move) == [
        fee,
        Move(
          kind: .transaction, from: from, to: to, asset: .native,
          amount: 1_500_000_000_000_000_000),
        fee,
        Move(
          kind: .transaction, from: from, to: to, asset: .native,
          amount: 2_000_000_000_000_000_000),
      ])
    let first = try #require(rows.transfers.first)
    #expect(first.block == 14_234_222 && first.time == Timestamp("2022-02-18T04:36:24Z"))
    #expect(first.transaction == Hash32(hex: tx) && first.index == nil && first.line == 2)
  }

  @Test func `a failed transaction pays its fee and moves nothing`() throws {
    let rows = try TablesTesting.read(
      transactions() + transaction(to: b, sent: "1.5", status: "Error(0)"))
    #expect(rows.transfers.map(\.move.kind) == [.fee])
    #expect(rows.refusals.isEmpty)
  }

  @Test func `a creation moves to the contract that came to be`() throws {
    let rows = try TablesTesting.read(transactions() + transaction(to: "", created: c))
    let move = try #require(rows.transfers.last?.move)
    #expect(move.kind == .create && move.amount.isZero)
    #expect(move.to == (try TablesTesting.account(3)))
  }

  @Test func `in and out that differ are refused`() throws {
    let rows = try TablesTesting.read(
      transactions() + transaction(to: b, received: "1", sent: "2")
        + transaction(to: a, received: "3", sent: "3"))
    #expect(rows.refusals.map(\.line) == [2])
    #expect(rows.transfers.last?.move.amount == 3_000_000_000_000_000_000)
  }

  @Test func `another coin's export is refused unless it is the chain's coin`() throws {
    let text = transactions(coin: "BNB") + transaction(to: b, sent: "1")
    #expect(throws: TableError.self) { try TablesTesting.read(text) }
    let binance = try #require(ChainID("eip155:56"))
    let context = TableContext(chain: binance, resolve: TablesTesting.evm)
    #expect(try TablesTesting.read(text, context: context).transfers.count == 2)
  }

  @Test func `internal transactions are calls, and a failed one moves nothing`() throws {
    let header =
      "Transaction Hash,Blockno,UnixTimestamp,DateTime (UTC),ParentTxFrom,ParentTxTo,"
      + "ParentTxETH_Value,From,TxTo,ContractAddress,Value_IN(ETH),Value_OUT(ETH),"
      + "CurrentValue @ $1/ETH,Historical $Price/ETH,Status,ErrCode,Type\n"
    func row(_ to: String, _ created: String, _ status: String, _ type: String) -> String {
      "\(tx),5,1645158984,2022-02-18 04:36:24,\(a),\(b),0,\(b),\(to),\(created),0.25,0,1,2,"
        + "\(status),,\(type)\n"
    }
    let rows = try TablesTesting.read(
      header + row(c, "", "0", "call") + row("", c, "0", "create") + row(c, "", "1", "call")
        + row(c, "", "0", "suicide") + row(c, "", "0", "delegatecall") + row(c, "", "0", "gift"))
    #expect(rows.transfers.map(\.move.kind) == [.call, .create, .selfDestruct])
    #expect(rows.transfers.allSatisfy { $0.move.amount == 250_000_000_000_000_000 })
    #expect(rows.refusals.map(\.code) == [.vocabulary])
    #expect(rows.refusals.first?.line == 7)
  }

  private let tokens =
    "Transaction Hash,Blockno,UnixTimestamp,DateTime (UTC),From,To,TokenValue,USDValueDayOfTx,"
    + "ContractAddress,TokenName,TokenSymbol\n"

  private func token(_ value: String) -> String {
    "\(tx),5,1645158984,2022-02-18 04:36:24,\(a),\(b),\(value),\"$1,000\",\(c),USD Coin,USDC\n"
  }

  private func knowing(decimals: Int) -> TableContext {
    TableContext(chain: .ethereum, resolve: TablesTesting.evm) { asset in
      asset == .native ? 18 : decimals
    }
  }

  @Test func `a token of unknown decimals is refused by its contract, never its ticker`() throws {
    let rows = try TablesTesting.read(tokens + token("5"))
    let refusal = try #require(rows.refusals.first)
    #expect(refusal.code == .decimals)
    #expect(refusal.message.contains("eip155:1/erc20:\(c)"))
    #expect(refusal.message.contains("--map decimals="))
  }

  @Test func `decimals come from whoever states them, or from the map`() throws {
    let text = tokens + token("\"1,234,567.5\"") + token("0.000001")
    let stated = try TablesTesting.read(text, context: knowing(decimals: 6))
    #expect(stated.transfers.map(\.move.amount) == [1_234_567_500_000, 1])
    #expect(stated.transfers.allSatisfy { $0.move.kind == .token })
    let mapped = try TablesTesting.read(text, map: "decimals=6")
    #expect(mapped.transfers.map(\.move) == stated.transfers.map(\.move))
  }

  @Test func `a token from nobody is minted and to nobody burnt, known decimals need no map`()
    throws
  {
    let tether = "0xdac17f958d2ee523a2206206994597c13d831ec7"
    let zero = TablesTesting.address(0)
    let rows = try TablesTesting.read(
      tokens + "\(tx),5,1645158984,x,\(zero),\(b),1.5,$1,\(tether),Tether USD,USDT\n"
        + "\(tx),5,1645158984,x,\(a),\(zero),0.000001,$1,\(tether),Tether USD,USDT\n")
    #expect(rows.transfers.map(\.move.kind) == [.mint, .burn])
    #expect(rows.transfers.map(\.move.amount) == [1_500_000, 1])
    #expect(rows.transfers.first?.move.from == nil && rows.transfers.last?.move.to == nil)
  }

  @Test(arguments: [
    ("\"1,23\"", TableError.Code.amount), ("\"1234,567\"", .amount), ("1.2E+18", .exponent),
    ("0.0000001", .amount), ("-1", .amount), ("", .amount), ("\"1,000.1,000\"", .amount),
    (String(repeating: "9", count: 78), .amount),
  ])
  func `an amount that is not exact is refused with line and column`(
    text: String, code: TableError.Code
  ) throws {
    let rows = try TablesTesting.read(
      tokens + token("1") + token(text), context: knowing(decimals: 6))
    let refusal = try #require(rows.refusals.first)
    #expect(refusal.code == code)
    #expect(refusal.line == 3 && refusal.column == "TokenValue")
    #expect(rows.transfers.count == 1)
  }

  @Test func `a token export without blocks needs a map that numbers them`() throws {
    let text =
      "Txhash,UnixTimestamp,DateTime,From,To,Value,ContractAddress,TokenName,TokenSymbol\n"
      + "\(tx),1645158984,x,\(a),\(b),5,\(c),USD Coin,USDC\n"
    let error = try #require(throws: TableError.self) {
      try TablesTesting.read(text, context: knowing(decimals: 6))
    }
    #expect(error.message.contains("block="))
    let rows = try TablesTesting.read(
      text, context: knowing(decimals: 6), map: "block=@time")
    #expect(rows.transfers.map(\.block) == [1_645_158_984])
  }
}
