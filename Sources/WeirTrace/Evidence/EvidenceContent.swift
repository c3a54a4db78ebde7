import WeirCodecs
import WeirLedger
import WeirModel

/// A bundle but for its signature: what packing signs, and what verifying computes anew.
struct EvidenceContent {
  let finding: TraceFinding
  let manifest: EvidenceManifest
  let manifestBytes: [UInt8]
  /// All that the manifest states.
  let files: [EvidenceBundle.FileName: [UInt8]]

  /// - Parameter request: pinned to what is recomputed.
  init(
    _ request: TraceRequest, claims: ClaimIndex, ledger: Ledger,
    progress: @Sendable (Policy, Int) -> Void = { _, _ in }
  ) throws {
    finding = try Trace(request, claims: claims).run(on: ledger, progress: progress)
    let transactions = try finding.reliedTransactions(in: ledger)
    let statements = try request.through.sorted { $0.key < $1.key }.compactMap {
      try ledger.statement(of: $0.key, through: $0.value)
    }
    var files: [EvidenceBundle.FileName: [UInt8]] = [
      .parameters: try JSONWriter.canonical(request.json),
      .claims: Claim.canonicalBytes(of: claims.claims),
      .findings: try JSONWriter.canonical(finding.json),
      .transactions: try JSONWriter.canonical(.array(transactions.map(\.json))),
    ]
    let report = TraceReport(
      finding: finding, claims: claims, transactions: transactions,
      hashes: files.mapValues(Hash32.sha256))
    files[.report] = Array(report.html.utf8)
    self.files = files
    manifest = EvidenceManifest(
      engine: Trace.engine, marking: finding.marking, ledger: statements,
      files: files.mapValues(Hash32.sha256))
    manifestBytes = try JSONWriter.canonical(manifest.json)
  }
}
