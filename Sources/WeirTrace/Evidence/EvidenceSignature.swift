import WeirCodecs
import WeirModel

/// An Ed25519 signature over a manifest's bytes, and whose it is.
struct EvidenceSignature: Hashable, Sendable {
  static let format = "weir-signature/1"

  let publicKey: PublicKey
  let signature: [UInt8]

  init(of manifest: [UInt8], by key: SigningKey) throws {
    publicKey = key.publicKey
    signature = try key.signature(of: manifest)
  }

  func isValid(for manifest: [UInt8]) -> Bool { publicKey.isSignature(signature, of: manifest) }
}

extension EvidenceSignature {
  var bytes: [UInt8] {
    // Strings only, which are always written.
    (try? JSONWriter.canonical(json)) ?? []
  }

  private var json: JSONValue {
    .members(
      ("format", .string(Self.format)), ("key", .string(publicKey.description)),
      ("key_id", .string(publicKey.id.hex)), ("signature", .string(Base64.text(signature))))
  }

  /// `nil` unless the bytes are exactly what ``bytes`` writes: one signature has one text.
  init?(bytes: [UInt8]) {
    guard let root = try? JSONValue(parsing: bytes),
      let publicKey = KeyFile.text(root, "key").flatMap(PublicKey.init),
      let signature = KeyFile.text(root, "signature").flatMap({ Base64.bytes($0) })
    else { return nil }
    (self.publicKey, self.signature) = (publicKey, signature)
    guard self.bytes == bytes else { return nil }
  }
}
