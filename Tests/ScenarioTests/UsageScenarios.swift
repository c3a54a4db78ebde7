import Testing
import WeirTesting

/// What the command answers to those who ask wrongly.
@Suite struct UsageScenarios {
  private let weir: WeirCommand

  init() throws { weir = WeirCommand(try TemporaryFolder()) }

  @Test func `help names every command and every exit code`() throws {
    let help = try weir.succeed("--help").text
    for word in ["demo", "ingest", "ledger", "trace", "evidence", "key", "64", "65", "66", "73"] {
      #expect(help.contains(word), "\(word)")
    }
    #expect(try weir.succeed("--version").text.hasPrefix("weir "))
  }

  @Test(arguments: [
    ["demo"], ["ingest", "bitcoin"], ["ingest", "evm"], ["ingest", "csv"], ["ledger", "info"],
    ["ledger", "verify"], ["ledger", "show"], ["trace"], ["evidence", "pack"],
    ["evidence", "verify"], ["key", "new"], ["key", "show"], ["key", "trust"],
  ])
  func `each command explains itself`(command: [String]) throws {
    let help = try weir.run(command + ["--help"])
    #expect(help.code == 0 && help.text.contains("USAGE: weir \(command.joined(separator: " "))"))
    #expect(help.text.split(separator: "\n").first?.hasPrefix("OVERVIEW: ") == true)
  }

  @Test(arguments: [
    ["nonsense"], ["trace"], ["trace", "--from"], ["demo", "--seed", "x"], ["key", "new"],
    ["trace", "--from", "btc/1.2#0", "--json", "--csv"],
    ["trace", "--from", "btc/1.2#0", "--fees", "some"],
    ["trace", "--from", "btc/1.2#0", "--max-transfers", "0"],
    ["trace", "--from", "btc/1.2#0", "--incident", "a", "--incident", "b"], ["ingest", "bitcoin"],
    ["evidence", "pack", "--from", "btc/1.2#0"],
  ])
  func `wrong usage is 64, and says what is right`(arguments: [String]) throws {
    let outcome = try weir.run(arguments)
    #expect(outcome.code == 64 && outcome.text == "")
    #expect(outcome.errors.contains("Usage: weir") && !outcome.hasControls)
  }

  @Test(arguments: [
    ["trace", "--from", "what"], ["trace", "--from", "btc/1.2#-1"],
    ["trace", "--from", "btc/1.2#0", "--policy", "lucky"],
    ["trace", "--from", "btc/1.2#0", "--until", "yesterday"],
    ["trace", "--from", "btc/1.2#0", "--dust", "1e3"],
    ["trace", "--from", "btc/1.2#0", "--amount=-5"],
    ["trace", "--from", "btc/1.2#0", "--asset", "\u{1B}[31mred"],
    ["ledger", "show", "btc"], ["ingest", "bitcoin", "--chain", "eth", "x"],
    ["ingest", "evm", "--chain", "btc", "x"], ["key", "trust", "abc", "--name", "x"],
  ])
  func `what cannot be read is 65, and names what was expected`(arguments: [String]) throws {
    let outcome = try weir.run(arguments + ["--data", "DATA"])
    #expect(outcome.code == 65 && outcome.text == "", "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("weir: ") && !outcome.hasControls)
  }

  @Test(arguments: [
    ["ledger", "info"], ["ledger", "verify"], ["ledger", "show", "btc/1.2"], ["key", "show"],
    ["trace", "--from", "btc/1.2#0"], ["evidence", "verify", "nothing"],
  ])
  func `what is not there is 66, and says what to do`(arguments: [String]) throws {
    let outcome = try weir.run(arguments + ["--data", "DATA"])
    #expect(outcome.code == 66 && outcome.text == "", "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("weir: "))
  }
}
