import Testing
import WeirCodecs
import WeirModel
import WeirTesting

@Suite("Header tree")
struct HeaderTreeTests {
  /// A block named by a letter, of so much work.
  private func link(
    _ name: Character, after parent: Character?, work: UInt64 = 2, height: UInt64? = nil
  ) -> HeaderTree.Link {
    HeaderTree.Link(
      hash: hash(name), parent: parent.map(hash) ?? .zero, work: UInt256(work), height: height)
  }

  /// Reversed, as block hashes are compared, letters keep their order.
  private func hash(_ name: Character) -> Hash32 {
    SmallBlocks.hash(name.asciiValue ?? 0)
  }

  private func tree(
    _ links: [HeaderTree.Link], rule: DifficultyRule = .any, genesis: Character? = "a"
  ) -> HeaderTree {
    var tree = HeaderTree(difficultyRule: rule, genesis: genesis.map(hash))
    for link in links { tree.insert(link) }
    return tree
  }

  private func names(_ hashes: [Hash32]) -> String {
    String(hashes.map { Character(UnicodeScalar($0.bytes[0])) })
  }

  /// a─b─c─d, and e─f─g on b: the longer branch wins, whatever the order of insertion.
  @Test func theMostWorkWinsInEveryOrder() {
    let links = [
      link("a", after: nil), link("b", after: "a"), link("c", after: "b"), link("d", after: "c"),
      link("e", after: "b"), link("f", after: "e"), link("g", after: "f"),
    ]
    var generator = SeededGenerator(seed: CodecSeed.value)
    for _ in 0..<200 {
      let best = tree(links.shuffled(using: &generator)).bestChain()
      #expect(names(best.blocks) == "abefg")
      #expect(names(best.stale) == "cd")
      #expect(best.orphans.isEmpty && best.refused.isEmpty && best.gaps.isEmpty)
      #expect(best.places[hash("g")]?.height == 4)
      #expect(best.places[hash("g")]?.totalWork == 10)
      let path = best.path(from: hash("d"), to: hash("g"))
      #expect(path.map { names($0.rollback) } == "dc")
      #expect(path.map { names($0.connect) } == "efg")
    }
  }

  @Test func workDecidesAndNotLength() {
    let best = tree([
      link("a", after: nil), link("b", after: "a", work: 2), link("c", after: "b", work: 2),
      link("d", after: "a", work: 5),
    ]).bestChain()
    #expect(names(best.blocks) == "ad")
  }

  @Test func betweenEqualsTheLowerHashWins() {
    for links in [
      [link("a", after: nil), link("b", after: "a"), link("c", after: "a")],
      [link("c", after: "a"), link("b", after: "a"), link("a", after: nil)],
    ] {
      #expect(names(tree(links).bestChain().blocks) == "ab")
    }
  }

  @Test func aChainWithoutItsGenesisStartsAtHeightOne() {
    let best = tree([link("c", after: "b"), link("b", after: "a")]).bestChain()
    #expect(names(best.blocks) == "bc")
    #expect(best.places[hash("b")]?.height == 1)
  }

  @Test func anotherGenesisIsRefusedWithAllThatFollows() {
    let best = tree([link("x", after: nil), link("y", after: "x")]).bestChain()
    #expect(names(best.refused.map(\.hash)) == "xy")
    #expect(best.refused.allSatisfy { $0.error.code == .genesis })
    #expect(best.blocks.isEmpty)
    let free = tree([link("x", after: nil), link("y", after: "x")], genesis: nil)
    #expect(names(free.bestChain().blocks) == "xy")
  }

  @Test func aBlockThatStatesAnotherHeightIsRefused() {
    let best = tree([
      link("a", after: nil), link("b", after: "a", height: 1), link("c", after: "b", height: 7),
      link("d", after: "c"),
    ]).bestChain()
    #expect(names(best.blocks) == "ab")
    #expect(names(best.refused.map(\.hash)) == "cd")
    #expect(best.refused.allSatisfy { $0.error.code == .height })
  }

  /// A block with a target that it chose for itself cannot follow real work.
  @Test func aForgedBlockOfLittleWorkIsRefused() {
    let rule = DifficultyRule.everyPeriod(of: 2016, factor: 4)
    let best = tree(
      [
        link("a", after: nil, work: 1_000_000), link("b", after: "a", work: 1_000_000),
        link("c", after: "b", work: 1), link("d", after: "c", work: 1),
      ], rule: rule
    ).bestChain()
    #expect(names(best.blocks) == "ab")
    #expect(best.refused.map(\.error.code) == [.difficulty, .difficulty])
  }

  @Test func difficultyChangesByAFactorOfFourAndOnlyWhereItMay() {
    let rule = DifficultyRule.everyPeriod(of: 2016, factor: 4)
    let base = UInt256(1 << 40)
    #expect(rule.allows(work: base, after: base, at: 5))
    #expect(!rule.allows(work: UInt256(1 << 40 + 1), after: base, at: 5))
    #expect(rule.allows(work: UInt256(1 << 42), after: base, at: 4032))
    #expect(rule.allows(work: UInt256(1 << 38), after: base, at: 4032))
    #expect(!rule.allows(work: UInt256(1 << 43), after: base, at: 4032))
    #expect(!rule.allows(work: UInt256(1 << 37), after: base, at: 4032))
    #expect(rule.allows(work: UInt256(1 << 42), after: base, at: nil))
    #expect(!rule.allows(work: UInt256(1), after: base, at: nil))
    #expect(DifficultyRule.any.allows(work: 1, after: .max, at: 5))
    // Bitcoin's own first change, at height 32256: 1d00ffff to 1d00d86a.
    let (before, after) = (CompactTarget(bits: 0x1d00_ffff), CompactTarget(bits: 0x1d00_d86a))
    #expect(rule.allows(work: after?.work ?? 0, after: before?.work ?? 0, at: 32_256))
    #expect(!rule.allows(work: after?.work ?? 0, after: before?.work ?? 0, at: 32_257))
  }

  @Test func whatHangsOnNothingIsAnOrphan() {
    let links = [link("a", after: nil), link("m", after: "l"), link("n", after: "m")]
    let best = tree(links).bestChain(allowingGaps: true)
    #expect(names(best.blocks) == "a")
    #expect(names(best.orphans) == "mn")
  }

  @Test func fragmentsArePlacedByStatedHeightWhereGapsAreAllowed() {
    let links = [
      link("a", after: nil), link("n", after: "m", height: 11), link("m", after: "l"),
      link("p", after: "o", height: 20), link("q", after: "w", height: 20),
    ]
    let strict = tree(links).bestChain()
    #expect(names(strict.blocks) == "a")
    #expect(names(strict.orphans) == "mnpq")
    let loose = tree(links).bestChain(allowingGaps: true)
    #expect(names(loose.blocks) == "amnp")
    #expect(loose.gaps == [1...9, 12...19])
    // Two blocks for height 20 and nothing to tell them apart: the lower hash.
    #expect(names(loose.stale) == "q")
  }

  @Test func aFilledGapRollsBackWhatStandsAboveIt() {
    var tree = tree([link("a", after: nil), link("c", after: "b", height: 2)])
    let held = tree.bestChain(allowingGaps: true).blocks
    #expect(names(held) == "ac")
    tree.insert(link("b", after: "a"))
    let change = tree.bestChain(allowingGaps: true).transition(from: held)
    #expect(names(change.rollback) == "c")
    #expect(names(change.connect) == "bc")
  }

  @Test func aLedgersTipIsAnAnchor() {
    var tree = tree([link("n", after: "m"), link("o", after: "n")])
    #expect(tree.bestChain().blocks.isEmpty)
    tree.insertAnchor(link("m", after: "l", height: 900), totalWork: 5_000)
    let best = tree.bestChain()
    #expect(names(best.blocks) == "mno")
    #expect(best.places[hash("o")]?.height == 902)
    #expect(best.places[hash("o")]?.totalWork == 5_004)
  }

  @Test func circlesAndExtremesAreOrphansAndNeverTrap() {
    let circle = [link("x", after: "y"), link("y", after: "x"), link("z", after: "z")]
    let best = tree(circle).bestChain(allowingGaps: true)
    #expect(best.blocks.isEmpty)
    #expect(names(best.orphans) == "xyz")
    let top = tree([link("x", after: "w", height: .max), link("y", after: "x")])
    #expect(names(top.bestChain(allowingGaps: true).blocks) == "x")
    #expect(names(top.bestChain(allowingGaps: true).refused.map(\.hash)) == "y")
    #expect(tree([]).bestChain().path(from: hash("x"), to: hash("y")) == nil)
  }

  /// Against the obvious way: walk down from every tip and add up.
  @Test func randomTreesAgreeWithANaiveSearch() {
    var generator = SeededGenerator(seed: CodecSeed.value)
    for _ in 0..<500 {
      let letters = Array("abcdefghijkl")
      let links = letters.indices.map { index in
        let parent = index == 0 ? nil : letters[Int.random(in: 0..<index, using: &generator)]
        let work = UInt64.random(in: 1...4, using: &generator)
        return link(letters[index], after: parent, work: work)
      }
      let found = tree(links.shuffled(using: &generator)).bestChain()
      let byHash = Dictionary(uniqueKeysWithValues: links.map { ($0.hash, $0) })
      let totals = links.map { tip -> (UInt64, Hash32) in
        var (sum, next) = (UInt64(0), byHash[tip.hash])
        while let block = next {
          sum += block.work.uint64 ?? 0
          next = byHash[block.parent]
        }
        return (sum, tip.hash)
      }
      let most = totals.map(\.0).max()
      let expected = totals.filter { $0.0 == most }.map(\.1).min()
      #expect(found.tip == expected)
    }
  }
}
