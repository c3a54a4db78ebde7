import Testing
import WeirCodecs
import WeirModel
import WeirTesting

@Suite struct ClaimReaderTests {
  let a = TablesTesting.address(1)
  let tx = TablesTesting.hash(7)

  private func read(
    _ text: String, kinds: [ClaimKind] = ClaimKind.allCases
  ) throws -> ClaimReader.Result {
    try ClaimReader.read(Array(text.utf8), file: "c.csv", kinds: kinds, resolve: resolve)
  }

  private let resolve: ClaimReader.Resolve = { chain, address in
    let named = chain.map { ChainID(nameOrIdentifier: $0) } ?? .ethereum
    guard let named else { throw TablesTesting.NotAnAddress() }
    return (named, try TablesTesting.evm(address))
  }

  @Test func `a label says who, what, by whom, when and how surely`() throws {
    let result = try read(
      "address,label,category,source,date,valid_from,valid_until,recorded_at,confidence,marking\n"
        + "\(a),Exchange X,exchange,me,2024-01-02,2023-01-01,2025-01-01T00:00:01Z,2024-01-03,"
        + "certain,amber\n")
    let account = try TablesTesting.account(1)
    let expected = Claim(
      subject: .account(.ethereum, account),
      predicate: .label(name: "Exchange X", category: .exchange), source: "me",
      authorityDate: Timestamp("2024-01-02"), validFrom: Timestamp("2023-01-01"),
      validUntil: Timestamp("2025-01-01T00:00:01Z"), recordedAt: Timestamp("2024-01-03"),
      confidence: .certain, marking: .amber)
    #expect(result.claims == [expected])
    #expect(result.refusals.isEmpty && result.ignoredColumns.isEmpty)
  }

  @Test func `an address is plain, beside a chain, or CAIP-10`() throws {
    let result = try read(
      "Chain,Address,Label,Category\n,\(a),x,other\neip155:56,\(a),x,other\n"
        + ",eip155:137:\(a),x,other\neth,eip155:1:\(a),x,other\neth,eip155:137:\(a),x,other\n")
    let chains = result.claims.map { claim in
      if case .account(let chain, _) = claim.subject { chain.description } else { "" }
    }
    #expect(chains == ["eip155:1", "eip155:56", "eip155:137", "eip155:1"])
    #expect(result.refusals.map(\.code) == [.conflict])
    #expect(result.refusals.first?.line == 6)
  }

  @Test func `an unknown category is refused with the list of the known`() throws {
    let result = try read("address,label,category\n\(a),x,casino\n\(a),y,mixer\n")
    let refusal = try #require(result.refusals.first)
    #expect(refusal.code == .vocabulary && refusal.line == 2 && refusal.column == "category")
    for category in LabelCategory.allCases { #expect(refusal.message.contains(category.rawValue)) }
    #expect(result.claims.count == 1)
  }

  @Test func `a hostile label is kept as it came and shown escaped`() throws {
    let hostile = " =cmd|'/C calc'!A0\u{1B}[2J\u{202E}</script>\r\n "
    let result = try read("address,label,category\n\(a),\"\(hostile)\",scam\n0x\u{1B},x,scam\n")
    guard case .label(let name, _) = result.claims.first?.predicate else {
      Issue.record("expected a label")
      return
    }
    #expect(name == hostile)
    #expect(result.refusals.first?.description.contains("\u{1B}") == false)
  }

  @Test func `a link joins two transfers`() throws {
    let from = "eip155:1/\(tx)#3"
    let to = "btc/\(String(repeating: "ab", count: 32))#1"
    let result = try read(
      "from,to,kind,source,confidence\n\(from),\(to),bridge,protocol id,certain\n"
        + "\(from),\(from),bridge,,\n\(from),x,bridge,,\n\(from),\(to),magic,,\n")
    let claim = try #require(result.claims.first)
    #expect(claim.subject == .transfer(try #require(TransferReference(from))))
    let target = try #require(TransferReference(to))
    #expect(claim.predicate == .link(to: target, kind: .bridge))
    #expect(claim.confidence == .certain)
    #expect(result.refusals.map(\.code) == [.conflict, .cell, .vocabulary])
  }

  @Test func `a price is exact to six decimals and holds from its time`() throws {
    let result = try read(
      "asset,currency,price,time\neip155:1/slip44:60,USD,2745.123456,2025-02-21T14:00:00Z\n"
        + "eip155:1/slip44:60,USD,2745.1234567,2025-02-21\neip155:1/slip44:60,USD,1e3,2025-02-21\n"
        + "eip155:1/slip44:60,usd,1,2025-02-21\nETH,USD,1,2025-02-21\n"
        + "eip155:1/slip44:60,USD,1,20250221\n"
        + "eip155:1/slip44:60,USD,18446744073709.551616,2025-01-01\n"
    )
    let claim = try #require(result.claims.first)
    #expect(claim.predicate == .price(currency: "USD", micros: 2_745_123_456))
    #expect(claim.validFrom == Timestamp("2025-02-21T14:00:00Z"))
    #expect(result.claims.count == 1)
    #expect(
      result.refusals.compactMap(\.column)
        == ["price", "price", "currency", "asset", "time", "price"])
  }

  @Test func `a denomination states decimals of a contract, spelled in any case`() throws {
    let result = try read(
      "asset,decimals,symbol\neip155:1/erc20:0xDAC17F958D2ee523a2206206994597C13D831ec7,6,USDT\n"
        + "eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7,78,USDT\n"
        + "eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7,+6,USDT\n")
    let asset = AssetID("eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7")
    #expect(result.claims.first?.subject == asset.map { .asset($0) })
    #expect(result.claims.first?.predicate == .denomination(decimals: 6, symbol: "USDT"))
    #expect(result.refusals.count == 2)
  }

  @Test func `times that contradict each other are refused`() throws {
    let result = try read(
      "address,label,category,valid_from,valid_until\n\(a),x,other,2024-01-02,2024-01-02\n")
    #expect(result.refusals.map(\.code) == [.conflict])
  }

  @Test func `columns without a meaning are told, and doubled ones refused`() throws {
    let result = try read("address,label,category,Valid Form\n\(a),x,other,2024\n")
    #expect(result.ignoredColumns == ["Valid Form"])
    #expect(throws: TableError.self) { try read("address,label,label,category\n") }
  }

  @Test func `a file of another kind is refused by what it should have had`() throws {
    let error = try #require(throws: TableError.self) {
      try read("asset,decimals\n", kinds: [.labels])
    }
    #expect(error.message.contains("address, label, category"))
    #expect(throws: TableError.self) { try read("") }
  }

  @Test func `JSON says the same under the same names`() throws {
    let json = """
      [{"address": "\(a)", "label": "=\\u001b[2J", "category": "scam", "source": null, "note": "x"},
       {"asset":"eip155:1/slip44:60", "currency":"USD", "price":2745.123456, "time":"2025-02-21"},
       {"asset": "eip155:1/slip44:60", "currency": "USD", "price": 2.7e3, "time": "2025-02-21"},
       {"asset": "eip155:1/slip44:60", "decimals": 18},
       {"address": "\(a)", "label": ["x"], "category": "scam"}, 5]
      """
    let result = try ClaimReader.read(Array(json.utf8), file: "c.json", resolve: resolve)
    let table = try read("address,label,category\n\(a),=\u{1B}[2J,scam\n")
    #expect(result.claims.first == table.claims.first)
    #expect(
      result.claims.dropFirst().map(\.predicate) == [
        .price(currency: "USD", micros: 2_745_123_456), .denomination(decimals: 18, symbol: nil),
      ])
    #expect(result.refusals.map(\.line) == [3, 5, 5])
    #expect(result.ignoredColumns == ["note"])
    #expect(throws: TableError.self) {
      try ClaimReader.read(Array("[{".utf8), file: "c.json", resolve: resolve)
    }
  }

  @Test func `no bytes make a file of claims trap`() throws {
    print("WEIR_SEED=\(TablesTesting.seed)")
    var generator = SeededGenerator(seed: TablesTesting.seed)
    let pieces = [
      "address,label,category\n", "from,to,kind\n", "asset,currency,price,time\n",
      "asset,decimals\n", ",", "\n", "\"", a, "eip155:1:", "#", "/", "mixer", "2024-02-30", "é",
      "\u{0}", "1.5", "-1",
    ]
    for _ in 0..<3000 {
      let count = Int.random(in: 0..<40, using: &generator)
      let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      _ = try? read(text)
      _ = try? ClaimReader.readJSON(Array(text.utf8), file: "c.json", resolve: resolve)
    }
  }
}
