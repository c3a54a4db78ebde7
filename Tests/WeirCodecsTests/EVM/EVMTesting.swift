import Foundation
import Testing
import WeirCodecs
import WeirModel

/// What the EVM tests share: small ways to write facts, and to read files.
enum EVMTesting {
  static func assembler(
    _ chain: ChainID = .ethereum, declared: AccountBlock.Coverage = []
  ) -> EVMBlockAssembler {
    EVMBlockAssembler(chain: chain, declared: declared)
  }

  /// Records of a text, as a stream gives them.
  static func records(_ text: String, at place: EVMPlace = EVMPlace()) throws -> [EVMRecord] {
    try records(Array(text.utf8), at: place)
  }

  static func records(_ bytes: [UInt8], at place: EVMPlace = EVMPlace()) throws -> [EVMRecord] {
    var stream = JSONStream()
    stream.append(bytes)
    stream.finish()
    let reader = EVMJSONReader(place: place)
    var records: [EVMRecord] = []
    while let element = try stream.next() { records += try reader.records(in: element) }
    return records
  }

  static func records(file path: String, at place: EVMPlace = EVMPlace()) throws -> [EVMRecord] {
    try records(try PublicData.bytes(path), at: place)
  }

  static func account(_ digit: Int) throws -> AccountKey {
    var payload = [UInt8](repeating: 0x11, count: 20)
    payload[19] = UInt8(truncatingIfNeeded: digit)
    return try #require(AccountKey(kind: .evm, payload: payload))
  }

  static func account(_ hex: String) throws -> AccountKey {
    let payload = try #require([UInt8](hex: hex.dropFirst(2)))
    return try #require(AccountKey(kind: .evm, payload: payload))
  }

  static func hash(_ digit: Int) throws -> Hash32 {
    try #require(
      Hash32([UInt8](repeating: 0xAB, count: 31) + [UInt8(truncatingIfNeeded: digit)]))
  }

  static func amount(_ digits: String) throws -> Amount {
    Amount(try #require(UInt256(decimal: digits)))
  }
}

extension AccountBlock {
  var moves: [Move] { transactions.flatMap(\.moves) }

  func moves(_ kinds: MoveKind...) -> [Move] { moves.filter { kinds.contains($0.kind) } }
}
