public import WeirModel

/// A directory that holds one directory a chain.
///
/// Opening costs no load time: files are mapped, and read when they are used.
public struct Ledger: Sendable {
  public let directory: String

  public init(directory: String) { self.directory = directory }

  /// The chains that are in it, by their identifiers' bytes.
  ///
  /// - Throws: ``LedgerError/Code/newerFormat`` and ``LedgerError/Code/corrupt`` for the first
  ///   chain that cannot be read.
  public func chains() throws(LedgerError) -> [ChainID] {
    var chains: [ChainID] = []
    for name in try Directory(path: directory).names() {
      if let head = try Head.read(Directory(path: "\(directory)/\(name)")) {
        chains.append(head.chain)
      }
    }
    return chains.sorted()
  }

  /// The last committed state of an account chain; later commits do not change it.
  public func openAccountChain(_ chain: ChainID) throws(LedgerError) -> AccountChain {
    try Snapshot.open(folder(of: chain)) { snapshot throws(LedgerError) in
      try Self.check(snapshot, chain, .account)
      return try AccountChain(snapshot)
    }
  }

  /// The last committed state of a UTXO chain; later commits do not change it.
  public func openUTXOChain(_ chain: ChainID) throws(LedgerError) -> UTXOChain {
    try Snapshot.open(folder(of: chain)) { snapshot throws(LedgerError) in
      try Self.check(snapshot, chain, .utxo)
      return try UTXOChain(snapshot)
    }
  }

  /// `bip122:…` stands in the directory `bip122_…`.
  func folder(of chain: ChainID) -> Directory {
    Directory(path: "\(directory)/\(chain.namespace)_\(chain.reference)")
  }

  private static func check(_ snapshot: Snapshot, _ chain: ChainID, _ family: LedgerFamily)
    throws(LedgerError)
  {
    let head = snapshot.head
    guard head.family == family, head.chain == chain else {
      throw LedgerError(
        .mismatch,
        "\(snapshot.directory.path): expected \(chain) as \(family.rawValue), found "
          + "\(head.chain) as \(head.family.rawValue).")
    }
  }
}

/// How much of a chain is in a ledger.
public struct LedgerSize: Hashable, Sendable {
  /// Rows of each table, by its name in the format.
  public let rows: [String: UInt64]
  /// Of all files, indexes included, `HEAD` excluded.
  public let bytes: UInt64
  /// Of those, transaction hashes.
  public let hashBytes: UInt64

  init(_ head: Head) {
    rows = head.rows
    bytes = head.bytes
    hashBytes = head.hashes ? head.rows(of: "transactions") * 32 : 0
  }
}
