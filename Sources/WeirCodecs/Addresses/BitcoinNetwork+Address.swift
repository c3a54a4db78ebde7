import WeirModel

extension BitcoinNetwork {
  /// - Throws: where no encoding of this network accepts the text.
  func key(of text: some StringProtocol) throws(AddressError) -> AccountKey {
    if let prefix = addresses.segwitPrefix,
      text.prefix(prefix.count + 1).lowercased() == prefix + "1"
    {
      return AccountKey(try WitnessProgram(text, prefix: prefix))
    }
    if let prefix = addresses.cashPrefix, isCashAddress(text, prefix) {
      return try key(of: CashAddress(text, prefix: prefix))
    }
    return try keyOfBase58(text)
  }

  /// Neither encoding leaves this to chance: a cashaddr of 20 bytes has 42 characters, base58check
  /// of 21 bytes at most 34.
  private func isCashAddress(_ text: some StringProtocol, _ prefix: String) -> Bool {
    text.utf8.contains(58) || text.utf8.count >= 42
  }

  private func keyOfBase58(_ text: some StringProtocol) throws(AddressError) -> AccountKey {
    let bytes = try Base58Check.decode(text)
    guard bytes.count == 21 else {
      throw AddressError(
        .length, "expected a version and 20 bytes of hash, found \(bytes.count) bytes")
    }
    let hash = bytes.dropFirst()
    if bytes[0] == addresses.keyHash { return AccountKey(.keyHash, hash20: hash) }
    if addresses.scriptHash.contains(bytes[0]) { return AccountKey(.scriptHash, hash20: hash) }
    throw AddressError(
      .network,
      "base58check version \(bytes[0]) is not of \(chain): name the chain it belongs to")
  }

  private func key(of address: CashAddress) throws(AddressError) -> AccountKey {
    switch (address.type, address.hash.count) {
    case (0, 20), (2, 20):
      return AccountKey(.keyHash, hash20: address.hash)
    case (1, 20), (3, 20):
      return AccountKey(.scriptHash, hash20: address.hash)
    case (1, 32), (3, 32):
      // P2SH32 has no kind of its own: it is kept, as any other script, by the script's hash.
      return AccountKey(script: [0xaa, 0x20] + address.hash + [0x87])
    default:
      throw AddressError(
        .version,
        "cashaddr type \(address.type) with \(address.hash.count) bytes is not known here")
    }
  }

  /// `nil` where this network has no address for the key.
  func text(of key: AccountKey) -> String? {
    let payload = key.payload
    if key.kind == .keyHash || key.kind == .scriptHash {
      guard payload.count == 20 else { return nil }
      return hashText(payload, isScript: key.kind == .scriptHash)
    }
    guard let prefix = addresses.segwitPrefix, let program = WitnessProgram(key) else {
      return nil
    }
    return program.text(prefix: prefix)
  }

  private func hashText(_ hash: [UInt8], isScript: Bool) -> String? {
    if let prefix = addresses.cashPrefix {
      return CashAddress(type: isScript ? 1 : 0, hash: hash)?.text(prefix: prefix)
    }
    let version = isScript ? addresses.scriptHash.first : addresses.keyHash
    return version.map { Base58Check.encode([$0] + hash) }
  }
}

extension WitnessProgram {
  /// `nil` for a key of another kind.
  fileprivate init?(_ key: AccountKey) {
    let payload = key.payload
    switch key.kind {
    case .witnessKeyHash where payload.count == 20,
      .witnessScriptHash where payload.count == 32:
      guard let program = try? WitnessProgram(version: 0, program: payload) else { return nil }
      self = program
    case .taproot where payload.count == 32:
      guard let program = try? WitnessProgram(version: 1, program: payload) else { return nil }
      self = program
    case .witnessProgram:
      guard let version = payload.first, version > 0,
        let program = try? WitnessProgram(version: version, program: Array(payload.dropFirst()))
      else { return nil }
      self = program
    default:
      return nil
    }
  }
}

extension AccountKey {
  /// A script by its SHA-256.
  init(script: [UInt8]) { self.init(kind: .script, hash: BitcoinHash.sha256(script.span)) }

  /// - Precondition: 20 bytes.
  init(_ kind: AddressKind, hash20: some Collection<UInt8>) {
    guard let key = AccountKey(kind: kind, payload: hash20), key.count == 20 else {
      preconditionFailure("a hash of 20 bytes was promised")
    }
    self = key
  }

  /// Programs that do not fit are kept by the hash of their script.
  init(_ program: WitnessProgram) {
    let bytes = program.program
    let kind: AddressKind
    switch (program.version, bytes.count) {
    case (0, 20): kind = .witnessKeyHash
    case (0, _): kind = .witnessScriptHash
    case (1, 32): kind = .taproot
    default:
      let key = AccountKey(kind: .witnessProgram, payload: [program.version] + bytes)
      self = key ?? AccountKey(script: program.script)
      return
    }
    self = AccountKey(kind: kind, payload: bytes) ?? AccountKey(script: program.script)
  }
}
