import Glibc
import Testing
import WeirModel
import WeirTesting

@testable import WeirLedger

// Unsafe: C calls of the system, on memory that the test owns for their duration.

@Suite struct DamageTests {
  let temporary = TemporaryLedger()

  private func fill() throws {
    var generator = seeded(21)
    let accounts = try AccountChainWriter(
      temporary.ledger, chain: .ethereum, segmentBits: 4)
    for block in RandomAccountChain(blocks: 12, using: &generator).blocks {
      try accounts.append(block)
    }
    try accounts.commit()
    let outputs = try UTXOChainWriter(
      temporary.ledger, chain: .bitcoinRegtest, segmentBits: 4)
    for block in RandomUTXOChain(blocks: 12, using: &generator).blocks {
      try outputs.append(block)
    }
    try outputs.commit()
  }

  @Test func aSoundLedgerVerifies() throws {
    try fill()
    let report = try temporary.ledger.verify()
    #expect(report.chains == [.bitcoinRegtest, .ethereum])
    #expect(report.rows > 0 && report.bytes > 0)
    #expect(try temporary.ledger.chains() == [.bitcoinRegtest, .ethereum])
  }

  @Test(arguments: [ChainID.ethereum, .bitcoinRegtest])
  func aFlippedBitInAnyFileIsFound(_ chain: ChainID) throws {
    try fill()
    let directory = temporary.folder(of: chain)
    for name in try directory.names() where name != "lock" {
      let original = try File(directory.path(of: name), .read).readAll()
      for place in [original.count / 2, original.count - 1] {
        var damaged = original
        damaged[place] ^= 0x10
        try write(damaged, name, directory)
        #expect("\(name) at \(place)") {
          try temporary.ledger.verify()
        } throws: { ($0 as? LedgerError)?.code == .corrupt }
      }
      try write(original, name, directory)
    }
    _ = try temporary.ledger.verify()
  }

  private func write(_ bytes: [UInt8], _ name: String, _ directory: Directory) throws {
    let file = try File(directory.path(of: name), .replace)
    try unsafe bytes.withUnsafeBytes { try unsafe file.write($0, at: 0) }
  }

  @Test func aShortOrMissingFileIsNamed() throws {
    try fill()
    let directory = temporary.folder(of: .ethereum)
    let name = "transfers.from.00000"
    let original = try File(directory.path(of: name), .read).readAll()
    try write(Array(original.dropLast()), name, directory)
    #expect {
      try temporary.ledger.openAccountChain(.ethereum)
    } throws: { error in
      let error = error as? LedgerError
      return error?.code == .corrupt && error?.message.contains(name) == true
    }
    try directory.remove(name)
    #expect {
      try temporary.ledger.openAccountChain(.ethereum)
    } throws: { error in
      let error = error as? LedgerError
      return error?.code == .corrupt && error?.message.contains(name) == true
    }
  }

  @Test func aNewerFormatIsRefusedByName() throws {
    try fill()
    let directory = temporary.folder(of: .ethereum)
    let text = String(
      decoding: try File(directory.path(of: "HEAD"), .read).readAll(), as: UTF8.self)
    let newer = "weir-ledger 2" + text.dropFirst("weir-ledger 1".count)
    try write(Array(newer.utf8), "HEAD", directory)
    for open in [
      { _ = try temporary.ledger.openAccountChain(.ethereum) },
      { _ = try AccountChainWriter(temporary.ledger, chain: .ethereum) },
    ] {
      #expect {
        try open()
      } throws: { error in
        let error = error as? LedgerError
        return error?.code == .newerFormat
          && error?.message.contains("ledger format 2, this weir reads 1: upgrade") == true
      }
    }
  }

  @Test func aSecondWriterIsRefused() throws {
    let first = try AccountChainWriter(temporary.ledger, chain: .ethereum)
    #expect {
      try AccountChainWriter(temporary.ledger, chain: .ethereum)
    } throws: { ($0 as? LedgerError)?.code == .busy }
    // Another chain of the same ledger is free.
    _ = try UTXOChainWriter(temporary.ledger, chain: .bitcoin)
    try first.commit()
  }

  @Test func anAbsentLedgerIsNotFound() {
    #expect {
      try temporary.ledger.openUTXOChain(.bitcoin)
    } throws: { ($0 as? LedgerError)?.code == .notFound }
  }

  @Test func aPathBelowAFileIsRefused() throws {
    try fill()
    let path = temporary.folder(of: .ethereum).path(of: "HEAD")
    #expect(throws: LedgerError.self) {
      try AccountChainWriter(Ledger(directory: path + "/below"), chain: .ethereum)
    }
  }
}
