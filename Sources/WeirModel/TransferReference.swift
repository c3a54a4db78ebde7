/// A place inside a transaction, as a person writes it: `CHAIN/TX#POSITION`.
///
/// On a UTXO chain the position is the output's index. On an account chain it is the transfer's
/// place in the transaction's order: the fee first, then native moves in call pre-order, then
/// logs by log index.
public struct TransferReference: Hashable, Sendable {
  public let chain: ChainID
  public let transaction: TransactionName
  public let position: UInt32

  public init(chain: ChainID, transaction: TransactionName, position: UInt32) {
    self.chain = chain
    self.transaction = transaction
    self.position = position
  }

  /// `nil` unless the text is `CHAIN/TX#POSITION`, with a CAIP-2 identifier or a short name.
  public init?(_ text: String) {
    let ends = text.split(separator: "#", omittingEmptySubsequences: false)
    guard ends.count == 2, let position = UInt32(digits: ends[1]),
      let slash = ends[0].firstIndex(of: "/"),
      let chain = ChainID(nameOrIdentifier: String(ends[0][..<slash])),
      let transaction = TransactionName(ends[0][ends[0].index(after: slash)...], on: chain)
    else { return nil }
    self.init(chain: chain, transaction: transaction, position: position)
  }
}

extension TransferReference: CustomStringConvertible {
  public var description: String {
    "\(chain)/\(transaction.text(on: chain))#\(position)"
  }
}

/// How a transaction is named: by its hash, or, where a table gave none, by its place.
public enum TransactionName: Hashable, Sendable {
  /// In wire order; Bitcoin's text is reversed.
  case hash(Hash32)
  /// Block and index in it, written `BLOCK.INDEX`.
  case place(block: UInt64, index: UInt32)

  public init?(_ text: some StringProtocol, on chain: ChainID) {
    let isReversed = chain.family == .utxo
    if let hash = isReversed ? Hash32(reversedHex: text) : Hash32(hex: text) {
      self = .hash(hash)
      return
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let block = UInt64(digits: parts[0]),
      let index = UInt32(digits: parts[1])
    else { return nil }
    self = .place(block: block, index: index)
  }

  public func text(on chain: ChainID) -> String {
    switch self {
    case .hash(let hash): chain.family == .utxo ? hash.reversedHex : "0x" + hash.hex
    case .place(let block, let index): "\(block).\(index)"
    }
  }
}

extension FixedWidthInteger {
  /// Decimal digits and nothing else; the standard library would take a sign too.
  fileprivate init?(digits text: some StringProtocol) {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    self.init(text, radix: 10)
  }
}
