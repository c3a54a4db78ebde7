public import WeirModel

/// Why a ledger cannot recompute a piece of evidence.
public enum MissingFact: Hashable, Sendable {
  /// Other rules made the finding.
  case engine(stated: String)
  case chain(ChainID)
  /// How many blocks there are from the first to the last; nothing at all is none.
  case blocks(ChainID, stated: ClosedRange<UInt64>, count: UInt64, own: ClosedRange<UInt64>?)
  /// The ledger's block of that number is another one.
  case lastBlock(ChainID, number: UInt64, stated: Hash32?, own: Hash32?)
  /// Kinds of facts that only one side has.
  case facts(ChainID, stated: [String], own: [String])
  /// Blocks that were checked on their bytes there and not here, or the other way round.
  case verification(ChainID, stated: UInt64, own: UInt64)
  /// The trace itself could not be made; the message says why.
  case trace(String)
}

extension MissingFact: CustomStringConvertible {
  public var description: String {
    switch self {
    case .engine(let stated):
      "the engine \(stated): this Weir has \(Trace.engine)"
    case .chain(let chain):
      "the chain \(chain): ingest its blocks"
    case .blocks(let chain, let stated, let count, let own):
      "\(chain): \(count) blocks from \(stated.lowerBound) to \(stated.upperBound); the ledger "
        + (own.map { "has \($0.lowerBound) to \($0.upperBound)" } ?? "has none of them")
        + ": fill it from and through the same blocks"
    case .lastBlock(let chain, let number, let stated, let own):
      "\(chain): block \(number) as \(Self.text(stated, chain)); the ledger's is "
        + "\(Self.text(own, chain)): one of the two is on a stale branch, or from another source"
    case .facts(let chain, let stated, let own):
      "\(chain): facts [\(stated.joined(separator: ", "))] and no others; the ledger has "
        + "[\(own.joined(separator: ", "))]: ingest the same kinds of files"
    case .verification(let chain, let stated, let own):
      "\(chain): \(stated) blocks that were not checked on their bytes; in the ledger there are "
        + "\(own): ingest raw blocks on both sides"
    case .trace(let message):
      message
    }
  }

  private static func text(_ hash: Hash32?, _ chain: ChainID) -> String {
    hash.map { TransactionName.hash($0).text(on: chain) } ?? "a block without a stated hash"
  }
}

extension LedgerStatement {
  /// What keeps a ledger that holds `own` of the chain from recomputing what rests on this.
  func missing(from own: LedgerStatement?) -> MissingFact? {
    // A statement of a bundle may be any numbers at all.
    let stated = min(firstBlock, lastBlock)...lastBlock
    guard let own else {
      return .blocks(chain, stated: stated, count: blockCount, own: nil)
    }
    guard own.firstBlock == firstBlock, own.lastBlock == lastBlock, own.blockCount == blockCount
    else {
      return .blocks(
        chain, stated: stated, count: blockCount, own: own.firstBlock...own.lastBlock)
    }
    guard own.lastHash == lastHash else {
      return .lastBlock(chain, number: lastBlock, stated: lastHash, own: own.lastHash)
    }
    guard own.facts == facts else { return .facts(chain, stated: facts, own: own.facts) }
    guard own.unverifiedBlocks == unverifiedBlocks else {
      return .verification(chain, stated: unverifiedBlocks, own: own.unverifiedBlocks)
    }
    return nil
  }
}
