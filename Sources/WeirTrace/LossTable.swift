import WeirModel

/// The losses of a run: which incident, which stolen asset, how much.
struct LossTable: Sendable {
  struct Entry: Hashable, Sendable {
    let incident: String
    let asset: AssetID
  }

  private(set) var entries: [Entry] = []
  private(set) var stolen: [Amount] = []

  /// The key of a loss; a new one starts at nothing.
  mutating func key(incident: String, asset: AssetID) -> Int {
    let entry = Entry(incident: incident, asset: asset)
    if let index = entries.firstIndex(of: entry) { return index }
    entries.append(entry)
    stolen.append(.zero)
    return entries.count - 1
  }

  mutating func add(_ amount: Amount, to key: Int) { stolen[key] += amount }
}
