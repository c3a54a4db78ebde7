import Foundation

/// What the tests read of `--json`, as `docs/formats/trace.md` documents it.
struct TraceAnswer: Decodable {
  let stolen: [Loss]
  let policies: [String: PolicyAnswer]
  let cut: [String]

  struct Loss: Decodable {
    let incident: String
    let asset: String
    let amount: String
  }

  struct PolicyAnswer: Decodable {
    let totals: [Total]
    let holdings: [Holding]
    let cut: [String]
  }

  struct Total: Decodable {
    let incident: String
    let asset: String
    let stolen: String
    let held: String
    let custody: String
    let mixer: String
    let fees: String
    let destroyed: String
    let unfollowed: String

    /// Decimal digits only; 128 bits are enough for all that is stolen here.
    var sumsToStolen: Bool {
      let parts = [held, custody, mixer, fees, destroyed, unfollowed].map { UInt128($0) }
      guard let stolen = UInt128(stolen), !parts.contains(nil) else { return false }
      return parts.compactMap(\.self).reduce(0, +) == stolen
    }
  }

  struct Holding: Decodable {
    let account: String
    let asset: String
    let amount: String
    let label: String?
  }

  init(_ outcome: WeirCommand.Outcome) throws {
    self = try JSONDecoder().decode(TraceAnswer.self, from: outcome.output)
  }
}
