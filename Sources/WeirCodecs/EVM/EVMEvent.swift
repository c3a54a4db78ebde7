import WeirModel

/// The events that are read, by the Keccak-256 of their signature.
enum EVMEvent: Sendable {
  case transfer
  case transferSingle
  case transferBatch
  case deposit
  case withdrawal
  case issue
  case redeem
  case destroyedBlackFunds
  case addedBlackList
  case removedBlackList
  case blacklisted
  case unBlacklisted

  /// The event whose signature hashes to `topic`.
  init?(topic: Hash32) {
    guard let event = Self.byTopic[topic] else { return nil }
    self = event
  }

  private static let byTopic: [Hash32: EVMEvent] = {
    var events: [Hash32: EVMEvent] = [:]
    for (text, event) in topics {
      guard let topic = Hash32(hex: text) else { preconditionFailure("not a topic: \(text)") }
      events[topic] = event
    }
    return events
  }()

  /// *Source:* ERC-20, ERC-721, ERC-1155; the verified sources of WETH9, TetherToken and
  /// FiatToken at the addresses in `KnownContract`.
  private static let topics: [(String, EVMEvent)] = [
    // Transfer(address,address,uint256)
    ("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", .transfer),
    // TransferSingle(address,address,address,uint256,uint256)
    ("c3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62", .transferSingle),
    // TransferBatch(address,address,address,uint256[],uint256[])
    ("4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb", .transferBatch),
    // Deposit(address,uint256)
    ("e1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c", .deposit),
    // Withdrawal(address,uint256)
    ("7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65", .withdrawal),
    // Issue(uint256)
    ("cb8241adb0c3fdb35b70c24ce35c5eb0c17af7431c99f827d44a445ca624176a", .issue),
    // Redeem(uint256)
    ("702d5967f45f6513a38ffc42d6ba9bf230bd40e8f53b16363c7eb4fd2deb9a44", .redeem),
    // DestroyedBlackFunds(address,uint256)
    ("61e6e66b0d6339b2980aecc6ccc0039736791f0ccde9ed512e789a7fbdd698c6", .destroyedBlackFunds),
    // AddedBlackList(address)
    ("42e160154868087d6bfdc0ca23d96a1c1cfa32f1b72ba9ba27b69b98a0d819dc", .addedBlackList),
    // RemovedBlackList(address)
    ("d7e9ec6e6ecd65492dce6bf513cd6867560d49544421d0783ddf06e76c24470c", .removedBlackList),
    // Blacklisted(address)
    ("ffa4e6181777692565cf28528fc88fd1516ea86b56da075235fa575af6a4b855", .blacklisted),
    // UnBlacklisted(address)
    ("117e3210bb9aa7d9baff172026820255c6f6c30ba8999d1c2fd88e2848137c4e", .unBlacklisted),
  ]
}
