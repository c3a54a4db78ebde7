import Glibc
import WeirModel

@testable import WeirLedger

// Unsafe: C calls of the system, on memory that the test owns for their duration.

/// A ledger in a directory of its own, removed at the end of the test.
final class TemporaryLedger {
  let ledger: Ledger

  init() {
    // Memory where there is such a place: tests commit often, and a disk takes its time.
    let place = unsafe access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    let name = "\(place)/weir-ledger-test-\(getpid())-\(UInt64.random(in: .min ... .max))"
    ledger = Ledger(directory: name)
  }

  deinit {
    guard let chains = try? Directory(path: ledger.directory).names() else { return }
    for chain in chains {
      let directory = Directory(path: "\(ledger.directory)/\(chain)")
      for name in (try? directory.names()) ?? [] { try? directory.remove(name) }
      unsafe _ = rmdir(directory.path)
    }
    unsafe _ = rmdir(ledger.directory)
  }

  func folder(of chain: ChainID) -> Directory { ledger.folder(of: chain) }

  /// Every file but the lock, by name: what must be the same in two equal ledgers.
  func contents(of chain: ChainID) throws -> [String: [UInt8]] {
    let directory = folder(of: chain)
    var contents: [String: [UInt8]] = [:]
    for name in try directory.names() where name != "lock" {
      contents[name] = try File(directory.path(of: name), .read).readAll()
    }
    return contents
  }
}

/// Names of files that differ, for a message that a person can read.
func differences(_ left: [String: [UInt8]], _ right: [String: [UInt8]]) -> [String] {
  Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }.sorted()
}
