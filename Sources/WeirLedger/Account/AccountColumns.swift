import WeirModel

// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// Appends accounts to the tables that both families share.
struct AccountColumns {
  private let kind: ColumnWriter
  private let sample: ColumnWriter
  private let payload: ColumnWriter

  init(_ store: ChainStore) {
    kind = store.column("accounts.kind")
    sample = store.column("samples.start")
    payload = store.column("payloads.byte")
  }

  var count: UInt64 { kind.rows }

  func append(contentsOf keys: [AccountKey]) throws(LedgerError) {
    for key in keys { try append(key) }
  }

  @inline(__always)
  func append(_ key: AccountKey) throws(LedgerError) {
    if kind.rows & (1 << AccountTable.sampleBits - 1) == 0 { try sample.append(payload.rows) }
    if AccountTable.fixedLength(ofKind: key.kind.rawValue) == key.count {
      try kind.append(key.kind.rawValue)
    } else {
      try kind.append(key.kind.rawValue | AccountTable.statesLength)
      try payload.append(key.count)
    }
    let (a, b, c, d) = key.bytes.words
    var words = (a.bigEndian, b.bigEndian, c.bigEndian, d.bigEndian)
    var failure: LedgerError?
    unsafe withUnsafeBytes(of: &words) { bytes in
      do throws(LedgerError) {
        try unsafe payload.append(
          contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<Int(key.count)]))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

extension LedgerError {
  /// A payload that the format has no room for.
  static func checkPayload(_ key: AccountKey, _ place: @autoclosure () -> String)
    throws(LedgerError)
  {
    guard key.count > 32 || key.kind.rawValue >= AccountTable.statesLength else { return }
    throw LedgerError(
      .invalidBlock,
      "\(place()): expected an account of a kind below 128 and of at most 32 bytes, found kind "
        + "\(key.kind.rawValue) of \(key.count) bytes.")
  }
}
