import WeirCodecs
import WeirLedger
public import WeirModel

/// A transaction that a finding rests on, with its block.
public struct ReliedTransaction: Hashable, Sendable {
  public let chain: ChainID
  public let name: TransactionName
  /// The transfers or outputs of it that the finding names, ascending.
  public let positions: [UInt32]
  public let block: UInt64
  /// `nil` where the source of the facts gave none.
  public let blockHash: Hash32?
  public let time: Timestamp
  /// Whether the block was checked on its bytes.
  public let isVerified: Bool

  /// `CHAIN/TX`.
  var identifier: String { "\(chain)/\(name.text(on: chain))" }

  var json: JSONValue {
    .members(
      ("transaction", .string(identifier)),
      ("positions", .array(positions.map { .integer(Int($0)) })),
      ("block", .string(String(block))),
      ("block_hash", .optional(blockHash.map { TransactionName.hash($0).text(on: chain) })),
      ("time", .string(time.description)), ("verified", .bool(isVerified)))
  }
}

extension TraceFinding {
  /// Every transaction that the finding names, under any policy, in order of chain and block.
  ///
  /// - Throws: ``EvidenceError/Code/ledger`` where the ledger does not hold one of them; errors
  ///   of reading the ledger.
  func reliedTransactions(in ledger: Ledger) throws -> [ReliedTransaction] {
    let byChain = Dictionary(grouping: references, by: \.chain)
    var relied: [ReliedTransaction] = []
    for (chain, references) in byChain.sorted(by: { $0.key < $1.key }) {
      let lookup = try BlockLookup(ledger, chain)
      let positions = Dictionary(grouping: references, by: \.transaction)
      let found = try positions.map { name, references in
        try lookup.transaction(name, positions: references.map(\.position).sorted())
      }
      relied += found.sorted { ($0.block, $0.identifier) < ($1.block, $1.identifier) }
    }
    return relied
  }

  private var references: Set<TransferReference> {
    var references: Set<TransferReference> = []
    for theft in request.thefts {
      if case .transfer(let reference) = theft.source { references.insert(reference) }
    }
    for policy in policies {
      references.formUnion(policy.flows.flatMap(\.transactions))
      references.formUnion(policy.holdings.map(\.transaction))
      references.formUnion(policy.deposits.map(\.transaction))
      references.formUnion(policy.links.flatMap { [$0.deposit, $0.release] })
      for candidate in policy.freezeCandidates {
        references.insert(candidate.depositTransaction)
        if let sweep = candidate.sweep { references.insert(sweep) }
      }
    }
    return references
  }
}

/// Finds the blocks of a chain's transactions.
private enum BlockLookup {
  case utxo(UTXOChain)
  case account(AccountChain)

  init(_ ledger: Ledger, _ chain: ChainID) throws {
    switch chain.family {
    case .utxo: self = .utxo(try ledger.openUTXOChain(chain))
    default: self = .account(try ledger.openAccountChain(chain))
    }
  }

  func transaction(_ name: TransactionName, positions: [UInt32]) throws -> ReliedTransaction {
    switch self {
    case .utxo(let chain):
      guard let found = chain.transaction(named: name) else { throw missing(name, chain.chain) }
      let block = chain.block(at: found.blockOrdinal)
      return ReliedTransaction(
        chain: chain.chain, name: name, positions: positions, block: block.height,
        blockHash: block.hash, time: block.time, isVerified: block.isVerified)
    case .account(let chain):
      guard let found = chain.transaction(named: name) else { throw missing(name, chain.chain) }
      let block = chain.block(at: found.blockOrdinal)
      return ReliedTransaction(
        chain: chain.chain, name: name, positions: positions, block: block.number,
        blockHash: block.hash, time: block.time, isVerified: false)
    }
  }

  private func missing(_ name: TransactionName, _ chain: ChainID) -> EvidenceError {
    EvidenceError(
      .ledger,
      "Expected \(chain)/\(name.text(on: chain)), which the finding names, in the ledger; found "
        + "none: trace again on this ledger.")
  }
}
