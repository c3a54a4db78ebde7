import WeirModel
import WeirTrace

extension ReferenceTrace {
  mutating func takeTransaction(
    _ transaction: UTXOTransaction, at step: ReferenceStep, time: Timestamp
  ) {
    guard !transaction.isCoinbase else {
      takeCoinbase(transaction, at: step, time: time)
      return
    }
    let inputs = transaction.inputs.map { spend($0, on: step.chain) }
    let known = inputs.compactMap { $0 }
    let outputs = transaction.outputs.map { Amount($0.value) }
    guard known.count == inputs.count else {
      unknownFees.insert(step.inBlock)
      takeUnknown(transaction, known, at: step, time: time)
      return
    }
    let fee = known.reduce(Amount.zero) { $0 + $1.amount } - outputs.reduce(.zero, +)
    let parts = rules.pay(outputs + [fee], with: known)
    receive(transaction.outputs, parts, at: step, time: time)
    if request.followsFees {
      fees[step.inBlock, default: [:]][step.transaction] = parts[outputs.count]
    } else {
      end(parts[outputs.count], as: .fees)
    }
  }

  /// `nil` for an output that nobody has seen.
  private mutating func spend(_ input: UTXOInput, on chain: ChainID) -> [ReferenceLot]? {
    let coin = ReferenceCoin(chain: chain, outpoint: input.previous)
    if let spent = outputs.removeValue(forKey: coin) { return spent.lots }
    return input.stated.map { [ReferenceLot(amount: Amount($0.value))].withoutNothing }
  }

  /// With no known total, loss ends, but for poison's flags.
  private mutating func takeUnknown(
    _ transaction: UTXOTransaction, _ known: [[ReferenceLot]], at step: ReferenceStep,
    time: Timestamp
  ) {
    let lots = Array(known.joined())
    if rules.policy.isExact { end(lots, as: .unfollowed("unknown input")) }
    let flags = rules.policy.isExact ? [:] : lots.losses
    let parts = transaction.outputs.map {
      [ReferenceLot(amount: Amount($0.value), losses: flags)].withoutNothing
    }
    receive(transaction.outputs, parts, at: step, time: time)
  }

  private mutating func receive(
    _ outputs: [UTXOOutput], _ parts: [[ReferenceLot]], at step: ReferenceStep, time: Timestamp
  ) {
    for (position, output) in outputs.enumerated() {
      let place = ReferencePlace(
        chain: step.chain, block: step.block, transaction: step.transaction, position: position)
      let arrival = ReferenceArrival(
        place: place, account: output.owner, asset: .native(of: step.chain), time: time,
        isSpendable: output.isSpendable)
      let lots = rules.settled(arrive(burdened(parts[position], at: place), arrival))
      if let id = utxoBlocks[step.inBlock]?.transactions[step.transaction].id {
        let outpoint = Outpoint(transaction: id, index: UInt32(position))
        self.outputs[ReferenceCoin(chain: step.chain, outpoint: outpoint)] = (output, lots)
      }
    }
  }

  /// The subsidy, then the fees; its outputs, then what it did not claim.
  private mutating func takeCoinbase(
    _ transaction: UTXOTransaction, at step: ReferenceStep, time: Timestamp
  ) {
    let outputs = transaction.outputs.map { Amount($0.value) }
    let claimed = outputs.reduce(.zero, +)
    guard request.followsFees else {
      let parts = outputs.map { [ReferenceLot(amount: $0)].withoutNothing }
      receive(transaction.outputs, parts, at: step, time: time)
      return
    }
    let paid = (fees.removeValue(forKey: step.inBlock) ?? [:]).sorted { $0.key < $1.key }.map(
      \.value)
    let fees = paid.reduce(Amount.zero) { $0 + $1.amount }
    let least = claimed > fees ? claimed - fees : .zero
    let subsidy = max(least, Self.subsidy(of: step.chain, at: step.block) ?? .zero)
    let inputs = [[ReferenceLot(amount: subsidy)].withoutNothing] + paid
    guard !unknownFees.contains(step.inBlock) else {
      takeUnknown(transaction, inputs, at: step, time: time)
      return
    }
    let parts = rules.pay(outputs + [subsidy + fees - claimed], with: inputs)
    receive(transaction.outputs, parts, at: step, time: time)
    end(parts[outputs.count], as: .destroyed("unclaimed by the miner"))
  }

  /// 50 coins, halved every 210,000 blocks; 150 on the network for regression tests.
  ///
  /// *Source:* Bitcoin Core, `GetBlockSubsidy` and `nSubsidyHalvingInterval` of each network.
  static func subsidy(of chain: ChainID, at height: UInt64) -> Amount? {
    let intervals: [ChainID: UInt64] = [
      .bitcoin: 210_000, .bitcoinTestnet: 210_000, .bitcoinCash: 210_000, .bitcoinRegtest: 150,
      .bitcoinCashRegtest: 150, .litecoin: 840_000, .litecoinRegtest: 150,
    ]
    guard let interval = intervals[chain] else { return nil }
    let halvings = height / interval
    return halvings < 64 ? Amount(5_000_000_000 >> halvings) : .zero
  }
}
