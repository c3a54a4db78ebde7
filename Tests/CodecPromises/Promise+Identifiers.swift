import WeirCodecs
import WeirModel

extension Promise {
  /// Every identifier that is taken has a text that is taken as the same identifier.
  ///
  /// The first byte is a number of decimals, the rest is text.
  public static let identifiers = Promise("Identifiers") { input in
    let text = String(decoding: input.dropFirst(), as: UTF8.self)
    _ = try? ColumnMap(parsing: text)
    _ = try? AddressCodec.account(text)
    let problem =
      lost(text, "TransferReference") { TransferReference($0) }
      ?? lost(text, "AssetID") { AssetID($0) } ?? lost(text, "AccountID") { AccountID($0) }
      ?? lost(text, "ChainID") { ChainID($0) } ?? lost(text, "Timestamp") { Timestamp($0) }
      ?? lost(text, "UInt256") { UInt256(decimal: $0) } ?? lost(text, "Hash32") { Hash32(hex: $0) }
    return problem ?? lostAmount(text, decimals: Int(input.first ?? 0) % 78)
  }

  private static func lost<Value: Hashable & CustomStringConvertible>(
    _ text: String, _ name: String, _ parse: (String) -> Value?
  ) -> String? {
    guard let value = parse(text) else { return nil }
    let written = value.description
    guard let again = parse(written), again == value, again.description == written else {
      return "\(name) does not come back"
    }
    return nil
  }

  private static func lostAmount(_ text: String, decimals: Int) -> String? {
    guard let amount = try? Amount(decimal: text, decimals: decimals) else { return nil }
    let written = amount.formatted(decimals: decimals)
    let again = try? Amount(decimal: written, decimals: decimals)
    return again == amount ? nil : "an amount does not come back"
  }
}
