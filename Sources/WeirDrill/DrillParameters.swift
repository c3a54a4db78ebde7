/// What a drill's world depends on, and nothing else does: equal parameters, equal bytes.
public struct DrillParameters: Hashable, Sendable {
  public var seed: UInt64
  /// Blocks a chain. Fewer than the story needs are raised to what it needs.
  public var blockCount: Int
  /// People who have nothing to do with the theft, on each chain.
  public var bystanderCount: Int
  /// Their transactions a block, on each chain.
  public var honestTransactionsPerBlock: Int
  /// Hops of the peel chain.
  public var peelHopCount: Int

  /// The theft that comes with Weir: seed 20250221, 150 blocks a chain.
  public static let bundled = DrillParameters()

  public init(
    seed: UInt64 = 20_250_221, blockCount: Int = 150, bystanderCount: Int = 300,
    honestTransactionsPerBlock: Int = 12, peelHopCount: Int = 40
  ) {
    self.seed = seed
    self.peelHopCount = min(max(1, peelHopCount), 400)
    self.blockCount = max(blockCount, Self.storyBlocks + self.peelHopCount)
    self.bystanderCount = max(bystanderCount, 12)
    self.honestTransactionsPerBlock = max(honestTransactionsPerBlock, 0)
  }

  /// Blocks that the story takes beside one for each hop of the peel chain.
  static let storyBlocks = 60
}
