import WeirCodecs
public import WeirLedger
public import WeirModel

/// What a finding rests on of one chain, stated by content: no index, no segment, no file.
public struct LedgerStatement: Hashable, Sendable {
  public let chain: ChainID
  public let firstBlock: UInt64
  public let lastBlock: UInt64
  /// How many blocks stand from the first to the last.
  public let blockCount: UInt64
  /// `nil` where the source of the facts gave none.
  public let lastHash: Hash32?
  /// Kinds of facts that every block has.
  public let facts: [String]
  /// Blocks that were not checked on their bytes.
  public let unverifiedBlocks: UInt64
}

extension LedgerStatement {
  var json: JSONValue {
    .members(
      ("chain", .string(chain.description)), ("first_block", .string(String(firstBlock))),
      ("last_block", .string(String(lastBlock))), ("blocks", .string(String(blockCount))),
      ("last_hash", .optional(lastHash.map { TransactionName.hash($0).text(on: chain) })),
      ("facts", .array(facts.map(JSONValue.string))),
      ("unverified_blocks", .string(String(unverifiedBlocks))))
  }

  init(parsing node: JSONNode) throws(JSONError) {
    guard let chain = ChainID(try node.required("chain").string()) else {
      throw node.error(.unexpected, "expected a CAIP-2 identifier as 'chain'")
    }
    self.chain = chain
    firstBlock = try node.required("first_block").count()
    lastBlock = try node.required("last_block").count()
    blockCount = try node.required("blocks").count()
    unverifiedBlocks = try node.required("unverified_blocks").count()
    var facts: [String] = []
    for fact in try node.required("facts").array() { facts.append(try fact.string()) }
    self.facts = facts
    guard let hash = node.present("last_hash") else {
      lastHash = nil
      return
    }
    guard case .hash(let value)? = TransactionName(try hash.string(), on: chain) else {
      throw hash.error(.unexpected, "expected a block hash as 'last_hash'")
    }
    lastHash = value
  }
}

extension Ledger {
  /// What the ledger holds of a chain up to a block; `nil` where that is nothing.
  ///
  /// - Throws: errors of reading the ledger.
  /// - Complexity: O(blocks).
  public func statement(of chain: ChainID, through last: UInt64) throws -> LedgerStatement? {
    guard try chains().contains(chain) else { return nil }
    return switch chain.family {
    case .utxo: try openUTXOChain(chain).statement(through: last)
    default: try openAccountChain(chain).statement(through: last)
    }
  }
}

extension UTXOChain {
  fileprivate func statement(through last: UInt64) -> LedgerStatement? {
    let count = blockCount(upTo: last)
    guard count > 0 else { return nil }
    var unverified: UInt64 = 0
    for ordinal in 0..<count where !block(at: ordinal).isVerified { unverified += 1 }
    let block = block(at: count - 1)
    return LedgerStatement(
      chain: chain, firstBlock: self.block(at: 0).height, lastBlock: block.height,
      blockCount: count, lastHash: block.hash, facts: ["transactions"],
      unverifiedBlocks: unverified)
  }
}

extension AccountChain {
  /// No block of an account chain is checked on its bytes: its facts come as JSON and tables.
  fileprivate func statement(through last: UInt64) -> LedgerStatement? {
    let count = blockCount(upTo: last)
    guard count > 0 else { return nil }
    var facts = AccountBlock.Coverage(rawValue: .max)
    for ordinal in 0..<count { facts.formIntersection(block(at: ordinal).coverage) }
    let block = block(at: count - 1)
    return LedgerStatement(
      chain: chain, firstBlock: self.block(at: 0).number, lastBlock: block.number,
      blockCount: count, lastHash: block.hash, facts: facts.names, unverifiedBlocks: count)
  }
}
