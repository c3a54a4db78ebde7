import WeirModel

// Unsafe: columns are mapped memory; lengths are checked when they are opened, rows on each access.

/// From an account's key to its number, in memory, for a writer.
///
/// Eight bytes a slot: a tag and a number. Keys are compared where they are stored, so the
/// directory of a big chain stays small. The hash is seeded for each process: who chooses
/// addresses cannot make them collide. The seed changes no byte on disk.
struct AccountDirectory {
  private var slots: ScratchMemory
  private var bits: UInt64
  private(set) var count: UInt64
  private let secret: (UInt64, UInt64)
  /// The accounts that are committed; those behind them are in `fresh`.
  private var table: AccountTable
  /// Whether accounts were counted that it does not know.
  private(set) var isDeferred = false
  private(set) var fresh: [AccountKey] = []

  init(_ table: AccountTable) throws(LedgerError) {
    self.table = table
    count = 0
    bits = 10
    while table.count * 2 > 1 << bits { bits += 1 }
    slots = try ScratchMemory(count: 8 << bits)
    secret = (UInt64.random(in: .min ... .max) | 1, UInt64.random(in: .min ... .max) | 1)
    var keys = AccountTable.Keys(table)
    while let key = keys.next() { try insertFresh(tag(of: key)) }
  }

  /// The number of a key, or `nil` if it has none.
  func id(of key: AccountKey) -> UInt32? {
    let tag = tag(of: key)
    var slot = home(tag)
    while true {
      let entry = unsafe self.entries[slot]
      if entry == 0 { return nil }
      // The entry's low half is the number plus one; its high half is the tag.
      let id = UInt32(truncatingIfNeeded: entry) &- 1
      if UInt32(truncatingIfNeeded: entry >> 32) == tag, self.key(of: id) == key { return id }
      slot = (slot &+ 1) & mask
    }
  }

  /// The number of a key, which is new if it has none yet.
  ///
  /// - Throws: ``LedgerError/Code/limit`` for the account number 2^32 - 1.
  mutating func intern(_ key: AccountKey) throws(LedgerError) -> UInt32 {
    if let id = id(of: key) { return id }
    precondition(!isDeferred, "a directory that knows its accounts")
    guard count < UInt64(UInt32.max) else { throw Self.full }
    fresh.append(key)
    return try insertFresh(tag(of: key))
  }

  /// The key of a number below ``count``.
  func key(of id: UInt32) -> AccountKey {
    UInt64(id) < table.count ? table.key(of: id) : fresh[Int(UInt64(id) - table.count)]
  }

  /// Counts accounts from now on without knowing them, until a new directory is made.
  ///
  /// - Precondition: it is empty.
  mutating func `defer`() {
    precondition(count == 0, "an empty directory")
    isDeferred = true
  }

  /// The next number, for an account that is known to be new.
  mutating func addUnknown() throws(LedgerError) -> UInt32 {
    guard count < UInt64(UInt32.max) else { throw Self.full }
    count += 1
    return UInt32(truncatingIfNeeded: count - 1)
  }

  private static var full: LedgerError {
    LedgerError(
      .limit, "This chain has 4,294,967,295 accounts, the most that a ledger can number.")
  }

  /// Keys are read from `table` from now on; it holds all that were interned.
  mutating func settle(in table: AccountTable) {
    precondition(table.count == count, "every account is committed")
    self.table = table
    fresh = []
  }

  // MARK: - Slots

  private var mask: Int { 1 << Int(bits) - 1 }

  private var entries: UnsafeMutableBufferPointer<UInt64> {
    unsafe slots.elements(UInt64.self, count: 1 << Int(bits))
  }

  /// The tag's top bits say where it belongs, so that growing needs no key.
  private func home(_ tag: UInt32) -> Int {
    bits <= 32 ? Int(tag >> (32 - bits)) : Int(tag) << Int(bits - 32)
  }

  private func tag(of key: AccountKey) -> UInt32 {
    let words = key.bytes.words
    let first = Self.fold(words.0 ^ secret.0, words.1 ^ secret.1)
    let second = Self.fold(words.2 ^ secret.1, words.3 ^ secret.0)
    let kind = UInt64(key.kind.rawValue) << 8 | UInt64(key.count)
    let mixed = Self.fold(first ^ secret.1 ^ kind, second ^ secret.0)
    return UInt32(truncatingIfNeeded: mixed >> 32 ^ mixed)
  }

  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  @discardableResult
  private mutating func insertFresh(_ tag: UInt32) throws(LedgerError) -> UInt32 {
    if (count + 1) * 4 > 3 << bits { try grow() }
    // Below 2^32 - 1 by the check in intern and by the format.
    let id = UInt32(truncatingIfNeeded: count)
    place(UInt64(tag) << 32 | UInt64(id) + 1)
    count += 1
    return id
  }

  private func place(_ entry: UInt64) {
    let entries = unsafe self.entries
    var slot = home(UInt32(truncatingIfNeeded: entry >> 32))
    while unsafe entries[slot] != 0 { slot = (slot &+ 1) & mask }
    unsafe entries[slot] = entry
  }

  private mutating func grow() throws(LedgerError) {
    let old = slots
    let count = 1 << Int(bits)
    slots = try ScratchMemory(count: old.count * 2)
    bits += 1
    let entries = unsafe old.elements(UInt64.self, count: count)
    for slot in 0..<count {
      let entry = unsafe entries[slot]
      if entry != 0 { place(entry) }
    }
    extendLifetime(old)
  }
}
