public import WeirModel

/// Reads answers of bitcoind and its kin: `getblock` in verbosity 1, 2 and 3, and verbose
/// `getrawtransaction`, in a JSON-RPC envelope or bare.
///
/// What comes out is not verified: an answer is not the block's bytes. Amounts are read digit by
/// digit at eight places.
///
/// *Source:* Bitcoin Core's RPC documentation, `getblock` and `getrawtransaction`.
public struct BitcoinJSONReader: Sendable {
  /// Who can spend what a script locks.
  public typealias Ownership = (owner: AccountKey, members: [AccountKey], isSpendable: Bool)

  private let ownerOf: @Sendable ([UInt8]) -> Ownership

  /// - Parameter ownerOf: the classifier of output scripts.
  public init(ownerOf: @escaping @Sendable (_ script: [UInt8]) -> Ownership) {
    self.ownerOf = ownerOf
  }

  /// Classifies scripts as the codec of raw blocks does.
  public init(network: BitcoinNetwork) {
    self.init { script in
      let script = OutputScript(script, on: network)
      return (script.owner, script.members, script.isSpendable)
    }
  }

  /// The record in one element of a `JSONStream`; `nil` for an envelope around elements.
  ///
  /// - Throws: `JSONError`, with the line. Zcash's shielded value and Litecoin's MWEB are refused
  ///   by name.
  public func record(in element: JSONElement) throws(JSONError) -> BitcoinJSONRecord? {
    element.place == .envelope ? nil : try record(in: element.root, isAnswer: true)
  }

  /// - Parameter isAnswer: whether `node` may still be the envelope: no answer holds another.
  private func record(
    in node: JSONNode, isAnswer: Bool
  ) throws(JSONError) -> BitcoinJSONRecord {
    if node["vin"] != nil { return .transaction(try transaction(node)) }
    if node["merkleroot"] != nil { return try block(node) }
    if let error = node.present("error") {
      throw error.error(.unsupported, "expected a block, found the node's error: ask it again")
    }
    if isAnswer, let result = node.present("result") {
      return try record(in: result, isAnswer: false)
    }
    throw node.error(
      .unsupported, "expected an answer of getblock or getrawtransaction, found another value")
  }

  /// The block of an outline whose transactions were read apart.
  ///
  /// - Throws: `MissingTransaction` where one is not there.
  public func block(
    _ outline: BitcoinBlockOutline, with transactions: [Hash32: UTXOTransaction]
  ) throws(MissingTransaction) -> UTXOBlock {
    var block = outline.block
    for id in outline.transactions {
      guard let transaction = transactions[id] else {
        throw MissingTransaction(block: block.hash, transaction: id)
      }
      block.transactions.append(transaction)
    }
    return block
  }

  /// A block in verbosity 1 names a transaction that no file gives.
  public struct MissingTransaction: Error, Hashable, Sendable, CustomStringConvertible {
    public let block: Hash32
    public let transaction: Hash32

    public var description: String {
      "block \(block.reversedHex): expected transaction \(transaction.reversedHex), found none: "
        + "ask getblock with verbosity 2, or add the answer of getrawtransaction"
    }
  }
}

// MARK: - Blocks

extension BitcoinJSONReader {
  private func block(_ node: JSONNode) throws(JSONError) -> BitcoinJSONRecord {
    try refuseShielded(node, Self.zcashBlock, "Zcash")
    guard let seconds = Int64(exactly: try node.required("time").count()) else {
      throw node.error(.unexpected, "expected a time in seconds within 63 bits")
    }
    var block = UTXOBlock(
      hash: try id(node.required("hash")),
      parent: try node.present("previousblockhash").map(id) ?? .zero,
      time: Timestamp(seconds: seconds), height: try node.present("height")?.count(),
      work: try work(node.required("bits")), isVerified: false, transactions: [])
    let list = try node.required("tx")
    var ids: [Hash32] = []
    for element in try list.array() {
      if element.kind == .string {
        ids.append(try id(element))
      } else {
        block.transactions.append(try transaction(element))
      }
    }
    let count = ids.count + block.transactions.count
    guard ids.isEmpty || block.transactions.isEmpty else {
      throw list.error(.unexpected, "expected transactions or their ids, found both")
    }
    guard count > 0, try node.present("nTx")?.count() ?? UInt64(count) == count else {
      throw list.error(.disagreement, "expected as many transactions as the block says")
    }
    if !ids.isEmpty { return .outline(BitcoinBlockOutline(block: block, transactions: ids)) }
    for (index, transaction) in block.transactions.enumerated() {
      guard transaction.isCoinbase == (index == 0) else {
        throw list.error(.unexpected, "expected one coinbase, the first transaction")
      }
    }
    return .block(block)
  }

  private static let zcashBlock = ["finalsaplingroot", "finalorchardroot", "solution"]
  private static let zcashTransaction = [
    "vjoinsplit", "valueBalance", "valueBalanceZat", "vShieldedSpend", "vShieldedOutput", "orchard",
  ]

  private func refuseShielded(
    _ node: JSONNode, _ members: [String], _ name: String
  ) throws(JSONError) {
    for member in members {
      if let found = node[member] {
        throw found.error(
          .shielded,
          "expected value that scripts hold, found \(name)'s '\(member)': shielded value cannot be "
            + "followed")
      }
    }
  }

  private func id(_ node: JSONNode) throws(JSONError) -> Hash32 {
    guard node.kind == .string, let hash = Hash32(reversedHex: try node.string()) else {
      throw node.error(.unexpected, "expected 64 hexadecimal digits")
    }
    return hash
  }

  private func work(_ node: JSONNode) throws(JSONError) -> UInt256 {
    let text = try node.string()
    guard text.utf8.count == 8, let bits = UInt32(text, radix: 16),
      let target = CompactTarget(bits: bits)
    else {
      throw node.error(.unexpected, "expected a target in compact form: eight hexadecimal digits")
    }
    return target.work
  }
}

// MARK: - Transactions

extension BitcoinJSONReader {
  private func transaction(_ node: JSONNode) throws(JSONError) -> UTXOTransaction {
    try refuseShielded(node, Self.zcashTransaction, "Zcash")
    var transaction = UTXOTransaction(id: try id(node.required("txid")), inputs: [], outputs: [])
    let inputs = try node.required("vin")
    var isCoinbase = false
    for input in try inputs.array() {
      try refuseExtension(input)
      if input["coinbase"] != nil {
        isCoinbase = true
      } else {
        transaction.inputs.append(try self.input(input))
      }
    }
    guard isCoinbase == transaction.inputs.isEmpty else {
      throw inputs.error(.unexpected, "expected inputs, or a coinbase alone")
    }
    for (index, output) in try node.required("vout").array().enumerated() {
      try refuseExtension(output)
      guard try output.required("n").count() == index else {
        throw output.error(.unexpected, "expected the outputs in their order, from 0")
      }
      transaction.outputs.append(try self.output(output))
    }
    try checkFee(of: transaction, node)
    return transaction
  }

  private func refuseExtension(_ node: JSONNode) throws(JSONError) {
    if let flag = node.present("ismweb"), flag.kind == .true {
      throw flag.error(
        .shielded, "expected value that scripts hold, found Litecoin's MWEB: it cannot be followed")
    }
  }

  private func input(_ node: JSONNode) throws(JSONError) -> UTXOInput {
    guard let index = UInt32(exactly: try node.required("vout").count()) else {
      throw node.error(.unexpected, "expected an output's index of at most 32 bits")
    }
    let previous = Outpoint(transaction: try id(node.required("txid")), index: index)
    let stated = try node.present("prevout").map { node throws(JSONError) in try output(node) }
    return UTXOInput(previous: previous, stated: stated)
  }

  private func output(_ node: JSONNode) throws(JSONError) -> UTXOOutput {
    let hex = try node.required("scriptPubKey").required("hex")
    guard let script = [UInt8](hex: try hex.string()) else {
      throw hex.error(.unexpected, "expected a script in hexadecimal")
    }
    let (owner, members, isSpendable) = ownerOf(script)
    return UTXOOutput(
      value: try amount(node.required("value")), owner: owner, members: members,
      isSpendable: isSpendable)
  }

  /// Coins with at most eight places, in base units.
  private func amount(_ node: JSONNode) throws(JSONError) -> UInt64 {
    let text = node.kind == .string ? try node.string() : try node.numberText()
    do throws(Amount.DecimalError) {
      guard let units = try Amount(decimal: text, decimals: 8).units.uint64 else { throw .tooLarge }
      return units
    } catch {
      let found =
        switch error {
        case .notDecimal: "other characters"
        case .exponent: "an exponent: digits have been lost before"
        case .surplusDecimals(let found, _): "\(found) places"
        case .tooLarge: "an amount above 64 bits"
        }
      throw node.error(.amount, "expected coins with at most eight places, found \(found)")
    }
  }

  /// Where the node states all inputs and the fee, they must balance.
  private func checkFee(of transaction: UTXOTransaction, _ node: JSONNode) throws(JSONError) {
    guard let stated = node.present("fee"), !transaction.isCoinbase else { return }
    var total = Amount(try amount(stated))
    for output in transaction.outputs { total += Amount(output.value) }
    var spent = Amount.zero
    for input in transaction.inputs {
      guard let output = input.stated else { return }
      spent += Amount(output.value)
    }
    guard spent == total else {
      throw stated.error(.disagreement, "expected inputs to be outputs and fee, found otherwise")
    }
  }
}
