import WeirModel

/// The movements of one policy as they are drawn: the largest ones, with chains of accounts that
/// only pass on drawn as one.
struct FlowGraph: Sendable {
  struct Node: Sendable {
    /// More than one where a chain is drawn as one, in order.
    let accounts: [AccountID]
    /// Whether no movement brought anything to it.
    let isSource: Bool
  }

  struct Edge: Sendable {
    /// Indexes of ``FlowGraph/nodes``.
    let from: Int
    let to: Int
    let asset: AssetID
    let amount: Amount
    let loss: [LossAmount]
    /// The largest of the loss, in millionths.
    let share: Int
    let transactions: [TransferReference]
    /// What kind of claim joins the two where no chain shows it; `nil` for a movement.
    let crossing: String?
  }

  let nodes: [Node]
  /// The largest share first.
  let edges: [Edge]
  let leftOutCount: Int
  /// The largest share among those that were left out, in millionths.
  let leftOutShare: Int

  /// - Parameters:
  ///   - policy: its flows and links.
  ///   - ends: accounts that a chain does not swallow: they are labelled, or hold something.
  ///   - limit: how many movements are drawn.
  /// - Complexity: O(n log n) in the flows.
  init(
    _ policy: PolicyFinding, share: ([LossAmount]) -> Int, ends: Set<AccountID>, limit: Int
  ) {
    let moved = policy.flows.map { Movement(edge: $0, crossing: nil) } + Self.crossings(policy)
    let movements = moved.filter { $0.edge.from != $0.edge.to }
    let edges = movements.map(\.edge)
    let chains = PeelChains(edges, shares: edges.map { share($0.loss) }, ends: ends)
    let reached = Set(edges.map(\.to))
    var merged: [MergeKey: Merge] = [:]
    for (edge, crossing) in movements.map({ ($0.edge, $0.crossing) }) {
      let key = MergeKey(
        from: chains.head(of: edge.from), to: chains.head(of: edge.to), asset: edge.asset,
        crossing: crossing)
      if key.from != key.to { merged[key, default: Merge()].add(edge) }
    }
    let all = merged.map { ($0.key, $0.value, share($0.value.loss)) }.sorted {
      $0.2 != $1.2 ? $0.2 > $1.2 : $0.0.sortText < $1.0.sortText
    }
    let drawn = all.prefix(limit)
    let heads = Set(drawn.flatMap { [$0.0.from, $0.0.to] }).sorted()
    let index = Dictionary(uniqueKeysWithValues: heads.enumerated().map { ($1, $0) })
    nodes = heads.map { head in
      Node(accounts: chains.members(of: head), isSource: !reached.contains(head))
    }
    self.edges = drawn.compactMap { key, merge, share in
      guard let from = index[key.from], let to = index[key.to] else { return nil }
      return Edge(
        from: from, to: to, asset: key.asset, amount: merge.amount, loss: merge.loss,
        share: share, transactions: merge.transactions, crossing: key.crossing)
    }
    leftOutCount = all.count - drawn.count
    leftOutShare = all.dropFirst(limit).first?.2 ?? 0
  }

  private struct Movement {
    let edge: FlowEdge
    let crossing: String?
  }

  /// Links from where their deposits came in to where their releases went out.
  private static func crossings(_ policy: PolicyFinding) -> [Movement] {
    var movements: [TransferReference: FlowEdge] = [:]
    let ends = Set(policy.links.flatMap { [$0.deposit, $0.release] })
    for edge in policy.flows {
      for transaction in edge.transactions where ends.contains(transaction) {
        movements[transaction] = edge
      }
    }
    return policy.links.compactMap { link in
      guard let deposit = movements[link.deposit], let release = movements[link.release] else {
        return nil
      }
      let edge = FlowEdge(
        from: deposit.to, to: release.from, asset: deposit.asset, amount: .zero, loss: link.loss,
        transactions: [link.deposit, link.release])
      return Movement(edge: edge, crossing: ReportWords.crossing(link))
    }
  }

  private struct MergeKey: Hashable {
    let from: AccountID
    let to: AccountID
    let asset: AssetID
    let crossing: String?

    var sortText: String { "\(from) \(to) \(asset) \(crossing ?? "")" }
  }

  private struct Merge {
    var amount = Amount.zero
    var loss: [LossAmount] = []
    var transactions: [TransferReference] = []

    /// What passes one account twice could exceed 256 bits only for a made-up token; the largest
    /// amount is shown then.
    mutating func add(_ flow: FlowEdge) {
      amount = amount.adding(flow.amount) ?? Amount(.max)
      transactions += flow.transactions
      for more in flow.loss {
        if let place = loss.firstIndex(where: {
          $0.incident == more.incident && $0.asset == more.asset
        }) {
          loss[place] = LossAmount(
            incident: more.incident, asset: more.asset,
            amount: loss[place].amount.adding(more.amount) ?? Amount(.max))
        } else {
          loss.append(more)
        }
      }
    }
  }
}

/// Runs of accounts that each receive from one account only and pass at least four fifths of the
/// loss on to one other.
struct PeelChains {
  /// A run of fewer is drawn account by account.
  static let shortest = 3

  private var heads: [AccountID: AccountID] = [:]
  private var runs: [AccountID: [AccountID]] = [:]

  init(_ flows: [FlowEdge], shares: [Int], ends: Set<AccountID>) {
    var payers: [AccountID: Set<AccountID>] = [:]
    var received: [AccountID: Int] = [:]
    var largest: [AccountID: (to: AccountID, share: Int)] = [:]
    for (flow, share) in zip(flows, shares) {
      payers[flow.to, default: []].insert(flow.from)
      received[flow.to, default: 0] += share
      if share > largest[flow.from]?.share ?? 0 { largest[flow.from] = (flow.to, share) }
    }
    var next: [AccountID: AccountID] = [:]
    for (account, largest) in largest where !ends.contains(account) {
      guard payers[account]?.count == 1, let share = received[account],
        largest.share * 5 >= share * 4
      else { continue }
      next[account] = largest.to
    }
    for first in next.keys.sorted() where !continues(first, next, payers) {
      collect(from: first, next, payers)
    }
  }

  /// Whether the account before it is a link of the same run.
  private func continues(
    _ account: AccountID, _ next: [AccountID: AccountID], _ payers: [AccountID: Set<AccountID>]
  ) -> Bool {
    guard let payer = payers[account]?.first else { return false }
    return next[payer] == account
  }

  private mutating func collect(
    from first: AccountID, _ next: [AccountID: AccountID], _ payers: [AccountID: Set<AccountID>]
  ) {
    var run = [first]
    // A run that began at an account whose payer is no link cannot come back to itself.
    while let following = next[run[run.count - 1]], next[following] != nil {
      run.append(following)
    }
    guard run.count >= Self.shortest else { return }
    runs[first] = run
    for account in run { heads[account] = first }
  }

  func head(of account: AccountID) -> AccountID { heads[account] ?? account }
  func members(of head: AccountID) -> [AccountID] { runs[head] ?? [head] }
}
