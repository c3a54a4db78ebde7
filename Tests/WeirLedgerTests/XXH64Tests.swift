import Testing

@testable import WeirLedger

// Unsafe: C calls of the system, on memory that the test owns for their duration.

/// Vectors of github.com/cespare/xxhash (its `xxhash_test.go`), seed 0.
@Suite struct XXH64Tests {
  static let vectors: [(String, UInt64)] = [
    ("", 0xef46_db37_51d8_e999),
    ("a", 0xd24e_c4f1_a98c_6e5b),
    ("as", 0x1c33_0fb2_d66b_e179),
    ("asd", 0x631c_37ce_72a9_7393),
    ("asdf", 0x4158_72f5_99ce_a71e),
    (
      "Call me Ishmael. Some years ago--never mind how long precisely-",
      0x02a2_e854_70d6_fd96
    ),
  ]

  @Test(arguments: vectors.indices) func matchesPublishedVectors(_ index: Int) {
    let (text, expected) = Self.vectors[index]
    #expect(XXH64.hash(Array(text.utf8)) == expected)
  }

  @Test func anyCutOfTheInputGivesTheSameHash() {
    let bytes = Array("Call me Ishmael. Some years ago--never mind how long precisely-".utf8)
    for first in 0...bytes.count {
      for second in first...bytes.count {
        var state = XXH64()
        for part in [bytes[..<first], bytes[first..<second], bytes[second...]] {
          let part = Array(part)
          unsafe part.withUnsafeBytes { unsafe state.update($0) }
        }
        #expect(state.digest() == 0x02a2_e854_70d6_fd96)
      }
    }
  }
}
