import WeirTesting

/// Three payments in three blocks of one chain, as a table that somebody exported: a mint of 1000
/// to `…a1`, the theft of 300 by `…a2`, and 100 of them on to `…a3`.
struct SmallTheft {
  static let chain = "eip155:31337"
  static let map = "time=When,block=Block,tx=Hash,index=Index,from=From,to=To,amount=Value"
  static let theft = "\(chain)/\(hash(2))#0"

  static func account(_ digit: Int) -> String {
    "0x" + String(repeating: "0", count: 38) + "a\(digit)"
  }

  static func hash(_ digit: Int) -> String { "0x" + String(repeating: "\(digit)", count: 64) }

  static let header = "When,Block,Hash,Index,From,To,Value\n"

  private static func row(_ block: Int, from: String, to: String, _ amount: Int) -> String {
    "\(1_700_000_000 + 12 * block),\(block),\(hash(block + 1)),0,\(from),\(to),\(amount)\n"
  }

  /// - Parameter onward: what the thief pays on; 100 in the true table.
  static func table(onward: Int = 100) -> String {
    header + row(0, from: "", to: account(1), 1_000)
      + row(1, from: account(1), to: account(2), 300)
      + row(2, from: account(2), to: account(3), onward)
  }

  /// A block behind those.
  static let later = header + row(3, from: account(3), to: account(4), 7)

  /// A made-up loss on the same accounts of another chain.
  static let elsewhere = header + row(0, from: "", to: account(5), 50)

  /// Writes the table and loads it.
  static func load(_ weir: WeirCommand, onward: Int = 100) throws {
    try weir.folder.write(table(onward: onward), to: "table.csv")
    try ingest("table.csv", weir)
  }

  static func ingest(_ file: String, _ weir: WeirCommand, chain: String = chain) throws {
    try weir.succeed(
      "ingest", "csv", "--data", "DATA", "--chain", chain, "--map", map, file)
  }
}
