import WeirModel
import WeirTrace

extension ReferenceStep {
  /// A block of a chain by its number.
  struct Block: Hashable {
    let chain: ChainID
    let number: UInt64
  }

  /// A transaction as a person names it.
  struct Name: Hashable {
    let chain: ChainID
    let name: TransactionName
  }

  var inBlock: Block { Block(chain: chain, number: block) }
}

// MARK: - Blocks

extension ReferenceTrace {
  mutating func readBlocks() {
    for (chain, blocks) in facts.utxo {
      var latest = Int64.min
      for (index, block) in blocks.enumerated() {
        let number = block.height ?? UInt64(index)
        latest = max(latest, block.time.seconds)
        guard isLookedAt(chain, number, latest) else { break }
        utxoBlocks[.init(chain: chain, number: number)] = block
        name(block.transactions.map(\.id), chain, number)
        steps[chain, default: []] += order(of: block).map {
          ReferenceStep(chain: chain, block: number, transaction: $0)
        }
      }
    }
    for (chain, blocks) in facts.accounts {
      var latest = Int64.min
      for block in blocks {
        latest = max(latest, block.time.seconds)
        guard isLookedAt(chain, block.number, latest) else { break }
        accountBlocks[.init(chain: chain, number: block.number)] = block
        name(block.transactions.map(\.hash), chain, block.number)
        steps[chain, default: []] += block.transactions.indices.map {
          ReferenceStep(chain: chain, block: block.number, transaction: $0)
        }
      }
    }
  }

  private func isLookedAt(_ chain: ChainID, _ number: UInt64, _ time: Int64) -> Bool {
    number <= request.through[chain] ?? .max && time <= request.until?.seconds ?? .max
  }

  private mutating func name(_ hashes: [Hash32?], _ chain: ChainID, _ block: UInt64) {
    for (index, hash) in hashes.enumerated() {
      let step = ReferenceStep(chain: chain, block: block, transaction: index)
      let place = TransactionName.place(block: block, index: UInt32(index))
      names[.init(chain: chain, name: place)] = step
      if let hash { names[.init(chain: chain, name: .hash(hash))] = step }
    }
  }

  /// Ancestors in the block first, then the index; a coinbase that takes followed fees is last.
  private func order(of block: UTXOBlock) -> [Int] {
    let isLate = { (index: Int) in block.transactions[index].isCoinbase && request.followsFees }
    var waiting = Array(block.transactions.indices.filter { !isLate($0) })
    var order: [Int] = []
    while !waiting.isEmpty {
      let unmade = Set(waiting.map { block.transactions[$0].id })
      let free = waiting.firstIndex { index in
        block.transactions[index].inputs.allSatisfy { !unmade.contains($0.previous.transaction) }
      }
      order.append(waiting.remove(at: free ?? 0))
    }
    return order + block.transactions.indices.filter(isLate)
  }

  func place(_ reference: TransferReference) -> ReferencePlace? {
    names[.init(chain: reference.chain, name: reference.transaction)].map {
      ReferencePlace(
        chain: $0.chain, block: $0.block, transaction: $0.transaction,
        position: Int(reference.position))
    }
  }
}

// MARK: - Who is a contract, and what must have been there

extension ReferenceTrace {
  /// Every move that is looked at.
  private var moves: [(chain: ChainID, move: Move)] {
    steps.values.joined().flatMap { step in
      (accountBlocks[step.inBlock]?.transactions[step.transaction].moves ?? [])
        .filter { !$0.kind.isStatement }.map { (step.chain, $0) }
    }
  }

  mutating func readContracts() {
    for (chain, move) in moves {
      if case .erc20(let contract) = move.asset {
        contracts.insert(ReferenceAccount(chain: chain, account: contract))
      }
      if move.kind == .create, let created = move.to {
        contracts.insert(ReferenceAccount(chain: chain, account: created))
        creators[ReferenceAccount(chain: chain, account: created)] = move.from
      }
      guard let from = move.from else { continue }
      let isCode = [.call, .create, .selfDestruct].contains(move.kind)
      if isCode { contracts.insert(ReferenceAccount(chain: chain, account: from)) }
      guard let to = move.to, from != to else { continue }
      counterparties[ReferenceAccount(chain: chain, account: from), default: []].insert(to)
      counterparties[ReferenceAccount(chain: chain, account: to), default: []].insert(from)
    }
  }

  /// The least that an account must have held to pay what it pays.
  mutating func openBalances() {
    var balances: [ReferencePair: Amount] = [:]
    for (chain, move) in moves where move.from != move.to {
      let asset = move.asset.id(on: chain)
      if let from = move.from {
        let pair = ReferencePair(chain: chain, account: from, asset: asset)
        let balance = balances[pair] ?? .zero
        if balance < move.amount {
          queues[pair] = (queues[pair] ?? []) + [ReferenceLot(amount: move.amount - balance)]
        }
        balances[pair] = max(balance, move.amount) - move.amount
      }
      if let to = move.to {
        let pair = ReferencePair(chain: chain, account: to, asset: asset)
        balances[pair, default: .zero] += move.amount
      }
    }
  }
}

// MARK: - Thefts and links

extension ReferenceTrace {
  mutating func readThefts() throws {
    for theft in request.thefts {
      let (places, asset) = try transfers(of: theft)
      let loss = number(of: ReferenceLoss(incident: theft.incident, asset: asset))
      let total = places.reduce(Amount.zero) { $0 + $1.amount }
      var left = theft.amount ?? total
      guard !left.isZero, left <= total else {
        throw ReferenceError(message: "\(theft.incident) stole \(left) of \(total)")
      }
      stolen[loss] += left
      for (place, amount) in places where !left.isZero {
        marks[place, default: []].append((loss, min(amount, left)))
        left -= min(amount, left)
      }
    }
  }

  private mutating func number(of loss: ReferenceLoss) -> Int {
    if let known = losses.firstIndex(of: loss) { return known }
    losses.append(loss)
    stolen.append(.zero)
    return losses.count - 1
  }

  private func transfers(of theft: Theft) throws
    -> (places: [(place: ReferencePlace, amount: Amount)], asset: AssetID)
  {
    switch theft.source {
    case .transfer(let reference):
      guard let place = place(reference), let (amount, asset, _) = transfer(at: place) else {
        throw ReferenceError(message: "\(reference) is not there")
      }
      return ([(place, amount)], asset)
    case .received(let chain, let account, let block):
      let asset = theft.asset ?? .native(of: chain)
      let inBlock = (steps[chain] ?? []).filter { $0.block == block }
        .sorted { $0.transaction < $1.transaction }
      let places = inBlock.flatMap { received(by: account, asset, in: $0) }
      return (places, asset)
    }
  }

  private func received(by account: AccountKey, _ asset: AssetID, in step: ReferenceStep)
    -> [(place: ReferencePlace, amount: Amount)]
  {
    let moves = accountBlocks[step.inBlock]?.transactions[step.transaction].moves.count
    let outputs = utxoBlocks[step.inBlock]?.transactions[step.transaction].outputs.count
    return (0..<(moves ?? outputs ?? 0)).compactMap { position in
      let place = ReferencePlace(
        chain: step.chain, block: step.block, transaction: step.transaction, position: position)
      guard let found = transfer(at: place), found.asset == asset, found.to == account else {
        return nil
      }
      return (place, found.amount)
    }
  }

  /// `nil` for statements and for transfers to oneself, which bring nothing.
  private func transfer(at place: ReferencePlace)
    -> (amount: Amount, asset: AssetID, to: AccountKey?)?
  {
    if let block = utxoBlocks[place.step.inBlock] {
      let outputs = block.transactions[place.transaction].outputs
      guard outputs.indices.contains(place.position) else { return nil }
      let output = outputs[place.position]
      return (Amount(output.value), .native(of: place.chain), output.owner)
    }
    let moves = accountBlocks[place.step.inBlock]?.transactions[place.transaction].moves ?? []
    guard moves.indices.contains(place.position) else { return nil }
    let move = moves[place.position]
    guard move.from != move.to, !move.kind.isStatement else { return nil }
    return (move.amount, move.asset.id(on: place.chain), move.to)
  }

  mutating func readLinks() {
    for (deposit, release) in claims.links {
      guard let deposit = place(deposit) else { continue }
      let target = place(release)
      releases[deposit, default: []] += target.map { [$0] } ?? []
      if let target { deposits[target, default: []].append(deposit) }
    }
  }

  func amount(at place: ReferencePlace) -> Amount { transfer(at: place)?.amount ?? .zero }
}
