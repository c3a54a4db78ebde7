import WeirCodecs
import WeirModel

enum AddressText {
  static func accountID(of key: AccountKey, on chain: ChainID) -> AccountID {
    AccountID(chain: chain, address: "\(key.kind.rawValue)-" + key.payload.hex)
  }
  static func key(of id: AccountID) -> AccountKey? { nil }
}
extension Claim { var canonicalLine: String { "\(self)" } }
struct KnownContract {
  enum B { case tether, fiatToken, plain, wrapper, mintingWrapper }
  var behaviour: B
  var symbol: String
  var decimals: Int
  static func at(_ k: AccountKey, on: ChainID) -> KnownContract? { nil }
}
