public import WeirCodecs
import WeirModel

extension TraceRequest {
  /// Reads the canonical text of ``json``: the whole request, so that somebody else can ask the
  /// same.
  ///
  /// - Throws: `JSONError` for a member that is missing or is not what it says, for a policy that
  ///   stands twice and for members that a request does not have.
  public init(parsing node: JSONNode) throws(JSONError) {
    self.init(
      thefts: try node.list("thefts") { (node) throws(JSONError) in try Theft(parsing: node) },
      chains: try Self.chains(node), policies: try Self.policies(node),
      followsFees: try Self.followsFees(node),
      until: try node.optional("until", "a time in UTC") { Timestamp($0) },
      through: try Self.through(node),
      asOf: try node.optional("as_of", "a time in UTC") { Timestamp($0) },
      knownAt: try node.optional("known_at", "a time in UTC") { Timestamp($0) },
      dust: try node.value("dust", "base units") { Amount(baseUnits: $0) },
      bounds: Bounds(
        transfers: try node.bound("max_transfers"), addresses: try node.bound("max_addresses"),
        counterparties: try node.bound("max_counterparties")))
    guard (try? JSONWriter.canonical(json)) == Array(node.bytes) else {
      throw node.error(
        .unexpected, "expected a request's members and no others, as RFC 8785 has it")
    }
  }

  private static func policies(_ node: JSONNode) throws(JSONError) -> [Policy] {
    let policies = try node.list("policies") { (node) throws(JSONError) in
      guard let policy = Policy(rawValue: try node.string()) else {
        let names = Policy.allCases.map(\.rawValue).joined(separator: ", ")
        throw node.error(.unexpected, "expected one of \(names)")
      }
      return policy
    }
    guard !policies.isEmpty, Set(policies).count == policies.count else {
      throw node.error(.unexpected, "expected at least one policy, and each once")
    }
    return policies
  }

  private static func followsFees(_ node: JSONNode) throws(JSONError) -> Bool {
    try node.value("fees", "follow or stop") { ["follow": true, "stop": false][$0] }
  }

  private static func through(_ node: JSONNode) throws(JSONError) -> [ChainID: UInt64] {
    var through: [ChainID: UInt64] = [:]
    for (name, value) in try node.required("through").members {
      guard let chain = ChainID(name) else {
        throw value.error(.unexpected, "expected a CAIP-2 identifier in 'through'")
      }
      through[chain] = try value.count()
    }
    return through
  }

  private static func chains(_ node: JSONNode) throws(JSONError) -> Set<ChainID>? {
    guard node.present("chains") != nil else { return nil }
    let chains = try node.list("chains") { (node) throws(JSONError) in
      guard let chain = ChainID(try node.string()) else {
        throw node.error(.unexpected, "expected a CAIP-2 identifier")
      }
      return chain
    }
    return Set(chains)
  }
}

extension Theft {
  fileprivate init(parsing node: JSONNode) throws(JSONError) {
    self.init(
      incident: try node.required("incident").string(),
      source: try node.value("source", "CHAIN/TX#POSITION or ACCOUNT@BLOCK") { Source($0) },
      asset: try node.optional("asset", "a CAIP-19 identifier") { AssetID($0) },
      amount: try node.optional("amount", "base units") { Amount(baseUnits: $0) })
  }
}

extension Theft.Source {
  /// As the command line takes it: `CHAIN/TX#POSITION` or `ACCOUNT@BLOCK`; `nil` on anything else.
  public init?(_ text: String) {
    if let reference = TransferReference(text) {
      self = .transfer(reference)
      return
    }
    guard let at = text.lastIndex(of: "@"), let account = AccountID(text[..<at]),
      let block = UInt64(text[text.index(after: at)...]),
      let key = try? AddressCodec.key(of: account)
    else { return nil }
    self = .received(chain: account.chain, account: key, block: block)
  }
}

extension Amount {
  /// Decimal digits without leading zeros.
  fileprivate init?(baseUnits text: String) {
    guard let units = UInt256(decimal: text), units.description == text else { return nil }
    self.init(units)
  }
}

extension JSONNode {
  fileprivate func value<Value>(
    _ name: String, _ expected: String, _ parse: (String) -> Value?
  ) throws(JSONError) -> Value {
    let member = try required(name)
    guard let value = parse(try member.string()) else {
      throw member.error(.unexpected, "expected \(expected) as '\(name)'")
    }
    return value
  }

  fileprivate func optional<Value>(
    _ name: String, _ expected: String, _ parse: (String) -> Value?
  ) throws(JSONError) -> Value? {
    guard present(name) != nil else { return nil }
    return try value(name, expected, parse)
  }

  fileprivate func list<Value>(
    _ name: String, _ parse: (JSONNode) throws(JSONError) -> Value
  ) throws(JSONError) -> [Value] {
    var values: [Value] = []
    for node in try required(name).array() { values.append(try parse(node)) }
    return values
  }

  fileprivate func bound(_ name: String) throws(JSONError) -> Int {
    let member = try required(name)
    guard let bound = Int(exactly: try member.count()) else {
      throw member.error(.unexpected, "expected a count of at most 63 bits as '\(name)'")
    }
    return bound
  }
}
