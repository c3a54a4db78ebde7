import WeirModel

// MARK: - Flat traces

extension EVMJSONReader {
  /// A row of `trace_block` and its kin.
  ///
  /// *Source:* OpenEthereum JSON-RPC, module `trace`.
  func flatTrace(_ node: JSONNode) throws(JSONError) -> EVMTraceRecord {
    var place = place
    place.block = try node.present("blockNumber")?.quantity64() ?? place.block
    place.blockHash = try node.present("blockHash")?.hash() ?? place.blockHash
    if let hash = node.present("transactionHash") { place.transaction = try hash.hash() }
    if let index = node.present("transactionPosition") { place.index = try index.place() }
    var path: [UInt32] = []
    for step in try node.required("traceAddress").array() { path.append(try step.place()) }
    var call = try flatCall(node)
    call.path = path
    call.failed = node.present("error") != nil
    call.childCount = try node.present("subtraces")?.place()
    return EVMTraceRecord(place: place, calls: [call])
  }

  private func flatCall(_ node: JSONNode) throws(JSONError) -> EVMCall {
    let action = try node.required("action")
    let type = try node.required("type")
    switch try type.string() {
    case "call":
      return try flatCall(action, type: action.present("callType")?.string() ?? "call")
    case "create":
      return EVMCall(
        kind: .create, path: [], from: try action.required("from").account(),
        to: try node.present("result")?.present("address")?.account(),
        value: Amount(try action.required("value").quantity()), failed: false)
    case "suicide", "selfdestruct":
      return EVMCall(
        kind: .selfDestruct, path: [], from: try action.required("address").account(),
        to: try action.required("refundAddress").account(),
        value: Amount(try action.required("balance").quantity()), failed: false)
    case "reward":
      let isUncle = try action.present("rewardType")?.string() == "uncle"
      return EVMCall(
        kind: isUncle ? .uncleReward : .blockReward, path: [], from: nil,
        to: try action.required("author").account(),
        value: Amount(try action.required("value").quantity()), failed: false)
    default:
      throw type.error(
        .unsupported, "expected a call, create, suicide or reward, found another type of trace")
    }
  }

  private func flatCall(_ action: JSONNode, type: String) throws(JSONError) -> EVMCall {
    let kind: EVMCall.Kind
    switch type {
    case "call": kind = .call
    case "callcode", "delegatecall", "staticcall": kind = .still
    default:
      throw action.error(.unsupported, "expected one of the four call types, found another")
    }
    return EVMCall(
      kind: kind, path: [], from: try action.required("from").account(),
      to: try action.required("to").account(),
      value: Amount(try action.required("value").quantity()), failed: false)
  }
}

// MARK: - Call trees

extension EVMJSONReader {
  /// Whether the object is a call as geth's `callTracer` writes it.
  func isCall(_ node: JSONNode) -> Bool {
    guard let type = node["type"], type.kind == .string else { return false }
    return Self.kinds[type.decodedText] != nil
  }

  private static let kinds: [String: EVMCall.Kind] = [
    "CALL": .call, "CREATE": .create, "CREATE2": .create, "SELFDESTRUCT": .selfDestruct,
    "STATICCALL": .still, "DELEGATECALL": .still, "CALLCODE": .still,
  ]

  /// A tree of `callTracer`, in pre-order.
  ///
  /// Walks without recursion: the tree is as deep as its maker likes.
  func callTrace(_ root: JSONNode, at place: EVMPlace) throws(JSONError) -> EVMTraceRecord {
    guard place.transaction != nil || (place.block != nil && place.index != nil) else {
      throw root.error(
        .missing,
        "expected a trace whose transaction is known, found one that names neither transaction "
          + "nor block: state the block, or the transaction")
    }
    var calls: [EVMCall] = []
    var pending: [(node: JSONNode, path: [UInt32])] = [(root, [])]
    var steps = 0
    while let (node, path) = pending.popLast() {
      var call = try treeCall(node)
      call.path = path
      let children =
        try node.present("calls").map { list throws(JSONError) in
          Array(try list.array())
        } ?? []
      call.childCount = UInt32(exactly: children.count)
      calls.append(call)
      // A call of a few bytes costs its depth. A real one names two accounts in more than a
      // hundred bytes and stands at most 1,024 deep, so that its steps are within ten a byte.
      steps += (path.count + 1) * children.count
      guard steps <= 16 * root.bytes.count else {
        throw node.error(.limit, "expected a tree of the EVM's calls, found one of empty calls")
      }
      for (index, child) in children.enumerated().reversed() {
        guard let step = UInt32(exactly: index) else { continue }
        pending.append((child, path + [step]))
      }
    }
    return EVMTraceRecord(place: place, calls: calls)
  }

  private func treeCall(_ node: JSONNode) throws(JSONError) -> EVMCall {
    let type = try node.required("type")
    guard let kind = Self.kinds[try type.string()] else {
      throw type.error(.unsupported, "expected a type of call of the EVM, found another")
    }
    let value = try node.present("value")?.quantity()
    // Geth before 1.9 wrote self-destructions without account and value: unknown, not nothing.
    let isKnown = kind != .selfDestruct || value != nil
    return EVMCall(
      kind: kind, path: [], from: try node.present("from")?.account(),
      to: try node.present("to")?.account(),
      value: isKnown ? value.map { Amount($0) } ?? .zero : nil,
      failed: node.present("error") != nil)
  }

  /// A line of ethereum-etl's `geth_traces.json`: a block's trees in the order of its transactions.
  func gethTraces(_ list: JSONNode, of node: JSONNode) throws(JSONError) -> [EVMRecord] {
    let block = try node.required("block_number").quantity64()
    var records: [EVMRecord] = []
    for (index, tree) in try list.array().enumerated() {
      let place = EVMPlace(block: block, index: UInt32(exactly: index))
      records.append(.trace(try callTrace(tree, at: place)))
    }
    return records
  }

  /// go-ethereum's own test of `callTracer`: one transaction, the first of its block.
  func traceTest(_ node: JSONNode) throws(JSONError) -> [EVMRecord] {
    let context = try node.required("context")
    let number = try context.required("number").count()
    let seconds = try context.required("timestamp").count()
    guard let seconds = Int64(exactly: seconds) else {
      throw context.error(.unexpected, "expected a time in seconds within 63 bits")
    }
    var block = EVMBlockRecord(number: number, time: Timestamp(seconds: seconds))
    block.miner = try context.present("miner")?.account()
    block.baseFee = try context.present("baseFeePerGas").map { node throws(JSONError) in
      UInt256(try node.count())
    }
    block.transactionCount = 1
    // What a transaction is signed and sent as hashes to its name (EIP-2718).
    let hash = try node.present("input").map { node throws(JSONError) in
      Keccak256.hash(try node.hexBytes())
    }
    let place = EVMPlace(block: number, transaction: hash ?? self.place.transaction, index: 0)
    var trace = try callTrace(try node.required("result"), at: place)
    if node.present("tracerConfig")?.present("onlyTopCall")?.kind == .true {
      trace.isTopOnly = true
      for index in trace.calls.indices { trace.calls[index].childCount = nil }
    }
    return [.block(block), .trace(trace)]
  }
}
