// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// Rows of one account, ascending, out of the segments of an index.
///
/// Allocates nothing. A value: a copy goes on from the same place on its own.
public struct RowCursor: Sequence, IteratorProtocol, Sendable {
  private let postings: [Postings]
  private let key: UInt32
  private let segmentBits: UInt64
  private var segment: Int
  private var places = 0..<0

  /// - Parameter row: the first row that may be returned.
  init(_ postings: [Postings], _ key: UInt32, from row: UInt64, segmentBits: UInt64) {
    self.postings = postings
    self.key = key
    self.segmentBits = segmentBits
    let first = row >> segmentBits
    guard first < UInt64(postings.count) else {
      segment = postings.count
      return
    }
    segment = Int(first)
    let index = postings[segment]
    let all = index.places(of: key)
    // The row within its segment: at most 31 bits.
    let local = UInt32(truncatingIfNeeded: row & (1 << segmentBits - 1))
    places = index.firstPlace(atOrAbove: local, in: all)..<all.upperBound
  }

  public mutating func next() -> UInt64? {
    while segment < postings.count {
      if let place = places.first {
        places = (place + 1)..<places.upperBound
        return UInt64(segment) << segmentBits | UInt64(postings[segment].row(at: place))
      }
      segment += 1
      if segment < postings.count { places = postings[segment].places(of: key) }
    }
    return nil
  }

  /// How many rows are still to come.
  ///
  /// - Complexity: O(number of segments).
  public var remainingCount: UInt64 {
    var count = UInt64(places.count)
    for later in postings.dropFirst(segment + 1) { count += UInt64(later.places(of: key).count) }
    return count
  }
}

extension Postings {
  func row(at place: Int) -> UInt32 {
    precondition(unsafe place < rows.count, "a place of this index")
    return unsafe rows[place]
  }
}

/// Rows that an account paid or was paid, ascending, each once.
public struct AccountRowCursor: Sequence, IteratorProtocol, Sendable {
  private var paid: RowCursor
  private var received: RowCursor
  private var nextPaid: UInt64?
  private var nextReceived: UInt64?

  init(paid: RowCursor, received: RowCursor) {
    self.paid = paid
    self.received = received
    nextPaid = self.paid.next()
    nextReceived = self.received.next()
  }

  public mutating func next() -> UInt64? {
    guard let row = [nextPaid, nextReceived].lazy.compactMap(\.self).min() else { return nil }
    if nextPaid == row { nextPaid = paid.next() }
    if nextReceived == row { nextReceived = received.next() }
    return row
  }
}
