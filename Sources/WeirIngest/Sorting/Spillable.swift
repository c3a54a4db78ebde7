/// What a ``KeySorter`` can put aside in a temporary file.
protocol Spillable {
  func spill(to writer: inout SpillWriter)
  init(from reader: inout SpillReader) throws(IngestError)
  /// About how many small values it holds: what memory is bounded by.
  var weight: Int { get }
}
