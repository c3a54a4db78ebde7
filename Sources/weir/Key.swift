import ArgumentParser
import Foundation
import WeirCodecs
import WeirTrace

struct Key: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Who signs, and whom we believe.",
    subcommands: [New.self, Show.self, Trust.self])

  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the key that signs evidence.",
      discussion: """
        The private key stays in DATA/keys/signing.json, which only you can read. Give the public \
        key, which this prints, to those who verify.

        Example: weir key new --name "FIU Seoul, case desk"
        """)

    @Option(help: "Whose key it is, for the trust lists of others.") var name: String
    @OptionGroup var data: DataOptions

    func run() throws {
      try reportingFailures {
        let key = try SigningKey(name: name)
        try KeyFolder(data).store(key)
        try Output.write("\(key.publicKey)\n")
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print our public key and the keys that we trust.")

    @Flag(help: "Print one JSON object.") var json = false
    @OptionGroup var data: DataOptions

    func run() throws {
      try reportingFailures {
        let folder = KeyFolder(data)
        let own = try folder.signingKey()
        let trusted = try folder.trustList().entries
        if json {
          try Output.write(
            JSONValue.members(
              ("name", .string(own.name)), ("key", .string(own.publicKey.description)),
              (
                "trusted",
                .array(
                  trusted.map {
                    .members(("name", .string($0.name)), ("key", .string($0.key.description)))
                  })
              )))
        } else {
          let lines =
            ["ours     \(own.publicKey)  \(EscapedText.terminal(own.name))"]
            + trusted.map { "trusted  \($0.key)  \(EscapedText.terminal($0.name))" }
          try Output.write(lines.joined(separator: "\n") + "\n")
        }
      }
    }
  }

  struct Trust: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Believe what a public key signs.",
      discussion: """
        Get the key by another way than the bundle came, and compare it.

        Example: weir key trust weir-ed25519:… --name "JAFIC"
        """)

    @Argument(help: "The public key: weir-ed25519:…") var key: String
    @Option(help: "Whose key it is.") var name: String
    @OptionGroup var data: DataOptions

    func run() throws {
      try reportingFailures {
        guard let publicKey = PublicKey(key) else {
          throw Failure(
            "expected a public key such as `weir key show` prints, found '\(key)'",
            Failure.dataRefused)
        }
        let folder = KeyFolder(data)
        var list = try folder.trustList()
        try list.add(TrustList.Entry(name: name, key: publicKey))
        try folder.store(list)
        try Output.write("trusted  \(publicKey)  \(EscapedText.terminal(name))\n")
      }
    }
  }
}

/// DATA/keys: our signing key and our trust list.
struct KeyFolder {
  private let folder: String
  private var signingPath: String { folder + "/signing.json" }
  private var trustPath: String { folder + "/trusted.json" }

  init(_ data: DataOptions) { folder = data.folder + "/keys" }

  /// Writes a new key; an old one is never overwritten.
  func store(_ key: SigningKey) throws {
    try makeFolder()
    guard !FileManager.default.fileExists(atPath: signingPath) else {
      throw Failure(
        "there is a key at \(signingPath): move it away first, and keep it for what it signed",
        Failure.cannotWrite)
    }
    let isWritten = FileManager.default.createFile(
      atPath: signingPath, contents: Data(key.fileBytes),
      attributes: [.posixPermissions: 0o600])
    guard isWritten else { throw Failure("cannot write \(signingPath)", Failure.cannotWrite) }
  }

  func signingKey() throws -> SigningKey {
    guard FileManager.default.fileExists(atPath: signingPath) else {
      throw Failure(
        "no key at \(signingPath): make one with `weir key new --name …`", Failure.notFound)
    }
    let attributes = try FileManager.default.attributesOfItem(atPath: signingPath)
    let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    guard mode & 0o077 == 0 else {
      throw Failure(
        "\(signingPath) can be read by others: run `chmod 600 '\(signingPath)'`, and make a new "
          + "key if they may have read it", Failure.dataRefused)
    }
    return try SigningKey(fileBytes: Output.read(signingPath))
  }

  func trustList() throws -> TrustList {
    guard FileManager.default.fileExists(atPath: trustPath) else { return TrustList() }
    return try TrustList(fileBytes: Output.read(trustPath))
  }

  func store(_ list: TrustList) throws {
    try makeFolder()
    try Output.write(list.fileBytes, to: trustPath)
  }

  private func makeFolder() throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure("cannot make \(folder): \(error.localizedDescription)", Failure.cannotWrite)
    }
  }
}
