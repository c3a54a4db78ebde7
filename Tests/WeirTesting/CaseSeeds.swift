#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The seeds of a property test: `count` of them, or the one that `WEIR_SEED` names.
///
/// What they are is printed, so that a failing case can be run again alone.
public func caseSeeds(
  _ count: Int, from first: UInt64 = 1, function: String = #function
) -> [UInt64] {
  // The environment is read on one thread, before the test starts its own.
  if let text = unsafe getenv("WEIR_SEED"), let seed = UInt64(unsafe String(cString: text)) {
    print("\(function): seed \(seed) (WEIR_SEED)")
    return [seed]
  }
  print("\(function): seeds \(first) to \(first + UInt64(count) - 1); WEIR_SEED=N runs one")
  return (0..<UInt64(count)).map { first + $0 }
}
