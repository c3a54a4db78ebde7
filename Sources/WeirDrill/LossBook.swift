import WeirModel

/// Where losses came to rest, as the thief writes it down.
struct LossBook {
  private(set) var entries: [DrillTruth.Entry] = []
  /// Lots inside a bridge, until a link lets them out.
  private var crossings: [TransferReference: [Lot]] = [:]
  private(set) var secrets: [DrillTruth.Secret] = []

  /// Writes down the losses of `lots` at the place that each comes to.
  mutating func settle(_ lots: [Lot], at place: (Lot) -> DrillTruth.Place) {
    for lot in lots {
      guard let loss = lot.loss else { continue }
      entries.append(
        DrillTruth.Entry(
          incident: loss.incident, stolen: loss.asset, loss: loss.amount, place: place(lot),
          isUnmixed: !lot.isMixed))
    }
  }

  mutating func enterBridge(_ lots: [Lot], by transfer: TransferReference) {
    crossings[transfer] = lots
  }

  /// What entered by `transfer`, which no longer is in the bridge.
  mutating func leaveBridge(_ transfer: TransferReference) -> [Lot] {
    crossings.removeValue(forKey: transfer) ?? []
  }

  /// What entered a bridge and has no link stays unfollowed.
  mutating func closeBridges() {
    let open = crossings.sorted { $0.key.description < $1.key.description }
    for (transfer, lots) in open {
      settle(lots) { _ in .unlinkedBridge(transfer) }
    }
    crossings = [:]
  }

  mutating func keepSecret(paidIn: TransferReference, cameOut: TransferReference) {
    secrets.append(DrillTruth.Secret(paidIn: paidIn, cameOut: cameOut))
  }
}

/// What happens to a loss at an account where the thief's control of it ends.
enum Sink: Hashable {
  case exchange(String)
  case mixer, bridge, burn, manyParties
}

extension LossBook {
  /// Settles what `payer` paid into a sink.
  mutating func settle(
    _ lots: [Lot], in sink: Sink, of holder: DrillTruth.Holder, from payer: AccountKey,
    by transfer: TransferReference, asset: AssetID
  ) {
    switch sink {
    case .exchange(let name):
      settle(lots) { lot in
        .custody(
          DrillTruth.Deposit(
            exchange: name, wallet: holder, depositAddress: payer, sweep: transfer, asset: asset,
            amount: lot.amount))
      }
    case .mixer: settle(lots) { _ in .mixer(holder, transfer: transfer) }
    case .bridge: enterBridge(lots, by: transfer)
    case .burn: settle(lots) { _ in .burnt(transfer) }
    case .manyParties: settle(lots) { _ in .manyParties(holder, transfer: transfer) }
    }
  }
}
