import WeirCodecs
import WeirModel

/// Decides which of all blocks that are known make the chain.
///
/// Blocks whose work was checked come first: what a node merely answered fills heights that they
/// leave free, and never displaces them.
struct BlockSelection {
  let network: BitcoinNetwork
  let allowingGaps: Bool
  var held: [HeldBlock]
  /// The best copy of each block that was met outside the ledger.
  var known: [Hash32: KnownBlock]
  /// Blocks that cannot be part of the chain; neither can what follows them.
  var refused: Set<Hash32>

  private struct Candidate {
    let link: HeaderTree.Link
    let isVerified: Bool
  }

  /// - Complexity: O(*n* log *n*) in the number of blocks.
  func best() -> BestChain {
    let all = candidates()
    let verified = all.filter(\.isVerified)
    let first = tree(verified.map(\.link)).bestChain(allowingGaps: allowingGaps)
    guard verified.count < all.count else { return first }
    let heights = Set(first.blocks.compactMap { first.places[$0]?.height })
    let admitted = all.filter { candidate in
      !candidate.isVerified && candidate.link.height.map { !heights.contains($0) } ?? false
    }
    let onChain = Set(first.blocks)
    let links = verified.map(\.link).filter { onChain.contains($0.hash) } + admitted.map(\.link)
    return tree(links).bestChain(allowingGaps: allowingGaps)
  }

  /// - Throws: where two blocks that nobody checked claim the same height with equal work: nothing
  ///   but a block above them can decide.
  func checkTies(in best: BestChain) throws(IngestError) {
    guard let tip = best.tip, let top = best.places[tip], !isVerified(tip) else { return }
    let rivals = known.values.filter { block in
      !block.isVerified && block.hash != tip && best.places[block.hash]?.height == top.height
        && best.places[block.hash]?.totalWork == top.totalWork
    }
    guard let rival = rivals.min(by: { $0.hash < $1.hash }) else { return }
    throw IngestError(
      .disagreement,
      "two sources disagree about block \(top.height): \(rival.hash.reversedHex) here, "
        + "\(tip.reversedHex) in \(known[tip]?.source ?? "the ledger"). Give the block above it, "
        + "or the blocks' own bytes", file: rival.source)
  }

  private func isVerified(_ hash: Hash32) -> Bool {
    known[hash]?.isVerified ?? held.last { $0.hash == hash }?.isVerified ?? false
  }

  private func tree(_ links: [HeaderTree.Link]) -> HeaderTree {
    var tree = HeaderTree(network: network)
    for link in links { tree.insert(link) }
    return tree
  }

  private func candidates() -> [Candidate] {
    let excluded = descendants(of: refused)
    var candidates: [Candidate] = []
    var replaced: Set<Hash32> = []
    for block in held where !excluded.contains(block.hash) {
      if let better = known[block.hash], better.isVerified, !block.isVerified {
        candidates.append(Candidate(link: better.link, isVerified: true))
      } else {
        candidates.append(Candidate(link: block.link, isVerified: block.isVerified))
      }
      replaced.insert(block.hash)
    }
    // In one order, whatever the order of files and of a dictionary.
    for block in known.values.sorted(by: { $0.hash < $1.hash })
    where !replaced.contains(block.hash) && !excluded.contains(block.hash) {
      candidates.append(Candidate(link: block.link, isVerified: block.isVerified))
    }
    return candidates
  }

  /// The blocks themselves, and all that follow them.
  func descendants(of roots: Set<Hash32>) -> Set<Hash32> {
    guard !roots.isEmpty else { return [] }
    var children: [Hash32: [Hash32]] = [:]
    for block in held { children[block.parent, default: []].append(block.hash) }
    for block in known.values { children[block.parent, default: []].append(block.hash) }
    var found: Set<Hash32> = []
    var stack = Array(roots)
    while let hash = stack.popLast() {
      if found.insert(hash).inserted { stack += children[hash] ?? [] }
    }
    return found
  }
}

extension KnownBlock {
  var link: HeaderTree.Link {
    HeaderTree.Link(hash: hash, parent: parent, work: work, height: height)
  }
}
