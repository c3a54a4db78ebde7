import WeirModel

/// A transaction's native moves and how much of the truth they are.
struct EVMNativeMoves {
  var moves: [Move] = []
  /// Whether inner calls are among them.
  var isWhole = false
  /// Whether it is known that the transaction succeeded or failed, and who got its value.
  var isOutcomeKnown = false
}

extension EVMBlockAssembler {
  /// Value moved by the transaction itself and by its calls, in call pre-order.
  func native(
    of draft: EVMTransactionDraft, in block: EVMBlockDraft, _ result: inout EVMAssembly
  ) throws(EVMError) -> EVMNativeMoves {
    if block.isPlacedByLogs, result.notes[.placesByLogs] == nil { result.note(.placesByLogs) }
    var native = EVMNativeMoves()
    if draft.calls.isEmpty {
      topValue(of: draft, &native, &result)
    } else {
      try traced(draft, in: block, &native, &result)
    }
    // A rollup's deposit mints whether or not its call succeeds.
    if let transaction = draft.transaction, let minted = transaction.minted, !minted.isZero {
      let mint = Move(
        kind: .mint, from: nil, to: transaction.from, asset: .native, amount: minted)
      native.moves.insert(mint, at: 0)
    }
    return native
  }

  // MARK: Without a trace

  private func topValue(
    of draft: EVMTransactionDraft, _ native: inout EVMNativeMoves, _ result: inout EVMAssembly
  ) {
    guard let transaction = draft.transaction else { return }
    let status = draft.receipt?.succeeded
    native.isOutcomeKnown = status != nil
    if status == nil { result.note(.unknownOutcome) }
    guard status != false else { return }
    let contract = draft.receipt?.contract
    guard let to = transaction.to ?? contract else {
      native.isOutcomeKnown = false
      result.note(.unknownContract)
      return
    }
    let kind: MoveKind = transaction.to == nil ? .create : .transaction
    append(
      Move(
        kind: kind, from: transaction.from, to: to, asset: .native, amount: transaction.value),
      to: &native.moves)
  }

  /// Leaves out what moves nothing and states nothing.
  private func append(_ move: Move, to moves: inout [Move]) {
    if !move.amount.isZero || move.kind == .create { moves.append(move) }
  }

  // MARK: With a trace

  private func traced(
    _ draft: EVMTransactionDraft, in block: EVMBlockDraft, _ native: inout EVMNativeMoves,
    _ result: inout EVMAssembly
  ) throws(EVMError) {
    let calls = draft.calls.values.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    guard let top = calls.first, top.path.isEmpty else {
      result.note(.incompleteTrace)
      topValue(of: draft, &native, &result)
      return
    }
    try check(top, against: draft, in: block)
    native.isOutcomeKnown = true
    native.isWhole = draft.isTopOnly == false && isWhole(calls)
    if !native.isWhole { result.note(.incompleteTrace) }
    let rule = SelfDestruction(
      keeps: try block.time() >= rules.keepsSelfDestructed,
      made: Set(calls.filter { $0.kind == .create && !$0.failed }.compactMap(\.to)))
    for call in succeeded(calls) {
      if call.kind == .selfDestruct, call.value == nil || call.from == nil || call.to == nil {
        result.note(.selfDestructWithoutValue)
        native.isWhole = false
      } else if let move = move(of: call, rule) {
        append(move, to: &native.moves)
      }
    }
  }

  /// A trace and its transaction are two statements of one thing.
  private func check(
    _ top: EVMCall, against draft: EVMTransactionDraft, in block: EVMBlockDraft
  ) throws(EVMError) {
    if let succeeded = draft.receipt?.succeeded, succeeded == top.failed {
      throw block.disagreement("the outcome of \(draft.name): receipt and trace")
    }
    guard let transaction = draft.transaction else { return }
    let isSame =
      top.value == transaction.value && top.from == transaction.from
      && (transaction.to == nil ? top.kind == .create : top.to == transaction.to)
    guard isSame else {
      throw block.disagreement("sender, recipient or value of \(draft.name): block and trace")
    }
  }

  /// Whether every call has as many children as it says, and every call its parent.
  ///
  /// - Precondition: `calls` in pre-order, the transaction's own call first.
  private func isWhole(_ calls: [EVMCall]) -> Bool {
    var children: [[UInt32]: UInt32] = [:]
    for call in calls where !call.path.isEmpty {
      children[Array(call.path.dropLast()), default: 0] += 1
    }
    var found: UInt32 = 0
    for call in calls {
      let count = children[call.path] ?? 0
      guard call.childCount == count else { return false }
      found += count
    }
    return Int(found) == calls.count - 1
  }

  /// Calls that did not fail, have their parents, and whose parents did not fail.
  private func succeeded(_ calls: [EVMCall]) -> [EVMCall] {
    var alive: Set<[UInt32]> = []
    return calls.filter { call in
      let isBeneathAlive = call.path.isEmpty || alive.contains(Array(call.path.dropLast()))
      guard isBeneathAlive, !call.failed else { return false }
      alive.insert(call.path)
      return true
    }
  }

  /// What becomes of a balance that a contract leaves to itself.
  private struct SelfDestruction {
    /// EIP-6780.
    let keeps: Bool
    let made: Set<AccountKey>
  }

  private func move(of call: EVMCall, _ rule: SelfDestruction) -> Move? {
    var to = call.to
    let kind: MoveKind
    switch call.kind {
    case .call: kind = call.path.isEmpty ? .transaction : .call
    case .create: kind = .create
    case .selfDestruct:
      kind = .selfDestruct
      if call.to == call.from {
        let isDestroyed = !rule.keeps || call.from.map(rule.made.contains) ?? false
        guard isDestroyed else { return nil }
        to = nil
      }
    case .still, .blockReward, .uncleReward, .genesis, .fork: return nil
    }
    return Move(
      kind: kind, from: call.from, to: to, asset: .native, amount: call.value ?? .zero)
  }
}
