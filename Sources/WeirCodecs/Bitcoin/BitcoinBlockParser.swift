public import WeirModel

/// Bytes of a block into facts, each rule checked that the bytes alone can be held to.
///
/// Checked: every count and length, values, the coinbase's place, proof of work against the
/// header's own target and the chain's easiest, the merkle root and its duplicated subtrees, the
/// witness commitment. Not checked here: scripts and signatures, whether inputs exist, the
/// difficulty that the chain asked for (``HeaderTree`` bounds it).
public struct BitcoinBlockParser: Sendable {
  public let network: BitcoinNetwork

  public init(network: BitcoinNetwork) { self.network = network }

  /// Parses one block, to its last byte.
  ///
  /// The height is the one that the coinbase states where the chain's rules make it binding
  /// (BIP 34); otherwise `nil`. The outputs of the chain's own genesis block are not spendable:
  /// no node has ever had them in its set.
  /// - Throws: a ``BitcoinError`` with the offset in `bytes`; no input traps.
  /// - Complexity: O(*n*) in the number of bytes, in time and in memory.
  public func parse(_ bytes: [UInt8]) throws(BitcoinError) -> UTXOBlock {
    var reader = ByteReader(bytes)
    let header = try BlockHeader(&reader)
    let target = try checkedTarget(of: header)
    try checkWork(of: header, target, &reader)
    var body = BlockBodyReader(reader, network: network)
    let transactions = try body.transactions(isGenesis: header.hash == network.genesis)
    let height = body.coinbase.statedHeight(version: header.version, on: network)
    try checkMerkleRoot(header, body.ids)
    try body.checkWitnesses(height: height)
    return UTXOBlock(
      hash: header.hash, parent: header.parent, time: header.time,
      height: header.hash == network.genesis ? 0 : height, work: target.work, isVerified: true,
      transactions: transactions)
  }

  private func checkedTarget(of header: BlockHeader) throws(BitcoinError) -> CompactTarget {
    guard let target = CompactTarget(bits: header.bits) else {
      throw BitcoinError(
        .target, "expected bits that stand for a target, found \(header.bits)", at: 72)
    }
    guard target.target <= network.easiestTarget else {
      throw BitcoinError(
        .target,
        "the target is easier than any that \(network.chain) allows: is it another chain's?",
        at: 72)
    }
    return target
  }

  private func checkWork(
    of header: BlockHeader, _ target: CompactTarget, _ reader: inout ByteReader
  ) throws(BitcoinError) {
    if network.extensions.contains(.auxiliaryWork), header.version & 0x100 != 0 {
      try AuxiliaryWork(&reader).check(header, target)
      return
    }
    let hash =
      switch network.proofOfWork {
      case .doubleSHA256: header.hash
      case .scrypt: Scrypt.hash(Array(reader.bytes[..<BlockHeader.length]))
      }
    guard target.isMet(by: hash) else {
      throw BitcoinError(
        .proofOfWork,
        "the header's hash is above its own target: the block was forged, damaged, or is of a "
          + "chain that proves work otherwise",
        at: 0)
    }
  }

  private func checkMerkleRoot(
    _ header: BlockHeader, _ ids: [Hash32]
  ) throws(BitcoinError) {
    let tree = MerkleTree(leaves: ids)
    guard tree.root == header.merkleRoot else {
      throw BitcoinError(
        .merkleRoot,
        "expected the merkle root \(header.merkleRoot.reversedHex), found "
          + "\(tree.root.reversedHex): a transaction was changed, left out or added",
        at: 36)
    }
    guard !tree.hasDuplicatedSubtree else {
      throw BitcoinError(
        .duplicatedSubtree,
        "transactions are repeated so that the merkle root stays the same (CVE-2012-2459)",
        at: 36)
    }
  }
}
