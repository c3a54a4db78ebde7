import WeirModel

/// The report's words, in one place for whoever translates them.
enum ReportWords {
  static let title = "Where the stolen value is"
  static let kind = "Trace report"
  static let baseUnits = "base units"
  static let flagged = "flagged"
  static let none = "None."

  // MARK: - Sections

  static let stolen = "What was stolen"
  static let holdings = "Where it is now"
  static let policies = "The policies compared"
  static let freeze = "What can still be stopped"
  static let flow = "How it moved"
  static let coverage = "What this rests on"
  static let links = "Links that were followed"
  static let unfollowed = "What was not followed, and why"
  static let method = "Method"
  static let verify = "How to check this report"

  // MARK: - Sentences

  static func record(_ policy: Policy) -> String {
    "Amounts and shares in this section are by \(name(of: policy)), the policy of record of this "
      + "request. \(rule(of: policy))"
  }

  static let conservation =
    "For each incident and stolen asset the parts add up to what was stolen, to the unit. Nothing "
    + "is summed across assets. Poison carries no amounts: it is an upper bound of where any of "
    + "the value may be."
  static let freezeNote =
    "In order of what can still be stopped: not frozen before frozen, then the larger share of "
    + "the loss, then the newer. The account is the last one before the holder's own wallet."
  static let noFreeze = "No labelled custodian and no token that its issuer can freeze was reached."
  static let flowNote =
    "From left to right. The width of a line is its share of the loss. Accounts that pass at "
    + "least four fifths of what they receive on to one other account are drawn as one, and an "
    + "account's movements to itself not at all. A dashed line is a link by a claim, or runs back "
    + "to the left."
  static let coverageNote =
    "The finding is exact for the blocks that are named here. A chain whose blocks were not "
    + "checked on their bytes is as true as the source that they came from."
  static let methodNote =
    "When stolen coins are mixed with others, the chain does not say which of them left first. A "
    + "policy decides, and this report names the one it uses. Coins are followed lot by lot in "
    + "the order of the chain, and divided in whole units, so that no part of the loss appears "
    + "or disappears. Following ends at labelled exchanges, custodians, payment processors and "
    + "mixers, where value is destroyed, and where the reasons above say so. Labels, links and "
    + "prices are claims by their sources: a wrong claim makes a wrong finding."
  static let verifyNote =
    "Whoever has a ledger of the same blocks can compute every figure of this report again:"
  static let verifyCommand = "weir evidence verify BUNDLE --signer weir-ed25519:KEY"
  static let verifyKey =
    "Get the key from the signer by another way than the bundle came. The answer is equal, "
    + "different (and where first), or cannot recompute (and what is missing); a bundle that was "
    + "altered is named as such. The other files of the bundle have these SHA-256 sums:"

  static let stolenCaption = "Each incident and asset by itself"
  static let takenBy = "It began with these transfers:"
  static let heldTitle = "Held"
  static let heldCaption = "Accounts that hold some of the loss, the largest share first"
  static let depositsTitle = "At labelled services"
  static let depositsCaption = "Value that came to labelled services, the largest share first"
  static let freezeCaption = "Freeze candidates"
  static let flowCaption = "The movements of the drawing, the largest share first"
  static let unfollowedCaption = "Loss that was not followed further, and loss that was destroyed"
  static let linksCaption = "Claims by which value crossed where no chain shows it"
  static let coverageCaption = "Chains, and what the ledger holds of them"
  static let incompleteTitle = "Accounts whose history is not complete"
  static let incompleteCaption = "Amounts at these accounts are not exact"
  static let hashesCaption = "Files of the bundle"
  static let claimsHash = "SHA-256 of the claims"
  static let noFlow = "The value has not moved since."
  static let frozen = "frozen already"
  static let notFrozen = "not frozen"
  static let noAccount = "–"
  static let noHash = "no hash stated"
  static let checked = "every block checked on its bytes"
  static let notChecked = "not every block checked on its bytes"
  static let gaps = "blocks are missing in between"
  static let until = "Facts until"
  static let asOf = "Legal status as of"
  static let knownAt = "Claims known at"

  static func unknownInputs(_ count: UInt64) -> String {
    "\(count) input\(count == 1 ? "" : "s") whose origin is not known"
  }

  static func relied(_ count: Int, unverified: Int) -> String {
    "The finding rests on \(count) transaction\(count == 1 ? "" : "s"); \(unverified) of them "
      + "stand in blocks that were not checked on their bytes: their facts are taken from the "
      + "source as it gave them."
  }

  static func destroyed(_ how: Destruction) -> String {
    switch how {
    case .burnt: "destroyed: burnt"
    case .unspendable: "destroyed: unspendable"
    case .byIssuer: "destroyed by the issuer"
    case .unclaimed: "destroyed: unclaimed by the miner"
    }
  }

  static func poison(holdings: Int, deposits: Int) -> String {
    "Poison flags \(holdings) holding\(holdings == 1 ? "" : "s") and \(deposits) arrival"
      + "\(deposits == 1 ? "" : "s") at labelled services."
  }

  static func fees(follows: Bool) -> String {
    follows
      ? "Fees: a miner's part is followed through the coinbase." : "Fees: following ends in them."
  }

  static func dust(_ amount: Amount) -> String {
    amount.isZero
      ? "Dust: no amount is too small to be followed."
      : "Dust: lots whose loss is below \(amount) base units are not followed."
  }

  static func time(_ what: String, _ time: Timestamp?) -> String {
    "\(what): \(time?.description ?? "no limit")."
  }

  static func bounds(_ transfers: Int, _ addresses: Int, _ counterparties: Int) -> String {
    "Bounds for each policy: \(transfers) transfers read, \(addresses) accounts followed; an "
      + "unlabelled contract of more than \(counterparties) counterparties is not followed."
  }

  static func more(_ count: Int, in file: String) -> String {
    "\(count) more in \(file)."
  }

  static func leftOut(_ edges: Int, share: String) -> String {
    "\(edges) smaller movements, each at most \(share) of a loss, are left out of the drawing."
  }

  static func moved(_ share: String, _ transfers: Int) -> String {
    "\(share) of the loss, \(transfers) transfer\(transfers == 1 ? "" : "s")"
  }

  static func crossing(_ link: LinkTotal) -> String {
    "\(link.kind.rawValue) link, \(link.strength.name)"
  }

  static func peelChain(_ hops: Int) -> String { "chain of \(hops) accounts" }

  // MARK: - Names

  static func name(of policy: Policy) -> String {
    switch policy {
    case .fifo: "FIFO"
    case .haircut: "haircut"
    case .poison: "poison"
    case .lifo: "LIFO"
    case .tiho: "TIHO"
    case .libr: "LIBR"
    }
  }

  static func rule(of policy: Policy) -> String {
    switch policy {
    case .fifo: "First in, first out: the oldest coins of an account leave first."
    case .haircut: "Pro rata: every payment carries the loss in proportion to the balance."
    case .poison: "Whatever is paid from a balance with stolen value in it is flagged."
    case .lifo: "Last in, first out: the newest coins of an account leave first."
    case .tiho: "Taint to the highest: the largest part takes the stolen coins first."
    case .libr: "Lowest intermediate balance: an account pays with its own money first."
    }
  }

  static func name(of category: LabelCategory) -> String {
    switch category {
    case .exchange: "Exchange"
    case .custodian: "Custodian"
    case .payment: "Payment processor"
    case .mixer: "Mixer"
    case .bridge: "Bridge"
    case .dex: "Trading venue"
    case .issuer: "Token issuer"
    case .burn: "Burn address"
    case .sanctioned: "Sanctioned"
    case .theft: "Theft"
    case .scam: "Scam"
    case .other: "Labelled"
    }
  }
}
