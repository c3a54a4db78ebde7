import WeirModel
import WeirTesting

/// A made-up account chain: few accounts, so that they meet; amounts of every width.
struct RandomAccountChain {
  var blocks: [AccountBlock] = []

  static func account(_ number: Int) -> AccountKey {
    // Payloads of every length, and two kinds of the same bytes.
    let kinds: [AddressKind] = [.evm, .evm, .witnessProgram, .taproot]
    let kind = kinds[number % 4]
    let length = kind.payloadLength ?? 1 + number % 32
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: (number / 4) * 31 + $0 * 7) }
    guard let key = AccountKey(kind: kind, payload: bytes) else {
      preconditionFailure("a payload of at most 32 bytes")
    }
    return key
  }

  static func hash(_ words: UInt64...) -> Hash32 {
    var generator = SeededGenerator(seed: words.reduce(7) { ($0 &* 31) ^ $1 })
    return Hash32(
      words: (generator.next(), generator.next(), generator.next(), generator.next()))
  }

  init(blocks count: Int, branch: UInt64 = 0, using generator: inout SeededGenerator) {
    var number = UInt64.random(in: 0...3, using: &generator)
    var parent: Hash32?
    var time: Int64 = 1_600_000_000
    for _ in 0..<count {
      let hasHash = Int.random(in: 0..<8, using: &generator) > 0
      let hash = hasHash ? Self.hash(number, branch, 1) : nil
      time += Int64.random(in: -20...100, using: &generator)
      blocks.append(
        AccountBlock(
          number: number, hash: hash, parent: parent, time: Timestamp(seconds: time),
          coverage: AccountBlock.Coverage(rawValue: .random(in: 0...31, using: &generator)),
          transactions: Self.transactions(number, branch, &generator)))
      let gap = UInt64.random(in: 0..<6, using: &generator) == 0 ? 3 : 1 as UInt64
      parent = gap == 1 ? hash : nil
      number += gap
    }
  }

  private static func transactions(
    _ number: UInt64, _ branch: UInt64, _ generator: inout SeededGenerator
  ) -> [AccountTransaction] {
    var index: UInt32 = 0
    let isDense = Bool.random(using: &generator)
    return (0..<Int.random(in: 0...4, using: &generator)).map { place in
      defer { index += isDense ? 1 : UInt32.random(in: 1...3, using: &generator) }
      let hasHash = Int.random(in: 0..<5, using: &generator) > 0
      return AccountTransaction(
        hash: hasHash ? hash(number, branch, UInt64(place) + 2) : nil, index: index,
        moves: (0..<Int.random(in: isDense ? 1...6 : 0...6, using: &generator)).map { _ in
          move(&generator)
        })
    }
  }

  private static func move(_ generator: inout SeededGenerator) -> Move {
    let from = account(.random(in: 0..<40, using: &generator))
    let to = account(.random(in: 0..<40, using: &generator))
    let ends = Int.random(in: 0..<8, using: &generator)
    let width = UInt128.random(in: 0...255, using: &generator)
    let random = UInt256(
      high: .random(in: .min ... .max, using: &generator),
      low: .random(in: .min ... .max, using: &generator))
    let units =
      width < 128
      ? UInt256(low: random.low >> width) : UInt256(high: random.high >> (width - 128), low: 5)
    let contract = account(4 * Int.random(in: 0..<5, using: &generator))
    let assets: [AssetKey] = [.native, .erc20(contract), .erc721(contract, token: units)]
    return Move(
      kind: MoveKind.allCases.randomElement(using: &generator) ?? .table,
      from: ends == 0 ? nil : from, to: ends == 1 ? nil : to,
      asset: assets[Int.random(in: 0..<100, using: &generator) % 7 % 3], amount: Amount(units))
  }
}

extension RandomAccountChain {
  /// Different numbers are different accounts, up to 2^16.
  static func account16(_ number: UInt32) -> AccountKey {
    let payload =
      [UInt8](repeating: 0xAB, count: 18) + [UInt8(number >> 8 & 255), UInt8(number & 255)]
    guard let key = AccountKey(kind: .evm, payload: payload) else {
      preconditionFailure("20 bytes")
    }
    return key
  }
}
