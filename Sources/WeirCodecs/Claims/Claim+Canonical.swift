public import WeirModel

extension Claim {
  /// One line of JSON with sorted names, that two parties spell alike.
  ///
  /// Fields that nobody stated are left out. An account stands as chain, kind and payload, not as
  /// an address: one address has several spellings.
  ///
  /// *Source:* RFC 8785 (JSON Canonicalization Scheme).
  public var canonicalLine: String {
    var fields: [String: String] = [
      "confidence": Self.quoted(confidence.name), "marking": Self.quoted(marking.rawValue),
      "source": Self.quoted(source),
    ]
    let times = [
      ("authority_date", authorityDate), ("valid_from", validFrom), ("valid_until", validUntil),
      ("recorded_at", recordedAt),
    ]
    for (name, time) in times {
      if let time { fields[name] = Self.quoted(time.description) }
    }
    fields["subject"] = subject.canonicalText
    fields["predicate"] = predicate.canonicalText
    return Self.object(fields)
  }

  /// The canonical bytes of a set of claims: each line once, in byte order, each ended by LF.
  ///
  /// Order and repetition in the files make no difference; its SHA-256 names the set.
  ///
  /// - Complexity: O(n log n).
  public static func canonicalBytes(of claims: some Sequence<Claim>) -> [UInt8] {
    // Bytes, because two strings that only look alike are equal in Swift.
    let lines = Set(claims.map { Array($0.canonicalLine.utf8) })
    return lines.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 + [0x0A] }
  }

  /// Names are ASCII, so that byte order is RFC 8785's order.
  fileprivate static func object(_ fields: [String: String]) -> String {
    let members = fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return "{" + members.map { "\(quoted($0.key)):\($0.value)" }.joined(separator: ",") + "}"
  }

  /// *Source:* RFC 8785, section 3.2.2.2.
  fileprivate static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{8}": result += "\\b"
      case "\u{9}": result += "\\t"
      case "\u{A}": result += "\\n"
      case "\u{C}": result += "\\f"
      case "\u{D}": result += "\\r"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension Claim.Subject {
  fileprivate var canonicalText: String {
    switch self {
    case .account(let chain, let account):
      Claim.object([
        "chain": Claim.quoted(chain.description), "kind": String(account.kind.rawValue),
        "payload": Claim.quoted(account.payload.hex), "type": Claim.quoted("account"),
      ])
    case .asset(let asset):
      Claim.object([
        "asset": Claim.quoted(asset.description), "type": Claim.quoted("asset"),
      ])
    case .transfer(let transfer):
      Claim.object([
        "transfer": Claim.quoted(transfer.description), "type": Claim.quoted("transfer"),
      ])
    }
  }
}

extension Claim.Predicate {
  /// Prices stand as text: a JSON number above 2^53 is not exact everywhere.
  fileprivate var canonicalText: String {
    switch self {
    case .label(let name, let category):
      Claim.object([
        "category": Claim.quoted(category.rawValue), "name": Claim.quoted(name),
        "type": Claim.quoted("label"),
      ])
    case .link(let to, let kind):
      Claim.object([
        "kind": Claim.quoted(kind.rawValue), "to": Claim.quoted(to.description),
        "type": Claim.quoted("link"),
      ])
    case .price(let currency, let micros):
      Claim.object([
        "currency": Claim.quoted(currency), "micros": Claim.quoted(String(micros)),
        "type": Claim.quoted("price"),
      ])
    case .denomination(let decimals, let symbol):
      Claim.object(
        ["decimals": String(decimals), "type": Claim.quoted("denomination")]
          .merging(symbol.map { ["symbol": Claim.quoted($0)] } ?? [:]) { $1 })
    }
  }
}
