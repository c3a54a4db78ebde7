import Glibc
import Testing
import WeirModel
import WeirTesting

@testable import WeirLedger

// Unsafe: C calls of the system, on memory that the test owns for their duration.

/// A child process writes and dies; this one looks at what it left.
///
/// The child learns through the environment where to write: an exit test captures nothing.
@Suite(.serialized) struct CrashTests {
  static let directoryName = "WEIR_CRASH_TEST_DIRECTORY"
  static let delayName = "WEIR_CRASH_TEST_MICROSECONDS"
  static let chain = ChainID.ethereum

  let temporary = TemporaryLedger()

  static func variable(_ name: String) -> String {
    // getenv's text is copied at once.
    unsafe getenv(name).map { unsafe String(cString: $0) } ?? ""
  }

  static func blocks() -> [AccountBlock] {
    var generator = SeededGenerator(seed: 31)
    return RandomAccountChain(blocks: 60, using: &generator).blocks
  }

  /// Goes on where the ledger ends; now and then it goes back a few blocks first.
  static func fill(_ ledger: Ledger) throws {
    let blocks = blocks()
    let writer = try AccountChainWriter(ledger, chain: chain, segmentBits: 4)
    if writer.blockCount > 4 { try writer.rollback(toBlockCount: writer.blockCount - 3) }
    for block in blocks[Int(writer.blockCount)...] {
      try writer.append(block)
      try writer.commit()
    }
  }

  private static func append(_ blocks: ArraySlice<AccountBlock>, to ledger: Ledger) throws {
    let writer = try AccountChainWriter(ledger, chain: chain)
    for block in blocks { try writer.append(block) }
    try writer.commit()
  }

  // MARK: - In the child

  static func fillUntilKilled() throws {
    var thread = pthread_t()
    unsafe pthread_create(
      &thread, nil,
      { _ in
        usleep(UInt32(CrashTests.variable(CrashTests.delayName)) ?? 1)
        kill(getpid(), SIGKILL)
        return nil
      }, nil)
    let ledger = Ledger(directory: variable(directoryName))
    while true { try fill(ledger) }
  }

  /// A limit on the size of files stands for a disk without room: the system writes a part, then
  /// refuses. Returns 0 where everything went as it should.
  static func fillAFullDisk() throws -> Int32 {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit(rlim_cur: 3000, rlim_max: 3000)
    unsafe _ = setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    let writer = try AccountChainWriter(
      Ledger(directory: variable(directoryName)), chain: chain)
    do throws(LedgerError) {
      for block in blocks()[10...] { try writer.append(block) }
      try writer.commit()
      return 2
    } catch {
      guard error.code == .diskFull else { return 3 }
    }
    // What failed in the middle is not continued.
    do throws(LedgerError) {
      try writer.append(blocks()[59])
      return 4
    } catch {
      return error.code == .diskFull ? 0 : 5
    }
  }

  /// The superuser may write anywhere: become nobody first.
  static func writeWhereItMayNot() throws -> Int32 {
    if getuid() == 0 && setuid(65_534) != 0 { return 6 }
    let ledger = Ledger(directory: variable(directoryName))
    _ = try ledger.openAccountChain(chain)
    do throws(LedgerError) {
      _ = try AccountChainWriter(ledger, chain: chain)
      return 2
    } catch {
      return error.code == .readOnly ? 0 : 3
    }
  }

  private func prepare(_ name: String, _ value: String) {
    unsafe _ = setenv(name, value, 1)
  }

  @Test func aWriterThatIsKilledAtAnyMomentLeavesACompleteState() async throws {
    var generator = SeededGenerator(seed: 32)
    let whole = TemporaryLedger()
    try Self.fill(whole.ledger)
    let expected = try whole.contents(of: Self.chain)
    prepare(Self.directoryName, temporary.ledger.directory)
    var heights: [UInt64] = []
    for _ in 0..<25 {
      prepare(Self.delayName, "\(Int.random(in: 1000...60_000, using: &generator))")
      await #expect(processExitsWith: .signal(SIGKILL)) {
        try CrashTests.fillUntilKilled()
      }
      guard temporary.folder(of: Self.chain).exists("HEAD") else { continue }
      _ = try temporary.ledger.verify()
      heights.append(try temporary.ledger.openAccountChain(Self.chain).blockCount)
    }
    try Self.fill(temporary.ledger)
    #expect(differences(try temporary.contents(of: Self.chain), expected) == [])
    #expect(Set(heights).count > 1, "the kills came at different moments: \(heights)")
  }

  @Test func aFullDiskLeavesTheLastCommit() async throws {
    let blocks = Self.blocks()
    try Self.append(blocks[..<10], to: temporary.ledger)
    let before = try temporary.contents(of: Self.chain)
    prepare(Self.directoryName, temporary.ledger.directory)
    await #expect(processExitsWith: .success) {
      exit(try CrashTests.fillAFullDisk())
    }
    #expect(try temporary.contents(of: Self.chain)["HEAD"] == before["HEAD"])
    _ = try temporary.ledger.verify()
    try Self.append(blocks[10...], to: temporary.ledger)
    let whole = TemporaryLedger()
    try Self.append(blocks[...], to: whole.ledger)
    #expect(
      differences(
        try temporary.contents(of: Self.chain), try whole.contents(of: Self.chain)) == [])
  }

  @Test func aReadOnlyDirectoryIsRefusedAndCanBeRead() async throws {
    try Self.fill(temporary.ledger)
    let before = try temporary.contents(of: Self.chain)
    unsafe _ = chmod(temporary.folder(of: Self.chain).path, 0o555)
    defer { unsafe _ = chmod(temporary.folder(of: Self.chain).path, 0o755) }
    prepare(Self.directoryName, temporary.ledger.directory)
    await #expect(processExitsWith: .success) {
      exit(try CrashTests.writeWhereItMayNot())
    }
    #expect(differences(try temporary.contents(of: Self.chain), before) == [])
  }
}
