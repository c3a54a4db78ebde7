import WeirCodecs

/// Whom we believe: public keys by the names that we know their owners under.
public struct TrustList: Hashable, Sendable {
  public static let format = "weir-trust/1"

  public struct Entry: Hashable, Sendable {
    public let name: String
    public let key: PublicKey

    public init(name: String, key: PublicKey) {
      self.name = name
      self.key = key
    }
  }

  /// In order of name, then key.
  public private(set) var entries: [Entry] = []

  public init() {}

  /// The name that we know a key's owner under; `nil` where we do not know the key.
  public func name(of key: PublicKey) -> String? { entries.first { $0.key == key }?.name }

  /// - Throws: ``KeyError/Code/duplicate`` where the list has the name or the key already.
  public mutating func add(_ entry: Entry) throws(KeyError) {
    if let known = entries.first(where: { $0.key == entry.key || $0.name == entry.name }) {
      throw KeyError(
        .duplicate,
        "\(EscapedText.excerpt(known.name)) \(known.key) is in the list: a name has one key and "
          + "a key one name. Remove it first to replace it.")
    }
    entries.append(entry)
    entries.sort { ($0.name, $0.key.description) < ($1.name, $1.key.description) }
  }

  /// Whether there was such a name.
  @discardableResult
  public mutating func remove(name: String) -> Bool {
    let count = entries.count
    entries.removeAll { $0.name == name }
    return entries.count < count
  }
}

// MARK: - File

extension TrustList {
  /// What a trust file holds: JSON.
  public var fileBytes: [UInt8] {
    let keys = entries.map { entry in
      JSONValue.members(("key", .string(entry.key.description)), ("name", .string(entry.name)))
    }
    return KeyFile.pretty(.members(("format", .string(Self.format)), ("keys", .array(keys))))
  }

  /// Reads a trust file.
  ///
  /// - Throws: ``KeyError``.
  public init(fileBytes: [UInt8]) throws(KeyError) {
    let root = try KeyFile.root(fileBytes, format: Self.format)
    guard case .array(let keys)? = root["keys"] else {
      throw KeyError(.malformed, "A trust file has an array 'keys'; found none.")
    }
    for (index, key) in keys.enumerated() {
      guard let name = KeyFile.text(key, "name"),
        let publicKey = KeyFile.text(key, "key").flatMap(PublicKey.init)
      else {
        throw KeyError(
          .malformed,
          "Entry \(index + 1) of the trust file has no name, or no key as weir-ed25519:BASE64.")
      }
      try add(Entry(name: name, key: publicKey))
    }
  }
}

/// What key files and trust files have in common: an object that begins with its format.
enum KeyFile {
  static func root(_ bytes: [UInt8], format: String) throws(KeyError) -> JSONValue {
    guard let root = try? JSONValue(parsing: bytes), let found = text(root, "format") else {
      throw KeyError(.malformed, "Expected JSON with format \(format); found something else.")
    }
    guard found == format else {
      throw KeyError(
        .newerFormat,
        "Expected format \(format), found \(EscapedText.excerpt(found)): a newer Weir wrote it.")
    }
    return root
  }

  static func text(_ object: JSONValue, _ name: String) -> String? {
    guard case .string(let text)? = object[name] else { return nil }
    return text
  }

  /// The files hold strings only, which are always written.
  static func pretty(_ value: JSONValue) -> [UInt8] { (try? JSONWriter.pretty(value)) ?? [] }
}
