import WeirCodecs
import WeirModel

/// A table's transfer, and which of the files it came from.
struct SourcedTransfer {
  /// Index in the list of files.
  var file: UInt32
  var transfer: TableTransfer
}

extension SourcedTransfer: Spillable {
  var weight: Int { 1 }

  func spill(to writer: inout SpillWriter) {
    writer.put(file)
    writer.put(UInt64(clamping: transfer.line))
    writer.put(transfer.block)
    writer.put(transfer.time.seconds)
    writer.put(transfer.blockHash) { $0.put($1) }
    writer.put(transfer.transaction) { $0.put($1) }
    writer.put(transfer.index) { $0.put($1) }
    writer.put(transfer.order.rank.rawValue)
    writer.put(transfer.order.sequence)
    writer.put(transfer.move.kind.rawValue)
    writer.put(transfer.move.from) { $0.put($1) }
    writer.put(transfer.move.to) { $0.put($1) }
    transfer.move.asset.spill(to: &writer)
    writer.put(transfer.move.amount)
  }

  init(from reader: inout SpillReader) throws(IngestError) {
    file = try reader.uint32()
    let line = Int(clamping: try reader.uint64())
    let block = try reader.uint64()
    let time = Timestamp(seconds: try reader.int64())
    let blockHash = try reader.optional { reader throws(IngestError) in try reader.hash() }
    let hash = try reader.optional { reader throws(IngestError) in try reader.hash() }
    let index = try reader.optional { reader throws(IngestError) in try reader.uint32() }
    let order = TableTransfer.Order(try reader.value(), try reader.uint64())
    let move = Move(
      kind: try reader.value(),
      from: try reader.optional { reader throws(IngestError) in try reader.account() },
      to: try reader.optional { reader throws(IngestError) in try reader.account() },
      asset: try AssetKey(from: &reader), amount: try reader.amount())
    transfer = TableTransfer(
      line: line, block: block, time: time, blockHash: blockHash, transaction: hash, index: index,
      order: order, move: move)
  }
}

extension AssetKey {
  fileprivate func spill(to writer: inout SpillWriter) {
    switch self {
    case .native: writer.put(UInt8(0))
    case .erc20(let contract):
      writer.put(UInt8(1))
      writer.put(contract)
    case .erc721(let contract, let token):
      writer.put(UInt8(2))
      writer.put(contract)
      writer.put(token)
    case .other(let id):
      writer.put(UInt8(3))
      writer.put(id.description)
    }
  }

  fileprivate init(from reader: inout SpillReader) throws(IngestError) {
    switch try reader.byte() {
    case 0: self = .native
    case 1: self = .erc20(try reader.account())
    case 2: self = .erc721(try reader.account(), token: try reader.uint256())
    default:
      guard let id = AssetID(try reader.text()) else {
        throw IngestError(.storage, "a temporary file holds no asset where one was written")
      }
      self = .other(id)
    }
  }
}
