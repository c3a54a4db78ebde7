import Testing
import WeirCodecs
import WeirModel

@Suite struct ExplorerPagesTests {
  static let folder = "data/ethereum/mainnet-20-blocks"

  /// 23 of the pages have their header: 1,056 rows. Of these a spreadsheet rounded the fifty of
  /// `txs6`, and two more rows have an amount in scientific notation (`txs10` line 25 and `txs16`
  /// line 19), which leaves 1,004. Behind the headed pages stand 3,101 rows without a header.
  @Test(.enabled(if: TablesTesting.hasShared(folder)))
  func `of twenty real blocks 1,004 rows are accepted and 3,153 refused, each with its reason`()
    throws
  {
    var counts = TransferTable.Counts()
    var reasons: [TableError.Code: Int] = [:]
    for number in 1...20 {
      let file = "txs\(number).csv"
      var table = TransferTable(file: file, context: TablesTesting.ethereum)
      let rows = try table.feed(TablesTesting.bytes("\(Self.folder)/\(file)")) + table.finish()
      #expect(table.format == .explorerPages)
      counts.accepted += table.counts.accepted
      counts.refused += table.counts.refused
      for refusal in rows.refusals {
        reasons[refusal.code, default: 0] += 1
        #expect(refusal.line != nil && refusal.file == file)
      }
    }
    #expect(counts == .init(accepted: 1004, refused: 3153))
    #expect(reasons[.noHeader] == 3101)
    #expect((reasons[.rounded] ?? 0) + (reasons[.exponent] ?? 0) == 52)
  }

  @Test(.enabled(if: TablesTesting.hasShared(folder)))
  func `a swap on a real block moves ether and tokens in base units`() throws {
    let rows = try TablesTesting.read(
      TablesTesting.bytes("\(Self.folder)/txs2.csv"), file: "txs2.csv")
    // Line 2, transaction 0x44180d6b…: fee 0.00286593926711508 ether, no value, 3.0991… WETH out
    // and 1182.87… LQTY in, both tokens with 18 decimals.
    let moves = rows.transfers.filter { $0.line == 2 }.map(\.move)
    #expect(moves.map(\.kind) == [.fee, .token, .token])
    #expect(
      moves.map(\.amount.description)
        == ["2865939267115080", "3099176025390625000", "1182872139177542186888"])
    #expect(rows.transfers.first?.block == 12_990_973)
    #expect(rows.transfers.first?.time == Timestamp("2021-08-09T12:37:24Z"))
    // Line 30 reverted: the fee alone.
    let failed = rows.transfers.filter { $0.line == 30 }.map(\.move)
    #expect(failed.map(\.kind) == [.fee])
    #expect(failed.first?.amount == 5_148_234_000_000_000)
  }

  static let header =
    "type,network,block_no,height,blockHash,index,time,txid,fee,from,to,gasPrice,gasLimit,value,"
    + "gasUsed,callTransfer/0/from,callTransfer/0/to,callTransfer/0/value,"
    + "tokenTransfer/0/tokenAddr,tokenTransfer/0/from,tokenTransfer/0/to,tokenTransfer/0/value,"
    + "tokenTransfer/0/valueIsNft,"
    + "traceErr\n"

  /// 21,000 gas at 100 gwei are 0.0021 ether.
  private func row(
    index: Int, fee: String = "0.0021", value: String = "0.5", call: String = ",,",
    token: String = ",,,,", failure: String = ""
  ) -> String {
    let (a, b) = (TablesTesting.address(1), TablesTesting.address(2))
    return "tx,ETH,7,7,\(TablesTesting.hash(9)),\(index),1000,\(TablesTesting.hash(8)),\(fee),\(a),"
      + "\(b),100000000000,30000,\(value),21000,\(call),\(token),\(failure)\n"
  }

  @Test func `a row becomes fee, value, call and token in this order`() throws {
    let (b, c) = (TablesTesting.address(2), TablesTesting.address(3))
    let rows = try TablesTesting.read(
      Self.header + row(index: 4, call: "\(b),\(c),0.25", token: "\(c),\(b),\(c),77,1"))
    let (from, to) = (try TablesTesting.account(1), try TablesTesting.account(2))
    let third = try TablesTesting.account(3)
    #expect(
      rows.transfers.map(\.move) == [
        Move(kind: .fee, from: from, to: nil, asset: .native, amount: 2_100_000_000_000_000),
        Move(
          kind: .transaction, from: from, to: to, asset: .native, amount: 500_000_000_000_000_000),
        Move(kind: .call, from: to, to: third, asset: .native, amount: 250_000_000_000_000_000),
        Move(kind: .token, from: to, to: third, asset: .erc721(third, token: 77), amount: 1),
      ])
    #expect(rows.transfers.allSatisfy { $0.index == 4 && $0.block == 7 })
    #expect(rows.transfers.map(\.order) == rows.transfers.map(\.order).sorted())
  }

  @Test func `a failed transaction moves its fee alone`() throws {
    let rows = try TablesTesting.read(Self.header + row(index: 0, failure: "Reverted"))
    #expect(rows.transfers.map(\.move.kind) == [.fee])
  }

  @Test func `the fifty-first row has no header, and a new header begins a page`() throws {
    let page = (0..<51).map { row(index: $0) }.joined()
    let rows = try TablesTesting.read(Self.header + page + Self.header + row(index: 51))
    #expect(rows.count == 52)
    #expect(rows.refusals.map(\.code) == [.noHeader])
    // One header and fifty rows stand before it.
    #expect(rows.refusals.first?.line == 52)
    #expect(Set(rows.transfers.compactMap(\.index)).count == 51)
  }

  @Test func `a fee that is not gas × price refuses its page and no other`() throws {
    let page = row(index: 0) + row(index: 1, fee: "0.0020999")
    let rows = try TablesTesting.read(Self.header + page + Self.header + row(index: 2))
    #expect(rows.refusals.map(\.code) == [.rounded, .rounded])
    #expect(rows.refusals.first?.message.contains("line 3") == true)
    #expect(Set(rows.transfers.compactMap(\.index)) == [2])
  }

  @Test func `tokens in scientific notation refuse their page, ether refuses its row`() throws {
    let (b, c) = (TablesTesting.address(2), TablesTesting.address(3))
    let token = row(index: 0, token: "\(c),\(b),\(c),1.2E+18,")
    let rounded = try TablesTesting.read(Self.header + token + row(index: 1))
    #expect(rounded.refusals.count == 2)
    let exact = try TablesTesting.read(
      Self.header + row(index: 0, value: "7.972E-15") + row(index: 1))
    #expect(exact.refusals.map(\.code) == [.exponent])
    #expect(exact.refusals.first?.column == "value")
    #expect(exact.count == 2)
  }

  @Test func `a page of another coin is refused row by row`() throws {
    let rows = try TablesTesting.read(
      Self.header + row(index: 0).replacing("tx,ETH", with: "tx,BSC"))
    #expect(rows.refusals.map(\.column) == ["network"])
  }
}
