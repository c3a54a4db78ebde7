import WeirCodecs

extension Promise {
  /// What an archive gives keeps the limits, has each name once, and comes back from an archive of
  /// our own.
  public static let zip = Promise("Zip") { input in
    let limits = ZipLimits(entries: 100, entryBytes: 1 << 16, totalBytes: 1 << 18)
    guard let entries = try? ZipReader.entries(of: input, limits: limits) else { return nil }
    guard entries.count <= limits.entries, entries.allSatisfy({ $0.bytes.count <= 1 << 16 }),
      entries.reduce(0, { $0 + $1.bytes.count }) <= limits.totalBytes
    else { return "more than the limits allow" }
    guard Set(entries.map { $0.name.lowercased() }).count == entries.count else {
      return "a name twice"
    }
    guard let archive = try? ZipWriter.archive(entries),
      let again = try? ZipReader.entries(of: archive), Set(again) == Set(entries)
    else { return "what was read cannot be packed again" }
    return nil
  }
}
