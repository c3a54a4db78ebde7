import Foundation

/// `WEIR_SEED`, or a seed that stays the same from run to run; printed once.
enum CodecSeed {
  static let value: UInt64 = {
    let seed = ProcessInfo.processInfo.environment["WEIR_SEED"].flatMap { UInt64($0) } ?? 20_240_521
    print("WEIR_SEED=\(seed)")
    return seed
  }()
}
