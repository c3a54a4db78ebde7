import WeirCodecs
import WeirModel

/// How the things of a finding are written for people. Exact: digits are never rounded away but
/// in shares, which are for reading only and rounded down.
struct Presentation: Sendable {
  let finding: TraceFinding
  let claims: ClaimIndex
  private let stolen: [LossKey: Amount]

  private struct LossKey: Hashable {
    let incident: String
    let asset: AssetID
  }

  init(finding: TraceFinding, claims: ClaimIndex) {
    self.finding = finding
    self.claims = claims
    var stolen: [LossKey: Amount] = [:]
    for loss in finding.stolen {
      stolen[LossKey(incident: loss.incident, asset: loss.asset)] = loss.amount
    }
    self.stolen = stolen
  }

  // MARK: - Amounts

  /// `1,234.5 ETH`, or base units where nobody says how the asset is written.
  func amount(_ amount: Amount, of asset: AssetID) -> String {
    guard let denomination = finding.denominations[asset], denomination.decimals >= 0 else {
      return "\(Self.grouped(amount.description)) \(ReportWords.baseUnits)"
    }
    let digits = Self.grouped(amount.formatted(decimals: denomination.decimals))
    return "\(digits) \(denomination.symbol ?? shortened(asset.reference))"
  }

  /// For a drawing: at most four places behind the point, and a sign where more were cut.
  func shortAmount(_ amount: Amount, of asset: AssetID) -> String {
    let whole = self.amount(amount, of: asset)
    guard let point = whole.firstIndex(of: "."), let space = whole.firstIndex(of: " "),
      point < space
    else { return shortened(whole, head: 14, tail: 8) }
    let places = whole[whole.index(after: point)..<space]
    guard places.count > 4 else { return shortened(whole, head: 20, tail: 8) }
    return shortened(whole[...point] + places.prefix(4) + "…" + whole[space...], head: 22, tail: 8)
  }

  /// A comma every three digits before the point.
  static func grouped(_ digits: String) -> String {
    let parts = digits.split(separator: ".", maxSplits: 1)
    guard let whole = parts.first else { return digits }
    var text = ""
    for (place, digit) in whole.enumerated() {
      if place > 0, (whole.count - place).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return parts.count == 2 ? "\(text).\(parts[1])" : text
  }

  /// `12.5 ETH` over `3.21 %`, with the incident where there is more than one loss.
  func losses(_ losses: [LossAmount], isExact: Bool) -> HTML {
    .lines(
      losses.map { loss in
        let incident = finding.stolen.count > 1 ? " · \(loss.incident)" : ""
        guard isExact else { return .text(ReportWords.flagged + incident) }
        let share = Self.percent(share(of: [loss]))
        return .group([
          .tag("div", .text(amount(loss.amount, of: loss.asset))),
          .tag("div", ["class": "share"], .text(share + incident)),
        ])
      })
  }

  /// The largest share of any loss, in millionths.
  func share(of losses: [LossAmount]) -> Int {
    losses.map { loss in
      let whole = stolen[LossKey(incident: loss.incident, asset: loss.asset)] ?? .zero
      return Self.millionths(loss.amount, of: whole)
    }.max() ?? 0
  }

  /// Rounded down, but what is more than nothing is at least one.
  static func millionths(_ part: Amount, of whole: Amount) -> Int {
    guard !part.isZero else { return 0 }
    guard !whole.isZero, part <= whole else { return 1_000_000 }
    let share = UInt256(1_000_000).scaled(by: part.units, over: whole.units).quotient
    // At most a million.
    return max(1, Int(share.low))
  }

  /// Two places; `< 0.01 %` for what is more than nothing.
  static func percent(_ millionths: Int) -> String {
    let hundredths = millionths / 100
    if hundredths == 0 { return millionths == 0 ? "0 %" : "< 0.01 %" }
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
  }

  static func time(_ time: Timestamp) -> HTML {
    .tag("span", ["class": "when"], .text(time.description))
  }

  // MARK: - Names

  /// The strongest label that we know of an account.
  func label(of account: AccountID) -> Label? {
    guard let key = try? AddressCodec.key(of: account) else { return nil }
    return claims.labels(of: key, on: account.chain, knownAt: finding.request.knownAt).first
  }

  /// The account's address whole, on its chain's short name, under its label.
  func account(_ account: AccountID) -> HTML {
    let address = HTML.tag(
      "div", ["class": "account"],
      .tag("span", ["class": "chain"], .text(Self.name(of: account.chain))), .text(" "),
      .code(account.address))
    guard let label = label(of: account) else { return address }
    let name = HTML.tag("div", ["class": "label"], .text(label.name))
    return .group([name, address])
  }

  func transaction(_ reference: TransferReference) -> HTML {
    let name = reference.transaction.text(on: reference.chain)
    return .tag(
      "div", ["class": "account"],
      .tag("span", ["class": "chain"], .text(Self.name(of: reference.chain))), .text(" "),
      .code("\(name)#\(reference.position)"))
  }

  /// The name that the command line takes; for the others the CAIP-2 identifier.
  static func name(of chain: ChainID) -> String {
    ChainID.aliases.first { $0.chain == chain }?.name ?? chain.description
  }

  /// Both ends of a long text.
  func shortened(_ text: some StringProtocol, head: Int = 8, tail: Int = 6) -> String {
    text.count <= head + tail + 1
      ? String(text) : "\(text.prefix(head))…\(text.suffix(tail))"
  }
}
