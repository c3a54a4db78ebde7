internal import WeirModel

/// Where the columns of one explorer page stand.
struct ExplorerColumns: Sendable {
  /// The columns of one `callTransfer/N` or `tokenTransfer/N`.
  struct Group: Sendable {
    let from: Int
    let to: Int
    let value: Int
    /// Set where the call made the contract.
    let create: Int?
    /// Set where the call failed.
    let failure: Int?
    /// The token's contract.
    let token: Int?
    /// Set where the value is a token's id.
    let isNonFungible: Int?
  }

  let header: TableHeader
  let coinDecimals: Int
  let block, blockHash, index, time, transaction: Int
  let network, kind, fee, from, to, value, gasPrice, gasUsed: Int
  /// `create`, `traceErr` and `receiptErr`, where the page has them.
  let create: Int?
  let failures: [Int]
  let calls: [Group]
  let tokens: [Group]

  init(_ header: TableHeader, chain: ChainID) throws(TableError) {
    self.header = header
    guard let decimals = AssetID.native(of: chain).nativeDecimals else {
      throw TableError(
        .decimals, "expected a chain whose coin's decimals are known, found \(chain)",
        file: header.file, line: header.line)
    }
    coinDecimals = decimals
    func place(_ name: String) throws(TableError) -> Int {
      guard let place = try header.place(of: name) else {
        throw TableError(
          .unknownTable, "expected a column \(name), found none", file: header.file,
          line: header.line)
      }
      return place
    }
    (kind, network) = (try place("type"), try place("network"))
    (block, blockHash) = (try place("block_no"), try place("blockHash"))
    (index, time, transaction) = (try place("index"), try place("time"), try place("txid"))
    (fee, from, to, value) = (
      try place("fee"), try place("from"), try place("to"), try place("value")
    )
    (gasPrice, gasUsed) = (try place("gasPrice"), try place("gasUsed"))
    create = try header.place(of: "create")
    failures = try [header.place(of: "traceErr"), header.place(of: "receiptErr")].compactMap { $0 }
    calls = try Self.groups("callTransfer", in: header, place: place)
    tokens = try Self.groups("tokenTransfer", in: header, place: place)
  }

  /// Groups are numbered from 0 without gaps; each is complete or the page is refused.
  private static func groups(
    _ name: String, in header: TableHeader, place: (String) throws(TableError) -> Int
  ) throws(TableError) -> [Group] {
    var groups: [Group] = []
    while header.has("\(name)/\(groups.count)/from") {
      let start = "\(name)/\(groups.count)/"
      groups.append(
        Group(
          from: try place(start + "from"), to: try place(start + "to"),
          value: try place(start + "value"), create: try header.place(of: start + "create"),
          failure: try header.place(of: start + "traceErr"),
          token: try header.place(of: start + "tokenAddr"),
          isNonFungible: try header.place(of: start + "valueIsNft")))
    }
    let count = header.names.filter { $0.hasPrefix(name + "/") && $0.hasSuffix("/from") }.count
    guard count == groups.count else {
      throw TableError(
        .unknownTable,
        "expected \(name)/0 to \(name)/\(max(0, count - 1)), found a gap behind "
          + "\(groups.count)", file: header.file, line: header.line)
    }
    return groups
  }
}
