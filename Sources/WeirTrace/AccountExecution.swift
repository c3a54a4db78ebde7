import WeirLedger
import WeirModel

/// One transaction of an account chain while it is executed.
struct AccountExecution {
  struct Step {
    let row: UInt64
    let transfer: AccountChain.Transfer
  }

  let index: Int
  let chain: AccountChain
  let block: UInt64
  let time: Timestamp
  /// Past the transaction's last row.
  let end: UInt64
  /// Rows from here on are not looked at.
  let limit: UInt64
  /// In order of position.
  let steps: [Step]
  /// Trades at proved venues and wraps, by payer.
  var conversions: [Conversion] = []
  /// Steps that have been executed, in the order of execution.
  var done: [Int] = []
  var isDone: [Bool]

  init(index: Int, chain: AccountChain, rows: Range<UInt64>, block: UInt64, limit: UInt64) {
    self.index = index
    self.chain = chain
    self.block = block
    time = chain.block(at: block).time
    end = rows.upperBound
    self.limit = limit
    steps = rows.map { Step(row: $0, transfer: chain.transfer(at: $0)) }
    isDone = Array(repeating: false, count: steps.count)
  }

  func pair(_ account: AccountIndex, _ asset: AssetIndex) -> Pair {
    Pair(chain: index, account: account, asset: asset)
  }

  /// What the executed steps changed a pair's balance by, after what it held before.
  func balance(of pair: Pair, startingAt start: Amount) -> Amount {
    var received = start
    var paid = Amount.zero
    for step in done.map({ steps[$0].transfer }) where step.asset == pair.asset {
      if step.from == step.to || step.kind.isStatement { continue }
      if step.to == pair.account { received += step.amount }
      if step.from == pair.account { paid += step.amount }
    }
    return received - paid
  }

  /// Payments of the same account and asset that are still to come, in order of position; one
  /// that is taken before its turn has some before it.
  func laterPayments(than step: Int) -> [Amount] {
    let payment = steps[step].transfer
    return steps.indices.filter { other in
      let transfer = steps[other].transfer
      return other != step && !isDone[other] && transfer.from == payment.from
        && transfer.asset == payment.asset && transfer.to != transfer.from
        && !transfer.amount.isZero
    }.map { steps[$0].transfer.amount }
  }
}

/// What one account paid to proved venues in a transaction, and what it received for it.
struct Conversion {
  let payer: AccountIndex
  let paidAsset: AssetIndex
  /// Steps, in order of position.
  let payments: [Int]
  let receipts: [Int]
  /// Coins paid so far.
  var pot: [Lot] = []
  /// Received coins that are still to be handed out, by asset.
  var proceeds: [AssetIndex: [Lot]]?

  func isComplete(_ isDone: [Bool]) -> Bool { payments.allSatisfy { isDone[$0] } }
}
