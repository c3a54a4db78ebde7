import WeirModel

extension UTXOChainWriter {
  /// The height at which a block continues the ledger.
  ///
  /// Where the source states none, the parent decides: the tip, nothing (genesis), or the genesis
  /// block, by whose hash CAIP-2 names the chain.
  func placedHeight(of block: UTXOBlock) throws(LedgerError) -> UInt64 {
    let height = try statedOrDerivedHeight(of: block)
    guard let tip else { return height }
    guard height > tip.height else {
      throw LedgerError(
        .order,
        "\(name(of: block)): expected a height above \(tip.height), the ledger's last, found "
          + "\(height). Blocks are taken in order; roll back to replace one.")
    }
    guard height > tip.height + 1 || block.parent == tip.hash else {
      throw LedgerError(
        .link,
        "\(name(of: block)): expected parent \(tip.hash.reversedHex), the ledger's block "
          + "\(tip.height), found \(block.parent.reversedHex). Roll back to where they agree.")
    }
    return height
  }

  private func statedOrDerivedHeight(of block: UTXOBlock) throws(LedgerError) -> UInt64 {
    if let height = block.height { return height }
    if let tip, block.parent == tip.hash { return tip.height + 1 }
    if block.parent == .zero { return 0 }
    if block.parent.reversedHex.hasPrefix(chain.reference) && chain.reference.count == 32 {
      return 1
    }
    throw LedgerError(
      .link,
      "\(name(of: block)): expected a block whose parent is "
        + (tip.map { "\($0.hash.reversedHex), the ledger's block \($0.height)" } ?? "the genesis")
        + ", or one whose height is stated; its parent is \(block.parent.reversedHex). Ingest "
        + "the blocks between, or state the height.")
  }

  func name(of block: UTXOBlock) -> String { "\(chain) block \(block.hash.reversedHex)" }

  /// An output that was appended before this block, committed or not, the newest first.
  func earlierRows(of outpoint: Outpoint) -> [UInt64] {
    var rows: [UInt64] = []
    for ordinal in (pending.ordinals[outpoint.transaction] ?? []).reversed() {
      let outputs = pending.transactions[Int(ordinal - pending.firstTransaction)]
      if UInt64(outpoint.index) < outputs.upperBound - outputs.lowerBound {
        rows.append(outputs.lowerBound + UInt64(outpoint.index))
      }
    }
    return rows + current.outputRows(of: outpoint).reversed()
  }

  /// - Precondition: the row was appended.
  func earlierOutput(at row: UInt64) -> UTXOChain.Output {
    row < pending.firstOutput
      ? current.output(at: row) : pending.outputs[Int(row - pending.firstOutput)]
  }
}
