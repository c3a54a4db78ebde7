import WeirModel

extension HeaderTree {
  /// The chain with the most work; between equals, the tip with the lower hash.
  ///
  /// Each block is held to its parent: its stated height must be the parent's and one, and its
  /// difficulty must be one that may follow. Without gaps only what is anchored counts. With
  /// gaps, fragments are placed by the heights that their blocks state; where two overlap, the
  /// one that is anchored or else has more work stays. How much the difficulty may change over
  /// a gap is not checked.
  /// - Complexity: O(*n* log *n*) in the number of blocks.
  public func bestChain(allowingGaps: Bool = false) -> BestChain {
    var result = BestChain()
    var fragments: [Fragment] = []
    for root in links.indices where isRoot(root) {
      guard let place = place(ofRoot: root) else {
        descend(from: root) { result.orphans.append(links[$0].hash) }
        continue
      }
      if let error = refusal(ofRoot: root) {
        refuse(root, error, &result)
        continue
      }
      fragments.append(settle(root, place, &result))
    }
    result.orphans += unreachable(result)
    select(fragments, allowingGaps: allowingGaps, &result)
    result.orphans.sort { $0.reversed < $1.reversed }
    result.refused.sort { $0.hash.reversed < $1.hash.reversed }
    return result
  }

  /// Blocks that hang together, and the best tip among them.
  private struct Fragment {
    var isAnchored: Bool
    var lowest: UInt64
    var members: [Int]
    var tip: Hash32
    var tipHeight: UInt64
    var work: UInt256
  }

  private struct RootPlace {
    var height: UInt64
    var totalWork: UInt256
    var isAnchored: Bool
  }

  // MARK: - Roots

  private func isRoot(_ index: Int) -> Bool {
    anchors[index] != nil || indexes[links[index].parent] == nil
      || links[index].parent == links[index].hash
  }

  /// `nil` where nothing says how high the root stands.
  private func place(ofRoot index: Int) -> RootPlace? {
    let link = links[index]
    if let total = anchors[index], let height = link.height {
      return RootPlace(height: height, totalWork: total, isAnchored: true)
    }
    if link.hash == genesis || link.parent == .zero {
      return RootPlace(height: 0, totalWork: link.work, isAnchored: true)
    }
    if link.parent == genesis {
      return RootPlace(height: 1, totalWork: link.work, isAnchored: true)
    }
    return statedHeight(ofRoot: index).map {
      RootPlace(height: $0, totalWork: link.work, isAnchored: false)
    }
  }

  /// From the stated height that stands nearest to the root; between equals, the lower hash's.
  private func statedHeight(ofRoot root: Int) -> UInt64? {
    var level = [root]
    var depth: UInt64 = 0
    while !level.isEmpty {
      let stated = level.filter { links[$0].height.map { $0 >= depth } ?? false }
      if let chosen = stated.min(by: { links[$0].hash.reversed < links[$1].hash.reversed }) {
        return links[chosen].height.map { $0 - depth }
      }
      level = level.flatMap { childIndexes(of: $0) }
      depth += 1
    }
    return nil
  }

  private func refusal(ofRoot index: Int) -> BitcoinError? {
    let link = links[index]
    guard anchors[index] == nil, link.parent == .zero, let genesis, link.hash != genesis else {
      return nil
    }
    return BitcoinError(
      .genesis,
      "expected the first block \(genesis.reversedHex), found \(link.hash.reversedHex): is it "
        + "another chain's?")
  }

  /// Anchors start a fragment of their own, even where their parent is known.
  private func childIndexes(of index: Int) -> [Int] {
    (children[links[index].hash] ?? []).filter { !isRoot($0) }
  }

  private func descend(from root: Int, _ visit: (Int) -> Void) {
    var stack = [root]
    while let index = stack.popLast() {
      visit(index)
      stack += childIndexes(of: index)
    }
  }

  // MARK: - Down a fragment

  /// Places the fragment's blocks from its root on, and refuses what cannot follow.
  private func settle(_ root: Int, _ place: RootPlace, _ result: inout BestChain) -> Fragment {
    let link = links[root]
    result.places[link.hash] = BestChain.Place(
      height: place.height, totalWork: place.totalWork, parent: nil)
    var fragment = Fragment(
      isAnchored: place.isAnchored, lowest: place.height, members: [root], tip: link.hash,
      tipHeight: place.height, work: place.totalWork)
    var next = 0
    while next < fragment.members.count {
      let parent = fragment.members[next]
      next += 1
      for child in childIndexes(of: parent) {
        if let error = settle(child, after: parent, &result) {
          refuse(child, error, &result)
        } else {
          fragment.members.append(child)
          consider(links[child].hash, for: &fragment, result)
        }
      }
    }
    return fragment
  }

  private func settle(
    _ child: Int, after parent: Int, _ result: inout BestChain
  ) -> BitcoinError? {
    let (link, before) = (links[child], links[parent])
    guard let place = result.places[before.hash] else { return nil }
    guard let height = place.height.next else {
      return BitcoinError(.height, "block \(link.hash.reversedHex) stands above any height")
    }
    if let stated = link.height, stated != height {
      return BitcoinError(
        .height, "block \(link.hash.reversedHex) states height \(stated), and stands at \(height)")
    }
    guard difficultyRule.allows(work: link.work, after: before.work, at: height) else {
      return BitcoinError(
        .difficulty,
        "block \(link.hash.reversedHex) at height \(height) has \(link.work) of work, which cannot "
          + "follow \(before.work): it was forged, or is of another chain")
    }
    result.places[link.hash] = BestChain.Place(
      height: height, totalWork: place.totalWork.adding(link.work) ?? .max, parent: before.hash)
    return nil
  }

  private func consider(_ hash: Hash32, for fragment: inout Fragment, _ result: BestChain) {
    guard let place = result.places[hash] else { return }
    let isTie = place.totalWork == fragment.work
    guard place.totalWork > fragment.work || (isTie && hash.reversed < fragment.tip.reversed)
    else { return }
    (fragment.tip, fragment.tipHeight, fragment.work) = (hash, place.height, place.totalWork)
  }

  private func refuse(_ root: Int, _ error: BitcoinError, _ result: inout BestChain) {
    descend(from: root) { index in
      let inherited = BitcoinError(
        error.code, "it follows a block that was refused: \(error.message)")
      result.refused.append((links[index].hash, index == root ? error : inherited))
    }
  }

  /// Blocks that follow one another in a circle, which only blocks without proof of work can.
  private func unreachable(_ result: BestChain) -> [Hash32] {
    let reached = result.places.count + result.orphans.count + result.refused.count
    guard reached < links.count else { return [] }
    let others = Set(result.orphans).union(result.refused.map(\.hash))
    return links.map(\.hash).filter { result.places[$0] == nil && !others.contains($0) }
  }

  // MARK: - Between fragments

  private func select(
    _ fragments: [Fragment], allowingGaps: Bool, _ result: inout BestChain
  ) {
    let ranked = fragments.sorted(by: Self.isBetter)
    var chosen: [Fragment] = []
    for fragment in ranked {
      let isFirst = chosen.isEmpty && fragment.isAnchored
      let isClear = chosen.allSatisfy {
        $0.tipHeight < fragment.lowest || fragment.tipHeight < $0.lowest
      }
      if isFirst || (allowingGaps && isClear) {
        chosen.append(fragment)
      } else if fragment.isAnchored || allowingGaps {
        result.stale += fragment.members.map { links[$0].hash }
      } else {
        result.orphans += fragment.members.map { links[$0].hash }
        for member in fragment.members { result.places[links[member].hash] = nil }
      }
    }
    for fragment in chosen.sorted(by: { $0.lowest < $1.lowest }) {
      append(fragment, to: &result)
    }
    sortStale(&result)
  }

  private static func isBetter(_ left: Fragment, _ right: Fragment) -> Bool {
    if left.isAnchored != right.isAnchored { return left.isAnchored }
    if left.work != right.work { return left.work > right.work }
    return left.tip.reversed < right.tip.reversed
  }

  private func append(_ fragment: Fragment, to result: inout BestChain) {
    if let above = result.tip.flatMap({ result.places[$0]?.height.next }), above < fragment.lowest {
      result.gaps.append(above...fragment.lowest - 1)
    }
    var chain: [Hash32] = []
    var next: Hash32? = fragment.tip
    while let hash = next {
      chain.append(hash)
      next = result.places[hash]?.parent
    }
    let onChain = Set(chain)
    result.blocks += chain.reversed()
    result.stale += fragment.members.map { links[$0].hash }.filter { !onChain.contains($0) }
  }

  private func sortStale(_ result: inout BestChain) {
    let places = result.places
    result.stale.sort { left, right in
      let heights = (places[left]?.height ?? 0, places[right]?.height ?? 0)
      return heights.0 != heights.1 ? heights.0 < heights.1 : left.reversed < right.reversed
    }
  }
}

extension UInt64 {
  /// `nil` above the last.
  fileprivate var next: UInt64? { self == .max ? nil : self + 1 }
}
