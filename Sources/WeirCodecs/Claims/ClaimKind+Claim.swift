internal import WeirModel

extension ClaimKind {
  /// The claim that the fields state.
  func claim(_ fields: ClaimFields, resolve: ClaimReader.Resolve) throws(TableError) -> Claim {
    switch self {
    case .labels: try Self.label(fields, resolve: resolve)
    case .links: try Self.link(fields)
    case .prices: try Self.price(fields)
    case .denominations: try Self.denomination(fields)
    }
  }

  private static func label(
    _ fields: ClaimFields, resolve: ClaimReader.Resolve
  ) throws(TableError) -> Claim {
    let allowed = LabelCategory.allCases.map(\.rawValue).joined(separator: ", ")
    let category = try fields.parsed("category", "one of \(allowed)", code: .vocabulary) {
      LabelCategory(rawValue: $0.lowercased())
    }
    let (chain, account) = try account(fields, resolve: resolve)
    let name = try fields.required("label")
    return try claim(
      fields, about: .account(chain, account), saying: .label(name: name, category: category))
  }

  private static func account(
    _ fields: ClaimFields, resolve: ClaimReader.Resolve
  ) throws(TableError) -> (ChainID, AccountKey) {
    let text = try fields.required("address")
    var (chain, address) = (fields.optional("chain"), text)
    if let account = AccountID(text) {
      let stated = chain.map { ChainID(nameOrIdentifier: $0) ?? nil }
      guard stated == nil || stated == account.chain else {
        throw fields.error(
          .conflict,
          "expected an address of \(EscapedText.excerpt(chain ?? "")), found one of "
            + "\(account.chain)", at: "address")
      }
      (chain, address) = (account.chain.description, account.address)
    }
    do {
      return try resolve(chain, address)
    } catch {
      throw fields.error(
        .cell,
        "expected an address, found \(EscapedText.excerpt(text)) "
          + "(\(EscapedText.visible(String(describing: error))))", at: "address")
    }
  }

  private static func link(_ fields: ClaimFields) throws(TableError) -> Claim {
    let allowed = LinkKind.allCases.map(\.rawValue).joined(separator: ", ")
    let place = "CHAIN/TX#POSITION"
    let from = try fields.parsed("from", place) { TransferReference($0) }
    let to = try fields.parsed("to", place) { TransferReference($0) }
    let kind = try fields.parsed("kind", "one of \(allowed)", code: .vocabulary) {
      LinkKind(rawValue: $0.lowercased())
    }
    guard from != to else {
      throw fields.error(.conflict, "expected another transfer than from, found the same", at: "to")
    }
    return try claim(fields, about: .transfer(from), saying: .link(to: to, kind: kind))
  }

  /// A price holds from its time on, until a later price of the same source.
  private static func price(_ fields: ClaimFields) throws(TableError) -> Claim {
    let asset = try asset(fields)
    let currency = try fields.parsed("currency", "a code such as USD, JPY or KRW") { text in
      let isCode =
        (3...8).contains(text.utf8.count)
        && text.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
      return isCode ? text : nil
    }
    let expected = "a price below 18,446,744,073,709 with at most six decimals"
    let micros = try fields.parsed("price", expected) { text in
      (try? Amount(decimal: text, decimals: 6))?.units.uint64
    }
    guard let time = try fields.time("time") else {
      throw fields.error(.cell, "expected a time, found nothing", at: "time")
    }
    return try claim(
      fields, about: .asset(asset), saying: .price(currency: currency, micros: micros), at: time)
  }

  private static func denomination(_ fields: ClaimFields) throws(TableError) -> Claim {
    let asset = try asset(fields)
    let decimals = try fields.parsed("decimals", "a number from 0 to 77") { text in
      text.utf8.allSatisfy { (48...57).contains($0) }
        ? Int(text).flatMap { $0 <= 77 ? $0 : nil } : nil
    }
    let symbol = fields.optional("symbol")
    return try claim(
      fields, about: .asset(asset), saying: .denomination(decimals: decimals, symbol: symbol))
  }

  /// A contract in lower case, as ids have it, however the file spells it.
  private static func asset(_ fields: ClaimFields) throws(TableError) -> AssetID {
    try fields.parsed("asset", "a CAIP-19 identifier such as eip155:1/slip44:60") { text in
      guard let asset = AssetID(text) else { return nil }
      guard asset.chain.namespace == "eip155" else { return asset }
      return AssetID(
        chain: asset.chain, namespace: asset.namespace, reference: asset.reference.lowercased(),
        token: asset.token)
    }
  }

  private static func claim(
    _ fields: ClaimFields, about subject: Claim.Subject, saying predicate: Claim.Predicate,
    at time: Timestamp? = nil
  ) throws(TableError) -> Claim {
    let validFrom = try fields.time("valid_from") ?? time
    let validUntil = try fields.time("valid_until")
    if let validFrom, let validUntil, validUntil <= validFrom {
      throw fields.error(
        .conflict, "expected a moment after \(validFrom), found \(validUntil)", at: "valid_until")
    }
    return Claim(
      subject: subject, predicate: predicate, source: fields.optional("source") ?? "unstated",
      authorityDate: try fields.time("date") ?? time, validFrom: validFrom,
      validUntil: validUntil, recordedAt: try fields.time("recorded_at"),
      confidence: try fields.confidence(), marking: try fields.marking())
  }
}
