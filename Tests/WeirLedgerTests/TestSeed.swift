import Glibc
import WeirTesting

/// A generator whose seed stands in the output, and which `WEIR_SEED` replaces.
func seeded(_ usual: UInt64) -> SeededGenerator {
  // getenv's text is copied at once.
  let given = unsafe getenv("WEIR_SEED").flatMap { UInt64(unsafe String(cString: $0)) }
  let seed = given ?? usual
  print("WEIR_SEED=\(seed)")
  return SeededGenerator(seed: seed)
}
