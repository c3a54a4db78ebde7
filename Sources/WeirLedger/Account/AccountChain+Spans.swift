extension AccountChain {
  /// The columns of one segment's transfers, as they stand in the file, for loops over all rows.
  public struct TransferSpans: ~Escapable {
    /// The row of the first element.
    public let firstRow: UInt64
    /// ``AccountIndex/nobody`` where value appears.
    public let from: Span<UInt32>
    /// ``AccountIndex/nobody`` where value disappears.
    public let to: Span<UInt32>
    /// Base units; for a wide amount its place in a table: read those rows by ``transfer(at:)``.
    public let amount: Span<UInt64>
    public let asset: Span<UInt32>
    /// A ``MoveKind`` in the low six bits, ``isWide``, and ``isFirstOfTransaction``.
    public let kind: Span<UInt8>

    public static let isWide = TransferColumns.isWide
    public static let isFirstOfTransaction = TransferColumns.isFirst

    @_lifetime(borrow columns) init(_ columns: borrowing TransferColumns, _ segment: Int) {
      firstRow = UInt64(segment) << columns.from.segmentBits
      from = columns.from.span(segment)
      to = columns.to.span(segment)
      amount = columns.amount.span(segment)
      asset = columns.asset.span(segment)
      kind = columns.kind.span(segment)
    }
  }

  /// Segments of the transfers, for ``withTransfers(inSegment:_:)``.
  public var transferSegmentCount: Int { transfers.from.segmentCount }

  /// Lends the columns of one segment.
  ///
  /// - Precondition: `segment < transferSegmentCount`.
  public func withTransfers<Result, Failure: Error>(
    inSegment segment: Int, _ body: (borrowing TransferSpans) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(segment < transferSegmentCount, "a segment of this chain")
    return try body(TransferSpans(transfers, segment))
  }
}
