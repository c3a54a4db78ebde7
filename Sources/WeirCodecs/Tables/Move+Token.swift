internal import WeirModel

extension Move {
  /// From the zero account a token is made, to it a token is burnt; a contract that wraps that way
  /// wraps and unwraps.
  func asTokenTransfer(on chain: ChainID) -> Move {
    var move = self
    if let from, from.payload.allSatisfy({ $0 == 0 }) { move.from = nil }
    if let to, to.payload.allSatisfy({ $0 == 0 }) { move.to = nil }
    var isWrapper = false
    if case .erc20(let contract) = asset {
      isWrapper = KnownContract.at(contract, on: chain)?.behaviour == .mintingWrapper
    }
    switch (move.from, move.to) {
    case (nil, .some): move.kind = isWrapper ? .wrap : .mint
    case (.some, nil): move.kind = isWrapper ? .unwrap : .burn
    default: break
    }
    return move
  }
}
