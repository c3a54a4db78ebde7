import WeirCodecs
import WeirModel

/// A finding for a terminal: what was stolen, where it is, what can still be stopped.
public struct TraceText: Sendable {
  private let finding: TraceFinding
  /// Rows of each list; what is left out is counted.
  private let rows: Int

  public init(_ finding: TraceFinding, rows: Int = 12) {
    self.finding = finding
    self.rows = rows
  }

  /// Plain text of at most some hundred lines. Labels are escaped for a terminal.
  public var text: String {
    var sections = [stolen, compared]
    if let policy = finding.policies.first(where: \.policy.isExact) ?? finding.policies.first {
      sections += [holdings(policy), services(policy), freezes(policy), endings(policy)]
    }
    sections += [coverage, incomplete, cut]
    return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  // MARK: - Sections

  private var stolen: String {
    table(
      "STOLEN", ["incident", "amount", "asset"],
      finding.stolen.map { [$0.incident, amount($0.amount, $0.asset), $0.asset.description] })
  }

  private var compared: String {
    let header = [
      "policy", "held", "custody", "mixer", "fees", "destroyed", "unfollowed", "asset stolen",
    ]
    let lines = finding.policies.flatMap { policy in
      policy.totals.map { totals in
        [policy.policy.rawValue]
          + [
            totals.held, totals.custody, totals.mixer, totals.fees, totals.destroyed,
            totals.unfollowed,
          ].map { amount($0, totals.asset) } + [name(totals.asset)]
      }
    }
    let poison = finding.policies.first { $0.policy == .poison }
    let note = poison.map {
      "poison, the upper bound, flags \($0.holdings.count) holdings and "
        + "\($0.deposits.count) deposits; it carries no loss."
    }
    return [table("WHERE IT WENT, BY POLICY (each row sums to what was stolen)", header, lines)]
      .appending(note).joined(separator: "\n")
  }

  private func holdings(_ policy: PolicyFinding) -> String {
    let sorted = policy.holdings.sorted { sharePerMille($0.loss) > sharePerMille($1.loss) }
    return table(
      "WHERE IT IS NOW (\(policy.policy.rawValue))",
      ["account", "holds", "share", "since", "last transfer", "label"],
      sorted.map { holding in
        [
          holding.account.description,
          amount(holding.amount, holding.asset) + " " + name(holding.asset), share(holding.loss),
          holding.since.description, short(holding.transaction),
          holding.labels.map(\.name).joined(separator: "; "),
        ]
      })
  }

  private func services(_ policy: PolicyFinding) -> String {
    table(
      "AT SERVICES (\(policy.policy.rawValue))",
      ["service", "category", "received", "share", "when", "transfer"],
      policy.deposits.map { deposit in
        [
          deposit.holder, deposit.category.rawValue,
          amount(deposit.amount, deposit.asset) + " " + name(deposit.asset), share(deposit.loss),
          deposit.since.description, short(deposit.transaction),
        ]
      })
  }

  private func freezes(_ policy: PolicyFinding) -> String {
    table(
      "WHAT CAN STILL BE STOPPED (\(policy.policy.rawValue))",
      ["holder", "account", "amount", "share", "what to do", "deposit"],
      policy.freezeCandidates.map { candidate in
        [
          candidate.holder, candidate.account.description,
          amount(candidate.amount, candidate.asset) + " " + name(candidate.asset),
          share(candidate.loss),
          candidate.isFrozen ? "already frozen" : candidate.action.rawValue,
          short(candidate.depositTransaction),
        ]
      })
  }

  private func endings(_ policy: PolicyFinding) -> String {
    let unfollowed = policy.unfollowed.map {
      [$0.reason.rawValue, $0.account?.description ?? "", losses($0.loss)]
    }
    let destroyed = policy.destroyed.map { [$0.how.rawValue, "", losses($0.loss)] }
    let links = policy.links.map { link in
      [
        "\(link.strength.name) \(link.kind.rawValue) link",
        "\(short(link.deposit)) -> \(short(link.release))", losses(link.loss),
      ]
    }
    let lines = unfollowed + destroyed + links
    let swaps = policy.unprovenSwaps.map { escaped($0) }.joined(separator: "\n")
    let rows = lines.isEmpty ? "" : table("ENDED, OR CROSSED", ["how", "where", "loss"], lines)
    return [rows, swaps].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var coverage: String {
    let lines = finding.ledger.map { state in
      [
        state.chain.description, "\(state.firstBlock)-\(state.lastBlock)",
        state.facts.joined(separator: ","), state.isVerified ? "verified" : "unverified",
        state.unknownInputs == 0 ? "" : "\(state.unknownInputs) unknown inputs",
        state.incomplete.isEmpty ? "" : "\(state.incomplete.count) accounts incomplete",
      ]
    }
    return table(
      "WHAT IT RESTS ON", ["chain", "blocks", "facts", "checked", "", ""], lines)
      + "\nmarking \(finding.marking.rawValue), engine \(Trace.engine), claims "
      + finding.claimsHash.hex.prefix(16)
  }

  private var incomplete: String {
    table(
      "NOT EXACT: facts may be missing here", ["account", "asset", "why"],
      finding.ledger.flatMap(\.incomplete).map {
        [$0.account.description, name($0.asset), $0.reason]
      })
  }

  private var cut: String {
    let lines = Set(finding.policies.flatMap(\.cut)).sorted()
    return lines.isEmpty ? "" : "CUT\n" + lines.map { "  " + escaped($0) }.joined(separator: "\n")
  }

  // MARK: - Cells

  /// The amount with its point where the decimals are known, else base units.
  private func amount(_ amount: Amount, _ asset: AssetID) -> String {
    guard let denomination = finding.denominations[asset] else { return "\(amount) units" }
    return amount.formatted(decimals: denomination.decimals)
  }

  private func name(_ asset: AssetID) -> String {
    finding.denominations[asset]?.symbol ?? asset.description
  }

  private func losses(_ losses: [LossAmount]) -> String {
    losses.map { amount($0.amount, $0.asset) + " " + name($0.asset) }.joined(separator: ", ")
  }

  /// The largest share of a loss, in thousandths.
  private func sharePerMille(_ losses: [LossAmount]) -> UInt64 {
    losses.map { loss in
      let stolen = finding.stolen.first { $0.incident == loss.incident && $0.asset == loss.asset }
      guard let whole = stolen?.amount, !whole.isZero, loss.amount <= whole else { return 0 }
      return UInt256(1_000).scaled(by: loss.amount.units, over: whole.units).quotient.uint64 ?? 0
    }.max() ?? 0
  }

  private func share(_ losses: [LossAmount]) -> String {
    let share = sharePerMille(losses)
    return share == 0 && losses.contains { !$0.amount.isZero }
      ? "<0.1 %" : "\(share / 10).\(share % 10) %"
  }

  private func short(_ reference: TransferReference) -> String {
    let text = reference.transaction.text(on: reference.chain)
    return text.count > 20
      ? "\(text.prefix(10))…\(text.suffix(6))#\(reference.position)"
      : "\(text)#\(reference.position)"
  }

  private func escaped(_ text: String) -> String { EscapedText.terminal(text) }

  // MARK: - Table

  private func table(_ title: String, _ header: [String], _ lines: [[String]]) -> String {
    guard !lines.isEmpty else { return "" }
    let shown = lines.prefix(rows).map { $0.map(escaped) }
    let widths = header.indices.map { column in
      ([header] + shown).map { $0[column].count }.max() ?? 0
    }
    let body = ([header] + shown).map { cells in
      let padded = zip(cells, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      return "  " + padded.joined(separator: "  ").trimmingTrailingSpaces
    }
    let rest = lines.count > rows ? ["  … and \(lines.count - rows) more (--json has all)"] : []
    return ([title] + body + rest).joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension [String] {
  fileprivate func appending(_ line: String?) -> [String] { line.map { self + [$0] } ?? self }
}
