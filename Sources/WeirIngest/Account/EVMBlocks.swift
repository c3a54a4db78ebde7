import WeirCodecs
import WeirModel

/// The blocks that sorted records make.
struct EVMBlocks: AccountBlockSource {
  let sorter: EVMRecordSorter
  let assembler: EVMBlockAssembler
  let files: [String]
  /// Called for every block of the first reading.
  let onAssembly: (EVMAssembly) -> Void

  var elementCount: UInt64 { sorter.count }
  var lastNumber: UInt64? { sorter.lastBlock }

  func blocks() throws -> Sequence {
    Sequence(
      groups: try sorter.groups(), assembler: assembler, files: files, onAssembly: onAssembly)
  }

  struct Sequence: AccountBlockSequence {
    fileprivate var groups: KeySorter<SourcedRecord>.Groups
    fileprivate let assembler: EVMBlockAssembler
    fileprivate let files: [String]
    fileprivate let onAssembly: (EVMAssembly) -> Void

    var elementsDone: UInt64 { groups.done }

    mutating func next() throws -> (block: AccountBlock, source: String)? {
      guard let (number, records) = try groups.next() else { return nil }
      let source = sourceNames(of: records.map(\.file), in: files)
      do throws(EVMError) {
        let assembly = try assembler.assemble(records.map(\.record))
        onAssembly(assembly)
        return (assembly.block, source)
      } catch {
        let code: IngestError.Code =
          error.code == .disagreement
          ? .disagreement : IngestError.Code(rawValue: error.code.rawValue)
        throw IngestError(code, "block \(number): \(error.message)", file: source)
      }
    }
  }
}

/// The names of some files, at most three of them.
func sourceNames(of indices: [UInt32], in files: [String]) -> String {
  let names = Set(indices).sorted().map { files[Int($0)] }
  let rest = names.count > 3 ? " and \(names.count - 3) more" : ""
  return names.prefix(3).joined(separator: ", ") + rest
}
