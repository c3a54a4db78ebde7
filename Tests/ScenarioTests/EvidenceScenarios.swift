import Foundation
import Testing
import WeirTesting

/// One office packs, another verifies with its own ledger.
@Suite struct EvidenceScenarios {
  private let sender: WeirCommand
  private let receiver: WeirCommand
  private let key: String

  init() throws {
    sender = WeirCommand(try TemporaryFolder())
    receiver = WeirCommand(try TemporaryFolder())
    try SmallTheft.load(sender)
    let made = try sender.succeed("key", "new", "--data", "DATA", "--name", "Desk one")
    key = made.text.trimmingCharacters(in: .newlines)
    try sender.succeed(
      "evidence", "pack", "--data", "DATA", "--from", SmallTheft.theft, "--out", bundle)
  }

  private var bundle: String { sender.folder.path + "/bundle" }

  private func verify(_ bundle: String, _ more: String...) throws -> WeirCommand.Outcome {
    try receiver.run(["evidence", "verify", bundle, "--data", "DATA"] + more)
  }

  @Test func `a ledger with more in it, filled in another order, gives the same`() throws {
    try receiver.folder.write(SmallTheft.elsewhere, to: "elsewhere.csv")
    try SmallTheft.ingest("elsewhere.csv", receiver, chain: "eip155:31338")
    try SmallTheft.load(receiver)
    try receiver.folder.write(SmallTheft.later, to: "later.csv")
    try SmallTheft.ingest("later.csv", receiver)
    let outcome = try verify(bundle, "--signer", key)
    #expect(outcome.code == 0 && outcome.text == "equal\n", "\(outcome.text)\(outcome.errors)")
  }

  @Test func `a trusted key needs no naming, an unknown one is its own answer`() throws {
    try SmallTheft.load(receiver)
    let stranger = try verify(bundle)
    #expect(stranger.code == 5 && stranger.text.contains(key))
    try receiver.succeed("key", "trust", key, "--name", "Desk one", "--data", "DATA")
    #expect(try verify(bundle).code == 0)
  }

  @Test func `other facts are different, and it says where first`() throws {
    try SmallTheft.load(receiver, onward: 150)
    let outcome = try verify(bundle, "--signer", key)
    #expect(outcome.code == 2 && outcome.text.hasPrefix("different: "), "\(outcome.text)")
    #expect(outcome.text.contains("100") && outcome.text.contains("150"))
  }

  @Test func `without the chain it cannot be recomputed`() throws {
    let outcome = try verify(bundle, "--signer", key)
    #expect(outcome.code == 3 && outcome.text.contains("missing"))
    #expect(outcome.text.contains(SmallTheft.chain))
  }

  @Test func `one changed byte in any file is tampering or a bad signature`() throws {
    try SmallTheft.load(receiver)
    for name in try FileManager.default.contentsOfDirectory(atPath: bundle).sorted() {
      let copy = receiver.folder.path + "/copy-" + name
      try FileManager.default.copyItem(atPath: bundle, toPath: copy)
      let file = URL(fileURLWithPath: copy + "/" + name)
      var bytes = try Data(contentsOf: file)
      guard !bytes.isEmpty else { continue }
      bytes[bytes.startIndex + bytes.count / 2] ^= 1
      try bytes.write(to: file)
      let outcome = try verify(copy, "--signer", key)
      #expect([4, 5, 6, 7].contains(outcome.code), "\(name): \(outcome.text)\(outcome.errors)")
      #expect(!outcome.hasControls, "\(name)")
    }
  }

  @Test func `a changed finding is named`() throws {
    try SmallTheft.load(receiver)
    let file = bundle + "/findings.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try Data(text.replacing("300", with: "301").utf8).write(to: URL(fileURLWithPath: file))
    let outcome = try verify(bundle, "--signer", key)
    #expect(outcome.code == 4 && outcome.text.contains("findings.json"))
  }

  @Test func `a link in a bundle is refused`() throws {
    try SmallTheft.load(receiver)
    let report = bundle + "/report.html"
    try FileManager.default.removeItem(atPath: report)
    try FileManager.default.createSymbolicLink(
      atPath: report, withDestinationPath: "/etc/hostname")
    let outcome = try verify(bundle, "--signer", key)
    #expect(outcome.code == 7 && outcome.text.contains("report.html"))
  }

  @Test func `a zip says the same as a folder, and neither is overwritten`() throws {
    try SmallTheft.load(receiver)
    let zip = sender.folder.path + "/bundle.zip"
    let arguments = ["evidence", "pack", "--data", "DATA", "--from", SmallTheft.theft, "--out"]
    #expect(try sender.run(arguments + [zip]).code == 0)
    #expect(try verify(zip, "--signer", key).text == "equal\n")
    for place in [zip, bundle] { #expect(try sender.run(arguments + [place]).code == 73) }
    var bytes = try Data(contentsOf: URL(fileURLWithPath: zip))
    bytes.removeLast(10)
    try bytes.write(to: URL(fileURLWithPath: zip))
    #expect(try verify(zip, "--signer", key).code == 7)
  }

  @Test func `a key is made once, and only its owner can read it`() throws {
    #expect(try sender("key", "new", "--data", "DATA", "--name", "again").code == 73)
    let file = sender.folder.path + "/keys/signing.json"
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
    #expect((mode as? NSNumber)?.intValue == 0o600)
    #expect(try sender.succeed("key", "show", "--data", "DATA").text.contains(key))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    let outcome = try sender("key", "show", "--data", "DATA")
    #expect(outcome.code == 65 && outcome.errors.contains("chmod 600"))
  }
}
