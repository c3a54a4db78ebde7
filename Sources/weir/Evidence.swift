import ArgumentParser
import Foundation
import WeirCodecs
import WeirTrace

struct Evidence: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hand on a trace that somebody else can recompute.",
    subcommands: [Pack.self, Verify.self])

  struct Pack: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trace, and write a signed bundle.",
      discussion: """
        The bundle is a folder, or a zip file where OUT ends in .zip: the manifest, the question, \
        the claims, the finding, the transactions relied on, a report to read and print, and a \
        signature by the key of `weir key new`.

        Example: weir evidence pack --out bundle.zip --from … --labels labels.csv
        """)

    @Option(help: "Folder or .zip file to write; must not exist.") var out: String
    @OptionGroup var data: DataOptions
    @OptionGroup var question: TraceOptions

    func run() throws {
      try reportingFailures {
        guard !FileManager.default.fileExists(atPath: out) else {
          throw Failure("\(out) exists: choose another place", Failure.cannotWrite)
        }
        let key = try KeyFolder(data).signingKey()
        let line = ProgressLine()
        let bundle = try EvidenceBundle.pack(
          question.request(), claims: question.claims(), ledger: data.ledger, signedBy: key
        ) { policy, count in line.show("\(policy.rawValue): \(count) transfers") }
        line.clear()
        try BundleFile(out).write(bundle.files)
        try Output.write("\(out): signed by \(key.publicKey)\n")
      }
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Recompute a bundle from our own ledger.",
      discussion: """
        Exit codes: 0 equal; 2 different; 3 cannot recompute, because facts are missing; \
        4 tampered; 5 unknown signer; 6 bad signature; 7 refused, no bundle.

        Example: weir evidence verify bundle.zip --signer weir-ed25519:…
        """)

    @Argument(help: "Folder or zip file.") var bundle: String
    @Option(help: "Believe this public key instead of the trusted ones.") var signer: String?
    @OptionGroup var data: DataOptions
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
      try reportingFailures {
        let verdict = try verdict()
        if json {
          try Output.write(
            JSONValue.members(
              ("exit_code", .integer(Int(verdict.exitCode))),
              ("verdict", .string(verdict.description))))
        } else {
          try Output.write(EscapedText.terminal(verdict.description) + "\n")
        }
        if verdict != .equal { throw ExitCode(verdict.exitCode) }
      }
    }

    private func verdict() throws -> EvidenceVerdict {
      let files: [String: [UInt8]]
      do {
        files = try BundleFile(bundle).read()
      } catch let refusal as BundleFile.Refusal {
        return .refused(refusal.message)
      }
      let line = ProgressLine()
      defer { line.clear() }
      return try EvidenceVerifier(ledger: data.ledger, trusted: try trusted())
        .verify(files: files) { policy, count in
          line.show("\(policy.rawValue): \(count) transfers")
        }
    }

    private func trusted() throws -> [PublicKey] {
      guard let signer else { return try KeyFolder(data).trustList().entries.map(\.key) }
      guard let key = PublicKey(signer) else {
        throw Failure(
          "expected a public key behind --signer, found '\(signer)'", Failure.dataRefused)
      }
      return [key]
    }
  }
}
