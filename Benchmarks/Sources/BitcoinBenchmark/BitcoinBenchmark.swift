import Foundation
import WeirCodecs
import WeirModel

/// `bitcoin-parse`: parsing a block (ids, merkle trees, scripts, proof of work) against double
/// SHA-256 over the same bytes, interleaved, best of N.
///
///     swift run -c release BitcoinBenchmark [--rounds N] BLOCK…
///
/// Double SHA-256 is the one that the parser uses, with the processor's extensions where it has
/// them, in one pass over the block: the fastest peer there is.
@main
struct BitcoinBenchmark {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    var rounds = 40
    if arguments.first == "--rounds", arguments.count >= 2, let wanted = Int(arguments[1]) {
      rounds = wanted
      arguments.removeFirst(2)
    }
    guard !arguments.isEmpty else {
      print("usage: BitcoinBenchmark [--rounds N] BLOCK…   (raw mainnet blocks)")
      exit(64)
    }
    print("block  MB  transactions  parse ms  double-SHA-256 ms  ratio  MB/s")
    var total = Timing()
    for path in arguments {
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      let timing = try measure(bytes, rounds: rounds)
      report(String(path.suffix(16)), timing)
      total.add(timing)
    }
    report("together", total)
  }

  struct Timing {
    var bytes = 0
    var transactions = 0
    var parse = Double.infinity
    var hash = Double.infinity

    mutating func add(_ other: Timing) {
      bytes += other.bytes
      transactions += other.transactions
      parse = (parse.isFinite ? parse : 0) + other.parse
      hash = (hash.isFinite ? hash : 0) + other.hash
    }
  }

  static func measure(_ bytes: [UInt8], rounds: Int) throws -> Timing {
    let parser = BitcoinBlockParser(network: .bitcoin)
    var timing = Timing(bytes: bytes.count)
    var sink = Hash32.zero
    let clock = ContinuousClock()
    for _ in 0..<rounds {
      var transactions = 0
      let parse = try clock.measure {
        transactions = try parser.parse(bytes).transactions.count
      }
      let hash = clock.measure { sink = BitcoinHash.doubleSHA256(bytes.span) }
      timing.transactions = transactions
      timing.parse = min(timing.parse, parse / .milliseconds(1))
      timing.hash = min(timing.hash, hash / .milliseconds(1))
    }
    // Printed, so that the hash cannot be left out.
    if sink == .zero { print("a block of zero hash") }
    return timing
  }

  static func report(_ name: String, _ timing: Timing) {
    let megabytes = Double(timing.bytes) / 1e6
    let columns = [
      megabytes.formatted(), "\(timing.transactions)", timing.parse.formatted(),
      timing.hash.formatted(), (timing.parse / timing.hash).formatted(),
      (megabytes / timing.parse * 1000).formatted(),
    ]
    print(([name] + columns).joined(separator: "  "))
  }
}

extension Double {
  fileprivate func formatted() -> String { String(format: "%.3f", self) }
}
