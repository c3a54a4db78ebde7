import WeirModel

/// A block's facts as bytes: in temporary files, and in the log of side blocks, where they keep
/// their meaning over versions.
///
/// `docs/formats/side-log.md` describes the bytes.
extension UTXOBlock {
  func spill(to writer: inout SpillWriter) {
    writer.put(hash)
    writer.put(parent)
    writer.put(time.seconds)
    writer.put(height) { $0.put($1) }
    writer.put(work)
    writer.put(isVerified)
    writer.put(transactions) { writer, transaction in
      writer.put(transaction.id)
      writer.put(transaction.inputs) { writer, input in
        writer.put(input.previous.transaction)
        writer.put(input.previous.index)
        writer.put(input.stated) { $1.spill(to: &$0) }
      }
      writer.put(transaction.outputs) { $1.spill(to: &$0) }
    }
  }

  init(from reader: inout SpillReader) throws(IngestError) {
    self.init(
      hash: try reader.hash(), parent: try reader.hash(),
      time: Timestamp(seconds: try reader.int64()),
      height: try reader.optional { reader throws(IngestError) in try reader.uint64() },
      work: try reader.uint256(), isVerified: try reader.bool(),
      transactions: try reader.list { reader throws(IngestError) in
        UTXOTransaction(
          id: try reader.hash(),
          inputs: try reader.list { reader throws(IngestError) in try UTXOInput(from: &reader) },
          outputs: try reader.list { reader throws(IngestError) in try UTXOOutput(from: &reader) })
      })
  }

  /// The facts as bytes.
  var spilled: [UInt8] {
    var writer = SpillWriter()
    spill(to: &writer)
    return writer.bytes
  }
}

extension UTXOInput {
  fileprivate init(from reader: inout SpillReader) throws(IngestError) {
    self.init(
      previous: Outpoint(transaction: try reader.hash(), index: try reader.uint32()),
      stated: try reader.optional { reader throws(IngestError) in try UTXOOutput(from: &reader) })
  }
}

extension UTXOOutput {
  fileprivate func spill(to writer: inout SpillWriter) {
    writer.put(value)
    writer.put(owner)
    writer.put(members) { $0.put($1) }
    writer.put(isSpendable)
  }

  fileprivate init(from reader: inout SpillReader) throws(IngestError) {
    self.init(
      value: try reader.uint64(), owner: try reader.account(),
      members: try reader.list { reader throws(IngestError) in try reader.account() },
      isSpendable: try reader.bool())
  }
}
