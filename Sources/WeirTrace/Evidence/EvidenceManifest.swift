import WeirCodecs
public import WeirModel

/// What a bundle states about itself. The signature is over its canonical bytes.
public struct EvidenceManifest: Hashable, Sendable {
  public static let format = "weir-evidence/1"

  /// The rules that made the finding.
  public let engine: String
  /// The strictest among the claims.
  public let marking: Marking
  /// In the order of CAIP-2 ids.
  public let ledger: [LedgerStatement]
  /// SHA-256 of every other file but the signature.
  public let files: [EvidenceBundle.FileName: Hash32]
}

extension EvidenceManifest {
  var json: JSONValue {
    .members(
      ("format", .string(Self.format)), ("engine", .string(engine)),
      ("marking", .string(marking.rawValue)), ("ledger", .array(ledger.map(\.json))),
      (
        "files",
        .object(
          files.sorted { $0.key.rawValue < $1.key.rawValue }.map { name, hash in
            JSONValue.Member(name.rawValue, .string(hash.hex))
          })
      ))
  }

  /// Reads a manifest strictly: one value has one text.
  ///
  /// - Throws: ``EvidenceError``.
  init(bytes: [UInt8]) throws(EvidenceError) {
    do throws(JSONError) {
      try self.init(parsing: try JSONDocument(bytes, depthLimit: 8).root)
    } catch {
      throw EvidenceError(.malformed, "manifest.json, \(error)")
    }
    guard (try? JSONWriter.canonical(json)) == bytes else {
      throw EvidenceError(
        .malformed, "manifest.json: expected the members of \(Self.format), as RFC 8785 has it.")
    }
  }

  private init(parsing root: JSONNode) throws(JSONError) {
    let format = try root.required("format").string()
    guard format == Self.format else {
      throw root.error(
        .unsupported,
        "expected format \(Self.format), found \(EscapedText.excerpt(format)): a newer Weir "
          + "reads it"
      )
    }
    engine = try root.required("engine").string()
    guard let marking = Marking(rawValue: try root.required("marking").string()) else {
      throw root.error(.unexpected, "expected a TLP 2.0 marking")
    }
    self.marking = marking
    var ledger: [LedgerStatement] = []
    for node in try root.required("ledger").array() {
      ledger.append(try LedgerStatement(parsing: node))
    }
    self.ledger = ledger
    var files: [EvidenceBundle.FileName: Hash32] = [:]
    for (name, value) in try root.required("files").members {
      guard let file = EvidenceBundle.FileName(rawValue: name), file.isStated,
        let hash = Hash32(hex: try value.string())
      else { throw value.error(.unexpected, "expected a file of a bundle and its SHA-256") }
      files[file] = hash
    }
    self.files = files
    guard files.count == EvidenceBundle.FileName.stated.count else {
      throw root.error(.missing, "expected the SHA-256 of every file of a bundle")
    }
  }
}
