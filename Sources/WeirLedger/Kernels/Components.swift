// Unsafe: kernels run over mapped columns and scratch memory; bounds are checked before the loop.

/// Accounts that any transfers connect, whatever their direction and time.
public struct Components {
  /// How many components there are; an account without transfers is not in the ledger.
  public let count: UInt64
  private let memory: ScratchMemory
  private let accounts: Int

  init(count: UInt64, memory: ScratchMemory, accounts: Int) {
    self.count = count
    self.memory = memory
    self.accounts = accounts
  }

  /// The smallest account of the component that an account is in.
  ///
  /// - Precondition: the account is of this chain.
  public func representative(of account: AccountIndex) -> AccountIndex {
    let parents = unsafe memory.elements(UInt32.self, count: accounts)
    var place = account.rawValue
    precondition(Int(place) < accounts, "an account of this chain")
    while unsafe parents[Int(place)] != place { place = unsafe parents[Int(place)] }
    return AccountIndex(rawValue: place)
  }
}

extension AccountChain {
  /// Weakly connected components of the whole chain.
  ///
  /// - Throws: ``LedgerError/Code/corrupt`` if a row names an account that does not exist,
  ///   ``LedgerError/Code/io`` if there is no memory for four bytes an account.
  /// - Complexity: O(transfers), nearly.
  public func components() throws(LedgerError) -> Components {
    // Fewer than 2^32 by the format.
    let count = Int(accountCount)
    let memory = try ScratchMemory(count: count * 4)
    let parents = unsafe memory.elements(UInt32.self, count: count)
    for account in 0..<count { unsafe parents[account] = UInt32(truncatingIfNeeded: account) }
    var components = UInt64(count)
    for segment in 0..<transfers.from.segmentCount {
      let from = unsafe transfers.from.segment(segment)
      let to = unsafe transfers.to.segment(segment)
      guard let joined = unsafe Self.join(from, to, parents) else {
        throw LedgerError(
          .corrupt,
          "\(snapshot.directory.path): segment \(segment) of the transfers names an account that "
            + "does not exist. Verify the ledger.")
      }
      components -= joined
    }
    return Components(count: components, memory: memory, accounts: count)
  }

  /// Joins the two ends of each row; the smaller root wins, so that order does not matter.
  ///
  /// Returns how many roots disappeared, or `nil` on an account that does not exist.
  private static func join(
    _ from: UnsafeBufferPointer<UInt32>, _ to: UnsafeBufferPointer<UInt32>,
    _ parents: UnsafeMutableBufferPointer<UInt32>
  ) -> UInt64? {
    var joined: UInt64 = 0
    var row = 0
    while row < from.count {
      let (payer, payee) = unsafe (from[row], to[row])
      row &+= 1
      guard payer != .max, payee != .max else { continue }
      guard Int(payer) < parents.count, Int(payee) < parents.count else { return nil }
      let (a, b) = unsafe (root(payer, parents), root(payee, parents))
      guard a != b else { continue }
      unsafe parents[Int(max(a, b))] = min(a, b)
      joined &+= 1
    }
    return joined
  }

  /// Halves the path on the way.
  @inline(__always)
  private static func root(_ account: UInt32, _ parents: UnsafeMutableBufferPointer<UInt32>)
    -> UInt32
  {
    var place = account
    while true {
      let parent = unsafe parents[Int(place)]
      if parent == place { return place }
      let above = unsafe parents[Int(parent)]
      unsafe parents[Int(place)] = above
      place = above
    }
  }
}
