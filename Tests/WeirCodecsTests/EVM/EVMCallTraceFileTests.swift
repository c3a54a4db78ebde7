import Testing
import WeirCodecs
import WeirModel

/// go-ethereum's own `callTracer` tests: inputs with exact call trees.
@Suite(.enabled(if: PublicData.isPresent)) struct EVMCallTraceFileTests {
  private func assemble(_ name: String) throws -> EVMAssembly {
    try EVMTesting.assembler().assemble(
      EVMTesting.records(file: "data/ethereum/call-traces/\(name).json"))
  }

  /// The file says 0x4d87094125a369d9bd5, as the contract's balance before it and as the value.
  @Test func `selfdestruct moves its balance once`() throws {
    let result = try assemble("selfdestruct")
    #expect(
      result.block.moves.filter { !$0.amount.isZero && $0.kind != .reward } == [
        Move(
          kind: .selfDestruct,
          from: try EVMTesting.account("0x3b873a919aa0512d5a0f09e6dcceaa4a6727fafe"),
          to: try EVMTesting.account("0x000000000000000000000000000000000000dead"),
          asset: .native, amount: try EVMTesting.amount("22882074780407317765077"))
      ])
    #expect(result.block.coverage.contains(.native))
  }

  @Test func `simple moves its inner call's value once`() throws {
    let result = try assemble("simple")
    #expect(
      result.block.moves.filter { !$0.amount.isZero && $0.kind != .reward } == [
        Move(
          kind: .call, from: try EVMTesting.account("0x3b873a919aa0512d5a0f09e6dcceaa4a6727fafe"),
          to: try EVMTesting.account("0x0024f658a46fbb89d8ac105e98d7ac7cbbaf27c5"),
          asset: .native, amount: try EVMTesting.amount("500000000000000000"))
      ])
    #expect(result.block.coverage.contains(.native))
  }

  @Test(arguments: [
    "blob_tx", "create", "deep_calls", "delegatecall", "inner_create_oog_outer_throw",
    "inner_instafail", "inner_revert_reason", "inner_throw_outer_revert", "oog", "revert",
    "revert_reason", "simple_onlytop", "throw",
  ])
  func `the others move nothing`(name: String) throws {
    let result = try assemble(name)
    #expect(result.block.moves.allSatisfy { $0.amount.isZero || $0.kind == .reward })
    #expect(result.block.coverage.contains(.native) == (name != "simple_onlytop"))
  }

  @Test func `a trace of the top call alone is named incomplete`() throws {
    let result = try assemble("simple_onlytop")
    #expect(result.notes == [.incompleteTrace: 1])
    #expect(!result.block.coverage.contains(.native))
  }

  /// `simple` and `selfdestruct` trace one signed transaction, whose bytes both files hold.
  @Test func `a transaction is named by the hash of its bytes`() throws {
    let simple = try assemble("simple").block.transactions.first?.hash
    #expect(simple != nil)
    #expect(try assemble("selfdestruct").block.transactions.first?.hash == simple)
    #expect(try assemble("create").block.transactions.first?.hash != simple)
  }

  @Test func `every file of the folder is read`() throws {
    let files = try PublicData.files(in: "data/ethereum/call-traces").filter {
      $0.hasSuffix(".json")
    }
    #expect(files.count == 15)
    for file in files { #expect(try EVMTesting.records(file: file).count == 2) }
  }
}
