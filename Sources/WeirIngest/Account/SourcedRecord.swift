import WeirCodecs

/// A record, and which of the files it came from.
struct SourcedRecord {
  /// Index in the list of files.
  var file: UInt32
  var record: EVMRecord
}

extension SourcedRecord: Spillable {
  func spill(to writer: inout SpillWriter) {
    writer.put(file)
    record.spill(to: &writer)
  }

  init(from reader: inout SpillReader) throws(IngestError) {
    file = try reader.uint32()
    record = try EVMRecord(from: &reader)
  }

  var weight: Int { record.weight }
}

/// What is known of a transaction by its hash alone: its block, or a fact that waits for it.
enum HashedFact: Spillable {
  case block(EVMPlace)
  case waiting(SourcedRecord)

  func spill(to writer: inout SpillWriter) {
    switch self {
    case .block(let place):
      writer.put(true)
      place.spill(to: &writer)
    case .waiting(let record):
      writer.put(false)
      record.spill(to: &writer)
    }
  }

  init(from reader: inout SpillReader) throws(IngestError) {
    self =
      try reader.bool()
      ? .block(try EVMPlace(from: &reader)) : .waiting(try SourcedRecord(from: &reader))
  }

  var weight: Int {
    switch self {
    case .block: 1
    case .waiting(let record): record.weight
    }
  }
}
