public import WeirModel

/// The blocks of a chain by their headers, in whatever order they come: which follow which.
///
/// What hangs together is a *fragment*; its *root* is the block whose parent has not been seen.
/// A fragment is *anchored* where its root is the chain's genesis block, that block's child, or
/// the block that a ledger ends in (``insertAnchor(_:totalWork:)``). Who follows whom is decided
/// by ``bestChain(allowingGaps:)``, from all blocks at once: the result is the same for any
/// order of insertion.
public struct HeaderTree: Sendable {
  /// What the tree needs of a block.
  public struct Link: Hashable, Sendable {
    public var hash: Hash32
    /// Zero for a genesis block.
    public var parent: Hash32
    /// Expected hashes of this block alone.
    public var work: UInt256
    /// Where the block or its source states it.
    public var height: UInt64?

    public init(hash: Hash32, parent: Hash32, work: UInt256, height: UInt64? = nil) {
      self.hash = hash
      self.parent = parent
      self.work = work
      self.height = height
    }

    public init(_ block: UTXOBlock) {
      self.init(
        hash: block.hash, parent: block.parent, work: block.work, height: block.height)
    }
  }

  let difficultyRule: DifficultyRule
  /// `nil` for a chain that is not known here.
  let genesis: Hash32?
  private(set) var links: [Link] = []
  private(set) var indexes: [Hash32: Int] = [:]
  private(set) var children: [Hash32: [Int]] = [:]
  /// Work up to and including a block that someone vouches for.
  private(set) var anchors: [Int: UInt256] = [:]

  public init(network: BitcoinNetwork) {
    self.init(difficultyRule: network.difficultyRule, genesis: network.genesis)
  }

  /// For a chain that is not known here, `genesis` is `nil`: a block without a parent is its first.
  public init(difficultyRule: DifficultyRule, genesis: Hash32?) {
    self.difficultyRule = difficultyRule
    self.genesis = genesis
  }

  public var count: Int { links.count }
  public func contains(_ hash: Hash32) -> Bool { indexes[hash] != nil }

  /// Takes a block in; false where it was there already, which changes nothing.
  @discardableResult
  public mutating func insert(_ link: Link) -> Bool {
    guard indexes[link.hash] == nil else { return false }
    indexes[link.hash] = links.count
    children[link.parent, default: []].append(links.count)
    links.append(link)
    return true
  }

  /// Takes in a block that someone vouches for, such as a ledger for its own blocks.
  ///
  /// - Parameter totalWork: of all blocks up to and including this one.
  /// - Precondition: its height is stated.
  public mutating func insertAnchor(_ link: Link, totalWork: UInt256) {
    precondition(link.height != nil, "an anchor has a height")
    insert(link)
    if let index = indexes[link.hash] { anchors[index] = totalWork }
  }
}
