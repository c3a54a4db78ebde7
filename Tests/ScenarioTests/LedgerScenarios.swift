import Foundation
import Testing
import WeirTesting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A table becomes a ledger, which is looked into, checked and damaged.
@Suite struct LedgerScenarios {
  private let weir: WeirCommand
  private var folder: TemporaryFolder { weir.folder }

  init() throws {
    weir = WeirCommand(try TemporaryFolder())
    try SmallTheft.load(weir)
  }

  @Test func `info tells what is in it`() throws {
    let outcome = try weir.succeed("ledger", "info", "--data", "DATA", "--json")
    let object = try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any]
    let chains = try #require(object?["chains"] as? [[String: String]])
    #expect(chains.map { $0["chain"] } == ["eip155:31337"])
    #expect(chains.first?["transfers"] == "3" && chains.first?["last_block"] == "2")
    #expect(try weir.succeed("ledger", "info", "DATA/ledger").text.contains("last block"))
  }

  @Test func `show lists a transaction's transfers with their positions`() throws {
    let name = "\(SmallTheft.chain)/\(SmallTheft.hash(3))"
    let text = try weir.succeed("ledger", "show", name, "--data", "DATA").text
    #expect(text.hasPrefix("#0  ") && text.contains("\(SmallTheft.account(3))  100 eip155:31337/"))
    let missing = try weir(
      "ledger", "show", "\(SmallTheft.chain)/\(SmallTheft.hash(9))", "--data", "DATA")
    #expect(missing.code == 66 && missing.errors.contains("is not in the ledger"))
  }

  @Test func `what is in the ledger already is skipped`() throws {
    let before = try folder.contents(of: "ledger")
    try SmallTheft.ingest("table.csv", weir)
    #expect(try folder.contents(of: "ledger") == before)
  }

  @Test func `a block that says something else is refused and changes nothing`() throws {
    let before = try folder.contents(of: "ledger")
    try folder.write(SmallTheft.table(onward: 150), to: "other.csv")
    let outcome = try weir(
      "ingest", "csv", "--data", "DATA", "--chain", SmallTheft.chain, "--map", SmallTheft.map,
      "other.csv")
    #expect(outcome.code == 65 && outcome.errors.contains("block 2"))
    #expect(try folder.contents(of: "ledger") == before)
  }

  @Test func `a ledger as it was written verifies; one flipped bit is named`() throws {
    #expect(
      try weir.succeed("ledger", "verify", "--data", "DATA").text.hasPrefix("as it was written"))
    let files = try folder.contents(of: "ledger").filter { !$0.value.isEmpty }.keys.sorted()
    let name = try #require(files.first { $0.contains("transfers.amount") } ?? files.last)
    let place = URL(fileURLWithPath: folder.path + "/ledger/" + name)
    var bytes = try Data(contentsOf: place)
    bytes[bytes.startIndex] ^= 1
    try bytes.write(to: place)
    let outcome = try weir("ledger", "verify", "--data", "DATA")
    #expect(outcome.code == 65, "\(name): \(outcome.text)\(outcome.errors)")
    #expect(outcome.errors.contains(name.split(separator: "/").last ?? "?"), "\(outcome.errors)")
  }

  @Test func `lossy amounts are refused with file and line, and nothing is taken`() throws {
    let file = SmallTheft.header + "1700000000,0,,0,,\(SmallTheft.account(1)),1.5E+20\n"
    try folder.write(file, to: "lossy.csv")
    let outcome = try weir(
      "ingest", "csv", "--data", "DATA/new", "--chain", SmallTheft.chain, "--map",
      SmallTheft.map, "lossy.csv")
    #expect(outcome.code == 65 && outcome.errors.contains("lossy.csv:2"))
    #expect(outcome.errors.contains("scientific notation"))
    #expect(try weir("ledger", "info", "--data", "DATA/new").code == 66)
  }

  /// The superuser may write anywhere, so the command runs as nobody where the tests are root.
  @Test(.enabled(if: Self.canRunUnprivileged))
  func `a folder that must not be written is said, and can be read`() throws {
    let path = folder.path + "/readonly"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    // A path that holds no zero byte.
    unsafe #expect(chmod(path, 0o555) == 0)
    var user = weir
    user.prefix = Self.unprivileged
    let outcome = try user("demo", "--data", "DATA/readonly")
    #expect(outcome.code == 73 && outcome.errors.contains(path), "\(outcome.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [])
    if getuid() == 0 { try user.succeed("ledger", "info", "DATA/ledger") }
  }

  private static let unprivileged =
    getuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []

  /// The build may lie where nobody may look.
  private static let canRunUnprivileged: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    var weir = WeirCommand(folder)
    weir.prefix = unprivileged
    return (try? weir("--version").code) == 0
  }()
}
