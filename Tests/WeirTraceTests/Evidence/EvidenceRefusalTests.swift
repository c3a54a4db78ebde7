import Testing
import WeirCodecs
import WeirLedger
import WeirModel

@testable import WeirTrace

/// What is no bundle is refused before anything in it is believed.
@Suite struct EvidenceRefusalTests {
  private func files() throws -> [String: [UInt8]] {
    try EvidenceWorld.packed.get().files
  }

  private func verdict(_ files: [String: [UInt8]]) throws -> EvidenceVerdict {
    try EvidenceVerifier(
      ledger: Ledger(directory: "/nonexistent"), trusted: [EvidenceWorld.key().publicKey]
    ).verify(files: files)
  }

  private func isRefused(_ files: [String: [UInt8]], naming name: String) throws -> Bool {
    guard case .refused(let message) = try verdict(files) else { return false }
    return message.contains(name)
  }

  @Test(arguments: EvidenceBundle.FileName.allCases)
  func aMissingFileIsRefused(file: EvidenceBundle.FileName) throws {
    var files = try files()
    files[file.rawValue] = nil
    #expect(try isRefused(files, naming: file.rawValue))
  }

  @Test(arguments: ["notes.txt", "../report.html", "REPORT.HTML", "report.html\u{202E}", ""])
  func aFileThatABundleDoesNotHaveIsRefused(name: String) throws {
    var files = try files()
    files[name] = [1]
    guard case .refused(let message) = try verdict(files) else {
      Issue.record("expected a refusal")
      return
    }
    #expect(!message.unicodeScalars.contains("\u{202E}"))
  }

  @Test func aManifestOfANewerFormatIsRefusedByName() throws {
    var files = try files()
    let manifest = Array(#"{"format":"weir-evidence/2"}"#.utf8)
    files["manifest.json"] = manifest
    files["signature.json"] = try EvidenceSignature(of: manifest, by: EvidenceWorld.key()).bytes
    #expect(try isRefused(files, naming: "weir-evidence/2"))
  }

  @Test func aSignatureInAnotherSpellingIsBad() throws {
    var files = try files()
    files["signature.json"]?.append(0x0A)
    #expect(try verdict(files) == .badSignature)
  }

  // MARK: - As an archive

  @Test func anArchiveOfABundleHoldsItsFiles() throws {
    let files = try files()
    let entries = files.sorted { $0.key < $1.key }.map { ZipEntry(name: $0.key, bytes: $0.value) }
    let read = try ZipReader.entries(of: try ZipWriter.archive(entries))
    #expect(Dictionary(uniqueKeysWithValues: read.map { ($0.name, $0.bytes) }) == files)
  }

  /// Offsets by PKWARE's APPNOTE.TXT: in the directory the made-by system stands at 5, the
  /// external attributes (with the Unix mode in the upper half) at 38, the name at 46.
  @Test(arguments: [ZipError.Code.link, .name, .duplicate, .tooLarge])
  func aHostileArchiveIsRefusedBeforeItsFilesAreRead(code: ZipError.Code) throws {
    let name = "a/bc"
    var bytes = try ZipWriter.archive([
      ZipEntry(name: name, bytes: [1, 2, 3]), ZipEntry(name: "x/yz", bytes: [4, 5, 6]),
    ])
    let directories = bytes.indices.filter { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) }
    let locals = bytes.indices.filter { bytes[$0...].starts(with: [0x50, 0x4B, 3, 4]) }
    func rename(_ index: Int, _ name: String) {
      bytes.replaceSubrange((directories[index] + 46)..<(directories[index] + 50), with: name.utf8)
      bytes.replaceSubrange((locals[index] + 30)..<(locals[index] + 34), with: name.utf8)
    }
    var limits = ZipLimits()
    switch code {
    case .link:
      bytes[directories[0] + 5] = 3
      bytes.replaceSubrange(
        (directories[0] + 38)..<(directories[0] + 42), with: [0, 0, 0xFF, 0xA1])
    case .name: rename(0, "../c")
    case .duplicate: rename(1, "A/BC")
    default: limits.entryBytes = 2
    }
    let error = #expect(throws: ZipError.self) {
      try ZipReader.entries(of: bytes, limits: limits)
    }
    #expect(error?.code == code)
  }
}
