internal import WeirModel

extension TableFormat {
  /// The format whose header this is; `nil` where no known one is.
  ///
  /// *Source:* ethereum-etl's schema, <https://ethereum-etl.readthedocs.io/en/latest/schema/>;
  /// Etherscan's "Download CSV Export" in its spellings of 2020 to 2025.
  static func recognise(_ header: TableHeader) -> TableFormat? {
    if header.names.starts(with: ["type", "network", "block_no"]) { return .explorerPages }
    if header.hasEtherscanPlace {
      if header.has("From", "TxTo"), header.hasEtherscanValues { return .etherscanInternal }
      if header.has("From", "To"), header.hasEtherscanValues { return .etherscanTransactions }
      if header.has("From", "To"), header.etherscanTokenAmount != nil { return .etherscanTokens }
    }
    return etl.first { header.names.starts(with: $0.start) }?.format
  }

  private static let etl: [(format: TableFormat, start: [String])] = [
    (.etlBlocks, ["number", "hash", "parent_hash"]),
    (.etlTransactions, ["hash", "nonce", "block_hash"]),
    (.etlReceipts, ["transaction_hash", "transaction_index", "block_hash", "block_number"]),
    (.etlLogs, ["log_index", "transaction_hash", "transaction_index"]),
    (.etlTokenTransfers, ["token_address", "from_address", "to_address", "value"]),
    (.etlTraces, ["block_number", "transaction_hash", "transaction_index", "from_address"]),
  ]

  /// What the header of an Etherscan export means, under the names that it has.
  func columnMap(_ header: TableHeader, on chain: ChainID) throws(TableError) -> ColumnMap {
    var entries: [ColumnMap.Key: String] = [
      .time: "UnixTimestamp", .block: "Blockno", .from: "From", .to: "To",
      .tx: header.etherscanHash ?? "", .amountUnits: "decimal",
    ]
    if self == .etherscanTokens {
      entries[.amount] = header.etherscanTokenAmount
      entries[.asset] = "ContractAddress"
      entries[.kind] = "token"
      entries[.thousands] = "comma"
      return ColumnMap(entries)
    }
    try header.checkEtherscanCoin(of: chain)
    entries[.amountIn] = header.name(beginning: "Value_IN(")
    entries[.amountOut] = header.name(beginning: "Value_OUT(")
    entries[.created] = "ContractAddress"
    entries[.status] = "Status"
    if self == .etherscanInternal {
      entries[.to] = "TxTo"
      entries[.kind] = "Type"
    } else {
      entries[.kind] = "transaction"
      entries[.fee] = header.names.first { $0.hasPrefix("TxnFee(") && $0 != "TxnFee(USD)" }
    }
    return ColumnMap(entries)
  }
}

extension TableHeader {
  fileprivate var etherscanHash: String? {
    ["Transaction Hash", "Txhash"].first { has($0) }
  }

  fileprivate var hasEtherscanPlace: Bool { etherscanHash != nil && has("UnixTimestamp") }

  fileprivate var hasEtherscanValues: Bool {
    name(beginning: "Value_IN(") != nil && name(beginning: "Value_OUT(") != nil
  }

  fileprivate var etherscanTokenAmount: String? {
    ["TokenValue", "Quantity", "Value"].first { has($0) }
  }

  /// `Value_IN(BNB)` is no table of a chain that pays in ether.
  fileprivate func checkEtherscanCoin(of chain: ChainID) throws(TableError) {
    guard let name = name(beginning: "Value_IN("), let coin = AssetID.native(of: chain).nativeSymbol
    else { return }
    let found = name.dropFirst("Value_IN(".count).prefix { $0 != ")" }
    // Polygon's coin changed its name in 2024 and its exports did not all follow.
    let isOldName = coin == "POL" && found == "MATIC"
    guard found == coin || isOldName || (coin.hasSuffix("ETH") && found == "ETH") else {
      throw TableError(
        .unknownTable,
        "expected amounts in \(coin), the coin of \(chain), found "
          + "\(EscapedText.excerpt(String(found))); give the table's chain, or name its columns "
          + "with --map", file: file, line: line, column: name)
    }
  }
}
