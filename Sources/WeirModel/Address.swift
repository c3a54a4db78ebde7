/// What an address's bytes are: two addresses are the same when kind and payload are.
///
/// The raw value is part of the ledger's format; a number is never used again.
public struct AddressKind: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// HASH160 of a public key (P2PKH, and P2PK of the same key): 20 bytes.
  public static let keyHash = AddressKind(rawValue: 1)
  /// HASH160 of a script (P2SH): 20 bytes.
  public static let scriptHash = AddressKind(rawValue: 2)
  /// Witness version 0, key hash (P2WPKH): 20 bytes.
  public static let witnessKeyHash = AddressKind(rawValue: 3)
  /// Witness version 0, script hash (P2WSH): 32 bytes.
  public static let witnessScriptHash = AddressKind(rawValue: 4)
  /// Witness version 1 (P2TR): the 32-byte output key.
  public static let taproot = AddressKind(rawValue: 5)
  /// A later witness version: the version's byte, then the program (2 to 31 bytes here).
  public static let witnessProgram = AddressKind(rawValue: 6)
  /// A script that has no address: its SHA-256, 32 bytes.
  public static let script = AddressKind(rawValue: 7)
  /// An EVM account: 20 bytes.
  public static let evm = AddressKind(rawValue: 8)

  /// Bytes of payload where the kind fixes them; `nil` where they vary.
  public var payloadLength: Int? {
    switch self {
    case .keyHash, .scriptHash, .witnessKeyHash, .evm: 20
    case .witnessScriptHash, .taproot, .script: 32
    default: nil
    }
  }
}

/// A decoded address: what it is, its bytes, and the text that it came from.
public struct Address: Sendable {
  public let kind: AddressKind
  public let payload: [UInt8]
  /// As it stood in the source; `nil` where the source had bytes. Hostile until escaped.
  public let original: String?

  public init(kind: AddressKind, payload: [UInt8], original: String? = nil) {
    self.kind = kind
    self.payload = payload
    self.original = original
  }
}

extension Address: Hashable {
  /// By kind and payload: a key hash is not a script hash, and spelling does not matter.
  public static func == (left: Address, right: Address) -> Bool {
    left.kind == right.kind && left.payload == right.payload
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(payload)
  }
}

/// Kind and payload of at most 32 bytes, inline: the form in which a ledger keeps an account.
public struct AccountKey: Hashable, Sendable {
  public let kind: AddressKind
  public let count: UInt8
  /// The payload from the left, zeros behind it.
  public let bytes: Hash32

  /// `nil` where the payload is longer than 32 bytes.
  public init?(kind: AddressKind, payload: some Collection<UInt8>) {
    guard payload.count <= 32,
      let bytes = Hash32(Array(payload) + [UInt8](repeating: 0, count: 32 - payload.count))
    else { return nil }
    self.kind = kind
    // At most 32 by the guard above.
    self.count = UInt8(payload.count)
    self.bytes = bytes
  }

  public init(kind: AddressKind, hash: Hash32, count: UInt8 = 32) {
    self.kind = kind
    self.count = count
    self.bytes = hash
  }

  public var payload: [UInt8] { Array(bytes.bytes.prefix(Int(count))) }
}
