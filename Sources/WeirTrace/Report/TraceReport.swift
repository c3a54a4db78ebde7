import WeirCodecs
public import WeirModel

/// A finding for people: one page of HTML without scripts, for screens and for paper.
///
/// Nothing in it comes from a clock, a locale or a network: the same finding is the same bytes.
/// Every text from outside is escaped, and what is invisible in it is spelled out.
public struct TraceReport: Sendable {
  public let finding: TraceFinding
  public let claims: ClaimIndex
  /// Those that the finding names, with their blocks; empty where no ledger was at hand.
  public let transactions: [ReliedTransaction]
  /// SHA-256 of the files that stand beside the report.
  public let hashes: [EvidenceBundle.FileName: Hash32]

  let presentation: Presentation

  /// Rows that a table has at most; the bundle's files have them all.
  static let rowLimit = 200
  /// Movements that are drawn.
  static let drawnLimit = 48

  public init(
    finding: TraceFinding, claims: ClaimIndex, transactions: [ReliedTransaction] = [],
    hashes: [EvidenceBundle.FileName: Hash32] = [:]
  ) {
    self.finding = finding
    self.claims = claims
    self.transactions = transactions
    self.hashes = hashes
    presentation = Presentation(finding: finding, claims: claims)
  }

  /// The first policy of the request.
  var record: PolicyFinding? { finding.policies.first }

  /// The whole page.
  ///
  /// - Complexity: O(n log n) in the finding.
  public var html: String {
    let head = HTML.tag(
      "head",
      .fixed("<meta charset=\"utf-8\"/>"),
      .fixed("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>"),
      .fixed("<meta name=\"color-scheme\" content=\"light dark\"/>"),
      .fixed("<meta name=\"referrer\" content=\"no-referrer\"/>"), .fixed(Self.securityPolicy),
      .tag("title", .text(title)), .tag("style", .fixed(ReportStyle.css)))
    let body = HTML.tag("body", header, .tag("main", sections), footer)
    return "<!DOCTYPE html>\n" + HTML.tag("html", ["lang": "en"], head, body).markup + "\n"
  }

  /// Nothing is loaded and nothing runs, even if an escape were to fail.
  private static let securityPolicy: StaticString = """
    <meta http-equiv="Content-Security-Policy" \
    content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"/>
    """

  private var title: String {
    let incidents = Set(finding.stolen.map(\.incident)).sorted()
    return "\(ReportWords.title): \(incidents.joined(separator: ", "))"
  }

  private var header: HTML {
    let style =
      switch finding.marking {
      case .clear: "clear"
      case .green: "green"
      case .amber, .amberStrict: "amber"
      case .red: "red"
      }
    return .tag(
      "header",
      .tag("p", ["class": "kind"], .text("Weir · \(ReportWords.kind)")),
      .tag("h1", .text(title)),
      .tag("p", .tag("span", ["class": "marking \(style)"], .text(finding.marking.rawValue))))
  }

  private var sections: [HTML] {
    guard let record else { return [] }
    return [
      stolenSection, holdingsSection(record), freezeSection(record), flowSection(record),
      policiesSection, unfollowedSection(record), linksSection(record), coverageSection,
      methodSection, verifySection,
    ]
  }

  private var footer: HTML {
    .tag(
      "footer",
      .tag(
        "p", .text("\(finding.marking.rawValue) · \(Trace.engine) · "),
        .text(ReportWords.claimsHash), .text(" "), .code(finding.claimsHash.hex)))
  }

  /// At most ``rowLimit`` rows, and how many more there are.
  func limited(_ rows: [[HTML]]) -> (rows: [[HTML]], note: [HTML]) {
    let more = rows.count - Self.rowLimit
    guard more > 0 else { return (rows, []) }
    let note = ReportWords.more(more, in: EvidenceBundle.FileName.findings.rawValue)
    return (Array(rows.prefix(Self.rowLimit)), [.tag("p", ["class": "soft"], .text(note))])
  }
}
