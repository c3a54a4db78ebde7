import WeirModel

/// Reads the transactions of one block and keeps what the block's checks need of them.
struct BlockBodyReader {
  private var reader: ByteReader
  private let network: BitcoinNetwork
  private let rules: OutputScript.Rules
  private(set) var ids: [Hash32] = []
  /// What each id is the hash of: the transaction without its witness.
  private var messages: [BitcoinHash.Message] = []
  /// The transactions that have a witness, and their whole places.
  private var extended: [(index: Int, message: BitcoinHash.Message)] = []
  private(set) var coinbase = Coinbase()

  /// Bytes of the smallest transaction: version, one input, one output, lock time.
  private static let smallest = 60

  init(_ reader: ByteReader, network: BitcoinNetwork) {
    self.reader = reader
    self.network = network
    rules = OutputScript.Rules(network)
  }

  /// All transactions, to the last byte.
  mutating func transactions(isGenesis: Bool) throws(BitcoinError) -> [UTXOTransaction] {
    let start = reader.offset
    let count = try reader.count(ofAtLeast: Self.smallest, "transactions")
    guard count > 0 else {
      throw BitcoinError(.coinbase, "expected a coinbase, found no transaction", at: start)
    }
    var transactions: [UTXOTransaction] = []
    transactions.reserveCapacity(count)
    messages.reserveCapacity(count)
    for index in 0..<count {
      transactions.append(try transaction(isCoinbase: index == 0))
    }
    ids = BitcoinHash.doubleSHA256(reader.bytes.span, of: messages)
    for index in transactions.indices { transactions[index].id = ids[index] }
    if isGenesis { Self.lockOutputs(of: &transactions[0]) }
    guard reader.remaining == 0 else { throw trailing() }
    return transactions
  }

  private static func lockOutputs(of transaction: inout UTXOTransaction) {
    for index in transaction.outputs.indices { transaction.outputs[index].isSpendable = false }
  }

  private func trailing() -> BitcoinError {
    let isLitecoin = network.chain == .litecoin || network.chain == .litecoinRegtest
    if isLitecoin {
      return BitcoinError(
        .unsupportedExtension,
        "\(reader.remaining) bytes follow the last transaction, as MWEB's extension block does: "
          + "it is not read by this version",
        at: reader.offset)
    }
    return BitcoinError(
      .trailingBytes, "expected the block to end, found \(reader.remaining) more bytes",
      at: reader.offset)
  }

  // MARK: - One transaction

  private mutating func transaction(isCoinbase: Bool) throws(BitcoinError) -> UTXOTransaction {
    let start = reader.offset
    let version = try reader.uint32()
    try refuseOverwinter(version, at: start)
    let isExtended = try readMarker()
    let bodyStart = reader.offset
    let inputs = try self.inputs(isCoinbase: isCoinbase)
    let outputs = try self.outputs(isCoinbase: isCoinbase)
    let body = reader.range(from: bodyStart)
    if isExtended { try witnesses(of: max(inputs.count, 1), isCoinbase: isCoinbase) }
    let lockTime = try reader.take(4)
    if isExtended {
      extended.append((messages.count, BitcoinHash.Message(reader.range(from: start))))
    }
    messages.append(BitcoinHash.Message(start..<start + 4, body, lockTime))
    // Its id is filled in when all of them are hashed together.
    return UTXOTransaction(id: .zero, inputs: inputs, outputs: outputs)
  }

  private var hasWitness: Bool { !extended.isEmpty }

  /// The leaves of the witness tree: the coinbase's is zero.
  private var witnessIDs: [Hash32] {
    let hashes = BitcoinHash.doubleSHA256(reader.bytes.span, of: extended.map(\.message))
    var leaves = ids
    for (place, hash) in zip(extended, hashes) { leaves[place.index] = hash }
    leaves[0] = .zero
    return leaves
  }

  /// Zcash's transactions say so in their first eight bytes; read as Bitcoin's they are nonsense.
  ///
  /// *Source:* ZIP 202, ZIP 225: version group ids.
  private func refuseOverwinter(_ version: UInt32, at start: Int) throws(BitcoinError) {
    guard version >> 31 == 1, (3...5).contains(version & 0x7fff_ffff), reader.remaining >= 4
    else { return }
    let group = reader.bytes.span.littleEndian32(at: reader.offset)
    guard [0x03c4_8270, 0x892f_2085, 0x26a7_270a].contains(group) else { return }
    throw BitcoinError(
      .unsupportedExtension,
      "a Zcash transaction (version group \(String(group, radix: 16))) is not read by this version",
      at: start)
  }

  /// Whether a witness follows, by the marker and flag of BIP 144.
  @inline(__always)
  private mutating func readMarker() throws(BitcoinError) -> Bool {
    guard reader.peek() == 0, network.hasWitnesses else { return false }
    guard let flag = reader.peek(1) else {
      try reader.skip(2)
      return false
    }
    guard flag != 0 else { return false }
    guard flag == 1 else {
      let name = flag & 8 != 0 ? "MWEB" : "an unknown extension"
      throw BitcoinError(
        .unsupportedExtension,
        "the transaction's flag \(flag) stands for \(name), which is not read by this version",
        at: reader.offset + 1)
    }
    try reader.skip(2)
    return true
  }

  // MARK: - Inputs

  private mutating func inputs(isCoinbase: Bool) throws(BitcoinError) -> [UTXOInput] {
    let start = reader.offset
    let count = try reader.count(ofAtLeast: 41, "inputs")
    guard count > 0 else {
      throw BitcoinError(.emptyTransaction, "expected at least one input, found none", at: start)
    }
    if isCoinbase { return try coinbaseInput(count, at: start) }
    var inputs: [UTXOInput] = []
    inputs.reserveCapacity(count)
    for _ in 0..<count {
      let previous = try outpoint()
      guard !previous.isNull else {
        throw BitcoinError(
          .coinbase, "expected one coinbase in front, found another transaction without inputs",
          at: reader.offset - 36)
      }
      inputs.append(UTXOInput(previous: previous))
      let script = try reader.count(ofAtLeast: 1, "bytes of script")
      try reader.skip(script)
      try reader.skip(4)
    }
    return inputs
  }

  @inline(__always)
  private mutating func outpoint() throws(BitcoinError) -> Outpoint {
    Outpoint(transaction: try reader.hash(), index: try reader.uint32())
  }

  /// *Source:* Bitcoin Core, `CheckTransaction`: one null input with 2 to 100 bytes of script.
  private mutating func coinbaseInput(
    _ count: Int, at start: Int
  ) throws(BitcoinError) -> [UTXOInput] {
    guard count == 1, try outpoint().isNull else {
      throw BitcoinError(
        .coinbase, "expected a coinbase in front, found a transaction with inputs", at: start)
    }
    let script = try reader.count(ofAtLeast: 1, "bytes of script")
    guard (2...100).contains(script) else {
      throw BitcoinError(
        .coinbase, "expected 2 to 100 bytes of coinbase script, found \(script)",
        at: reader.offset)
    }
    coinbase.script = Array(reader.bytes[try reader.take(script)])
    try reader.skip(4)
    return []
  }

  // MARK: - Outputs

  private mutating func outputs(isCoinbase: Bool) throws(BitcoinError) -> [UTXOOutput] {
    let start = reader.offset
    let count = try reader.count(ofAtLeast: 9, "outputs")
    guard count > 0 else {
      throw BitcoinError(.emptyTransaction, "expected at least one output, found none", at: start)
    }
    var outputs: [UTXOOutput] = []
    outputs.reserveCapacity(count)
    var rest = network.maximumMoney
    for _ in 0..<count {
      let value = try reader.uint64()
      guard value <= rest else { throw excessive(value) }
      rest -= value
      let length = try reader.count(ofAtLeast: 1, "bytes of script")
      let range = try reader.take(length)
      if isCoinbase { coinbase.note(script: reader.bytes[range]) }
      let script = OutputScript(reader.bytes.span.extracting(range), rules)
      outputs.append(
        UTXOOutput(
          value: value, owner: script.owner, members: script.members,
          isSpendable: script.isSpendable))
    }
    return outputs
  }

  @inline(never)
  private func excessive(_ value: UInt64) -> BitcoinError {
    BitcoinError(
      .excessiveValue,
      "an output of \(value) brings its transaction above the \(network.maximumMoney) base units "
        + "that \(network.chain) allows",
      at: reader.offset - 8)
  }

  // MARK: - Witnesses

  private mutating func witnesses(of inputs: Int, isCoinbase: Bool) throws(BitcoinError) {
    let start = reader.offset
    var isEmpty = true
    for _ in 0..<inputs {
      let items = try reader.count(ofAtLeast: 1, "witness items")
      isEmpty = isEmpty && items == 0
      for _ in 0..<items {
        let length = try reader.count(ofAtLeast: 1, "bytes of witness")
        let range = try reader.take(length)
        if isCoinbase { coinbase.witness.append(range) }
      }
    }
    guard !isEmpty else {
      throw BitcoinError(
        .emptyTransaction, "expected a witness behind the witness flag, found none", at: start)
    }
  }

  /// *Source:* BIP 141, "Commitment structure".
  func checkWitnesses(height: UInt64?) throws(BitcoinError) {
    guard let first = network.witnessesFrom else { return }
    guard let commitment = coinbase.commitment else {
      guard !hasWitness else {
        throw BitcoinError(
          .witness, "witnesses stand in the block, and no coinbase commits to them")
      }
      return
    }
    if !hasWitness {
      guard height.map({ $0 < first }) ?? true else {
        throw BitcoinError(
          .witness, "the coinbase commits to witnesses that were stripped from the block")
      }
      return
    }
    guard coinbase.witness.count == 1, let reserved = coinbase.witness.first,
      reserved.count == 32
    else {
      throw BitcoinError(.witness, "expected 32 bytes of witness in the coinbase")
    }
    let committed = MerkleTree(leaves: witnessIDs).root.bytes + reader.bytes[reserved]
    let found = BitcoinHash.doubleSHA256(committed.span)
    guard found.bytes == commitment else {
      throw BitcoinError(
        .witness, "the witnesses are not those that the coinbase commits to: one was changed")
    }
  }
}

extension Outpoint {
  /// What a coinbase spends.
  @inline(__always)
  fileprivate var isNull: Bool { index == .max && transaction == .zero }
}
