import WeirCodecs
import WeirModel

/// The flow of a finding for Graphviz.
extension TraceFinding {
  /// A directed graph of the first policy's movements: an edge for each pair of accounts and
  /// asset, its width by its share of the loss.
  ///
  /// - Parameter claims: labels for the nodes.
  public func dot(claims: ClaimIndex) -> String {
    let presentation = Presentation(finding: self, claims: claims)
    var lines = [
      "digraph flow {", "  rankdir=LR;",
      "  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=10];",
      "  edge [fontname=\"sans-serif\", fontsize=9, color=\"#56626f\"];",
    ]
    guard let policy = policies.first else { return (lines + ["}", ""]).joined(separator: "\n") }
    let held = Set(policy.holdings.map(\.account))
    for account in Set(policy.flows.flatMap { [$0.from, $0.to] }).union(held).sorted() {
      lines.append("  " + presentation.dotNode(account, isHeld: held.contains(account)))
    }
    for edge in policy.flows { lines.append("  " + presentation.dotEdge(edge)) }
    return (lines + ["}", ""]).joined(separator: "\n")
  }
}

extension Presentation {
  fileprivate func dotNode(_ account: AccountID, isHeld: Bool) -> String {
    let label = label(of: account)
    let address = "\(Self.name(of: account.chain)) \(shortened(account.address))"
    let name = EscapedText.dot((label.map { "\($0.name) · " } ?? "") + address)
    let colour = label?.category.isCustody == true ? "#1b7f4b" : isHeld ? "#b26a00" : "#56626f"
    return "\(EscapedText.dot(account.description)) [label=\(name), tooltip="
      + "\(EscapedText.dot(account.description)), color=\"\(colour)\"];"
  }

  fileprivate func dotEdge(_ edge: FlowEdge) -> String {
    let share = share(of: edge.loss)
    // Tenths of a point, from 1.0 to 9.0.
    let width = 10 + share * 80 / 1_000_000
    let label = "\(shortAmount(edge.amount, of: edge.asset)) (\(Self.percent(share)))"
    return "\(EscapedText.dot(edge.from.description)) -> \(EscapedText.dot(edge.to.description)) "
      + "[label=\(EscapedText.dot(label)), penwidth=\(width / 10).\(width % 10)];"
  }
}
