import CWeirSHA256
public import WeirModel

/// Bitcoin's tree of double SHA-256: an odd level repeats its last node.
public struct MerkleTree: Sendable {
  /// The hash at the top; zero over no leaves.
  public let root: Hash32
  /// Whether two neighbours under one node are equal, other than by the repetition of the last.
  ///
  /// Such a tree has the root of a shorter list, so that one root stands for two lists of
  /// transactions; no honest block has it. *Source:* CVE-2012-2459.
  public let hasDuplicatedSubtree: Bool

  /// - Complexity: O(*n*) in the number of leaves, 32 bytes each.
  public init(leaves: [Hash32]) {
    // In the byte order of the wire, which is what is hashed.
    var nodes = [UInt64](repeating: 0, count: 4 * leaves.count + 4)
    for (index, leaf) in leaves.enumerated() {
      let words = leaf.words
      nodes[4 * index] = words.0.bigEndian
      nodes[4 * index + 1] = words.1.bigEndian
      nodes[4 * index + 2] = words.2.bigEndian
      nodes[4 * index + 3] = words.3.bigEndian
    }
    var count = leaves.count
    var isDuplicated = false
    while count > 1 {
      isDuplicated = isDuplicated || Self.hasEqualNeighbours(nodes, count)
      if !count.isMultiple(of: 2) {
        for word in 0..<4 { nodes[4 * count + word] = nodes[4 * (count - 1) + word] }
      }
      count = (count + 1) / 2
      Self.hashPairs(&nodes, count)
    }
    hasDuplicatedSubtree = isDuplicated
    root = Hash32(
      words: (
        UInt64(bigEndian: nodes[0]), UInt64(bigEndian: nodes[1]), UInt64(bigEndian: nodes[2]),
        UInt64(bigEndian: nodes[3])
      ))
  }

  private static func hasEqualNeighbours(_ nodes: [UInt64], _ count: Int) -> Bool {
    for pair in 0..<count / 2 {
      let base = 8 * pair
      if nodes[base] == nodes[base + 4], nodes[base + 1] == nodes[base + 5],
        nodes[base + 2] == nodes[base + 6], nodes[base + 3] == nodes[base + 7]
      {
        return true
      }
    }
    return false
  }

  private static func hashPairs(_ nodes: inout [UInt64], _ pairs: Int) {
    precondition(8 * pairs <= nodes.count, "a level needs room for its last node twice")
    // C reads 64 bytes a pair and writes 32 in their place, all within the array by the check.
    unsafe nodes.withUnsafeMutableBytes { memory in
      let bytes = unsafe memory.bindMemory(to: UInt8.self).baseAddress
      unsafe weir_sha256d_pairs(bytes, pairs, bytes)
    }
  }

  /// The root that a leaf has through its branch: bit *i* of `index` says on which side the
  /// *i*-th node of the branch stands.
  ///
  /// - Complexity: O(*n*) in the length of the branch.
  static func root(of leaf: Hash32, branch: [Hash32], index: UInt32) -> Hash32 {
    var node = leaf
    for (depth, sibling) in branch.enumerated() {
      let isRight = depth < 32 && index >> UInt32(depth) & 1 == 1
      node = MerkleTree(leaves: isRight ? [sibling, node] : [node, sibling]).root
    }
    return node
  }
}
