import Testing
import WeirModel

@Suite struct AccountKeyTests {
  private static let twenty = [UInt8](1...20)

  @Test func `a key gives back its payload`() throws {
    for count in 0...32 {
      let payload = [UInt8](repeating: 7, count: count)
      let key = try #require(AccountKey(kind: .witnessProgram, payload: payload))
      #expect(key.payload == payload && key.count == count)
    }
    #expect(AccountKey(kind: .script, payload: [UInt8](repeating: 7, count: 33)) == nil)
  }

  @Test func `a key hash is not a script hash`() {
    let keys = [AddressKind.keyHash, .scriptHash, .witnessKeyHash, .evm].map {
      AccountKey(kind: $0, payload: Self.twenty)
    }
    #expect(Set(keys).count == 4)
  }

  /// The zeros that fill a key up are not its own.
  @Test func `zeros at the end of a payload count`() {
    let short = AccountKey(kind: .witnessProgram, payload: [2, 5])
    let long = AccountKey(kind: .witnessProgram, payload: [2, 5, 0])
    #expect(short != long && short?.bytes == long?.bytes)
  }

  @Test func `an address is its kind and bytes, however it was written`() {
    let first = Address(kind: .evm, payload: Self.twenty, original: "0xAB")
    let second = Address(kind: .evm, payload: Self.twenty, original: "0xab")
    #expect(first == second && Set([first, second]).count == 1)
    #expect(first != Address(kind: .keyHash, payload: Self.twenty))
    #expect(first != Address(kind: .evm, payload: Self.twenty.reversed()))
  }

  /// The numbers stand in ledgers on disk.
  @Test func `kinds keep their numbers and lengths`() {
    let kinds: [AddressKind] = [
      .keyHash, .scriptHash, .witnessKeyHash, .witnessScriptHash, .taproot, .witnessProgram,
      .script, .evm,
    ]
    #expect(kinds.map(\.rawValue) == Array(1...8))
    #expect(kinds.map(\.payloadLength) == [20, 20, 20, 32, 32, nil, 32, 20])
    #expect(AddressKind(rawValue: 200).payloadLength == nil)
  }

  @Test func `kinds of moves keep their numbers`() {
    #expect(MoveKind.allCases.map(\.rawValue) == Array(1...20))
    #expect(
      MoveKind.allCases.filter(\.isFee) == [.feeBurn, .feeTip, .fee, .feeBlob, .feeLayer1])
    #expect(MoveKind.allCases.filter(\.isStatement) == [.freeze, .unfreeze])
  }
}
