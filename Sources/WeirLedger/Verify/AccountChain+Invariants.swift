import WeirModel

extension AccountChain {
  /// What holds of every account chain, row by row.
  ///
  /// - Throws: ``LedgerError/Code/corrupt`` with the first place where it does not.
  func checkInvariants() throws(LedgerError) {
    try checkBlocks()
    try checkTransfers()
    try accounts.checkInvariants(snapshot)
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
      guard blocks.number[before] < blocks.number[ordinal],
        blocks.transfer[before] <= blocks.transfer[ordinal],
        blocks.transaction[before] <= blocks.transaction[ordinal]
      else {
        throw snapshot.damage("blocks row \(ordinal)", "a block behind the one before", "another")
      }
    }
    guard
      blockCount == 0
        || (blocks.transfer[blockCount - 1] <= transferCount
          && blocks.transaction[blockCount - 1] <= transactionCount)
    else { throw snapshot.damage("blocks", "rows that exist", "others") }
  }

  /// Accounts and assets appear first in the order of their numbers; marks count transactions.
  private func checkTransfers() throws(LedgerError) {
    var (nextAccount, nextAsset, transactions): (UInt64, UInt64, UInt64) = (0, 0, 0)
    for row in 0..<transferCount {
      let kind = transfers.kind[row]
      if row & (1 << TransferColumns.markBits - 1) == 0 {
        let mark = transfers.marks[row >> TransferColumns.markBits]
        guard mark == transactions else {
          throw snapshot.damage("marks.transaction of row \(row)", "\(transactions)", "\(mark)")
        }
      }
      transactions += UInt64(kind >> 7)
      for account in [transfers.from[row], transfers.to[row]] where account != .max {
        guard account <= nextAccount else {
          throw snapshot.damage("transfers row \(row)", "account \(nextAccount)", "\(account)")
        }
        nextAccount = max(nextAccount, UInt64(account) + 1)
      }
      let asset = transfers.asset[row]
      guard asset <= nextAsset else {
        throw snapshot.damage("transfers.asset row \(row)", "asset \(nextAsset)", "\(asset)")
      }
      nextAsset = max(nextAsset, UInt64(asset) + 1)
      try checkKind(kind, row)
    }
    guard transactions == transactionCount, nextAccount == accountCount, nextAsset == assetCount
    else {
      throw snapshot.damage(
        "transfers",
        "\(transactionCount) transactions, \(accountCount) accounts, "
          + "\(assetCount) assets", "\(transactions), \(nextAccount), \(nextAsset)")
    }
  }

  private func checkKind(_ kind: UInt8, _ row: UInt64) throws(LedgerError) {
    let plain = kind & ~(TransferColumns.isFirst | TransferColumns.isWide)
    guard MoveKind(rawValue: plain) != nil else {
      throw snapshot.damage("transfers.kind row \(row)", "a kind of move", "\(plain)")
    }
    guard kind & TransferColumns.isWide != 0 else { return }
    let reference = transfers.amount[row]
    let end = (reference & (1 << 61 - 1)) + reference >> 61
    guard (2...4).contains(reference >> 61), end <= transfers.wide.count else {
      throw snapshot.damage("transfers.amount row \(row)", "words that exist", "others")
    }
  }
}

extension AccountTable {
  /// Samples are where the payloads before them end, and the last payload ends the table.
  func checkInvariants(_ snapshot: Snapshot) throws(LedgerError) {
    var place: UInt64 = 0
    for row in 0..<count {
      let sample = samples[row >> Self.sampleBits]
      guard row & (1 << Self.sampleBits - 1) > 0 || sample == place else {
        throw snapshot.damage(
          "samples.start row \(row >> Self.sampleBits)", "\(place)", "\(sample)")
      }
      let kind = kinds[row]
      if let length = Self.fixedLength(ofKind: kind) {
        place += UInt64(length)
        continue
      }
      guard kind & Self.statesLength != 0, place < payloads.count, payloads[place] <= 32 else {
        throw snapshot.damage(
          "accounts.kind row \(row)", "a known kind or a length of at most 32", "\(kind)")
      }
      place += 1 + UInt64(payloads[place])
    }
    guard place == payloads.count else {
      throw snapshot.damage("payloads.byte", "\(place) bytes", "\(payloads.count)")
    }
  }
}
