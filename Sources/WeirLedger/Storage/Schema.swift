import WeirModel

/// What a chain directory consists of: tables of columns, and indexes over them.
///
/// Part of the format: `docs/formats/ledger.md` has the same tables.
struct Schema: Sendable {
  struct Column: Sendable {
    /// `table.column`, the beginning of its files' names.
    let name: String
    /// Bytes a row.
    let width: Int
  }

  struct Table: Sendable {
    let name: String
    let columns: [Column]

    init(_ name: String, _ columns: KeyValuePairs<String, Int>) {
      self.name = name
      self.columns = columns.map { Column(name: "\(name).\($0.key)", width: $0.value) }
    }
  }

  /// One file for each segment of a table, made anew whenever the segment grows.
  struct Index: Sendable {
    enum Content: Sendable {
      /// Rows by an account id; `neighbour` is the column that stands beside each row.
      case postings(key: String, neighbour: String?)
      /// Rows in the order of a column of 64-bit numbers; those with the top two bits set
      /// otherwise than `00` are left out.
      case sortedNumbers(String)
      /// Rows in the order of a column of hashes; zeros are left out.
      case sortedHashes(String)
      /// Accounts in the order of payload and kind.
      case sortedAccounts
    }

    let name: String
    let table: String
    let content: Content
  }

  let tables: [Table]
  let indexes: [Index]

  func table(_ name: String) -> Table? { tables.first { $0.name == name } }

  static func of(_ family: LedgerFamily, hashes: Bool) -> Schema {
    switch family {
    case .account: hashes ? account : accountWithoutHashes
    case .utxo: utxo
    }
  }

  private static let accounts = [
    Table("accounts", ["kind": 1]),
    // One row for every 16 accounts: where the first one's payload begins.
    Table("samples", ["start": 8]),
    Table("payloads", ["byte": 1]),
  ]
  private static let accountIndex = Index(
    name: "accounts.by-key", table: "accounts", content: .sortedAccounts)

  private static func accountTables(hashes: Bool) -> [Table] {
    [
      Table(
        "blocks",
        [
          "number": 8, "hash": 32, "parent": 32, "time": 8, "clock": 8, "transfer": 8,
          "transaction": 8, "index": 8, "account": 4, "asset": 4, "wide": 8, "coverage": 1,
          "flags": 1,
        ]),
      hashes ? Table("transactions", ["hash": 32]) : Table("transactions", [:]),
      // The index in the block of each transaction of a block where they are not 0, 1, 2, …
      Table("indices", ["index": 4]),
      Table("transfers", ["from": 4, "to": 4, "amount": 8, "asset": 4, "kind": 1]),
      // One row for every 256 transfers: how many transactions begin before it.
      Table("marks", ["transaction": 8]),
      Table("wide", ["word": 8]),
      Table("assets", ["end": 8]),
      Table("texts", ["byte": 1]),
    ] + accounts
  }

  private static let transferIndexes = [
    Index(
      name: "transfers.by-payer", table: "transfers",
      content: .postings(key: "transfers.from", neighbour: "transfers.to")),
    Index(
      name: "transfers.by-payee", table: "transfers",
      content: .postings(key: "transfers.to", neighbour: nil)),
    accountIndex,
  ]
  private static let hashIndex = Index(
    name: "transactions.by-hash", table: "transactions",
    content: .sortedHashes("transactions.hash"))

  private static let account = Schema(
    tables: accountTables(hashes: true), indexes: transferIndexes + [hashIndex])
  private static let accountWithoutHashes = Schema(
    tables: accountTables(hashes: false), indexes: transferIndexes)

  private static let utxo = Schema(
    tables: [
      Table(
        "blocks",
        [
          "height": 8, "hash": 32, "parent": 32, "time": 8, "clock": 8, "work": 32,
          "transaction": 8, "input": 8, "output": 8, "account": 4, "member": 8, "stated": 8,
          "unknown": 8, "flags": 1,
        ]),
      Table("transactions", ["hash": 32, "input": 4, "output": 4]),
      Table("inputs", ["previous": 8]),
      Table("outputs", ["owner": 4, "amount": 8]),
      Table("members", ["output": 8, "account": 4]),
      Table("stated", ["hash": 32, "index": 4, "owner": 4, "amount": 8]),
      Table("unknown", ["hash": 32, "index": 4]),
    ] + accounts,
    indexes: [
      Index(
        name: "outputs.by-owner", table: "outputs",
        content: .postings(key: "outputs.owner", neighbour: nil)),
      Index(
        name: "inputs.by-previous", table: "inputs", content: .sortedNumbers("inputs.previous")),
      hashIndex, accountIndex,
    ])
}
