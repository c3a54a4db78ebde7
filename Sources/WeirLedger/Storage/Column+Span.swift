// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// The one place where a mapped column's memory is tied to the life of what maps it.
extension Column {
  /// One segment's rows, for as long as the column is borrowed.
  @_lifetime(borrow self)
  func span(_ index: Int) -> Span<Element> {
    let elements = unsafe Span(_unsafeElements: segment(index))
    return unsafe _overrideLifetime(elements, borrowing: self)
  }
}
