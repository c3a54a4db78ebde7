import WeirModel

/// Blocks of an EVM chain as a node would answer them, small and made by rule: block `n` of a
/// branch has two transactions of `n` and `2n` wei, each of 21,000 gas at a price of 2.
struct SmallEVMChain {
  /// Which branch a block is of: equal numbers of another branch have other hashes.
  var branch = 0
  /// The block in front of the branch's first; below it the hashes are branch 0's.
  var forkAfter: Int = -1

  func hash(_ number: Int) -> String { Self.word(number, number <= forkAfter ? 0 : branch) }

  func transactionHash(_ number: Int, _ index: Int) -> String {
    Self.word(number, (number <= forkAfter ? 0 : branch) + 16 * (index + 1))
  }

  static func word(_ number: Int, _ tag: Int) -> String {
    "0x" + padded(tag, 8) + padded(number, 56)
  }

  static func account(_ number: Int) -> String { "0x" + padded(number + 0xAA00, 40) }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private func hex(_ value: Int) -> String { "\"0x" + String(value, radix: 16) + "\"" }

  /// The answer to `eth_getBlockByNumber` with whole transactions.
  func block(_ number: Int, value: Int? = nil) -> String {
    let transactions = (0..<2).map { index in
      """
      {"hash":"\(transactionHash(number, index))","blockHash":"\(hash(number))",\
      "blockNumber":\(hex(number)),"transactionIndex":\(hex(index)),\
      "from":"\(Self.account(number % 5))","to":"\(Self.account(number % 7 + 10))",\
      "nonce":"0x0","value":\(hex((index + 1) * (value ?? number))),"gasPrice":"0x2"}
      """
    }
    return """
      {"jsonrpc":"2.0","id":1,"result":{"number":\(hex(number)),"hash":"\(hash(number))",\
      "parentHash":"\(hash(number - 1))","timestamp":\(hex(1_000 + 12 * number)),\
      "miner":"\(Self.account(99))","sha3Uncles":\
      "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",\
      "transactions":[\(transactions.joined(separator: ","))]}}

      """
  }

  /// The answer to `eth_getBlockReceipts`.
  func receipts(_ number: Int) -> String {
    let receipts = (0..<2).map { index in
      """
      {"transactionHash":"\(transactionHash(number, index))","blockHash":"\(hash(number))",\
      "blockNumber":\(hex(number)),"transactionIndex":\(hex(index)),"status":"0x1",\
      "gasUsed":"0x5208","cumulativeGasUsed":"0x5208","logs":[]}
      """
    }
    return """
      {"jsonrpc":"2.0","id":1,"result":[\(receipts.joined(separator: ","))]}

      """
  }

  /// The answer to `debug_traceBlockByNumber`, which names transactions and no block.
  func traces(_ number: Int) -> String {
    let traces = (0..<2).map { index in
      """
      {"txHash":"\(transactionHash(number, index))","result":{"type":"CALL",\
      "from":"\(Self.account(number % 5))","to":"\(Self.account(number % 7 + 10))",\
      "value":\(hex((index + 1) * number)),"gas":"0x0","gasUsed":"0x5208","input":"0x"}}
      """
    }
    return """
      {"jsonrpc":"2.0","id":1,"result":[\(traces.joined(separator: ","))]}

      """
  }

  /// Everything about a block.
  func facts(_ number: Int) -> String { block(number) + receipts(number) + traces(number) }
}
