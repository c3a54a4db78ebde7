public import WeirModel

/// Whose an output is, by its script.
///
/// A key and its hash are one owner (P2PK and P2PKH); a script without an address is its own
/// owner, under its SHA-256.
public struct OutputScript: Sendable {
  public let owner: AccountKey
  /// The key hashes of a bare multisig script; empty for any other.
  public let members: [AccountKey]
  /// False for OP_RETURN and for scripts longer than any that can run.
  public let isSpendable: Bool

  /// Bytes of the longest script that can run. *Source:* Bitcoin Core, `script.h`.
  private static let longest = 10_000

  /// - Complexity: O(*n*) in the length of the script.
  public init(_ script: [UInt8], on network: BitcoinNetwork) {
    self.init(script.span, Rules(network))
  }

  /// What of a network decides over scripts.
  struct Rules {
    let hasWitnesses: Bool
    let hasTokens: Bool

    init(_ network: BitcoinNetwork) {
      hasWitnesses = network.hasWitnesses
      hasTokens = network.extensions.contains(.cashTokens)
    }
  }

  init(_ script: Span<UInt8>, _ rules: Rules) {
    if let key = Self.hashOwner(script) {
      self.init(owner: key)
    } else if rules.hasWitnesses, let key = Self.witnessOwner(script) {
      self.init(owner: key)
    } else if rules.hasTokens, let rest = Self.tokenPrefix(script) {
      self.init(withoutTokens: script.extracting(rest..<script.count))
    } else {
      self.init(withoutTokens: script)
    }
  }

  private init(withoutTokens script: Span<UInt8>) {
    if let key = Self.hashOwner(script) ?? Self.publicKeyOwner(script) {
      self.init(owner: key)
      return
    }
    let isReturn = script.count > 0 && script[0] == 0x6a
    self.init(
      owner: AccountKey(kind: .script, hash: BitcoinHash.sha256(script)),
      members: Self.members(script), isSpendable: !isReturn && script.count <= Self.longest)
  }

  private init(owner: AccountKey, members: [AccountKey] = [], isSpendable: Bool = true) {
    self.owner = owner
    self.members = members
    self.isSpendable = isSpendable
  }

  /// P2PKH and P2SH.
  @inline(__always)
  private static func hashOwner(_ script: Span<UInt8>) -> AccountKey? {
    if script.count == 25, script[0] == 0x76, script[1] == 0xa9, script[2] == 0x14,
      script[23] == 0x88, script[24] == 0xac
    {
      return AccountKey(.keyHash, hash20At: 3, of: script)
    }
    if script.count == 23, script[0] == 0xa9, script[1] == 0x14, script[22] == 0x87 {
      return AccountKey(.scriptHash, hash20At: 2, of: script)
    }
    return nil
  }

  /// *Source:* BIP 141: one opcode for the version, then one push of 2 to 40 bytes.
  @inline(__always)
  private static func witnessOwner(_ script: Span<UInt8>) -> AccountKey? {
    guard (4...42).contains(script.count), Int(script[1]) == script.count - 2 else { return nil }
    switch (script[0], script.count) {
    case (0, 22): return AccountKey(.witnessKeyHash, hash20At: 2, of: script)
    case (0, 34): return AccountKey(.witnessScriptHash, hash32At: 2, of: script)
    case (0x51, 34): return AccountKey(.taproot, hash32At: 2, of: script)
    case (0x51...0x60, ...33):
      // The version's byte and at most 31 of program: what a key can hold.
      let program = (2..<script.count).map { script[$0] }
      return AccountKey(kind: .witnessProgram, payload: [script[0] - 0x50] + program)
    default: return nil
    }
  }

  /// P2PK, compressed or not.
  private static func publicKeyOwner(_ script: Span<UInt8>) -> AccountKey? {
    guard script.count == 35 || script.count == 67, script[script.count - 1] == 0xac,
      Int(script[0]) == script.count - 2, isPublicKey(script, at: 1, count: script.count - 2)
    else { return nil }
    return AccountKey(hashOf: script.extracting(1..<script.count - 1))
  }

  /// By length and first byte, as Bitcoin Core's `CPubKey::ValidSize` does.
  private static func isPublicKey(_ script: Span<UInt8>, at offset: Int, count: Int) -> Bool {
    switch script[offset] {
    case 2, 3: count == 33
    case 4, 6, 7: count == 65
    default: false
    }
  }

  /// The keys of `m key… n OP_CHECKMULTISIG`; empty for any other script.
  private static func members(_ script: Span<UInt8>) -> [AccountKey] {
    let end = script.count - 2
    guard end > 1, script[end + 1] == 0xae, (0x51...0x60).contains(script[0]),
      (0x51...0x60).contains(script[end]), script[0] <= script[end]
    else { return [] }
    var members: [AccountKey] = []
    var offset = 1
    while offset < end {
      let count = Int(script[offset])
      guard count > 0, offset + 1 + count <= end, isPublicKey(script, at: offset + 1, count: count)
      else { return [] }
      members.append(
        AccountKey(hashOf: script.extracting(offset + 1..<offset + 1 + count)))
      offset += 1 + count
    }
    return members.count == Int(script[end] - 0x50) ? members : []
  }

  /// Bytes of the tokens in front of the script; `nil` where there are none.
  ///
  /// *Source:* CHIP-2022-02-CashTokens: `0xef`, a category, a bitfield, then a commitment and an
  /// amount where the bitfield says so. What does not follow it is an ordinary script.
  private static func tokenPrefix(_ script: Span<UInt8>) -> Int? {
    guard script.count >= 34, script[0] == 0xef else { return nil }
    let field = script[33]
    let hasCommitment = field & 0x40 != 0
    let hasToken = field & 0x20 != 0
    let hasAmount = field & 0x10 != 0
    guard field & 0x80 == 0, field & 0x0f <= 2, hasToken || hasAmount,
      hasToken || (!hasCommitment && field & 0x0f == 0)
    else { return nil }
    var offset = 34
    if hasCommitment {
      guard let count = compact(script, &offset), count > 0,
        count <= UInt64(script.count - offset)
      else { return nil }
      // At most the length of the script, by the guard above.
      offset += Int(count)
    }
    if hasAmount {
      guard let amount = compact(script, &offset), amount > 0, amount <= UInt64(Int64.max)
      else { return nil }
    }
    return offset
  }

  private static func compact(_ script: Span<UInt8>, _ offset: inout Int) -> UInt64? {
    guard offset < script.count else { return nil }
    let first = script[offset]
    offset += 1
    guard first >= 0xfd else { return UInt64(first) }
    let count = 1 << Int(first - 0xfc)
    guard count <= script.count - offset else { return nil }
    var value: UInt64 = 0
    for index in (0..<count).reversed() { value = value << 8 | UInt64(script[offset + index]) }
    offset += count
    return value
  }
}
