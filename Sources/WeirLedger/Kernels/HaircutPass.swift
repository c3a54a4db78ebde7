public import WeirModel

// Unsafe: kernels run over mapped columns and scratch memory; bounds are checked before the loop.

/// What a haircut of one asset over the whole chain leaves: exact, and conserved to the unit.
public struct HaircutPass {
  /// Accounts that hold taint at the end.
  public let taintedAccountCount: UInt64
  /// Taint that entered: what sources paid beyond their balances.
  public let entered: Amount
  /// Taint that left with transfers to nobody.
  public let destroyed: Amount
  /// Taint that accounts hold: `entered` less `destroyed`.
  public let held: Amount
  private let lookup: (UInt32) -> Amount

  init(
    accounts: UInt64, entered: Amount, destroyed: Amount, held: Amount,
    lookup: @escaping (UInt32) -> Amount
  ) {
    precondition(held.adding(destroyed) == entered, "taint is conserved")
    taintedAccountCount = accounts
    self.entered = entered
    self.destroyed = destroyed
    self.held = held
    self.lookup = lookup
  }

  /// Base units of taint that an account holds at the end.
  public func taint(of account: AccountIndex) -> Amount { lookup(account.rawValue) }
}

extension AccountChain {
  /// Carries taint from sources through every transfer of an asset, in chain order.
  ///
  /// An account that pays more than it holds had the rest from before the ledger: clean, or, for
  /// a source, tainted. A payment takes taint in proportion, rounded so that what goes and what
  /// stays sum to what was there; of equal remainders the payment's is rounded up.
  /// - Throws: ``LedgerError/Code/io`` if there is no memory for 16 bytes an account,
  ///   ``LedgerError/Code/corrupt`` if a row names an account that does not exist.
  /// - Complexity: O(transfers); amounts and balances above 64 bits take a slower way.
  public func haircut(of asset: AssetIndex, from sources: [AccountIndex]) throws(LedgerError)
    -> HaircutPass
  {
    var narrow = try NarrowHaircut(accounts: accountCount, sources)
    for segment in 0..<transfers.from.segmentCount {
      guard unsafe narrow.run(TransferSegment(transfers, segment), asset.rawValue) else {
        return try wideHaircut(of: asset, from: sources)
      }
    }
    return narrow.result()
  }

  /// The same with amounts of 256 bits, row by row.
  func wideHaircut(of asset: AssetIndex, from sources: [AccountIndex]) throws(LedgerError)
    -> HaircutPass
  {
    var wide = WideHaircut(sources: Set(sources))
    for row in 0..<transferCount where transfers.asset[row] == asset.rawValue {
      try wide.apply(transfer(at: row), at: row)
    }
    return wide.result()
  }
}

/// One segment's columns, as the loop needs them.
@unsafe struct TransferSegment {
  let from: UnsafeBufferPointer<UInt32>
  let to: UnsafeBufferPointer<UInt32>
  let amount: UnsafeBufferPointer<UInt64>
  let asset: UnsafeBufferPointer<UInt32>
  let kind: UnsafeBufferPointer<UInt8>

  init(_ columns: TransferColumns, _ segment: Int) {
    unsafe from = columns.from.segment(segment)
    unsafe to = columns.to.segment(segment)
    unsafe amount = columns.amount.segment(segment)
    unsafe asset = columns.asset.segment(segment)
    unsafe kind = columns.kind.segment(segment)
  }
}

// MARK: - 64 bits

/// Balances and taint of 64 bits, side by side in one cache line.
@safe private struct NarrowHaircut {
  struct State: BitwiseCopyable {
    var balance: UInt64
    var taint: UInt64
  }

  private let memory: ScratchMemory
  private let count: Int
  private let isSource: [Bool]
  private var entered: UInt64 = 0
  private var destroyed: UInt64 = 0

  init(accounts: UInt64, _ sources: [AccountIndex]) throws(LedgerError) {
    // Fewer than 2^32 by the format.
    count = Int(accounts)
    memory = try ScratchMemory(count: count * MemoryLayout<State>.stride)
    var isSource = [Bool](repeating: false, count: count)
    for source in sources { isSource[Int(source.rawValue)] = true }
    self.isSource = isSource
  }

  /// False where a number does not fit in 64 bits, or an account does not exist: the other way
  /// finds out which.
  mutating func run(_ segment: TransferSegment, _ asset: UInt32) -> Bool {
    let states = unsafe memory.elements(State.self, count: count)
    for row in 0..<(unsafe segment.from.count) {
      guard unsafe segment.asset[row] == asset else { continue }
      let kind = unsafe segment.kind[row]
      guard kind & TransferColumns.isWide == 0 else { return false }
      if Self.isStatement(kind) { continue }
      let (from, to, amount) = unsafe (segment.from[row], segment.to[row], segment.amount[row])
      var taint: UInt64 = 0
      if from != .max {
        guard Int(from) < count, let paid = unsafe pay(amount, from, states) else { return false }
        taint = paid
      }
      if to != .max {
        guard Int(to) < count else { return false }
        let (balance, overflow) = unsafe states[Int(to)].balance.addingReportingOverflow(amount)
        if overflow { return false }
        // Taint is at most the balance.
        unsafe states[Int(to)] = State(
          balance: balance, taint: states[Int(to)].taint &+ taint)
      } else {
        destroyed += taint
      }
    }
    return true
  }

  private static func isStatement(_ kind: UInt8) -> Bool {
    let kind = kind & ~TransferColumns.isFirst
    return kind == MoveKind.freeze.rawValue || kind == MoveKind.unfreeze.rawValue
  }

  /// Takes an amount and its share of taint out of an account.
  @inline(__always)
  private mutating func pay(
    _ amount: UInt64, _ account: UInt32, _ states: UnsafeMutableBufferPointer<State>
  ) -> UInt64? {
    var state = unsafe states[Int(account)]
    if state.balance < amount {
      if isSource[Int(account)] {
        let missing = amount - state.balance
        let (sum, overflow) = entered.addingReportingOverflow(missing)
        if overflow { return nil }
        entered = sum
        state.taint += missing
      }
      state.balance = amount
    }
    let share = Self.share(of: state.taint, amount, state.balance)
    unsafe states[Int(account)] = State(
      balance: state.balance - amount, taint: state.taint - share)
    return share
  }

  /// `taint × amount ÷ balance`, a half rounded up.
  @inline(__always)
  static func share(of taint: UInt64, _ amount: UInt64, _ balance: UInt64) -> UInt64 {
    if taint == 0 { return 0 }
    if amount == balance { return taint }
    if taint == balance { return amount }
    let (quotient, remainder): (UInt64, UInt64)
    let product = taint.multipliedFullWidth(by: amount)
    if product.high == 0 {
      (quotient, remainder) = product.low.quotientAndRemainder(dividingBy: balance)
    } else {
      // The quotient is below taint, because the amount is below the balance.
      (quotient, remainder) = balance.dividingFullWidth(product)
    }
    return remainder >= balance - remainder ? quotient + 1 : quotient
  }

  func result() -> HaircutPass {
    let states = unsafe memory.elements(State.self, count: count)
    var (accounts, held): (UInt64, UInt128) = (0, 0)
    for account in 0..<count where unsafe states[account].taint > 0 {
      accounts += 1
      held += UInt128(unsafe states[account].taint)
    }
    let (memory, count) = (memory, count)
    return HaircutPass(
      accounts: accounts, entered: Amount(entered), destroyed: Amount(destroyed),
      held: Amount(UInt256(low: held))
    ) { account in
      guard account < count else { return .zero }
      return Amount(unsafe memory.elements(State.self, count: count)[Int(account)].taint)
    }
  }
}

// MARK: - 256 bits

/// Balances and taint of 256 bits.
private struct WideHaircut {
  private let sources: Set<AccountIndex>
  private var states: [AccountIndex: (balance: Amount, taint: Amount)] = [:]
  private var entered = Amount.zero
  private var destroyed = Amount.zero

  init(sources: Set<AccountIndex>) { self.sources = sources }

  mutating func apply(_ transfer: AccountChain.Transfer, at row: UInt64) throws(LedgerError) {
    if transfer.kind.isStatement { return }
    var taint = Amount.zero
    if let from = transfer.from { taint = try pay(transfer.amount, from, row) }
    guard let to = transfer.to else {
      destroyed += taint
      return
    }
    let state = states[to] ?? (.zero, .zero)
    guard let balance = state.balance.adding(transfer.amount) else { throw Self.tooMuch(row) }
    states[to] = (balance, state.taint + taint)
  }

  private static func tooMuch(_ row: UInt64) -> LedgerError {
    LedgerError(.limit, "Transfer \(row) takes a balance above 256 bits: no such asset exists.")
  }

  private mutating func pay(_ amount: Amount, _ account: AccountIndex, _ row: UInt64)
    throws(LedgerError) -> Amount
  {
    var state = states[account] ?? (.zero, .zero)
    if state.balance < amount {
      if sources.contains(account) {
        let missing = amount - state.balance
        guard let sum = entered.adding(missing) else { throw Self.tooMuch(row) }
        entered = sum
        state.taint += missing
      }
      state.balance = amount
    }
    guard !state.balance.isZero else { return .zero }
    let balance = state.balance.units
    let (quotient, remainder) = state.taint.units.scaled(by: amount.units, over: balance)
    let rest = balance.subtracting(remainder) ?? .zero
    let share = Amount(quotient) + (!remainder.isZero && remainder >= rest ? 1 : 0)
    states[account] = (state.balance - amount, state.taint - share)
    return share
  }

  func result() -> HaircutPass {
    let tainted = states.values.filter { !$0.taint.isZero }
    let states = states
    return HaircutPass(
      accounts: UInt64(tainted.count), entered: entered, destroyed: destroyed,
      held: tainted.reduce(.zero) { $0 + $1.taint }
    ) { states[AccountIndex(rawValue: $0)]?.taint ?? .zero }
  }
}
