/// Why a ZIP archive is refused: what was expected, what was found, and where.
public struct ZipError: Error, Hashable, Sendable {
  public let code: Code
  /// What was expected, what was found, and what to do. Safe to print.
  public let message: String
  /// The entry's name, hostile until escaped; `nil` where it concerns the archive.
  public let entry: String?
  /// Byte offset in the archive.
  public let offset: Int?

  public init(_ code: Code, _ message: String, entry: String? = nil, offset: Int? = nil) {
    self.code = code
    self.message = message
    self.entry = entry
    self.offset = offset
  }

  /// What kind of problem it is; open.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// Not an archive, cut short, or with bytes that no entry accounts for.
    public static let structure = Code("structure")
    /// The directory and an entry's own header disagree.
    public static let contradiction = Code("contradiction")
    /// Encryption, another compression, ZIP64, several disks.
    public static let unsupported = Code("unsupported")
    /// A link or a device.
    public static let link = Code("link")
    /// Absolute, with `..`, with a backslash, or unreadable.
    public static let name = Code("name")
    /// Two entries that one file system would take for one.
    public static let duplicate = Code("duplicate")
    /// Two entries that share bytes.
    public static let overlap = Code("overlap")
    /// More, or more compressed, than the limits allow.
    public static let tooLarge = Code("too-large")
    /// The content is not what its checksum says.
    public static let checksum = Code("checksum")
  }
}

extension ZipError: CustomStringConvertible {
  public var description: String {
    let place = entry.map { "entry \(EscapedText.excerpt($0)): " } ?? ""
    return place + message + (offset.map { " (at byte \($0))" } ?? "")
  }
}
