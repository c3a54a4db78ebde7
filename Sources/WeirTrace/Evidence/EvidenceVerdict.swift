/// What verifying a bundle answers.
public enum EvidenceVerdict: Hashable, Sendable {
  /// The verifier's own ledger gives the same bytes.
  case equal
  /// It gives others: the file, and where in it first.
  case different(file: String, EvidenceDifference)
  /// The verifier's ledger does not hold what the finding rests on.
  case cannotRecompute([MissingFact])
  /// A file is not the one that was signed.
  case tampered(file: String)
  /// A good signature by a key that the verifier does not trust.
  case unknownSigner(PublicKey)
  /// The manifest is not what the key in the bundle signed.
  case badSignature
  /// No bundle of evidence; the message says what is wrong with it.
  case refused(String)

  /// What the command exits with: each answer has its own. 1 and 64 upwards are not used here.
  public var exitCode: Int32 {
    switch self {
    case .equal: 0
    case .different: 2
    case .cannotRecompute: 3
    case .tampered: 4
    case .unknownSigner: 5
    case .badSignature: 6
    case .refused: 7
    }
  }
}

/// Where a recomputed file differs first from the bundle's.
public enum EvidenceDifference: Hashable, Sendable {
  case json(JSONDifference)
  /// In a file that is not JSON.
  case byte(offset: Int)
}

extension EvidenceVerdict: CustomStringConvertible {
  public var description: String {
    switch self {
    case .equal:
      "equal"
    case .different(let file, .json(let difference)):
      "different: first in \(file) at \(difference)"
    case .different(let file, .byte(let offset)):
      "different: first in \(file) at byte \(offset)"
    case .cannotRecompute(let missing):
      "cannot recompute: missing " + missing.map(\.description).joined(separator: "; ")
    case .tampered(let file):
      "tampered: \(file) is not the file that was signed"
    case .unknownSigner(let key):
      "unknown signer: \(key) is not among the trusted keys. Ask the signer for the key by "
        + "another way than the bundle came, and compare"
    case .badSignature:
      "bad signature: manifest.json or signature.json was altered after signing"
    case .refused(let reason):
      "refused: \(reason)"
    }
  }
}
