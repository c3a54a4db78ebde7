/// One block of a UTXO chain as facts: what the codecs hand to the ledger.
public struct UTXOBlock: Sendable {
  public var hash: Hash32
  /// Zero for a genesis block.
  public var parent: Hash32
  public var time: Timestamp
  /// Where the source states it; otherwise the header tree decides.
  public var height: UInt64?
  /// Expected hashes of this block alone: 2^256 ÷ (target + 1).
  public var work: UInt256
  /// Whether proof of work, merkle root and commitments were checked on the block's bytes.
  public var isVerified: Bool
  public var transactions: [UTXOTransaction]

  public init(
    hash: Hash32, parent: Hash32, time: Timestamp, height: UInt64? = nil, work: UInt256,
    isVerified: Bool, transactions: [UTXOTransaction]
  ) {
    self.hash = hash
    self.parent = parent
    self.time = time
    self.height = height
    self.work = work
    self.isVerified = isVerified
    self.transactions = transactions
  }
}

public struct UTXOTransaction: Sendable {
  /// The txid in wire order.
  public var id: Hash32
  /// Empty for a coinbase.
  public var inputs: [UTXOInput]
  public var outputs: [UTXOOutput]

  public init(id: Hash32, inputs: [UTXOInput], outputs: [UTXOOutput]) {
    self.id = id
    self.inputs = inputs
    self.outputs = outputs
  }

  public var isCoinbase: Bool { inputs.isEmpty }
}

/// A transaction's output by its transaction and index.
public struct Outpoint: Hashable, Sendable {
  public var transaction: Hash32
  public var index: UInt32

  public init(transaction: Hash32, index: UInt32) {
    self.transaction = transaction
    self.index = index
  }
}

public struct UTXOInput: Sendable {
  public var previous: Outpoint
  /// The output that it spends where the source states it (bitcoind's verbosity 3).
  public var stated: UTXOOutput?

  public init(previous: Outpoint, stated: UTXOOutput? = nil) {
    self.previous = previous
    self.stated = stated
  }
}

public struct UTXOOutput: Hashable, Sendable {
  /// Base units (satoshi). Dogecoin's whole supply fits in 64 bits.
  public var value: UInt64
  public var owner: AccountKey
  /// The key hashes of a bare multisig script; empty for any other.
  public var members: [AccountKey]
  /// False for OP_RETURN and scripts that nothing can satisfy.
  public var isSpendable: Bool

  public init(
    value: UInt64, owner: AccountKey, members: [AccountKey] = [], isSpendable: Bool = true
  ) {
    self.value = value
    self.owner = owner
    self.members = members
    self.isSpendable = isSpendable
  }
}
