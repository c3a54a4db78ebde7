import Crypto
import WeirCodecs

/// An Ed25519 private key with the name that its owner gave it.
///
/// Whoever writes ``fileBytes`` to a disk gives the file mode 600. Printing a key shows its public
/// half only.
public struct SigningKey: Sendable {
  public static let format = "weir-key/1"

  public let name: String
  public let publicKey: PublicKey
  private let seed: [UInt8]

  /// A new key from the system's random numbers.
  public init(name: String) throws(KeyError) {
    try self.init(
      name: name, seed: Array(Curve25519.Signing.PrivateKey().rawRepresentation))
  }

  /// The key of a known seed: the same seed is the same key.
  ///
  /// - Throws: ``KeyError`` unless the seed has 32 bytes.
  public init(name: String, seed: [UInt8]) throws(KeyError) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
      let publicKey = PublicKey(bytes: Array(key.publicKey.rawRepresentation))
    else {
      throw KeyError(.malformed, "A private key has 32 bytes; found \(seed.count).")
    }
    self.name = name
    self.publicKey = publicKey
    self.seed = seed
  }

  func signature(of message: [UInt8]) throws -> [UInt8] {
    let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    return Array(try key.signature(for: message))
  }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "\(EscapedText.excerpt(name)) \(publicKey)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey]) }
}

// MARK: - File

extension SigningKey {
  /// What a key file holds: JSON with the private key in base64.
  public var fileBytes: [UInt8] {
    KeyFile.pretty(
      .members(
        ("format", .string(Self.format)), ("name", .string(name)),
        ("private", .string(Base64.text(seed))), ("public", .string(publicKey.description))))
  }

  /// Reads a key file.
  ///
  /// - Throws: ``KeyError``; the message shows nothing of the private key.
  public init(fileBytes: [UInt8]) throws(KeyError) {
    let root = try KeyFile.root(fileBytes, format: Self.format)
    guard let name = KeyFile.text(root, "name"),
      let seed = KeyFile.text(root, "private").flatMap({ Base64.bytes($0) }),
      let stated = KeyFile.text(root, "public")
    else {
      throw KeyError(
        .malformed, "A key file has name, private (base64) and public; one of them is missing.")
    }
    try self.init(name: name, seed: seed)
    guard publicKey.description == stated else {
      throw KeyError(
        .mismatch, "The key file's public key is not that of its private key: restore the file.")
    }
  }
}
