import WeirCodecs
import WeirModel

extension Promise {
  /// Whatever a node's answers say, they are records or an error, and a block's facts do not
  /// depend on the order of its records.
  ///
  /// The first byte chooses the chain, the rest is JSON.
  public static let evmRecords = Promise("EVM") { input in
    let reader = EVMJSONReader(place: EVMPlace(block: 1))
    var records: [EVMRecord] = []
    // Elements behind a bad one are not read, and those before it count.
    try? elements(of: [input.dropFirst()]) { records += try reader.records(in: $0) }
    let names = ["eip155:1", "eip155:10", "eip155:42161", "eip155:5"]
    guard let chain = ChainID(names[Int(input.first ?? 0) % names.count]) else { return nil }
    return disorder(in: records, on: chain)
  }

  static func disorder(in records: [EVMRecord], on chain: ChainID) -> String? {
    let assembler = EVMBlockAssembler(chain: chain)
    for block in Dictionary(grouping: records, by: \.place.block).values {
      let forward = (try? assembler.assemble(block)).map(EVMFacts.init)
      let backward = (try? assembler.assemble(block.reversed())).map(EVMFacts.init)
      guard forward == backward else { return "the order of records changes a block's facts" }
    }
    return nil
  }
}

/// What can be compared of an assembled block.
private struct EVMFacts: Equatable {
  let notes: [EVMAssembly.Note: Int]
  let coverage: AccountBlock.Coverage
  let hashes: [Hash32?]
  let moves: [[Move]]

  init(_ assembly: EVMAssembly) {
    notes = assembly.notes
    coverage = assembly.block.coverage
    hashes = assembly.block.transactions.map(\.hash)
    moves = assembly.block.transactions.map(\.moves)
  }
}
