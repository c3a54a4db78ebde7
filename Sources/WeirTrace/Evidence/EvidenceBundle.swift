import WeirCodecs
public import WeirLedger
import WeirModel

/// A finding with all that a second party needs to recompute it: files by name, apart from any
/// disk or archive.
///
/// The format: `docs/formats/evidence.md`.
public struct EvidenceBundle: Hashable, Sendable {
  /// The files of a bundle; it has each of them and no other.
  public enum FileName: String, CaseIterable, Sendable {
    case manifest = "manifest.json"
    case signature = "signature.json"
    /// The request.
    case parameters = "parameters.json"
    /// The claims, a canonical line each.
    case claims = "claims.jsonl"
    case findings = "findings.json"
    /// Transactions that the finding rests on.
    case transactions = "transactions.json"
    case report = "report.html"

    /// Whether the manifest states its hash.
    var isStated: Bool { self != .manifest && self != .signature }

    static var stated: [FileName] { allCases.filter(\.isStated) }
  }

  let contents: [FileName: [UInt8]]

  /// By name, as they are written to a directory or an archive.
  public var files: [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: contents.map { ($0.key.rawValue, $0.value) })
  }

  /// - Throws: ``EvidenceError/Code/files`` where a file is missing, and for one that a bundle
  ///   does not have.
  public init(files: [String: [UInt8]]) throws(EvidenceError) {
    var contents: [FileName: [UInt8]] = [:]
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      guard let file = FileName(rawValue: name) else {
        throw EvidenceError(
          .files, "\(EscapedText.excerpt(name)) is no file of a bundle: \(Self.expected).")
      }
      contents[file] = bytes
    }
    for file in FileName.allCases where contents[file] == nil {
      throw EvidenceError(.files, "\(file.rawValue) is missing: \(Self.expected).")
    }
    self.contents = contents
  }

  private static var expected: String {
    "expected " + FileName.allCases.map(\.rawValue).joined(separator: ", ")
  }

  subscript(_ file: FileName) -> [UInt8] { contents[file] ?? [] }
}

// MARK: - Packing

extension EvidenceBundle {
  /// Traces, and packs the finding with what it rests on, signed by `key`.
  ///
  /// The same ledger content, claims, request and engine give the same bytes but for the
  /// signature, whatever else the ledger holds.
  ///
  /// - Parameter progress: as in ``Trace/run(on:progress:)``.
  /// - Throws: ``TraceError``; errors of reading the ledger; `JSONWritingError` for a bound above
  ///   2^53.
  public static func pack(
    _ request: TraceRequest, claims: ClaimIndex, ledger: Ledger, signedBy key: SigningKey,
    progress: @Sendable (Policy, Int) -> Void = { _, _ in }
  ) throws -> EvidenceBundle {
    let pinned = try request.pinned(to: ledger, claims: claims)
    let content = try EvidenceContent(
      pinned, claims: claims, ledger: ledger, progress: progress)
    let signature = try EvidenceSignature(of: content.manifestBytes, by: key)
    var contents = content.files
    contents[.manifest] = content.manifestBytes
    contents[.signature] = signature.bytes
    return EvidenceBundle(contents: contents)
  }

  private init(contents: [FileName: [UInt8]]) {
    precondition(contents.count == FileName.allCases.count, "a bundle has each of its files")
    self.contents = contents
  }
}
