import ArgumentParser
import WeirCodecs
import WeirLedger
import WeirModel
import WeirTrace

/// What to trace: the same for `weir trace` and `weir evidence pack`.
struct TraceOptions: ParsableArguments {
  @Option(help: "What was stolen: CHAIN/TX#POSITION or ACCOUNT@BLOCK (repeatable).")
  var from: [String]

  @Option(help: "Asset of the source: CAIP-19, a token's contract, or `native` (repeatable).")
  var asset: [String] = []

  @Option(help: "Base units that were stolen, the first that arrived; or `all` (repeatable).")
  var amount: [String] = []

  @Option(help: "Name of the incident (repeatable; default: theft).")
  var incident: [String] = []

  @Option(help: "fifo, haircut, poison, lifo, tiho, libr, or all; several with commas.")
  var policy = "all"

  @Option(help: "stop: fees end the trace; follow: the miner's part goes on.")
  var fees: Fees = .stop

  @Option(help: "Look at facts up to this time (RFC 3339 in UTC, or a date).")
  var until: String?

  @Option(help: "Show the legal status of accounts as of this time.")
  var asOf: String?

  @Option(help: "Use only claims that were recorded by this time.")
  var knownAt: String?

  @Option(help: "Do not follow lots below this many base units of the stolen asset.")
  var dust = "0"

  @Option(name: .customLong("max-transfers"), help: "Transfers to read for each policy.")
  var maxTransfers = 5_000_000

  @Option(name: .customLong("max-addresses"), help: "Accounts to follow under each policy.")
  var maxAddresses = 500_000

  @Option(
    name: .customLong("max-counterparties"),
    help: "Counterparties above which an unlabelled contract is taken to mix everyone's money.")
  var maxCounterparties = 1_000

  @Option(parsing: .upToNextOption, help: "Files of label claims (CSV or JSON).")
  var labels: [String] = []

  @Option(parsing: .upToNextOption, help: "Files of link claims (CSV or JSON).")
  var links: [String] = []

  @Option(parsing: .upToNextOption, help: "Files of prices and decimals (CSV or JSON).")
  var prices: [String] = []

  enum Fees: String, ExpressibleByArgument, CaseIterable { case stop, follow }

  func validate() throws {
    for (name, count) in [
      ("asset", asset.count), ("amount", amount.count), ("incident", incident.count),
    ] where count > 1 && count != from.count {
      throw ValidationError(
        "--\(name) stands \(count) times and --from \(from.count) times: give it once for all, "
          + "or once for each")
    }
    guard maxTransfers > 0, maxAddresses > 0, maxCounterparties > 0 else {
      throw ValidationError("bounds are above zero")
    }
  }

  func trace(on ledger: Ledger) throws -> TraceFinding {
    let line = ProgressLine()
    defer { line.clear() }
    return try Trace(request(), claims: claims())
      .run(on: ledger) { policy, count in line.show("\(policy.rawValue): \(count) transfers") }
  }

  func claims() throws -> ClaimIndex { try ClaimFiles(labels, links, prices).index() }

  func request() throws -> TraceRequest {
    TraceRequest(
      thefts: try from.indices.map(theft), policies: try policies(),
      followsFees: fees == .follow, until: try time(until, "--until"),
      asOf: try time(asOf, "--as-of"), knownAt: try time(knownAt, "--known-at"),
      dust: try units(dust, "--dust"),
      bounds: .init(
        transfers: maxTransfers, addresses: maxAddresses, counterparties: maxCounterparties))
  }

  // MARK: - Reading

  private func theft(_ index: Int) throws -> Theft {
    let source = try source(from[index])
    let asset = try pick(asset, index).map { try assetID($0, on: source.chain) }
    let amount = pick(amount, index).flatMap { $0 == "all" ? nil : $0 }
    return Theft(
      incident: pick(incident, index) ?? "theft", source: source, asset: asset,
      amount: try amount.map { try units($0, "--amount") })
  }

  private func pick(_ values: [String], _ index: Int) -> String? {
    values.count == 1 ? values[0] : index < values.count ? values[index] : nil
  }

  private func source(_ text: String) throws -> Theft.Source {
    if let reference = TransferReference(text) { return .transfer(reference) }
    if let at = text.lastIndex(of: "@"), let block = UInt64(text[text.index(after: at)...]) {
      let (chain, key) = try AccountText.resolve(String(text[..<at]))
      return .received(chain: chain, account: key, block: block)
    }
    throw Failure(
      "expected CHAIN/TX#POSITION or ACCOUNT@BLOCK behind --from, found '\(text)'",
      Failure.dataRefused)
  }

  private func assetID(_ text: String, on chain: ChainID) throws -> AssetID {
    if text == "native" { return .native(of: chain) }
    if let asset = AssetID(text) { return asset.lowercased }
    if chain.namespace == "eip155", let key = try? AddressCodec.key(of: text, on: chain),
      key.kind == .evm
    {
      return AssetKey.erc20(key).id(on: chain)
    }
    throw Failure(
      "expected a CAIP-19 asset, a token's contract or `native` behind --asset, found '\(text)'",
      Failure.dataRefused)
  }

  private func policies() throws -> [Policy] {
    if policy == "all" { return Policy.allCases }
    return try policy.split(separator: ",").map { name in
      guard let policy = Policy(rawValue: String(name)) else {
        let known = Policy.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure(
          "expected one of \(known), all behind --policy, found '\(name)'", Failure.dataRefused)
      }
      return policy
    }
  }

  private func time(_ text: String?, _ option: String) throws -> Timestamp? {
    guard let text else { return nil }
    guard let time = Timestamp(text) else {
      throw Failure(
        "expected a time such as 2025-02-21T14:13:35Z or 2025-02-21 behind \(option), "
          + "found '\(text)'", Failure.dataRefused)
    }
    return time
  }

  private func units(_ text: String, _ option: String) throws -> Amount {
    guard let units = UInt256(decimal: text) else {
      throw Failure(
        "expected base units in decimal digits, at most 256 bits, behind \(option), "
          + "found '\(text)'", Failure.dataRefused)
    }
    return Amount(units)
  }
}

extension Theft.Source {
  var chain: ChainID {
    switch self {
    case .transfer(let reference): reference.chain
    case .received(let chain, _, _): chain
    }
  }
}

extension AssetID {
  /// EVM contracts stand in lower case in identifiers.
  var lowercased: AssetID {
    guard chain.namespace == "eip155" else { return self }
    return AssetID(
      chain: chain, namespace: namespace, reference: reference.lowercased(), token: token)
  }
}
