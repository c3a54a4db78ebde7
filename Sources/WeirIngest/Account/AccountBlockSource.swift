import WeirModel

/// Blocks of an account chain in ascending order, as often as they are asked for.
protocol AccountBlockSource {
  associatedtype Blocks: AccountBlockSequence

  func blocks() throws -> Blocks
  /// How many elements the blocks are made of.
  var elementCount: UInt64 { get }
  /// The highest number among them.
  var lastNumber: UInt64? { get }
}

protocol AccountBlockSequence {
  /// The next block, and the files that it came from as messages name them.
  mutating func next() throws -> (block: AccountBlock, source: String)?
  /// Elements that the blocks so far were made of.
  var elementsDone: UInt64 { get }
}

extension AccountAppender {
  /// Appends what the ledger does not have.
  ///
  /// A branch that overtakes the ledger's is read through once before the ledger gives up its own,
  /// so that files that are wrong further on cost nothing.
  mutating func append(
    _ source: some AccountBlockSource, reportingTo set: FileSet
  ) throws {
    var blocks = try source.blocks()
    var isAppending = false
    while let (block, file) = try blocks.next() {
      let placement = isAppending ? .append : try placement(of: block, from: file)
      switch placement {
      case .skip:
        skip()
        continue
      case .append: break
      case .replace(let count):
        try checkBranch(source, from: block.number, in: file)
        try rollback(toBlockCount: count)
      }
      isAppending = true
      try append(block, from: file)
      set.reportAppending(
        blocks: report.blocks, transfers: report.transfers, done: blocks.elementsDone,
        of: source.elementCount)
    }
    try commit()
  }

  /// - Throws: unless the blocks from `number` on are linked, whole and reach above the ledger's
  ///   last.
  private func checkBranch(
    _ source: some AccountBlockSource, from number: UInt64, in file: String
  ) throws {
    guard let tip = heldTip, let last = source.lastNumber, last > tip else {
      throw disagreement(
        number,
        "the ledger's branch reaches block \(heldTip ?? 0), these files' block "
          + "\(source.lastNumber ?? 0); the longer one stays", file)
    }
    var blocks = try source.blocks()
    var below: AccountBlock?
    while let (block, file) = try blocks.next() {
      guard block.number >= number else { continue }
      if let below {
        guard block.number == below.number + 1, let hash = below.hash, block.parent == hash else {
          throw disagreement(
            below.number, "it and block \(block.number) of these files are not linked", file)
        }
      }
      below = block
    }
  }
}
