public import WeirModel

extension JSONNode {
  /// A quantity: `0x` with at least one digit, or a whole JSON number, at most 256 bits.
  ///
  /// - Throws: `JSONError` with `unexpected` for anything else; `0x` alone is no quantity.
  public func quantity() throws(JSONError) -> UInt256 {
    let value =
      switch kind {
      case .string: EVMText.quantity(bytes)
      case .number: EVMText.decimal(bytes)
      default: UInt256?.none
      }
    guard let value else {
      throw error(.unexpected, "expected a quantity of at most 256 bits, found \(finding)")
    }
    return value
  }

  /// A quantity of at most 64 bits.
  public func quantity64() throws(JSONError) -> UInt64 {
    guard let value = try quantity().uint64 else {
      throw error(.unexpected, "expected a quantity of at most 64 bits")
    }
    return value
  }

  /// A place in a list: a quantity of at most 32 bits.
  public func place() throws(JSONError) -> UInt32 {
    guard let value = UInt32(exactly: try quantity64()) else {
      throw error(.unexpected, "expected a quantity of at most 32 bits")
    }
    return value
  }

  /// 32 bytes in hexadecimal.
  public func hash() throws(JSONError) -> Hash32 {
    guard kind == .string, let hash = EVMText.hash(bytes) else {
      throw error(.unexpected, "expected 0x and 64 hexadecimal digits, found \(finding)")
    }
    return hash
  }

  /// An EVM account in hexadecimal, in any case.
  public func account() throws(JSONError) -> AccountKey {
    guard kind == .string, let account = EVMText.account(bytes) else {
      throw error(.unexpected, "expected 0x and 40 hexadecimal digits, found \(finding)")
    }
    return account
  }

  /// Bytes in hexadecimal.
  public func hexBytes() throws(JSONError) -> [UInt8] {
    guard kind == .string, let bytes = EVMText.bytes(bytes) else {
      throw error(.unexpected, "expected 0x and pairs of hexadecimal digits, found \(finding)")
    }
    return bytes
  }

  /// The value's type and size: its text is hostile and stays out of messages.
  private var finding: String {
    kind == .string || kind == .number ? "\(kind.name) of \(bytes.count) bytes" : kind.name
  }
}
