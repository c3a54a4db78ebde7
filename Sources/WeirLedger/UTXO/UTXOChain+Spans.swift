extension UTXOChain {
  /// Segments of the outputs, for ``withOutputs(inSegment:_:)``.
  public var outputSegmentCount: Int { outputs.owner.segmentCount }

  /// Lends one segment's row of the first element, owners and amounts: the value in bits 0 to 62,
  /// and bit 63 where nothing can spend the output.
  ///
  /// - Precondition: `segment < outputSegmentCount`.
  public func withOutputs<Result, Failure: Error>(
    inSegment segment: Int,
    _ body: (UInt64, Span<UInt32>, Span<UInt64>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(segment < outputSegmentCount, "a segment of this chain")
    let first = UInt64(segment) << outputs.owner.segmentBits
    return try body(first, outputs.owner.span(segment), outputs.amount.span(segment))
  }
}
