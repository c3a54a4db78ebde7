import Crypto
public import WeirModel

/// Whose signature it is: an Ed25519 public key.
///
/// *Source:* RFC 8032.
public struct PublicKey: Hashable, Sendable {
  /// The 32 bytes of RFC 8032.
  public let bytes: [UInt8]

  static let prefix = "weir-ed25519:"

  /// `nil` unless there are 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// SHA-256 of the key's bytes.
  public var id: Hash32 { .sha256(of: bytes) }

  func isSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
      return false
    }
    return key.isValidSignature(signature, for: message)
  }
}

extension PublicKey: LosslessStringConvertible {
  /// `nil` unless the text is `weir-ed25519:` and 32 bytes in base64.
  public init?(_ text: String) {
    guard text.hasPrefix(Self.prefix), let bytes = Base64.bytes(text.dropFirst(Self.prefix.count))
    else { return nil }
    self.init(bytes: bytes)
  }

  /// The text that people exchange: `weir-ed25519:` and base64.
  public var description: String { Self.prefix + Base64.text(bytes) }
}

extension Hash32 {
  static func sha256(of bytes: [UInt8]) -> Hash32 {
    // A SHA-256 digest has 32 bytes.
    Hash32(Array(SHA256.hash(data: bytes))) ?? .zero
  }
}
