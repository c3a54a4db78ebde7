public import WeirModel

/// Addresses as text, on the chains that Weir reads, and back.
///
/// For every key that a chain can have, `key(of: text(of: key, on: chain), on: chain) == key`.
public enum AddressCodec {
  /// Parses an address as people and wallets write it.
  ///
  /// Also the canonical forms without an address: `script-` and its SHA-256, and those of
  /// ``text(of:on:)`` for chains whose encoding is not known.
  /// - Throws: where the text is not an address on this chain: its code says which rule it breaks.
  public static func parse(
    _ text: some StringProtocol, on chain: ChainID
  ) throws(AddressError) -> Address {
    let key = try key(of: text, on: chain)
    return Address(kind: key.kind, payload: key.payload, original: String(text))
  }

  /// The key under which a ledger keeps the account.
  ///
  /// - Throws: where the text is not an address on this chain.
  public static func key(
    of text: some StringProtocol, on chain: ChainID
  ) throws(AddressError) -> AccountKey {
    if let named = try namedKey(text) { return named }
    if chain.family == .account { return AccountKey(evm: try EVMAddress.decode(text)) }
    guard let network = BitcoinNetwork(chain) else {
      throw AddressError(
        .unknownChain,
        "the addresses of \(chain) are not known here: write keyhash- or scripthash- and hex")
    }
    return try network.key(of: text)
  }

  /// The canonical text: base58check, bech32 or bech32m, cashaddr without its prefix, `0x` in
  /// lower case; `script-` and hex for a script without an address.
  ///
  /// On a chain whose encoding is not known here: the kind's name, a hyphen and hex.
  public static func text(of key: AccountKey, on chain: ChainID) -> String {
    if key.kind == .evm, chain.family != .utxo { return "0x" + key.payload.hex }
    return BitcoinNetwork(chain)?.text(of: key) ?? namedText(of: key)
  }

  /// The CAIP-10 identifier.
  public static func accountID(of key: AccountKey, on chain: ChainID) -> AccountID {
    AccountID(chain: chain, address: text(of: key, on: chain))
  }

  /// - Throws: where the address is none on its chain.
  public static func key(of account: AccountID) throws(AddressError) -> AccountKey {
    try key(of: account.address, on: account.chain)
  }

  /// A CAIP-10 identifier, or an address behind a chain's short name: `btc:1BoatS…`.
  ///
  /// - Throws: where it is neither, or the address is none on its chain.
  public static func account(
    _ text: String
  ) throws(AddressError) -> (chain: ChainID, key: AccountKey) {
    guard let colon = text.lastIndex(of: ":"),
      let chain = ChainID(nameOrIdentifier: String(text[..<colon]))
    else {
      throw AddressError(
        .notIdentifier, "expected CHAIN:ADDRESS, such as eip155:1:0x… or btc:1…")
    }
    return (chain, try key(of: text[text.index(after: colon)...], on: chain))
  }

  // MARK: - Without an encoding

  private static let names: [(kind: AddressKind, name: String)] = [
    (.keyHash, "keyhash"), (.scriptHash, "scripthash"), (.witnessKeyHash, "witnesskeyhash"),
    (.witnessScriptHash, "witnessscripthash"), (.taproot, "taproot"),
    (.witnessProgram, "witnessprogram"), (.script, "script"), (.evm, "evm"),
  ]

  static func namedText(of key: AccountKey) -> String {
    let known = names.first { $0.kind == key.kind }?.name
    return (known ?? "kind\(key.kind.rawValue)") + "-" + key.payload.hex
  }

  /// `nil` where the text is not of this form.
  private static func namedKey(
    _ text: some StringProtocol
  ) throws(AddressError) -> AccountKey? {
    guard let hyphen = text.utf8.firstIndex(of: 0x2D),
      let kind = kind(named: String(text[..<hyphen]))
    else { return nil }
    let digits = text[text.index(after: hyphen)...]
    guard let payload = [UInt8](hex: digits) else {
      throw AddressError(.character, "expected pairs of hex digits behind the hyphen")
    }
    guard payload.count == kind.payloadLength ?? payload.count,
      let key = AccountKey(kind: kind, payload: payload)
    else {
      throw AddressError(
        .length,
        "expected \(kind.payloadLength ?? 32) bytes behind the hyphen, found \(payload.count)")
    }
    return key
  }

  private static func kind(named name: String) -> AddressKind? {
    if let known = names.first(where: { $0.name == name }) { return known.kind }
    guard name.hasPrefix("kind") else { return nil }
    return UInt8(name.dropFirst(4)).map { AddressKind(rawValue: $0) }
  }
}

extension AccountKey {
  /// - Precondition: 20 bytes, as ``EVMAddress/decode(_:)`` gives them.
  fileprivate init(evm payload: [UInt8]) {
    guard let key = AccountKey(kind: .evm, payload: payload) else {
      preconditionFailure("an EVM address has 20 bytes")
    }
    self = key
  }
}
