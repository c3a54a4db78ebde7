import WeirCodecs
public import WeirLedger
import WeirModel

/// Recomputes a bundle's finding from the verifier's own ledger.
///
/// Nothing in the bundle is believed: its request and claims are the question, the ledger gives
/// the answer, and every file of the bundle is compared with the one that Weir writes for it.
public struct EvidenceVerifier: Sendable {
  public let ledger: Ledger
  public let trusted: [PublicKey]

  /// - Parameter trusted: keys of the trust list, or the one that the verifier names.
  public init(ledger: Ledger, trusted: [PublicKey]) {
    self.ledger = ledger
    self.trusted = trusted
  }

  /// Judges the files of a bundle, whatever they hold.
  ///
  /// In this order: are these the files of a bundle, did the key in it sign the manifest, are the
  /// files those that were signed, is the key trusted, does the ledger hold the facts, does it
  /// give the same bytes. A bundle of an unknown signer is not recomputed: its request could ask
  /// for any amount of work.
  ///
  /// - Throws: errors of reading the verifier's own ledger.
  public func verify(
    files: [String: [UInt8]], progress: @Sendable (Policy, Int) -> Void = { _, _ in }
  ) throws -> EvidenceVerdict {
    do {
      return try verdict(try EvidenceBundle(files: files), progress)
    } catch let error as EvidenceError {
      return .refused(error.message)
    }
  }

  private func verdict(
    _ bundle: EvidenceBundle, _ progress: @Sendable (Policy, Int) -> Void
  ) throws -> EvidenceVerdict {
    guard let signature = EvidenceSignature(bytes: bundle[.signature]),
      signature.isValid(for: bundle[.manifest])
    else { return .badSignature }
    let manifest = try EvidenceManifest(bytes: bundle[.manifest])
    for file in EvidenceBundle.FileName.stated
    where manifest.files[file] != .sha256(of: bundle[file]) {
      return .tampered(file: file.rawValue)
    }
    guard trusted.contains(signature.publicKey) else {
      return .unknownSigner(signature.publicKey)
    }
    let request = try bundle.request()
    let claims = try bundle.claims()
    let missing = try missing(manifest, request)
    guard missing.isEmpty else { return .cannotRecompute(missing) }
    do {
      let content = try EvidenceContent(
        request, claims: claims, ledger: ledger, progress: progress)
      return compare(bundle, content)
    } catch let error as TraceError {
      return .cannotRecompute([.trace(error.message)])
    }
  }

  private func missing(
    _ manifest: EvidenceManifest, _ request: TraceRequest
  ) throws -> [MissingFact] {
    guard manifest.engine == Trace.engine else {
      return [.engine(stated: EscapedText.excerpt(manifest.engine))]
    }
    let stated = Dictionary(manifest.ledger.map { ($0.chain, $0.lastBlock) }) { first, _ in first }
    guard stated == request.through, request.chains == Set(stated.keys) else {
      throw EvidenceError(
        .malformed,
        "parameters.json: expected the chains and last blocks that manifest.json states.")
    }
    let held = Set(try ledger.chains())
    return try manifest.ledger.compactMap { statement in
      guard held.contains(statement.chain) else { return .chain(statement.chain) }
      return statement.missing(
        from: try ledger.statement(of: statement.chain, through: statement.lastBlock))
    }
  }

  private func compare(_ bundle: EvidenceBundle, _ content: EvidenceContent) -> EvidenceVerdict {
    for file in EvidenceBundle.FileName.stated {
      let computed = content.files[file] ?? []
      guard let difference = difference(file, stated: bundle[file], computed: computed) else {
        continue
      }
      return .different(file: file.rawValue, difference)
    }
    let manifest = difference(
      .manifest, stated: bundle[.manifest], computed: content.manifestBytes)
    return manifest.map { .different(file: EvidenceBundle.FileName.manifest.rawValue, $0) }
      ?? .equal
  }

  private func difference(
    _ file: EvidenceBundle.FileName, stated: [UInt8], computed: [UInt8]
  ) -> EvidenceDifference? {
    guard stated != computed else { return nil }
    if file.isJSON, let left = try? JSONValue(parsing: stated),
      let right = try? JSONValue(parsing: computed),
      let difference = JSONDifference(stated: left, computed: right)
    {
      return .json(difference)
    }
    let common = zip(stated, computed).prefix { $0 == $1 }.count
    return .byte(offset: common)
  }
}

extension EvidenceBundle.FileName {
  fileprivate var isJSON: Bool { rawValue.hasSuffix(".json") }
}

extension EvidenceBundle {
  /// The request that the bundle answers.
  ///
  /// - Throws: ``EvidenceError/Code/malformed``.
  func request() throws(EvidenceError) -> TraceRequest {
    do throws(JSONError) {
      return try TraceRequest(parsing: try JSONDocument(self[.parameters], depthLimit: 8).root)
    } catch {
      throw EvidenceError(.malformed, "parameters.json, \(error)")
    }
  }

  /// The claims that it was answered with.
  ///
  /// - Throws: ``EvidenceError/Code/malformed`` with the line.
  func claims() throws(EvidenceError) -> ClaimIndex {
    let bytes = self[.claims]
    var claims: [Claim] = []
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      do throws(JSONError) {
        claims.append(try Claim(canonicalLine: Array(line)))
      } catch {
        throw EvidenceError(
          .malformed, "claims.jsonl, line \(claims.count + 1): \(error.message)")
      }
    }
    let index = ClaimIndex(claims)
    guard Claim.canonicalBytes(of: index.claims) == bytes else {
      throw EvidenceError(.malformed, "claims.jsonl: expected each line once, in byte order.")
    }
    return index
  }
}
