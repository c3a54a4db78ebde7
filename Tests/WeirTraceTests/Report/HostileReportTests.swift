import Foundation
import FoundationXML
import Testing
import WeirCodecs
import WeirModel

@testable import WeirTrace

/// A finding whose every text is written by somebody hostile.
@Suite struct HostileReportTests {
  private static let hostile =
    "=cmd|' /C calc'!A0</title></style><script>alert(1)</script>\u{202E}\u{1B}]0;x\u{7}\"]; x -> y"

  private func finding() throws -> (TraceFinding, ClaimIndex) {
    let asset = AssetID.native(of: .ethereum)
    let keys = try (1...3).map { byte in
      try #require(AccountKey(kind: .evm, payload: [UInt8](repeating: byte, count: 20)))
    }
    let accounts = keys.map { AddressCodec.accountID(of: $0, on: .ethereum) }
    let loss = [LossAmount(incident: Self.hostile, asset: asset, amount: 10)]
    let place = TransferReference(
      chain: .ethereum, transaction: .hash(Hash32(words: (1, 2, 3, 4))), position: 0)
    let time = Timestamp(seconds: 1_740_000_000)
    let flows = zip(accounts, accounts.dropFirst()).map { from, to in
      FlowEdge(
        from: from, to: to, asset: asset, amount: 10, loss: loss, transactions: [place])
    }
    let policy = PolicyFinding(
      policy: .fifo,
      totals: [
        LossTotals(
          incident: Self.hostile, asset: asset, stolen: 10, held: 10, custody: 0, mixer: 0,
          fees: 0, destroyed: 0, unfollowed: 0)
      ],
      holdings: [
        Holding(
          account: accounts[2], asset: asset, amount: 10, loss: loss,
          labels: [
            AccountLabel(
              name: Self.hostile, category: .exchange, source: Self.hostile, heldThen: true,
              holdsNow: true)
          ], since: time, transaction: place)
      ],
      deposits: [
        ServiceDeposit(
          category: .exchange, holder: Self.hostile, wallet: accounts[2], asset: asset, amount: 10,
          loss: loss, since: time, transaction: place)
      ],
      freezeCandidates: [
        FreezeCandidate(
          holder: Self.hostile, account: accounts[1], depositTransaction: place,
          wallet: accounts[2], sweep: place, asset: asset, amount: 10, loss: loss, since: time,
          action: .holdAccount, isFrozen: false)
      ], flows: flows, unfollowed: [], destroyed: [],
      links: [
        LinkTotal(
          kind: .bridge, strength: .possible, deposit: place, release: place,
          source: Self.hostile, loss: loss)
      ], unprovenSwaps: [Self.hostile], cut: [Self.hostile], transfersRead: 2)
    let finding = TraceFinding(
      request: TraceRequest(
        thefts: [Theft(incident: Self.hostile, source: .transfer(place))], policies: [.fifo]),
      stolen: loss, policies: [policy], ledger: [], claimsHash: .zero, marking: .red,
      denominations: [asset: Denomination(decimals: 1, symbol: Self.hostile)])
    let claims = keys.map { key in
      Claim(
        subject: .account(.ethereum, key), predicate: .label(name: Self.hostile, category: .mixer),
        source: Self.hostile)
    }
    return (finding, ClaimIndex(claims))
  }

  private func hasNothingInvisible(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0 == "\n" || EscapedText.visible(String($0)) == String($0) }
  }

  @Test func thePageIsWellFormedAndRunsNothing() throws {
    let (finding, claims) = try finding()
    let html = TraceReport(finding: finding, claims: claims).html
    #expect(html.contains("&lt;script&gt;alert(1)"))
    #expect(!html.contains("<script"))
    #expect(hasNothingInvisible(html))
    let parser = XMLParser(data: Data(html.utf8))
    #expect(parser.parse(), "\(parser.parserError.map(String.init(describing:)) ?? "")")
  }

  @Test func thePageNamesItsLanguageAndItsTablesTheirHeads() throws {
    let (finding, claims) = try finding()
    let html = TraceReport(finding: finding, claims: claims).html
    #expect(html.contains("<html lang=\"en\">"))
    let tables = html.components(separatedBy: "<table>").dropFirst()
    #expect(!tables.isEmpty)
    for table in tables {
      #expect(table.hasPrefix("<caption>"))
      #expect(table.contains("scope=\"col\"") && table.contains("scope=\"row\""))
    }
    #expect(html.contains("marking red\">TLP:RED<"))
  }

  @Test func noCellIsAFormula() throws {
    let (finding, _) = try finding()
    let reader = try CSVReaderRows(finding.csv)
    #expect(reader.rows.count == 4)
    for cell in reader.rows.dropFirst().joined() {
      #expect(!["=", "+", "-", "@"].contains { cell.hasPrefix($0) }, "\(cell)")
    }
    #expect(reader.rows.allSatisfy { $0.count == 17 })
    #expect(hasNothingInvisible(finding.csv))
  }

  @Test func noLabelLeavesItsQuotesInGraphviz() throws {
    let (finding, claims) = try finding()
    let dot = finding.dot(claims: claims)
    #expect(hasNothingInvisible(dot))
    // Three nodes and two edges between a head of four lines and a closing brace.
    let lines = dot.split(separator: "\n")
    #expect(lines.count == 10)
    #expect(lines.filter { $0.contains("\" -> \"") }.count == 2)
    // Outside quotes there is nothing of the label's own arrow.
    for line in lines {
      let outside = line.replacing(#/"(\\.|[^"\\])*"/#, with: "")
      #expect(!outside.contains("x -> y") && !outside.contains("\""))
    }
  }

  @Test func whatIsMoreThanNothingIsNeverShownAsNothing() {
    #expect(Presentation.percent(Presentation.millionths(1, of: 10_000_000_000)) == "< 0.01 %")
    #expect(Presentation.percent(Presentation.millionths(0, of: 10)) == "0 %")
    #expect(Presentation.percent(Presentation.millionths(1, of: 3)) == "33.33 %")
    #expect(Presentation.percent(Presentation.millionths(3, of: 3)) == "100.00 %")
    #expect(Presentation.grouped("1234567.8912") == "1,234,567.8912")
    #expect(Presentation.grouped("999") == "999")
  }
}

/// Rows of a table as RFC 4180 has them.
private struct CSVReaderRows {
  let rows: [[String]]

  init(_ text: String) throws {
    var rows: [[String]] = [[]]
    var cell = ""
    var isQuoted = false
    for character in text.unicodeScalars {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        rows[rows.count - 1].append(cell)
        cell = ""
      case "\n" where !isQuoted:
        rows[rows.count - 1].append(cell)
        cell = ""
        rows.append([])
      default: cell.unicodeScalars.append(character)
      }
    }
    self.rows = rows.dropLast()
  }
}
