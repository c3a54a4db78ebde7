import WeirModel

/// The proof that a block's hash stands in a parent chain's coinbase, whose header has the work.
///
/// *Source:* <https://en.bitcoin.it/wiki/Merged_mining_specification>; Dogecoin Core,
/// `auxpow.cpp`.
struct AuxiliaryWork {
  /// The parent chain's coinbase.
  private let coinbaseID: Hash32
  private let coinbaseScript: [UInt8]
  private let coinbaseBranch: [Hash32]
  private let coinbaseIndex: UInt32
  private let chainBranch: [Hash32]
  private let chainIndex: UInt32
  private let parent: BlockHeader
  private let parentWork: Hash32
  private let offset: Int

  /// Longest branch that a chain's merged-mining tree may have.
  private static let longestBranch = 30

  init(_ reader: inout ByteReader) throws(BitcoinError) {
    offset = reader.offset
    (coinbaseID, coinbaseScript) = try Self.coinbase(&reader)
    _ = try reader.hash()
    coinbaseBranch = try Self.branch(&reader)
    coinbaseIndex = try reader.uint32()
    chainBranch = try Self.branch(&reader)
    chainIndex = try reader.uint32()
    let start = reader.offset
    parent = try BlockHeader(&reader)
    parentWork = Scrypt.hash(Array(reader.bytes[reader.range(from: start)]))
  }

  /// A transaction without witness; of its fields only the first input's script matters.
  private static func coinbase(
    _ reader: inout ByteReader
  ) throws(BitcoinError) -> (Hash32, [UInt8]) {
    let start = reader.offset
    try reader.skip(4)
    var script: [UInt8] = []
    let inputs = try reader.count(ofAtLeast: 41, "inputs")
    for index in 0..<inputs {
      try reader.skip(36)
      let length = try reader.count(ofAtLeast: 1, "bytes of script")
      let range = try reader.take(length)
      if index == 0 { script = Array(reader.bytes[range]) }
      try reader.skip(4)
    }
    for _ in 0..<(try reader.count(ofAtLeast: 9, "outputs")) {
      try reader.skip(8)
      let length = try reader.count(ofAtLeast: 1, "bytes of script")
      try reader.skip(length)
    }
    try reader.skip(4)
    let whole = reader.bytes.span.extracting(reader.range(from: start))
    return (BitcoinHash.doubleSHA256(whole), script)
  }

  private static func branch(_ reader: inout ByteReader) throws(BitcoinError) -> [Hash32] {
    let start = reader.offset
    let count = try reader.count(ofAtLeast: 32, "hashes of a branch")
    guard count <= longestBranch else {
      throw BitcoinError(
        .auxiliaryWork, "expected a branch of at most \(longestBranch) hashes, found \(count)",
        at: start)
    }
    var branch: [Hash32] = []
    for _ in 0..<count { branch.append(try reader.hash()) }
    return branch
  }

  /// - Throws: where the parent's work or its coinbase does not prove `header`.
  func check(_ header: BlockHeader, _ target: CompactTarget) throws(BitcoinError) {
    let chain = UInt32(bitPattern: header.version) >> 16
    guard coinbaseIndex == 0 else { throw refusal("the parent's coinbase is not its first") }
    guard UInt32(bitPattern: parent.version) >> 16 != chain else {
      throw refusal("the parent is a block of the same chain")
    }
    guard MerkleTree.root(of: coinbaseID, branch: coinbaseBranch, index: 0) == parent.merkleRoot
    else { throw refusal("the parent's coinbase is not in the parent's merkle tree") }
    try checkCommitment(to: header, chain: chain)
    guard target.isMet(by: parentWork) else {
      throw BitcoinError(
        .proofOfWork, "the parent's header is above this block's target", at: offset)
    }
  }

  /// The coinbase's script holds the root of the merged chains' tree, its size and a nonce.
  private func checkCommitment(to header: BlockHeader, chain: UInt32) throws(BitcoinError) {
    let root = MerkleTree.root(of: header.hash, branch: chainBranch, index: chainIndex)
    let wanted = Array(root.bytes.reversed())
    guard let place = Self.place(of: wanted, in: coinbaseScript) else {
      throw refusal("the parent's coinbase does not commit to this block")
    }
    let magic: [UInt8] = [0xfa, 0xbe, 0x6d, 0x6d]
    if let marked = Self.place(of: magic, in: coinbaseScript) {
      guard marked + 4 == place,
        Self.place(of: magic, in: Array(coinbaseScript[(marked + 4)...])) == nil
      else { throw refusal("the merged-mining header does not stand before its root, or twice") }
    } else if place > 20 {
      throw refusal("the merged-mining root stands too far behind the coinbase's start")
    }
    let tail = Array(coinbaseScript[(place + 32)...])
    guard tail.count >= 8 else { throw refusal("the merged-mining size and nonce are missing") }
    let depth = UInt32(chainBranch.count)
    guard tail.span.littleEndian32(at: 0) == 1 << depth else {
      throw refusal("the merged-mining tree has another size than its branch")
    }
    let nonce = tail.span.littleEndian32(at: 4)
    guard chainIndex == Self.slot(nonce: nonce, chain: chain, depth: depth) else {
      throw refusal("the block does not stand in its chain's slot of the merged-mining tree")
    }
  }

  /// Where a chain must stand in a tree, so that one tree cannot prove two of its blocks.
  private static func slot(nonce: UInt32, chain: UInt32, depth: UInt32) -> UInt32 {
    var slot = nonce &* 1_103_515_245 &+ 12_345
    slot = (slot &+ chain) &* 1_103_515_245 &+ 12_345
    return slot % (1 << depth)
  }

  private static func place(of needle: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= needle.count else { return nil }
    return (0...bytes.count - needle.count).first {
      bytes[$0..<$0 + needle.count].elementsEqual(needle)
    }
  }

  private func refusal(_ what: String) -> BitcoinError {
    BitcoinError(.auxiliaryWork, "\(what): the work is not this block's", at: offset)
  }
}
