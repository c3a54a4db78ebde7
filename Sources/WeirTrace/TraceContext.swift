import WeirCodecs
import WeirLedger
import WeirModel

/// What all policies of a trace share: facts, claims, thefts, the order of events.
struct TraceContext: Sendable {
  let request: TraceRequest
  let claims: ClaimIndex
  /// In the order of CAIP-2 ids.
  let chains: [TraceChain]
  let losses: LossTable
  /// What was stolen at each place: an output row, or a transfer row.
  let marks: [Place: [Mark]]
  let crossings: Crossings
  let schedule: Schedule

  /// A transfer row on an account chain, an output row on a UTXO chain.
  struct Place: Hashable, Comparable, Sendable {
    var chain: Int
    var row: UInt64

    static func < (left: Place, right: Place) -> Bool {
      left.chain != right.chain ? left.chain < right.chain : left.row < right.row
    }
  }

  /// The first units of what one move brought.
  struct Mark: Sendable {
    var loss: Int
    var amount: Amount
  }

  /// - Throws: ``TraceError`` where a chain or a source is missing, or links wait in a circle.
  init(request: TraceRequest, ledger: [any TraceableChain], claims: ClaimIndex) throws {
    self.request = request
    self.claims = claims
    chains = try ledger.sorted { $0.chain < $1.chain }.map { try $0.limited(by: request) }
    (losses, marks) = try SourceResolver(chains: chains).resolve(request.thefts)
    crossings = Crossings(claims.links(knownAt: request.knownAt), chains: chains)
    schedule = try Schedule(chains: chains, crossings: crossings.known)
  }

  /// The event of the transaction that holds a place.
  func event(at place: Place) -> EventKey {
    schedule.key(chain: place.chain, order: chains[place.chain].order(ofPlace: place.row))
  }
}

/// A chain of the ledger that a trace can be limited on. There are two: accounts and outputs.
protocol TraceableChain {
  var chain: ChainID { get }
  func limited(by request: TraceRequest) throws -> TraceChain
}

extension AccountChain: TraceableChain {
  func limited(by request: TraceRequest) throws -> TraceChain {
    let end = min(
      blockCount(upTo: request.through[chain] ?? .max),
      request.until.map { blockCount(upTo: $0) } ?? blockCount)
    let order = end == 0 ? 0 : block(at: end - 1).transfers.upperBound
    return .account(self, limit: .init(block: end, order: order))
  }
}

extension UTXOChain: TraceableChain {
  func limited(by request: TraceRequest) throws -> TraceChain {
    let end = min(
      blockCount(upTo: request.through[chain] ?? .max),
      request.until.map { blockCount(upTo: $0) } ?? blockCount)
    let order = end == 0 ? 0 : block(at: end - 1).transactions.upperBound
    return .utxo(self, limit: .init(block: end, order: order))
  }
}

extension TraceChain {
  /// The order of the transaction that holds a place.
  func order(ofPlace row: UInt64) -> UInt64 {
    switch self {
    case .account(let chain, _): chain.transaction(ofTransfer: row).transfers.lowerBound
    case .utxo(let chain, _): chain.transactionOrdinal(ofOutput: row)
    }
  }

  /// The place that a person's reference names, if the ledger holds it within the limit.
  func place(of reference: TransferReference) -> UInt64? {
    switch self {
    case .account(let chain, let limit):
      guard let transaction = chain.transaction(named: reference.transaction),
        UInt64(reference.position) < UInt64(transaction.transfers.count)
      else { return nil }
      let row = transaction.transfers.lowerBound + UInt64(reference.position)
      return row < limit.order ? row : nil
    case .utxo(let chain, let limit):
      guard let transaction = chain.transaction(named: reference.transaction),
        transaction.ordinal < limit.order
      else { return nil }
      let outputs = transaction.outputs
      guard UInt64(reference.position) < UInt64(outputs.count) else { return nil }
      return outputs.lowerBound + UInt64(reference.position)
    }
  }
}

/// The links whose ends are in the ledger.
struct Crossings: Sendable {
  /// Releases of a deposit, in order of reference.
  private(set) var releases: [TraceContext.Place: [(place: TraceContext.Place, link: Link)]] = [:]
  private(set) var known: [Schedule.Crossing] = []
  /// Links whose deposit is here and whose release is not.
  private(set) var halfKnown: [Link] = []

  init(_ links: [Link], chains: [TraceChain]) {
    func find(_ reference: TransferReference) -> TraceContext.Place? {
      guard let index = chains.firstIndex(where: { $0.id == reference.chain }),
        let row = chains[index].place(of: reference)
      else { return nil }
      return TraceContext.Place(chain: index, row: row)
    }
    for link in links {
      guard let deposit = find(link.deposit) else { continue }
      guard let release = find(link.release) else {
        halfKnown.append(link)
        continue
      }
      releases[deposit, default: []].append((release, link))
      known.append(
        Schedule.Crossing(
          depositChain: deposit.chain,
          depositOrder: chains[deposit.chain].order(ofPlace: deposit.row),
          releaseChain: release.chain,
          releaseOrder: chains[release.chain].order(ofPlace: release.row),
          link: link))
    }
  }
}
