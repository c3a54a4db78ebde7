import WeirCodecs
import WeirModel

/// A file with blocks, and what kind of file it is.
struct BlockFile {
  let file: SourceFile
  let kind: Kind
  /// Eight bytes with which a node's file is obfuscated; zeros where it is not.
  private let key: [UInt8]

  enum Kind: Equatable {
    case framed
    case block
    case hex
    case json
    /// A file that lies beside blocks and holds none; why it is passed over.
    case passedOver(String)
  }

  private static let zeros = [UInt8](repeating: 0, count: 8)

  /// - Throws: where the file is of no kind that holds blocks of `network`.
  init(_ file: SourceFile, network: BitcoinNetwork) throws(IngestError) {
    self.file = file
    let name = file.path.split(separator: "/").last.map(String.init) ?? ""
    if name == "xor.dat", file.count == 8 {
      (kind, key) = (.passedOver("the key of the files beside it"), Self.zeros)
      return
    }
    if name.hasPrefix("rev"), name.hasSuffix(".dat") {
      (kind, key) = (.passedOver("undo data, which blk*.dat make superfluous"), Self.zeros)
      return
    }
    let head = try FileSet.head(of: file)
    for key in try [Self.key(beside: file.path), Self.zeros].compactMap({ $0 }) {
      guard let obfuscation = BlockFileReader.Obfuscation(key) else { continue }
      let kind = BlockFileKind(firstBytes: head, network: network, obfuscation: obfuscation)
      guard let known = Self.kind(kind, isObfuscated: key != Self.zeros) else { continue }
      (self.kind, self.key) = (known, known == .framed ? key : Self.zeros)
      return
    }
    throw IngestError(
      .unknownKind,
      "expected blk*.dat, a raw block, its hex digits or an answer of getblock, of "
        + "\(network.chain); found none of them. Is it another network's (--chain), or is xor.dat "
        + "missing beside it?", file: file.path)
  }

  /// Only whole block files are obfuscated.
  private static func kind(_ kind: BlockFileKind, isObfuscated: Bool) -> Kind? {
    switch kind {
    case .framed: .framed
    case .block where !isObfuscated: .block
    case .hex where !isObfuscated: .hex
    case .json where !isObfuscated: .json
    default: nil
    }
  }

  private static func key(beside path: String) throws(IngestError) -> [UInt8]? {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let name = (folder + ["xor.dat"]).joined(separator: "/")
    guard let file = try? SourceFile(name), file.count == 8 else { return nil }
    return try file.read(at: 0, limit: 8)
  }

  /// `nil` for a key that is not eight bytes, which `init` does not let in.
  var obfuscation: BlockFileReader.Obfuscation {
    BlockFileReader.Obfuscation(key) ?? .none
  }

  /// Bytes in the clear.
  func read(at offset: UInt64, count: Int) throws(IngestError) -> [UInt8] {
    var bytes = try file.read(at: offset, limit: count)
    guard bytes.count == count else {
      throw IngestError(
        .unreadable,
        "expected \(count) bytes at \(offset), found \(bytes.count): it was shortened "
          + "meanwhile", file: file.path)
    }
    guard key != Self.zeros else { return bytes }
    for index in bytes.indices { bytes[index] ^= key[Int((offset + UInt64(index)) % 8)] }
    return bytes
  }
}
