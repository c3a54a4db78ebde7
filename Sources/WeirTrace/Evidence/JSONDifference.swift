public import WeirCodecs

/// The first place at which two JSON values differ.
public struct JSONDifference: Hashable, Sendable {
  /// *Source:* RFC 6901, JSON Pointer. Empty for the whole value.
  public let pointer: String
  /// `nil` where that side has nothing there.
  public let stated: JSONValue?
  public let computed: JSONValue?

  /// `nil` where the values are equal but for the order of members.
  ///
  /// Members are compared in order of their names.
  public init?(stated: JSONValue, computed: JSONValue) {
    guard let found = Self.first(stated, computed, at: "") else { return nil }
    self = found
  }

  private init(_ pointer: String, _ stated: JSONValue?, _ computed: JSONValue?) {
    (self.pointer, self.stated, self.computed) = (pointer, stated, computed)
  }

  /// The depth is that of `JSONValue`, which is bounded.
  private static func first(
    _ stated: JSONValue?, _ computed: JSONValue?, at pointer: String
  ) -> JSONDifference? {
    switch (stated, computed) {
    case (.object(let left)?, .object(let right)?):
      let left = Dictionary(left.map { ($0.name, $0.value) }) { first, _ in first }
      let right = Dictionary(right.map { ($0.name, $0.value) }) { first, _ in first }
      return Set(left.keys).union(right.keys).sorted().lazy.compactMap { name in
        first(left[name], right[name], at: pointer + "/" + escaped(name))
      }.first
    case (.array(let left)?, .array(let right)?):
      return (0..<max(left.count, right.count)).lazy.compactMap { index in
        first(
          index < left.count ? left[index] : nil, index < right.count ? right[index] : nil,
          at: "\(pointer)/\(index)")
      }.first
    default:
      return stated == computed ? nil : JSONDifference(pointer, stated, computed)
    }
  }

  private static func escaped(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension JSONDifference: CustomStringConvertible {
  public var description: String {
    "\(EscapedText.terminal(pointer)): stated \(Self.text(stated)), computed "
      + Self.text(computed)
  }

  private static func text(_ value: JSONValue?) -> String {
    guard let value else { return "nothing" }
    let text = String(decoding: (try? JSONWriter.canonical(value)) ?? [], as: UTF8.self)
    let isCut = text.unicodeScalars.count > 120
    return EscapedText.terminal(String(text.prefix(120))) + (isCut ? "…" : "")
  }
}
