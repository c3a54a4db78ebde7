import WeirCodecs
import WeirModel

/// The blocks that sorted rows of tables make.
struct TableBlocks: AccountBlockSource {
  let sorter: KeySorter<SourcedTransfer>
  let files: [String]

  var elementCount: UInt64 { sorter.count }
  var lastNumber: UInt64? { sorter.lastKey }

  func blocks() throws -> Sequence { Sequence(groups: try sorter.groups(), files: files) }

  struct Sequence: AccountBlockSequence {
    fileprivate var groups: KeySorter<SourcedTransfer>.Groups
    fileprivate let files: [String]

    var elementsDone: UInt64 { groups.done }

    mutating func next() throws -> (block: AccountBlock, source: String)? {
      guard let (number, transfers) = try groups.next() else { return nil }
      let source = sourceNames(of: transfers.map(\.file), in: files)
      do throws(TableError) {
        let blocks = try TableAssembler.blocks(of: transfers.map(\.transfer), file: source)
        // A group of transfers is one block by its key.
        return blocks.first.map { ($0, source) }
      } catch {
        let isConflict = error.code == .conflict
        throw IngestError(
          isConflict ? .disagreement : IngestError(error).code,
          (isConflict ? "two rows disagree about block \(number): " : "")
            + IngestError(error).message, file: source)
      }
    }
  }
}
