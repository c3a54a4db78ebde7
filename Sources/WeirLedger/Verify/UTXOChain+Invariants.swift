import WeirModel

extension UTXOChain {
  /// What holds of every UTXO chain, row by row.
  ///
  /// - Throws: ``LedgerError/Code/corrupt`` with the first place where it does not.
  func checkInvariants() throws(LedgerError) {
    try checkBlocks()
    try accounts.checkInvariants(snapshot)
    try checkOwners()
    try checkSpends()
  }

  private func checkBlocks() throws(LedgerError) {
    var clock = Int64.min
    for ordinal in 0..<blockCount {
      clock = max(clock, blocks.time[ordinal])
      guard blocks.clock[ordinal] == clock else {
        throw snapshot.damage(
          "blocks.clock row \(ordinal)", "\(clock)", "\(blocks.clock[ordinal])")
      }
      guard ordinal > 0 else { continue }
      let before = ordinal - 1
      guard blocks.height[before] < blocks.height[ordinal],
        blocks.transaction[before] <= blocks.transaction[ordinal],
        blocks.input[before] <= blocks.input[ordinal],
        blocks.output[before] <= blocks.output[ordinal]
      else {
        throw snapshot.damage("blocks row \(ordinal)", "a block behind the one before", "another")
      }
      guard
        blocks.height[before] + 1 < blocks.height[ordinal]
          || blocks.parent[ordinal] == blocks.hash[before]
      else {
        throw snapshot.damage(
          "blocks.parent row \(ordinal)", blocks.hash[before].reversedHex,
          blocks.parent[ordinal].reversedHex)
      }
    }
  }

  private func checkOwners() throws(LedgerError) {
    for row in 0..<outputCount where UInt64(outputs.owner[row]) >= accountCount {
      throw snapshot.damage(
        "outputs.owner row \(row)", "below \(accountCount)", "\(outputs.owner[row])")
    }
    for row in 0..<members.account.count
    where UInt64(members.account[row]) >= accountCount || members.output[row] >= outputCount {
      throw snapshot.damage("members row \(row)", "an account and an output", "another")
    }
  }

  /// Every output is spent once, by its own block or a later one, and pays for what it makes.
  private func checkSpends() throws(LedgerError) {
    var spent = SpentRows()
    for ordinal in 0..<blockCount {
      let block = block(at: ordinal)
      for transaction in block.transactions {
        let transaction = self.transaction(at: transaction, in: block)
        let paid = try paid(by: transaction, before: block.outputs.upperBound, &spent)
        guard let paid, !transaction.isCoinbase else { continue }
        let received = transaction.outputs.reduce(UInt128(0)) {
          $0 + UInt128(outputs.value(at: $1))
        }
        guard received <= paid else {
          throw snapshot.damage(
            "outputs.amount rows \(transaction.outputs)", "at most \(paid)", "\(received)")
        }
      }
    }
  }

  /// The sum of a transaction's inputs, or `nil` where one is unknown.
  private func paid(by transaction: Transaction, before end: UInt64, _ spent: inout SpentRows)
    throws(LedgerError) -> UInt128?
  {
    var sum: UInt128 = 0
    var isKnown = true
    for input in transaction.inputs {
      let number = previous[input] & (Self.unknownBit - 1)
      switch previous[input] >> 62 {
      case 0:
        guard number < end, !spent.contains(number) else {
          throw snapshot.damage(
            "inputs.previous row \(input)", "an unspent output below \(end)", "\(number)")
        }
        spent.insert(number)
        sum += UInt128(outputs.value(at: number))
      case 2 where number < statedInputCount:
        sum += UInt128(stated.value(at: number))
      case 1 where number < unknownInputCount:
        isKnown = false
      default:
        throw snapshot.damage("inputs.previous row \(input)", "a row that exists", "another")
      }
    }
    return isKnown ? sum : nil
  }
}
