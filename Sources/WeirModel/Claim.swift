/// What someone says about something.
///
/// A claim is never edited: a newer claim withdraws it. It has two times. *Valid* is when it
/// held in the world; *recorded* is when we learnt it.
public struct Claim: Hashable, Sendable {
  public let subject: Subject
  public let predicate: Predicate
  /// Who says it: a list, a pack, a person, a protocol.
  public let source: String
  /// The date that the source itself gives.
  public let authorityDate: Timestamp?
  /// First moment at which it holds; `nil` is always.
  public let validFrom: Timestamp?
  /// First moment at which it holds no more; `nil` is never.
  public let validUntil: Timestamp?
  /// When we learnt it; `nil` where nobody wrote that down, which `--known-at` takes as always.
  public let recordedAt: Timestamp?
  public let confidence: Confidence
  public let marking: Marking

  public init(
    subject: Subject, predicate: Predicate, source: String, authorityDate: Timestamp? = nil,
    validFrom: Timestamp? = nil, validUntil: Timestamp? = nil, recordedAt: Timestamp? = nil,
    confidence: Confidence = .probable, marking: Marking = .clear
  ) {
    self.subject = subject
    self.predicate = predicate
    self.source = source
    self.authorityDate = authorityDate
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.recordedAt = recordedAt
    self.confidence = confidence
    self.marking = marking
  }
}

extension Claim {
  /// What a claim is about.
  public enum Subject: Hashable, Sendable {
    case account(ChainID, AccountKey)
    case asset(AssetID)
    /// A transfer: chain, transaction and position in it.
    case transfer(TransferReference)
  }

  /// What a claim says of its subject.
  public enum Predicate: Hashable, Sendable {
    /// "This is `name`, a `category`."
    case label(name: String, category: LabelCategory)
    /// "The value of this transfer came out again there."
    case link(to: TransferReference, kind: LinkKind)
    /// "One whole unit of this asset was worth this many micro-units of a currency."
    case price(currency: String, micros: UInt64)
    /// "This asset has so many decimals and is called so."
    case denomination(decimals: Int, symbol: String?)
  }

  /// Whether it holds at `moment`.
  public func isValid(at moment: Timestamp) -> Bool {
    (validFrom.map { $0 <= moment } ?? true) && (validUntil.map { moment < $0 } ?? true)
  }

  /// Whether we knew it at `moment`; `nil` asks for all that we know.
  public func isKnown(at moment: Timestamp?) -> Bool {
    guard let moment, let recordedAt else { return true }
    return recordedAt <= moment
  }
}

/// How sure a source is, or how strong a link is.
public enum Confidence: Int, Sendable, CaseIterable, Comparable {
  case possible = 1
  case probable = 2
  /// By a protocol's own identifier, or by the authority that decides it.
  case certain = 3

  public static func < (left: Confidence, right: Confidence) -> Bool {
    left.rawValue < right.rawValue
  }

  public init?(name: String) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  public var name: String {
    switch self {
    case .possible: "possible"
    case .probable: "probable"
    case .certain: "certain"
    }
  }
}

/// Traffic Light Protocol 2.0, from open to strict.
///
/// *Source:* FIRST, "Traffic Light Protocol (TLP)", version 2.0, August 2022.
public enum Marking: String, Sendable, CaseIterable, Comparable {
  case clear = "TLP:CLEAR"
  case green = "TLP:GREEN"
  case amber = "TLP:AMBER"
  case amberStrict = "TLP:AMBER+STRICT"
  case red = "TLP:RED"

  private var strictness: Int {
    switch self {
    case .clear: 0
    case .green: 1
    case .amber: 2
    case .amberStrict: 3
    case .red: 4
    }
  }

  public static func < (left: Marking, right: Marking) -> Bool {
    left.strictness < right.strictness
  }
}

/// What tracing needs to know of a labelled account.
public enum LabelCategory: String, Sendable, CaseIterable {
  case exchange, custodian, payment
  case mixer, bridge, dex
  /// Mints, burns and freezes a token.
  case issuer
  case burn
  case sanctioned, theft, scam
  case other

  /// Whether the coins stop being the thief's to follow on chain.
  public var isCustody: Bool {
    self == .exchange || self == .custodian || self == .payment
  }
}

/// How value crosses where the chain does not show it.
public enum LinkKind: String, Sendable, CaseIterable {
  /// A deposit on one chain and its release on another.
  case bridge
  /// A mixer's deposit and the withdrawal that a named person accepts as its own.
  case demix
}
