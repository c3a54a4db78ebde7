/// Reads what nodes and exporters write as JSON into records.
///
/// It takes JSON-RPC answers, with their envelope or bare, of `eth_getBlockByNumber` and `…ByHash`,
/// `eth_getTransactionByHash`, `eth_getTransactionReceipt`, `eth_getBlockReceipts`, `eth_getLogs`,
/// `debug_traceTransaction` and `debug_traceBlockByNumber` with `callTracer`, `trace_block`,
/// `trace_transaction` and `trace_filter`; go-ethereum's `callTracer` test files; and rows of
/// ethereum-etl. What it does not take is refused by name.
public struct EVMJSONReader: Sendable {
  /// What the answer itself does not say, where its asker knows: geth's traces name neither block
  /// nor transaction.
  public var place: EVMPlace

  /// Around what is read.
  private var answers = 0

  public init(place: EVMPlace = EVMPlace()) { self.place = place }

  /// Records of one element of a `JSONStream`; none for an envelope around elements.
  ///
  /// - Throws: `JSONError`, and `EVMError` for an ethereum-etl row; both say where.
  public func records(in element: JSONElement) throws -> [EVMRecord] {
    switch element.place {
    case .document: return try records(in: element.root, index: nil)
    case .element(let index): return try records(in: element.root, index: UInt32(exactly: index))
    case .envelope:
      try Self.checkAnswer(element.root)
      return []
    }
  }

  /// - Parameter index: place in the list that `node` stands in.
  private func records(in node: JSONNode, index: UInt32?) throws -> [EVMRecord] {
    guard node.kind == .object else {
      throw node.error(
        .unsupported,
        "expected a block, transaction, receipt, log or trace, found \(node.kind.name)")
    }
    if node["jsonrpc"] != nil { return try records(inAnswer: node, index: nil) }
    if node["topics"] != nil, node["logIndex"] != nil { return [.log(try log(node))] }
    if node["action"] != nil { return [.trace(try flatTrace(node))] }
    if node["cumulativeGasUsed"] != nil { return [.receipt(try receipt(node))] }
    if node["parentHash"] != nil { return try block(node) }
    if node["context"] != nil, node["result"] != nil { return try traceTest(node) }
    if node["result"] != nil { return try records(inAnswer: node, index: index) }
    if let calls = node.present("transaction_traces") {
      return try gethTraces(calls, of: node)
    }
    if let row = EVMRow(node) { return try row.records() }
    if isCall(node) { return [.trace(try callTrace(node, at: placed(index)))] }
    if node["nonce"] != nil, node["from"] != nil { return [.transaction(try transaction(node))] }
    try Self.checkAnswer(node)
    throw node.error(.unsupported, Self.unsupported(node))
  }

  /// An object around a `result`: a JSON-RPC answer, or an element of a traced block.
  private func records(inAnswer node: JSONNode, index: UInt32?) throws -> [EVMRecord] {
    try Self.checkAnswer(node)
    let result = try node.required("result")
    // An answer about a traced block holds answers about its transactions, and those hold none.
    guard answers < 2 else {
      throw result.error(.unsupported, "expected an answer, found one in an answer in an answer")
    }
    var reader = self
    reader.answers += 1
    if let hash = node.present("txHash") { reader.place.transaction = try hash.hash() }
    guard result.kind == .array else { return try reader.records(in: result, index: index) }
    var records: [EVMRecord] = []
    for (index, element) in result.elements.enumerated() {
      records += try reader.records(in: element, index: UInt32(exactly: index))
    }
    return records
  }

  private static func checkAnswer(_ node: JSONNode) throws(JSONError) {
    guard let error = node.present("error"), node.present("result") == nil else { return }
    let code = error.present("code").map { " (code \($0.decodedText.prefix(12)))" } ?? ""
    throw error.error(
      .unsupported, "expected an answer, found the node's error\(code): ask it again")
  }

  private static func unsupported(_ node: JSONNode) -> String {
    let found =
      if node["structLogs"] != nil {
        "a struct log trace: ask for the tracer 'callTracer'"
      } else if node["vmTrace"] != nil || node["stateDiff"] != nil {
        "a replay with state or VM traces: ask for 'trace_block'"
      } else {
        "an object without the members of any of them"
      }
    return "expected a block, transaction, receipt, log or trace, found \(found)"
  }

  private func placed(_ index: UInt32?) -> EVMPlace {
    var place = place
    if place.index == nil, place.transaction == nil { place.index = index }
    return place
  }
}
