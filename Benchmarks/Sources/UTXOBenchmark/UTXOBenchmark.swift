import Glibc
import WeirLedger
import WeirModel

// Unsafe: measuring reads the clock, the process's status and mapped columns through C.

/// `UTXOBenchmark LEDGER_DIR [OUTPUTS] [SEGMENT_BITS]`: how many bytes an output of a UTXO chain
/// takes on disk with both indexes, on a made-up chain, and how fast it is written.
@main struct UTXOBenchmark {
  static let outputsPerCommit: UInt64 = 4_000_000

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2 else {
      print("usage: UTXOBenchmark LEDGER_DIR [OUTPUTS] [SEGMENT_BITS]")
      return
    }
    let wanted = arguments.count > 2 ? UInt64(arguments[2]) ?? 16_777_216 : 16_777_216
    let bits = arguments.count > 3 ? Int(arguments[3]) ?? 24 : 24
    let directory = arguments[1]
    let ledger = Ledger(directory: directory)
    guard try ledger.chains().isEmpty else {
      print("\(directory) holds a ledger already: name an empty directory")
      exit(64)
    }
    let start = processSeconds()
    try write(wanted, to: ledger, segmentBits: bits)
    try report(ledger, seconds: processSeconds() - start)
    printFiles(of: directory)
  }

  private static func write(_ outputs: UInt64, to ledger: Ledger, segmentBits: Int) throws {
    let writer = try UTXOChainWriter(ledger, chain: .bitcoin, segmentBits: segmentBits)
    var chain = MadeUpChain(seed: 20_261_121)
    var committed: UInt64 = 0
    while writer.outputCount < outputs {
      try writer.append(chain.nextBlock())
      if writer.outputCount - committed >= outputsPerCommit {
        try writer.commit()
        committed = writer.outputCount
      }
    }
    try writer.commit()
  }

  private static func report(_ ledger: Ledger, seconds: Double) throws {
    let chain = try ledger.openUTXOChain(.bitcoin)
    let outputs = Double(chain.outputCount)
    func each(_ count: UInt64) -> Double { (Double(count) / outputs * 1000).rounded() / 1000 }
    print("\(chain.outputCount) outputs in \(chain.blockCount) blocks, \(seconds) CPU s")
    print("an output has \(each(chain.inputCount)) inputs, \(each(chain.transactionCount))")
    print("transactions, \(each(chain.accountCount)) accounts")
    let size = chain.size
    print("\(Double(size.bytes - size.hashBytes) / outputs) bytes an output, hashes not counted")
  }

  private static func printFiles(of directory: String) {
    unsafe system(
      "cd '\(directory)' && find . -type f -printf '%s %f\\n' | sed 's/\\.[0-9.]*$//' "
        + "| awk '{b[$2]+=$1} END {for (n in b) print b[n], n}' | sort -rn | head -20")
  }

  private static func processSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
