import WeirCodecs
import WeirModel
import WeirTrace

/// The files of claims that a command was given.
struct ClaimFiles {
  private let labels: [String]
  private let links: [String]
  private let prices: [String]

  init(_ labels: [String], _ links: [String], _ prices: [String]) {
    self.labels = labels
    self.links = links
    self.prices = prices
  }

  /// - Throws: where a file cannot be read or any row of it is refused, with all reasons.
  func index() throws -> ClaimIndex {
    var claims: [Claim] = []
    for (files, kinds) in [
      (labels, [ClaimKind.labels]), (links, [.links]), (prices, [.prices, .denominations]),
    ] {
      for file in files { claims += try Self.read(file, kinds) }
    }
    return ClaimIndex(claims)
  }

  private static func read(_ file: String, _ kinds: [ClaimKind]) throws -> [Claim] {
    let result = try ClaimReader.read(
      Output.read(file), file: file, kinds: kinds, resolve: AccountText.resolve)
    guard result.refusals.isEmpty else {
      let shown = result.refusals.prefix(20).map(\.description)
      let rest = result.refusals.count - shown.count
      throw Failure(
        (shown + (rest > 0 ? ["… and \(rest) more"] : [])).joined(separator: "\n"),
        Failure.dataRefused)
    }
    return result.claims
  }
}

/// Accounts as people write them.
enum AccountText {
  /// A CAIP-10 identifier, an address behind a chain's short name, or an address on `chain`.
  static func resolve(_ chain: String?, _ address: String) throws -> (ChainID, AccountKey) {
    guard let chain, !chain.isEmpty else { return try resolve(address) }
    guard let id = ChainID(nameOrIdentifier: chain) else {
      throw Failure(
        "expected a chain such as btc or eip155:1, found '\(chain)'", Failure.dataRefused)
    }
    return (id, try AddressCodec.key(of: address, on: id))
  }

  static func resolve(_ text: String) throws -> (ChainID, AccountKey) {
    let account = try AddressCodec.account(text)
    return (account.chain, account.key)
  }
}
