import WeirModel

extension EVMBlockAssembler {
  /// What ends a block: rewards, then withdrawals in their order, then what a genesis or a fork
  /// moved. `isKnown` says that this is all.
  func issuance(_ block: EVMBlockDraft) throws(EVMError) -> (moves: [Move], isKnown: Bool) {
    let rewards = rewards(block)
    let withdrawals = block.header?.withdrawals.map { $0.sorted { $0.index < $1.index } }
    let moves =
      rewards.moves
      + (withdrawals ?? []).compactMap { withdrawal in
        withdrawal.amount.isZero
          ? nil
          : Move(
            kind: .withdrawal, from: nil, to: withdrawal.to, asset: .native,
            amount: withdrawal.amount)
      } + irregular(block)
    let isBefore = rules.firstWithdrawals.map { block.number < $0 } ?? false
    let areWithdrawalsKnown = withdrawals != nil || isBefore || rewards.areStated
    return (moves, rewards.isKnown && areWithdrawalsKnown)
  }

  private struct Rewards {
    var moves: [Move] = []
    var isKnown = false
    /// Whether a trace stated them, as traces do only where miners were rewarded.
    var areStated = false
  }

  private func rewards(_ block: EVMBlockDraft) -> Rewards {
    let stated = statedRewards(block)
    if !stated.moves.isEmpty { return stated }
    // A chain whose blocks have withdrawals has no miners.
    if block.header?.withdrawals != nil { return Rewards(isKnown: true) }
    // Without the list of uncles it is not a block's header, but what a trace says around itself.
    guard let header = block.header, let miner = header.miner, let uncles = header.uncleCount,
      let reward = rules.reward(inBlock: block.number, uncles: uncles)
    else { return Rewards() }
    // Who mined the uncles, only their own headers say.
    let isKnown = reward.isZero || uncles == 0
    return Rewards(moves: reward.isZero ? [] : [rewardMove(miner, reward)], isKnown: isKnown)
  }

  private func statedRewards(_ block: EVMBlockDraft) -> Rewards {
    let calls = block.unmoved.filter { $0.kind == .blockReward || $0.kind == .uncleReward }
    let uncleRows = calls.filter { $0.kind == .uncleReward }
    let uncleCount = block.header?.uncleCount
    // One miner may have mined both uncles: only their number tells that from a repeated row.
    let uncles = uncleRows.count == uncleCount ? ordered(uncleRows) : distinct(uncleRows)
    let rows = distinct(calls.filter { $0.kind == .blockReward }) + uncles
    let moves = rows.compactMap { call -> Move? in
      guard let to = call.to, let value = call.value, !value.isZero else { return nil }
      return rewardMove(to, value)
    }
    let isKnown = uncleCount.map { $0 == uncles.count } ?? (uncleRows.count == uncles.count)
    return Rewards(moves: moves, isKnown: isKnown, areStated: true)
  }

  private func rewardMove(_ to: AccountKey, _ amount: Amount) -> Move {
    Move(kind: .reward, from: nil, to: to, asset: .native, amount: amount)
  }

  private func distinct(_ calls: [EVMCall]) -> [EVMCall] { ordered(Array(Set(calls))) }

  /// By account and amount, so that the order of files does not matter.
  private func ordered(_ calls: [EVMCall]) -> [EVMCall] {
    calls.sorted {
      let (left, right) = ($0.to?.bytes ?? .zero, $1.to?.bytes ?? .zero)
      return left == right ? $0.value ?? .zero < $1.value ?? .zero : left < right
    }
  }

  /// Rows of a genesis state, and of the fork that moved the DAO's ether.
  private func irregular(_ block: EVMBlockDraft) -> [Move] {
    let calls = block.unmoved.filter { $0.kind == .genesis || $0.kind == .fork }
    return distinct(calls).compactMap { call in
      guard let value = call.value, !value.isZero else { return nil }
      let kind: MoveKind = call.kind == .genesis ? .mint : .table
      return Move(kind: kind, from: call.from, to: call.to, asset: .native, amount: value)
    }
  }
}
