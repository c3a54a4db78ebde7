import WeirModel

/// Whole chains in memory, as the codecs would hand them to the ledger.
struct ReferenceFacts {
  var utxo: [ChainID: [UTXOBlock]] = [:]
  var accounts: [ChainID: [AccountBlock]] = [:]

  var chains: [ChainID] { (Array(utxo.keys) + Array(accounts.keys)).sorted() }
}

/// One transfer's place: a UTXO transaction's output or an account transaction's move.
struct ReferencePlace: Hashable {
  let chain: ChainID
  let block: UInt64
  let transaction: Int
  let position: Int

  var step: ReferenceStep { ReferenceStep(chain: chain, block: block, transaction: transaction) }
}

/// One transaction's place.
struct ReferenceStep: Hashable {
  let chain: ChainID
  let block: UInt64
  let transaction: Int
}

/// Who holds what.
struct ReferencePair: Hashable {
  let chain: ChainID
  let account: AccountKey
  let asset: AssetID
}

/// Where a loss ended.
enum ReferenceEnding: Hashable {
  case custody
  case mixer
  case fees
  case destroyed(String)
  case unfollowed(String)
}

/// A loss by its incident and stolen asset.
struct ReferenceLoss: Hashable {
  let incident: String
  let asset: AssetID
}

/// What one policy finds, in the plainest form that can be compared.
struct ReferenceFinding: Equatable {
  struct Holding: Equatable {
    var amount: Amount = .zero
    var losses: [ReferenceLoss: Amount] = [:]
  }

  var stolen: [ReferenceLoss: Amount] = [:]
  var holdings: [ReferencePair: Holding] = [:]
  /// What came to labelled services.
  var deposits: [ReferencePair: Holding] = [:]
  var endings: [ReferenceEnding: [ReferenceLoss: Amount]] = [:]

  func held(_ loss: ReferenceLoss) -> Amount {
    holdings.values.reduce(.zero) { $0 + ($1.losses[loss] ?? .zero) }
  }

  func ended(_ loss: ReferenceLoss, where condition: (ReferenceEnding) -> Bool) -> Amount {
    endings.reduce(.zero) { condition($1.key) ? $0 + ($1.value[loss] ?? .zero) : $0 }
  }
}
