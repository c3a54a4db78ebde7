import WeirCodecs
import WeirModel

/// Records of any number of files, in order of their blocks.
///
/// A record that knows only its transaction waits until all files are read, and finds its block
/// through the others.
struct EVMRecordSorter {
  private var byBlock: KeySorter<SourcedRecord>
  private var waiting: KeySorter<HashedFact>

  init(directory: String, recordsInMemory: Int) {
    byBlock = KeySorter(directory: directory, weightLimit: recordsInMemory)
    waiting = KeySorter(directory: directory, weightLimit: recordsInMemory)
  }

  var count: UInt64 { byBlock.count }
  var lastBlock: UInt64? { byBlock.lastKey }

  mutating func add(_ record: EVMRecord, file: UInt32) throws(IngestError) {
    let sourced = SourcedRecord(file: file, record: record)
    if let block = record.place.block {
      try byBlock.add(sourced, key: block)
    } else {
      try waiting.add(.waiting(sourced), key: record.place.transaction.sortKey)
    }
  }

  /// Gives every record that waits its block.
  ///
  /// - Throws: where no file has the transaction with its block.
  mutating func resolve(files: [String]) throws(IngestError) {
    guard !waiting.isEmpty else { return }
    var groups = try byBlock.groups()
    while let (_, records) = try groups.next() {
      for place in Set(records.flatMap { $0.record.transactionPlaces }) {
        try waiting.add(.block(place), key: place.transaction.sortKey)
      }
    }
    var facts = try waiting.groups()
    while let (_, group) = try facts.next() { try resolve(group, files) }
  }

  private mutating func resolve(_ group: [HashedFact], _ files: [String]) throws(IngestError) {
    var places: [Hash32: Set<UInt64>] = [:]
    for case .block(let place) in group {
      guard let hash = place.transaction, let block = place.block else { continue }
      places[hash, default: []].insert(block)
    }
    for case .waiting(var sourced) in group {
      let name = sourced.record.place.transaction.map { "0x\($0.hex)" } ?? "without a name"
      let blocks = sourced.record.place.transaction.flatMap { places[$0] } ?? []
      guard let block = blocks.first, blocks.count == 1 else {
        throw IngestError(
          .noBlock,
          "expected the block of transaction \(name) among these files, found "
            + "\(blocks.count); give the block's own file in the same command",
          file: files[Int(sourced.file)])
      }
      sourced.record.place.block = block
      try byBlock.add(sourced, key: block)
    }
  }

  func groups() throws(IngestError) -> KeySorter<SourcedRecord>.Groups { try byBlock.groups() }
}

extension Hash32? {
  /// Enough of a hash to sort by; what shares it stands in one group.
  fileprivate var sortKey: UInt64 { self?.words.0 ?? 0 }
}

extension EVMRecord {
  /// The transactions whose block the record tells.
  fileprivate var transactionPlaces: [EVMPlace] {
    if case .block(let block) = self {
      return (block.transactions ?? []).map { EVMPlace(block: block.number, transaction: $0) }
    }
    guard let hash = place.transaction else { return [] }
    return [EVMPlace(block: place.block, transaction: hash)]
  }
}
