public import WeirModel

/// What one answer of a bitcoind-like node states.
public enum BitcoinJSONRecord: Sendable {
  /// `getblock` with its transactions (verbosity 2 or 3).
  case block(UTXOBlock)
  /// `getblock` with the ids of its transactions (verbosity 1): see
  /// ``BitcoinJSONReader/block(_:with:)``.
  case outline(BitcoinBlockOutline)
  /// `getrawtransaction`. The block that it names is left out: a transaction with the same id may
  /// stand in two blocks (BIP 30), and only `getblock` says in which.
  case transaction(UTXOTransaction)
}

/// A block that names its transactions without giving them.
public struct BitcoinBlockOutline: Sendable {
  /// Without transactions.
  public var block: UTXOBlock
  /// Ids in block order.
  public var transactions: [Hash32]

  public init(block: UTXOBlock, transactions: [Hash32]) {
    self.block = block
    self.transactions = transactions
  }
}

extension JSONError.Code {
  /// An amount with an exponent, with more than eight places, or above what the chain can hold.
  public static let amount = JSONError.Code(rawValue: "bitcoin-json.amount")
  /// Parts of one answer that contradict each other.
  public static let disagreement = JSONError.Code(rawValue: "bitcoin-json.disagreement")
  /// Value that no script holds (Sprout, Sapling, Orchard, MWEB): it cannot be followed.
  public static let shielded = JSONError.Code(rawValue: "bitcoin-json.shielded")
}
