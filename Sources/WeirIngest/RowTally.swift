/// Counts the rows of tables, and decides whether refused ones end the ingest.
struct RowTally {
  let skipsRefused: Bool
  private(set) var accepted: UInt64 = 0
  private(set) var refused: [RefusedRow] = []
  private(set) var refusedCount: UInt64 = 0

  /// Refused rows that a message shows.
  private static let shown = 10

  init(skipsRefused: Bool) { self.skipsRefused = skipsRefused }

  mutating func count(_ outcome: RowOutcome) {
    switch outcome {
    case .accepted: accepted += 1
    case .refused(let row):
      refusedCount += 1
      // Without leave to go on, the first ones are enough to say why.
      if skipsRefused || refused.count < Self.shown { refused.append(row) }
    }
  }

  /// - Throws: where rows were refused and nobody said to go on without them.
  func check() throws(IngestError) {
    guard refusedCount > 0, !skipsRefused else { return }
    let lines = refused.map { "  \($0.file):\($0.line): \($0.reason)" }.joined(separator: "\n")
    let rest =
      refusedCount > UInt64(refused.count)
      ? "\n  and \(refusedCount - UInt64(refused.count)) more" : ""
    throw IngestError(
      .refusedRows,
      "\(refusedCount) rows cannot be taken, \(accepted) can; nothing was ingested. Correct them, "
        + "or go on without them (--skip-refused-rows):\n" + lines + rest)
  }
}
