import Testing
import WeirModel
import WeirTrace

/// Facts, claims and a question, built by hand for one test.
struct Scenario {
  static let utxo = ChainID.bitcoinRegtest
  static let evm = ChainID.ethereum
  static let start: Int64 = 1_600_000_000

  var facts = ReferenceFacts()
  var claims: [Claim] = []
  var request = TraceRequest(thefts: [])

  static func account(_ number: UInt64) -> AccountKey {
    AccountKey(kind: .evm, hash: Hash32(words: (number << 32, 0, 0, 0)), count: 20)
  }

  static func owner(_ number: UInt64) -> AccountKey {
    AccountKey(kind: .keyHash, hash: Hash32(words: (number << 32, 0, 0, 0)), count: 20)
  }

  static func hash(_ number: Int) -> Hash32 { Hash32(words: (0, 0, 0, UInt64(number))) }
  static func time(ofBlock number: Int) -> Timestamp {
    Timestamp(seconds: start + 600 * Int64(number))
  }
}

// MARK: - Facts

extension Scenario {
  /// One block of account transactions, each a list of moves; its number is how many came before.
  mutating func block(_ transactions: [Move]...) {
    let number = facts.accounts[Self.evm]?.count ?? 0
    facts.accounts[Self.evm, default: []].append(
      AccountBlock(
        number: UInt64(number), hash: Self.hash(5_000 + number),
        parent: number == 0 ? .zero : Self.hash(4_999 + number), time: Self.time(ofBlock: number),
        coverage: [.native, .tokens, .fees, .transactions, .issuance],
        transactions: transactions.enumerated().map { index, moves in
          AccountTransaction(
            hash: Self.hash(10_000 + 100 * number + index), index: UInt32(index), moves: moves)
        }))
  }

  /// One block of UTXO transactions.
  mutating func coins(_ transactions: UTXOTransaction...) {
    let number = facts.utxo[Self.utxo]?.count ?? 0
    facts.utxo[Self.utxo, default: []].append(
      UTXOBlock(
        hash: Self.hash(1_000 + number), parent: number == 0 ? .zero : Self.hash(999 + number),
        time: Self.time(ofBlock: number), height: UInt64(number), work: 1, isVerified: false,
        transactions: transactions))
  }

  static func transaction(
    _ id: Int, spending inputs: [(Int, UInt32)] = [], paying outputs: [(UInt64, UInt64)]
  ) -> UTXOTransaction {
    UTXOTransaction(
      id: hash(id),
      inputs: inputs.map {
        UTXOInput(previous: Outpoint(transaction: hash($0.0), index: $0.1))
      },
      outputs: outputs.map { UTXOOutput(value: $0.1, owner: owner($0.0)) })
  }

  static func pay(
    _ from: UInt64?, _ to: UInt64?, _ amount: Amount, _ asset: AssetKey = .native,
    kind: MoveKind? = nil
  ) -> Move {
    let usual: MoveKind = asset == .native ? .transaction : .token
    return Move(
      kind: kind ?? (from == nil ? .reward : usual), from: from.map(account),
      to: to.map(account), asset: asset, amount: amount)
  }
}

// MARK: - Questions

extension Scenario {
  static func move(_ block: Int, _ transaction: Int, _ position: UInt32) -> TransferReference {
    TransferReference(
      chain: evm, transaction: .hash(hash(10_000 + 100 * block + transaction)), position: position)
  }

  static func output(_ id: Int, _ position: UInt32) -> TransferReference {
    TransferReference(chain: utxo, transaction: .hash(hash(id)), position: position)
  }

  mutating func steal(_ transfer: TransferReference, _ incident: String = "T", first: Amount? = nil)
  {
    request.thefts.append(
      Theft(incident: incident, source: .transfer(transfer), amount: first))
  }

  mutating func label(
    _ account: AccountKey, _ category: LabelCategory, on chain: ChainID = evm,
    name: String = "L", from: Timestamp? = nil, until: Timestamp? = nil,
    recorded: Timestamp? = nil, confidence: Confidence = .probable
  ) {
    claims.append(
      Claim(
        subject: .account(chain, account), predicate: .label(name: name, category: category),
        source: "hand", validFrom: from, validUntil: until, recordedAt: recorded,
        confidence: confidence))
  }

  mutating func link(_ deposit: TransferReference, _ release: TransferReference) {
    claims.append(
      Claim(
        subject: .transfer(deposit), predicate: .link(to: release, kind: .bridge), source: "hand",
        confidence: .certain))
  }
}

// MARK: - Answers

/// What the reference finds, in words that a test can compare.
struct ScenarioAnswer {
  let finding: ReferenceFinding

  /// Of an incident's native loss, what an account holds.
  func held(_ account: AccountKey, _ incident: String = "T") -> Amount {
    finding.holdings.filter { $0.key.account == account }.values.flatMap(\.losses)
      .reduce(.zero) { $1.key.incident == incident ? $0 + $1.value : $0 }
  }

  /// How many units of an asset that an account holds are tainted.
  func amount(_ account: AccountKey, _ asset: AssetID? = nil) -> Amount {
    finding.holdings.reduce(.zero) {
      $1.key.account == account && (asset ?? $1.key.asset) == $1.key.asset
        ? $0 + $1.value.amount : $0
    }
  }

  func ended(_ ending: ReferenceEnding, _ incident: String = "T") -> Amount {
    (finding.endings[ending] ?? [:]).reduce(.zero) {
      $1.key.incident == incident ? $0 + $1.value : $0
    }
  }

  var isConserved: Bool {
    finding.stolen.allSatisfy { loss, stolen in
      stolen == finding.held(loss) + finding.ended(loss) { _ in true }
    }
  }
}

extension Scenario {
  /// One policy's answer, conserved, and the same as the engine's.
  func answer(_ policy: Policy) throws -> ScenarioAnswer {
    let other = try disagreements([policy])
    #expect(other.isEmpty)
    let finding = try ReferenceTrace.run(facts, request, policy, claims: claims)
    let answer = ScenarioAnswer(finding: finding)
    if policy.isExact { #expect(answer.isConserved, "\(policy): \(finding)") }
    return answer
  }
}
