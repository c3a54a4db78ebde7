import WeirCodecs
import WeirModel

/// What the blocks of an ingest did not say, counted.
final class EVMNotes {
  private var counts: [EVMAssembly.Note: Int] = [:]
  private var missing: [String: Int] = [:]
  private var seen: Set<UInt64> = []

  func note(_ assembly: EVMAssembly) {
    // A branch that replaces another is read twice.
    guard seen.insert(assembly.block.number).inserted else { return }
    for (note, count) in assembly.notes { counts[note, default: 0] += count }
    for (coverage, name) in Self.coverages where !assembly.block.coverage.contains(coverage) {
      missing[name, default: 0] += 1
    }
  }

  private static let coverages: [(AccountBlock.Coverage, String)] = [
    (.transactions, "without all transactions"),
    (.native, "native-incomplete (without all traces)"),
    (.tokens, "without all logs"),
    (.fees, "without all fees"),
    (.issuance, "without all rewards and withdrawals"),
  ]

  /// In a fixed order.
  var lines: [String] {
    let gaps = Self.coverages.compactMap { _, name in missing[name].map { "\($0) blocks \(name)" } }
    let notes = EVMAssembly.Note.allCases.compactMap { note in
      counts[note].map { "\($0) × \(note.sentence)" }
    }
    return gaps + notes
  }
}

extension EVMAssembly.Note {
  fileprivate var sentence: String {
    switch self {
    case .erc1155NotRead: "an ERC-1155 transfer, which is not followed"
    case .transferNotRead: "a Transfer event of no standard, which is not followed"
    case .knownEventNotRead: "an event of a known contract with data that does not fit it"
    case .zeroTransfer: "a token transfer of zero, which moves nothing"
    case .unknownOutcome: "a value taken as moved, without status or trace to say so"
    case .unknownContract: "a creation with value whose contract no file names"
    case .incompleteTrace: "a trace that lacks inner calls"
    case .selfDestructWithoutValue: "a self-destruction whose value the tracer did not write"
    case .standardNotStated: "a token transfer taken as ERC-20, because its log is missing"
    case .placesByLogs: "a block whose transactions stand by their logs"
    }
  }
}
