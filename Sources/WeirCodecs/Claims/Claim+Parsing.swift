public import WeirModel

extension Claim {
  /// Reads what `canonicalLine` wrote, without its line feed.
  ///
  /// Only that spelling is taken: a claim has one line, so that the SHA-256 of a set of claims
  /// names the set.
  ///
  /// - Throws: `JSONError` for any other line.
  public init(canonicalLine line: [UInt8]) throws(JSONError) {
    let root = try JSONDocument(line, depthLimit: 4).root
    self.init(
      subject: try Subject(parsing: root.required("subject")),
      predicate: try Predicate(parsing: root.required("predicate")),
      source: try root.required("source").string(),
      authorityDate: try root.time("authority_date"), validFrom: try root.time("valid_from"),
      validUntil: try root.time("valid_until"), recordedAt: try root.time("recorded_at"),
      confidence: try root.parsed("confidence", "a confidence") { Confidence(name: $0) },
      marking: try root.parsed("marking", "a TLP 2.0 marking") { Marking(rawValue: $0) })
    guard canonicalLine.utf8.elementsEqual(line) else {
      throw root.error(.unexpected, "expected a claim's canonical line, found another spelling")
    }
  }
}

extension Claim.Subject {
  fileprivate init(parsing node: JSONNode) throws(JSONError) {
    switch try node.required("type").string() {
    case "account":
      self = .account(
        try node.parsed("chain", "a CAIP-2 identifier") { ChainID($0) },
        try Self.account(node))
    case "asset":
      self = .asset(try node.parsed("asset", "a CAIP-19 identifier") { AssetID($0) })
    case "transfer":
      self = .transfer(try node.parsed("transfer", "CHAIN/TX#POSITION") { TransferReference($0) })
    default:
      throw node.error(.unexpected, "expected a subject of type account, asset or transfer")
    }
  }

  private static func account(_ node: JSONNode) throws(JSONError) -> AccountKey {
    guard let number = UInt8(exactly: try node.required("kind").count()) else {
      throw node.error(.unexpected, "expected an address kind of 8 bits")
    }
    let kind = AddressKind(rawValue: number)
    return try node.parsed("payload", "the payload's hex digits") { text in
      guard let payload = [UInt8](hex: text), payload.count == kind.payloadLength ?? payload.count
      else { return nil }
      return AccountKey(kind: kind, payload: payload)
    }
  }
}

extension Claim.Predicate {
  fileprivate init(parsing node: JSONNode) throws(JSONError) {
    switch try node.required("type").string() {
    case "label":
      self = .label(
        name: try node.required("name").string(),
        category: try node.parsed("category", "a label's category") {
          LabelCategory(rawValue: $0)
        })
    case "link":
      self = .link(
        to: try node.parsed("to", "CHAIN/TX#POSITION") { TransferReference($0) },
        kind: try node.parsed("kind", "a link's kind") { LinkKind(rawValue: $0) })
    case "price":
      self = .price(
        currency: try node.required("currency").string(),
        micros: try node.required("micros").count())
    case "denomination":
      let decimals = try node.required("decimals").count()
      guard decimals <= 77 else {
        throw node.error(.unexpected, "expected at most 77 decimals")
      }
      self = .denomination(decimals: Int(decimals), symbol: try node.present("symbol")?.string())
    default:
      throw node.error(
        .unexpected, "expected a predicate of type label, link, price or denomination")
    }
  }
}

extension JSONNode {
  /// A member's text as `parse` understands it.
  fileprivate func parsed<Value>(
    _ name: String, _ expected: String, _ parse: (String) -> Value?
  ) throws(JSONError) -> Value {
    let member = try required(name)
    guard let value = parse(try member.string()) else {
      throw member.error(.unexpected, "expected \(expected) as '\(name)'")
    }
    return value
  }

  fileprivate func time(_ name: String) throws(JSONError) -> Timestamp? {
    guard present(name) != nil else { return nil }
    return try parsed(name, "a time in UTC") { Timestamp($0) }
  }
}
