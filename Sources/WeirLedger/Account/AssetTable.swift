import WeirModel

/// The assets of a chain by their CAIP-19 identifiers.
struct AssetTable: Sendable {
  let ids: [AssetID]
  let indexes: [AssetID: AssetIndex]

  /// - Throws: ``LedgerError/Code/corrupt`` where a text is not an asset's identifier.
  init(_ snapshot: Snapshot) throws(LedgerError) {
    let ends: Column<UInt64> = try snapshot.column("assets.end")
    let texts: Column<UInt8> = try snapshot.column("texts.byte")
    var ids: [AssetID] = []
    var indexes: [AssetID: AssetIndex] = [:]
    var start: UInt64 = 0
    for row in 0..<ends.count {
      let end = ends[row]
      guard start <= end, end <= texts.count, end - start < 1 << 16,
        let id = AssetID(String(decoding: (start..<end).map { texts[$0] }, as: UTF8.self))
      else {
        throw LedgerError(
          .corrupt,
          "\(snapshot.directory.path)/texts.byte: expected an asset's identifier at \(start).")
      }
      // Ids are 32 bits wide by the format.
      indexes[id] = AssetIndex(rawValue: UInt32(truncatingIfNeeded: row))
      ids.append(id)
      start = end
    }
    self.ids = ids
    self.indexes = indexes
  }
}
