public import WeirModel

/// Writes claims as the tables that ``ClaimReader`` reads.
public enum ClaimTable {
  /// One table with a header; every claim is of the first one's kind.
  ///
  /// Texts stand as they are, quoted for CSV: the file is for ``ClaimReader``, which takes them as
  /// data, and not for a spreadsheet.
  public static func csv(_ claims: [Claim]) -> String {
    var lines: [[String]] = []
    for claim in claims {
      let cells = cells(of: claim)
      if lines.isEmpty { lines.append(cells.map(\.name)) }
      lines.append(cells.map(\.value))
    }
    return lines.map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ cell: String) -> String {
    let isPlain = cell.utf8.allSatisfy { $0 != 44 && $0 != 34 && $0 != 10 && $0 != 13 }
    return isPlain
      ? cell
      : "\""
        + cell.split(
          separator: "\"", omittingEmptySubsequences: false
        ).joined(separator: "\"\"") + "\""
  }

  private typealias Cell = (name: String, value: String)

  private static func cells(of claim: Claim) -> [Cell] {
    content(of: claim) + [
      ("source", claim.source), ("date", claim.authorityDate?.description ?? ""),
      ("valid_from", claim.validFrom?.description ?? ""),
      ("valid_until", claim.validUntil?.description ?? ""),
      ("recorded_at", claim.recordedAt?.description ?? ""),
      ("confidence", claim.confidence.name), ("marking", claim.marking.rawValue),
    ]
  }

  private static func content(of claim: Claim) -> [Cell] {
    switch (claim.subject, claim.predicate) {
    case (.account(let chain, let key), .label(let name, let category)):
      [
        ("address", AddressCodec.accountID(of: key, on: chain).description), ("label", name),
        ("category", category.rawValue),
      ]
    case (.transfer(let deposit), .link(let release, let kind)):
      [("from", deposit.description), ("to", release.description), ("kind", kind.rawValue)]
    case (.asset(let asset), .price(let currency, let micros)):
      [
        ("asset", asset.description), ("currency", currency),
        ("price", Amount(micros).formatted(decimals: 6)),
        ("time", claim.validFrom?.description ?? ""),
      ]
    case (.asset(let asset), .denomination(let decimals, let symbol)):
      [("asset", asset.description), ("decimals", "\(decimals)"), ("symbol", symbol ?? "")]
    default:
      []
    }
  }
}
