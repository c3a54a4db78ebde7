// Unsafe: kernels run over mapped columns and scratch memory; bounds are checked before the loop.

/// Sorts rows by 64-bit keys; rows of equal keys keep their order.
///
/// Digits that are the same in all keys cost nothing, so narrow keys are cheap.
/// - Parameter digits: which of the six digits of eleven bits count, the lowest first.
/// - Complexity: O(count) for each of the six digits that differ.
func radixSort(
  keys: UnsafeMutableBufferPointer<UInt64>, rows: UnsafeMutableBufferPointer<UInt32>,
  digits: Range<Int> = 0..<6
) throws(LedgerError) {
  let count = keys.count
  let spareKeys = try ScratchMemory(count: count * 8)
  let spareRows = try ScratchMemory(count: count * 4)
  defer { extendLifetime((spareKeys, spareRows)) }
  var (fromKeys, fromRows) = unsafe (keys, rows)
  var toKeys = unsafe spareKeys.elements(UInt64.self, count: count)
  var toRows = unsafe spareRows.elements(UInt32.self, count: count)
  var isSwapped = false
  for digit in digits {
    let shift = UInt64(digit * 11)
    guard let starts = unsafe digitStarts(fromKeys, shift: shift) else { continue }
    unsafe scatter(fromKeys, fromRows, toKeys, toRows, shift: shift, starts: starts)
    unsafe swap(&fromKeys, &toKeys)
    unsafe swap(&fromRows, &toRows)
    isSwapped.toggle()
  }
  if isSwapped {
    unsafe _ = toKeys.update(fromElementsOf: fromKeys)
    unsafe _ = toRows.update(fromElementsOf: fromRows)
  }
}

extension UnsafeMutableBufferPointer where Element: BitwiseCopyable {
  fileprivate func update(fromElementsOf other: UnsafeMutableBufferPointer<Element>) -> Int {
    unsafe update(fromContentsOf: other)
  }
}

/// Where each digit's keys begin; `nil` if all keys have the same digit.
private func digitStarts(_ keys: UnsafeMutableBufferPointer<UInt64>, shift: UInt64) -> [Int]? {
  var counts = [Int](repeating: 0, count: 2048)
  var index = 0
  while index < keys.count {
    counts[Int(truncatingIfNeeded: unsafe keys[index] &>> shift & 2047)] += 1
    index += 1
  }
  if counts.contains(keys.count) { return nil }
  var start = 0
  for digit in counts.indices {
    (counts[digit], start) = (start, start + counts[digit])
  }
  return counts
}

private func scatter(
  _ fromKeys: UnsafeMutableBufferPointer<UInt64>, _ fromRows: UnsafeMutableBufferPointer<UInt32>,
  _ toKeys: UnsafeMutableBufferPointer<UInt64>, _ toRows: UnsafeMutableBufferPointer<UInt32>,
  shift: UInt64, starts: [Int]
) {
  var starts = starts
  var index = 0
  while index < fromKeys.count {
    let key = unsafe fromKeys[index]
    let digit = Int(truncatingIfNeeded: key &>> shift & 2047)
    let place = starts[digit]
    starts[digit] = place &+ 1
    unsafe toKeys[place] = key
    unsafe toRows[place] = fromRows[index]
    index += 1
  }
}
