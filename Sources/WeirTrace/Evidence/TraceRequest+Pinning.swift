import WeirLedger
import WeirModel

extension TraceRequest {
  /// The same request, limited to what the ledger holds now of the chains that it can concern, so
  /// that other chains and later blocks change nothing.
  ///
  /// Those are the chains of the thefts and all that links join to them, whether or not loss
  /// crosses: a release that waits for its deposit changes the order of events.
  ///
  /// - Throws: errors of reading the ledger.
  func pinned(to ledger: Ledger, claims: ClaimIndex) throws -> TraceRequest {
    let held = Set(try ledger.chains()).filter { chains?.contains($0) ?? true }
    var request = self
    request.through = [:]
    for chain in concerned(by: claims.links(knownAt: knownAt)).intersection(held) {
      if let last = try ledger.lastBlock(of: chain, until: until, through: through[chain]) {
        request.through[chain] = last
      }
    }
    request.chains = Set(request.through.keys)
    return request
  }

  private func concerned(by links: [Link]) -> Set<ChainID> {
    var concerned = Set(thefts.map(\.source.chain))
    var size = 0
    while size < concerned.count {
      size = concerned.count
      for link in links {
        let ends = [link.deposit.chain, link.release.chain]
        if !concerned.isDisjoint(with: ends) { concerned.formUnion(ends) }
      }
    }
    return concerned
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

extension Ledger {
  /// The last block that a trace looks at; `nil` where it looks at none.
  fileprivate func lastBlock(
    of chain: ChainID, until: Timestamp?, through: UInt64?
  ) throws -> UInt64? {
    switch chain.family {
    case .utxo:
      let chain = try openUTXOChain(chain)
      let inTime = until.map { chain.blockCount(upTo: $0) } ?? chain.blockCount
      let count = min(inTime, through.map { chain.blockCount(upTo: $0) } ?? inTime)
      return count > 0 ? chain.block(at: count - 1).height : nil
    default:
      let chain = try openAccountChain(chain)
      let inTime = until.map { chain.blockCount(upTo: $0) } ?? chain.blockCount
      let count = min(inTime, through.map { chain.blockCount(upTo: $0) } ?? inTime)
      return count > 0 ? chain.block(at: count - 1).number : nil
    }
  }
}
