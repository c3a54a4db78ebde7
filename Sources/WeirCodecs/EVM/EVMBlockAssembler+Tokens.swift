import WeirModel

extension EVMBlockAssembler {
  /// A transaction's token moves and issuers' statements, by log index.
  func tokens(
    of draft: EVMTransactionDraft, _ result: inout EVMAssembly
  ) throws(EVMError) -> [Move] {
    var moves: [(index: UInt32, move: Move)] = []
    for (index, log) in draft.logs {
      if let row = draft.transfers[index] { try check(row, against: log, in: result) }
      switch reading(of: log) {
      case .move(let move) where move.amount.isZero && !move.kind.isStatement:
        result.note(.zeroTransfer)
      case .move(let move): moves.append((index, move))
      case .note(let note): result.note(note)
      case .nothing: break
      }
    }
    for (index, row) in draft.transfers where draft.logs[index] == nil {
      result.note(row.value.isZero ? .zeroTransfer : .standardNotStated)
      guard !row.value.isZero else { continue }
      moves.append(
        (index, transfer(row.from, row.to, .erc20(row.token), Amount(row.value), kind: .table)))
    }
    return moves.sorted { $0.index < $1.index }.map(\.move)
  }

  /// A row of a table and its log are two statements of one thing.
  private func check(
    _ row: EVMTransferRecord, against log: EVMLogRecord, in result: EVMAssembly
  ) throws(EVMError) {
    let parties = log.topics.dropFirst().prefix(2).map { AccountKey(evmWord: $0) }
    let value = log.topics.count == 4 ? log.topics[3] : Hash32(log.data.prefix(32))
    guard log.contract == row.token, parties == [row.from, row.to],
      value.map(UInt256.init(word:)) == row.value
    else {
      throw EVMError(
        code: .disagreement, message: "two sources disagree about log \(log.logIndex)",
        place: "block \(result.block.number)")
    }
  }

  enum Reading {
    case move(Move)
    case note(EVMAssembly.Note)
    /// No event that is followed.
    case nothing
  }

  /// What a log says, as far as its contract can be believed.
  ///
  /// Any contract may emit anything, so that what does not fit is noted, never refused.
  func reading(of log: EVMLogRecord) -> Reading {
    guard let topic = log.topics.first, let event = EVMEvent(topic: topic) else { return .nothing }
    switch event {
    case .transfer: return transfer(log)
    case .transferSingle, .transferBatch: return .note(.erc1155NotRead)
    default: break
    }
    guard let known = KnownContract.at(log.contract, on: chain) else { return .nothing }
    guard known.behaviour.emits(event) else { return .nothing }
    return statement(event, log, known.behaviour).map { .move($0) } ?? .note(.knownEventNotRead)
  }

  /// ERC-20's `Transfer` has three topics and an amount, ERC-721's has four and no data.
  private func transfer(_ log: EVMLogRecord) -> Reading {
    guard log.topics.count >= 3, let from = AccountKey(evmWord: log.topics[1]),
      let to = AccountKey(evmWord: log.topics[2])
    else { return .note(.transferNotRead) }
    if log.topics.count == 4, log.data.isEmpty {
      let token = UInt256(word: log.topics[3])
      return .move(transfer(from, to, .erc721(log.contract, token: token), 1, kind: .token))
    }
    guard log.topics.count == 3, let word = Hash32(log.data) else {
      return .note(.transferNotRead)
    }
    return .move(
      transfer(from, to, .erc20(log.contract), Amount(UInt256(word: word)), kind: .token))
  }

  /// From the zero account a token is made, to it a token is burnt.
  private func transfer(
    _ from: AccountKey, _ to: AccountKey, _ asset: AssetKey, _ amount: Amount, kind: MoveKind
  ) -> Move {
    var move = Move(
      kind: kind, from: from.isZero ? nil : from, to: to.isZero ? nil : to, asset: asset,
      amount: amount)
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

// MARK: - Known contracts

extension KnownContract.Behaviour {
  func emits(_ event: EVMEvent) -> Bool {
    switch (self, event) {
    case (.wrapper, .deposit), (.wrapper, .withdrawal): true
    case (.tether, .issue), (.tether, .redeem), (.tether, .destroyedBlackFunds),
      (.tether, .addedBlackList), (.tether, .removedBlackList):
      true
    case (.fiatToken, .blacklisted), (.fiatToken, .unBlacklisted): true
    default: false
    }
  }
}

extension EVMBlockAssembler {
  /// An event of a known contract; `nil` where topics and data are not the event's.
  private func statement(
    _ event: EVMEvent, _ log: EVMLogRecord, _ behaviour: KnownContract.Behaviour
  ) -> Move? {
    let words = EVMWords(log)
    var owner: AccountKey?
    if case .tether(let account) = behaviour { owner = account }
    func move(
      _ kind: MoveKind, from: AccountKey? = nil, to: AccountKey? = nil, _ amount: Hash32?
    ) -> Move? {
      guard from != nil || to != nil else { return nil }
      return amount.map {
        Move(
          kind: kind, from: from, to: to, asset: .erc20(log.contract),
          amount: Amount(UInt256(word: $0)))
      }
    }
    switch event {
    case .deposit: return move(.wrap, to: words.account(0, of: 2), words.last(of: 2))
    case .withdrawal: return move(.unwrap, from: words.account(0, of: 2), words.last(of: 2))
    case .issue: return move(.mint, to: owner, words.last(of: 1))
    case .redeem: return move(.burn, from: owner, words.last(of: 1))
    case .destroyedBlackFunds:
      return move(.destroy, from: words.account(0, of: 2), words.last(of: 2))
    case .addedBlackList, .blacklisted:
      return move(.freeze, to: words.account(0, of: 1), .zero)
    case .removedBlackList, .unBlacklisted:
      return move(.unfreeze, to: words.account(0, of: 1), .zero)
    case .transfer, .transferSingle, .transferBatch: return nil
    }
  }
}

/// An event's arguments in order, whether they stand in topics or in data.
private struct EVMWords {
  private let words: [Hash32]

  init(_ log: EVMLogRecord) {
    var words = Array(log.topics.dropFirst())
    var rest = log.data[...]
    while rest.count >= 32, let word = Hash32(rest.prefix(32)) {
      words.append(word)
      rest = rest.dropFirst(32)
    }
    // A tail of less than a word fits no event: no count will match.
    self.words = rest.isEmpty ? words : []
  }

  func last(of count: Int) -> Hash32? { words.count == count ? words.last : nil }

  func account(_ index: Int, of count: Int) -> AccountKey? {
    words.count == count ? AccountKey(evmWord: words[index]) : nil
  }
}
