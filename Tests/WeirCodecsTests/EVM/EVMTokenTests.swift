import Testing
import WeirCodecs
import WeirModel

@Suite struct EVMTokenTests {
  private static let tether = "0xdac17f958d2ee523a2206206994597c13d831ec7"
  private static let dollar = "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"
  private static let wrapped = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"

  private static let transfer =
    "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"

  private func word(_ account: AccountKey?) -> [UInt8] {
    [UInt8](repeating: 0, count: 12) + (account?.payload ?? [UInt8](repeating: 0, count: 20))
  }

  private func word(_ value: UInt64) -> [UInt8] { UInt256(value).bigEndianBytes }

  /// What a block with one log of `contract` states.
  private func assemble(
    _ contract: String, _ topic: String, _ topics: [[UInt8]] = [], data: [UInt8] = [],
    on chain: ChainID = .ethereum
  ) throws -> EVMAssembly {
    let place = EVMPlace(block: 1, transaction: try EVMTesting.hash(1), index: 0)
    let log = EVMLogRecord(
      place: place, logIndex: 0, contract: try EVMTesting.account(contract),
      topics: try ([try #require([UInt8](hex: topic))] + topics).map { try #require(Hash32($0)) },
      data: data)
    let header = EVMBlockRecord(number: 1, time: Timestamp(seconds: 0), transactionCount: 1)
    return try EVMTesting.assembler(chain).assemble([.block(header), .log(log)])
  }

  private func single(_ result: EVMAssembly) throws -> Move {
    #expect(result.block.moves.count == 1)
    return try #require(result.block.moves.first)
  }

  @Test func `three topics are an amount, four a token`() throws {
    let from = try EVMTesting.account(1)
    let to = try EVMTesting.account(2)
    let contract = try EVMTesting.account(Self.dollar)
    let fungible = try single(
      assemble(Self.dollar, Self.transfer, [word(from), word(to)], data: word(5)))
    #expect(
      fungible == Move(kind: .token, from: from, to: to, asset: .erc20(contract), amount: 5))
    let single = try single(
      assemble(Self.dollar, Self.transfer, [word(from), word(to), word(77)]))
    #expect(
      single
        == Move(
          kind: .token, from: from, to: to, asset: .erc721(contract, token: UInt256(77)), amount: 1
        ))
  }

  @Test func `the zero account makes and burns`() throws {
    let holder = try EVMTesting.account(1)
    let mint = try single(
      assemble(Self.dollar, Self.transfer, [word(nil), word(holder)], data: word(5)))
    #expect(mint.kind == .mint && mint.from == nil && mint.to == holder)
    let burn = try single(
      assemble(Self.dollar, Self.transfer, [word(holder), word(nil)], data: word(5)))
    #expect(burn.kind == .burn && burn.from == holder && burn.to == nil)
  }

  @Test func `what fits no standard is noted and moves nothing`() throws {
    let from = word(try EVMTesting.account(1))
    let to = word(try EVMTesting.account(2))
    let dirty = [UInt8](repeating: 1, count: 32)
    for (topics, data) in [
      ([], from + to + word(5)), ([from, to], []), ([from, to], word(5) + [0]),
      ([from, to, word(5)], word(5)), ([dirty, to], word(5)), ([from, dirty], word(5)),
    ] as [([[UInt8]], [UInt8])] {
      let result = try assemble(Self.dollar, Self.transfer, topics, data: data)
      #expect(result.block.moves.isEmpty)
      #expect(result.notes == [.transferNotRead: 1])
    }
  }

  @Test func `nothing moved is counted, not recorded`() throws {
    let topics = [word(try EVMTesting.account(1)), word(try EVMTesting.account(2))]
    let result = try assemble(Self.dollar, Self.transfer, topics, data: word(0))
    #expect(result.block.moves.isEmpty)
    #expect(result.notes == [.zeroTransfer: 1])
  }

  @Test func `ERC-1155 is named as not read`() throws {
    let result = try assemble(
      Self.dollar, "c3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62")
    #expect(result.notes == [.erc1155NotRead: 1])
  }

  @Test(arguments: [
    ("Transfer(address,address,uint256)", transfer), ("Deposit(address,uint256)", deposit),
    ("Withdrawal(address,uint256)", withdrawal), ("Issue(uint256)", issue),
    ("Redeem(uint256)", redeem), ("DestroyedBlackFunds(address,uint256)", destroyed),
    ("AddedBlackList(address)", addedBlackList), ("RemovedBlackList(address)", removedBlackList),
    ("Blacklisted(address)", blacklisted), ("UnBlacklisted(address)", unBlacklisted),
  ])
  func `a topic is its signature's hash`(signature: String, topic: String) {
    #expect(Keccak256.hash(Array(signature.utf8)).hex == topic)
  }

  // MARK: Known contracts

  private static let deposit = "e1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c"
  private static let withdrawal =
    "7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65"

  @Test func `wrapped ether appears and disappears without a transfer`() throws {
    let holder = try EVMTesting.account(1)
    let wrap = try single(assemble(Self.wrapped, Self.deposit, [word(holder)], data: word(9)))
    #expect(wrap.kind == .wrap && wrap.from == nil && wrap.to == holder && wrap.amount == 9)
    let unwrap = try single(
      assemble(Self.wrapped, Self.withdrawal, [word(holder)], data: word(9)))
    #expect(unwrap.kind == .unwrap && unwrap.from == holder && unwrap.to == nil)
  }

  @Test func `Arbitrum's wrapped ether is made with a transfer`() throws {
    let chain = try #require(ChainID("eip155:42161"))
    let contract = "0x82af49447d8a07e3bd95bd0d56f35241523fbab1"
    let topics = [word(nil), word(try EVMTesting.account(1))]
    let wrap = try single(
      assemble(contract, Self.transfer, topics, data: word(9), on: chain))
    #expect(wrap.kind == .wrap)
    let deposit = try assemble(
      contract, Self.deposit, [word(try EVMTesting.account(1))], data: word(9), on: chain)
    #expect(deposit.block.moves.isEmpty)
  }

  @Test func `an event of an unknown contract is not believed`() throws {
    let holder = word(try EVMTesting.account(1))
    let fake = "0x1111111111111111111111111111111111111111"
    #expect(try assemble(fake, Self.deposit, [holder], data: word(9)).block.moves.isEmpty)
    // The same address on another chain is another contract.
    let chain = try #require(ChainID("eip155:56"))
    #expect(
      try assemble(Self.wrapped, Self.deposit, [holder], data: word(9), on: chain).block.moves
        .isEmpty)
  }

  private static let issue = "cb8241adb0c3fdb35b70c24ce35c5eb0c17af7431c99f827d44a445ca624176a"
  private static let redeem = "702d5967f45f6513a38ffc42d6ba9bf230bd40e8f53b16363c7eb4fd2deb9a44"
  private static let destroyed =
    "61e6e66b0d6339b2980aecc6ccc0039736791f0ccde9ed512e789a7fbdd698c6"
  private static let addedBlackList =
    "42e160154868087d6bfdc0ca23d96a1c1cfa32f1b72ba9ba27b69b98a0d819dc"
  private static let removedBlackList =
    "d7e9ec6e6ecd65492dce6bf513cd6867560d49544421d0783ddf06e76c24470c"
  private static let blacklisted =
    "ffa4e6181777692565cf28528fc88fd1516ea86b56da075235fa575af6a4b855"
  private static let unBlacklisted =
    "117e3210bb9aa7d9baff172026820255c6f6c30ba8999d1c2fd88e2848137c4e"

  @Test func `Tether's events are its own facts`() throws {
    let owner = try EVMTesting.account("0xc6cde7c39eb2f0f0095f41570af89efc2c1ea828")
    let holder = try EVMTesting.account(3)
    let issue = try single(assemble(Self.tether, Self.issue, data: word(50)))
    #expect(issue.kind == .mint && issue.to == owner && issue.amount == 50)
    let redeem = try single(assemble(Self.tether, Self.redeem, data: word(50)))
    #expect(redeem.kind == .burn && redeem.from == owner)
    let destroy = try single(
      assemble(Self.tether, Self.destroyed, data: word(holder) + word(50)))
    #expect(destroy.kind == .destroy && destroy.from == holder && destroy.to == nil)
    let freeze = try single(assemble(Self.tether, Self.addedBlackList, data: word(holder)))
    #expect(freeze.kind == .freeze && freeze.to == holder && freeze.amount == 0)
    let unfreeze = try single(assemble(Self.tether, Self.removedBlackList, data: word(holder)))
    #expect(unfreeze.kind == .unfreeze && unfreeze.to == holder)
  }

  @Test func `USDC's freezes are facts, its mint is in the transfer`() throws {
    let holder = try EVMTesting.account(3)
    let freeze = try single(assemble(Self.dollar, Self.blacklisted, [word(holder)]))
    #expect(freeze.kind == .freeze && freeze.to == holder)
    let unfreeze = try single(assemble(Self.dollar, Self.unBlacklisted, [word(holder)]))
    #expect(unfreeze.kind == .unfreeze)
    #expect(try assemble(Self.dollar, Self.issue, data: word(50)).block.moves.isEmpty)
  }

  @Test func `a known event that does not fit is noted`() throws {
    let result = try assemble(Self.tether, Self.destroyed, data: word(50) + [1])
    #expect(result.notes == [.knownEventNotRead: 1])
    #expect(result.block.moves.isEmpty)
  }

  @Test func `decimals are known for known contracts and native assets only`() throws {
    let dollar = AssetKey.erc20(try EVMTesting.account(Self.dollar))
    #expect(KnownContract.decimals(of: dollar, on: .ethereum) == 6)
    #expect(KnownContract.decimals(of: .native, on: .ethereum) == 18)
    #expect(
      KnownContract.decimals(of: .erc20(try EVMTesting.account(1)), on: .ethereum) == nil)
    #expect(KnownContract.all.map(\.symbol).contains("stETH"))
  }
}
