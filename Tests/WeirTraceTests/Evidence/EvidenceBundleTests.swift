import Foundation
import Testing
import WeirCodecs
import WeirDrill
import WeirLedger
import WeirModel
import WeirTesting

@testable import WeirTrace

@Suite struct EvidenceBundleTests {
  let own = Result { try FilledLedger() }

  private func verify(
    _ files: [String: [UInt8]], on ledger: Ledger, signer: UInt8 = 7
  ) throws -> EvidenceVerdict {
    try EvidenceVerifier(ledger: ledger, trusted: [EvidenceWorld.key(signer).publicKey])
      .verify(files: files)
  }

  @Test func theLedgerThatItCameFromGivesTheSameBytes() throws {
    let ledger = try own.get().ledger
    let bundle = try EvidenceWorld.packed.get()
    #expect(bundle.files.keys.sorted() == EvidenceBundle.FileName.allCases.map(\.rawValue).sorted())
    #expect(try verify(bundle.files, on: ledger) == .equal)
  }

  @Test func twoPackingsDifferInTheirSignatureAtMost() throws {
    let ledger = try own.get().ledger
    var first = try EvidenceWorld.packed.get().files
    var second = try EvidenceWorld.pack(ledger).files
    let name = EvidenceBundle.FileName.signature.rawValue
    first[name] = nil
    second[name] = nil
    #expect(first == second)
  }

  @Test func theOrderOfFillingAndOtherChainsChangeNoByte() throws {
    let other = try FilledLedger(.init(coinsFirst: true, withOtherChain: true))
    var first = try EvidenceWorld.packed.get().files
    var second = try EvidenceWorld.pack(other.ledger).files
    let name = EvidenceBundle.FileName.signature.rawValue
    first[name] = nil
    second[name] = nil
    #expect(first == second)
  }

  @Test func aLedgerWithMoreChainsAndLaterBlocksVerifiesEqual() throws {
    let packed = try EvidenceWorld.packed(.init(shorterBy: 9))
    let other = try FilledLedger(.init(coinsFirst: true, withOtherChain: true))
    #expect(try verify(packed.files, on: other.ledger) == .equal)
  }

  @Test func laterBlocksChangeTheEvidenceOnlyWhereTheyAreAskedFor() throws {
    let short = try EvidenceWorld.packed(.init(shorterBy: 9))
    let long = try EvidenceWorld.packed.get()
    #expect(short[.manifest] != long[.manifest])
  }

  // MARK: - Tampering

  /// Found before anything is recomputed: this ledger holds nothing.
  private let nothing = Ledger(directory: "/nonexistent")

  @Test func aFlippedBitIsNamedInWhicheverFileItIs() throws {
    let bundle = try EvidenceWorld.packed.get()
    for seed in caseSeeds(12, from: 1) {
      var random = SeededGenerator(seed: seed)
      for file in EvidenceBundle.FileName.allCases {
        var files = bundle.files
        let place = Int.random(in: 0..<bundle[file].count, using: &random)
        files[file.rawValue]?[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        let expected: EvidenceVerdict =
          file.isStated ? .tampered(file: file.rawValue) : .badSignature
        #expect(try verify(files, on: nothing) == expected, "\(file.rawValue) at byte \(place)")
      }
    }
  }

  @Test func aFileThatWasEmptiedIsNamed() throws {
    let ledger = try own.get().ledger
    var files = try EvidenceWorld.packed.get().files
    files["report.html"] = []
    #expect(try verify(files, on: ledger) == .tampered(file: "report.html"))
  }

  @Test func anotherSignerOverTheSameManifestIsUnknown() throws {
    let ledger = try own.get().ledger
    let bundle = try EvidenceWorld.pack(ledger, key: EvidenceWorld.key(8))
    let stranger = try EvidenceWorld.key(8).publicKey
    #expect(try verify(bundle.files, on: ledger) == .unknownSigner(stranger))
    #expect(try verify(bundle.files, on: ledger, signer: 8) == .equal)
  }

  @Test func aTamperedBundleOfAnUnknownSignerIsTampered() throws {
    let ledger = try own.get().ledger
    var files = try EvidenceWorld.pack(ledger, key: EvidenceWorld.key(8)).files
    files["claims.jsonl"]?.append(0x0A)
    #expect(try verify(files, on: ledger) == .tampered(file: "claims.jsonl"))
  }

  // MARK: - Other answers

  /// A trusted signer who writes what no ledger gives.
  private func forged(
    _ bundle: EvidenceBundle, _ file: EvidenceBundle.FileName, _ bytes: [UInt8]
  ) throws -> [String: [UInt8]] {
    var contents = bundle.contents
    contents[file] = bytes
    let manifest = try EvidenceManifest(bytes: bundle[.manifest])
    let altered = EvidenceManifest(
      engine: manifest.engine, marking: manifest.marking, ledger: manifest.ledger,
      files: contents.filter { $0.key.isStated }.mapValues(Hash32.sha256))
    let bytes = try JSONWriter.canonical(altered.json)
    var files = Dictionary(uniqueKeysWithValues: contents.map { ($0.key.rawValue, $0.value) })
    files["manifest.json"] = bytes
    files["signature.json"] = try EvidenceSignature(of: bytes, by: EvidenceWorld.key()).bytes
    return files
  }

  @Test func aSignedLieDiffersAndItsPlaceIsNamed() throws {
    let ledger = try own.get().ledger
    let bundle = try EvidenceWorld.packed.get()
    let text = String(decoding: bundle[.findings], as: UTF8.self)
    let lie = text.replacingOccurrences(of: "\"fees\":\"stop\"", with: "\"fees\":\"follow\"")
    #expect(lie != text)
    let files = try forged(bundle, .findings, Array(lie.utf8))
    guard case .different("findings.json", .json(let difference)) = try verify(files, on: ledger)
    else {
      Issue.record("expected a difference in findings.json")
      return
    }
    #expect(difference.pointer == "/parameters/fees")
    #expect(difference.stated == .string("follow"))
    #expect(difference.computed == .string("stop"))
  }

  @Test func aReportThatSaysSomethingElseDiffers() throws {
    let ledger = try own.get().ledger
    let bundle = try EvidenceWorld.packed.get()
    let files = try forged(bundle, .report, bundle[.report].dropLast() + [0x21])
    let expected = EvidenceVerdict.different(
      file: "report.html", .byte(offset: bundle[.report].count - 1))
    #expect(try verify(files, on: ledger) == expected)
  }

  @Test func aLedgerWithoutAChainCannotRecompute() throws {
    let bundle = try EvidenceWorld.packed.get()
    let other = try FilledLedger(.init(withoutCoins: true))
    #expect(
      try verify(bundle.files, on: other.ledger) == .cannotRecompute([.chain(.bitcoinRegtest)]))
  }

  @Test func aLedgerThatEndsEarlierNamesTheBlocks() throws {
    let bundle = try EvidenceWorld.packed.get()
    let other = try FilledLedger(.init(shorterBy: 2))
    guard case .cannotRecompute(let missing) = try verify(bundle.files, on: other.ledger),
      case .blocks(let chain, let stated, let count, let own)? = missing.first
    else {
      Issue.record("expected missing blocks")
      return
    }
    #expect(missing.count == 2)
    #expect(chain == .bitcoinRegtest)
    #expect(stated.upperBound - (own?.upperBound ?? 0) == 2)
    #expect(count == UInt64(EvidenceWorld.world.coinBlocks.count))
  }

  @Test func anotherBlockAtTheSameHeightCannotRecompute() throws {
    let bundle = try EvidenceWorld.packed.get()
    let other = try FilledLedger(.init(withStaleTip: true))
    guard case .cannotRecompute(let missing) = try verify(bundle.files, on: other.ledger),
      case .lastBlock(_, _, _, let own)? = missing.first
    else {
      Issue.record("expected another last block")
      return
    }
    #expect(own == Hash32(words: (1, 2, 3, 4)))
  }

  @Test func everyAnswerHasAnExitCodeOfItsOwn() throws {
    let key = try EvidenceWorld.key().publicKey
    let answers: [EvidenceVerdict] = [
      .equal, .different(file: "report.html", .byte(offset: 0)), .cannotRecompute([]),
      .tampered(file: "report.html"), .unknownSigner(key), .badSignature, .refused(""),
    ]
    #expect(Set(answers.map(\.exitCode)).count == answers.count)
    #expect(!answers.map(\.exitCode).contains(1))
  }

  @Test func theStrictestMarkingOfTheClaimsIsTheBundles() throws {
    let secret = Claim(
      subject: .asset(.native(of: .ethereum)), predicate: .price(currency: "USD", micros: 1),
      source: "test", marking: .amberStrict)
    let bundle = try EvidenceBundle.pack(
      EvidenceWorld.request, claims: ClaimIndex(EvidenceWorld.world.claims + [secret]),
      ledger: own.get().ledger, signedBy: EvidenceWorld.key())
    #expect(try EvidenceManifest(bytes: bundle[.manifest]).marking == .amberStrict)
    #expect(String(decoding: bundle[.report], as: UTF8.self).contains(">TLP:AMBER+STRICT<"))
  }
}
