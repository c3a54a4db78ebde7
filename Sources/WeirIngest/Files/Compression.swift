/// Files that somebody compressed: told by their first bytes, and refused with what to do.
enum Compression: String, CaseIterable {
  case gzip, bzip2, xz, zstd, zip

  private var mark: [UInt8] {
    switch self {
    case .gzip: [0x1f, 0x8b]
    case .bzip2: [0x42, 0x5a, 0x68]
    case .xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a]
    case .zstd: [0x28, 0xb5, 0x2f, 0xfd]
    case .zip: [0x50, 0x4b, 0x03, 0x04]
    }
  }

  private var tool: String {
    switch self {
    case .gzip: "gunzip"
    case .bzip2: "bunzip2"
    case .xz: "unxz"
    case .zstd: "unzstd"
    case .zip: "unzip"
    }
  }

  /// - Throws: where the file's first bytes are those of a compressed file.
  static func refuse(_ head: [UInt8], file: String) throws(IngestError) {
    guard let kind = allCases.first(where: { head.starts(with: $0.mark) }) else { return }
    throw IngestError(
      .compressed,
      "expected a file as the node or exporter wrote it, found \(kind.rawValue) data; "
        + "decompress it first (\(kind.tool))", file: file)
  }
}
