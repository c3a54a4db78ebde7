import WeirModel

extension EVMBlockAssembler {
  /// What a transaction paid to be included, its burnt part first.
  ///
  /// `isKnown` says that amount and split are; a failed transaction pays like any other.
  ///
  /// *Source:* EIP-1559, EIP-4844; OP Stack specification, "L1 data fee".
  func fees(
    of draft: EVMTransactionDraft, in block: EVMBlockDraft
  ) throws(EVMError) -> (moves: [Move], isKnown: Bool) {
    guard let transaction = draft.transaction, let receipt = draft.receipt,
      let price = gasPrice(transaction, receipt, block.header?.baseFee)
    else { return ([], false) }
    let payer = transaction.from
    var moves: [Move] = []
    func pay(_ kind: MoveKind, _ to: AccountKey?, _ gas: UInt256, _ price: UInt256) throws(EVMError)
    {
      guard let amount = gas.multiplied(by: price) else {
        throw EVMError(
          code: .tooLarge, message: "the fee of \(draft.name) exceeds 256 bits",
          place: "block \(block.number)")
      }
      guard !amount.isZero else { return }
      moves.append(
        Move(kind: kind, from: payer, to: to, asset: .native, amount: Amount(amount)))
    }
    let split = try split(price, draft, block)
    for part in split.parts { try pay(part.kind, part.to, receipt.gasUsed, part.price) }
    if let fee = receipt.layer1Fee {
      try pay(.feeLayer1, rules.layer1FeeRecipient, fee, UInt256.one)
    }
    if let gas = receipt.blobGasUsed, let price = receipt.blobGasPrice {
      try pay(.feeBlob, nil, gas, price)
    }
    let isBlobKnown = receipt.blobGasUsed?.isZero ?? true || receipt.blobGasPrice != nil
    return (moves, split.isKnown && isBlobKnown)
  }

  /// What a unit of gas cost: the receipt says it since London, the formula of EIP-1559 before the
  /// node said it, the transaction itself before EIP-1559.
  private func gasPrice(
    _ transaction: EVMTransactionRecord, _ receipt: EVMReceiptRecord, _ baseFee: UInt256?
  ) -> UInt256? {
    if let price = receipt.effectiveGasPrice { return price }
    guard let most = transaction.maxFee, let tip = transaction.maxPriorityFee, let baseFee else {
      return transaction.gasPrice
    }
    return min(most, baseFee.adding(tip) ?? most)
  }

  private typealias Part = (kind: MoveKind, to: AccountKey?, price: UInt256)

  private func split(
    _ price: UInt256, _ draft: EVMTransactionDraft, _ block: EVMBlockDraft
  ) throws(EVMError) -> (parts: [Part], isKnown: Bool) {
    guard let header = block.header, let miner = header.miner else {
      return ([(.fee, nil, price)], price.isZero)
    }
    guard let baseFee = header.baseFee else {
      // A fee market without a base fee in the header: the header is not whole.
      let isBefore1559 = draft.transaction?.maxFee == nil
      return isBefore1559
        ? ([(.feeTip, miner, price)], true) : ([(.fee, nil, price)], false)
    }
    // Transactions of the protocol itself pay nothing, not even the base fee.
    if price.isZero { return ([], true) }
    guard let tip = price.subtracting(baseFee) else {
      throw block.disagreement("the base fee, which is above the gas price of \(draft.name)")
    }
    switch rules.baseFee {
    case .burnt: return ([(.feeBurn, nil, baseFee), (.feeTip, miner, tip)], true)
    case .paid(let vault): return ([(.fee, vault, baseFee), (.feeTip, miner, tip)], true)
    case .unknown: return ([(.fee, nil, price)], false)
    }
  }
}
