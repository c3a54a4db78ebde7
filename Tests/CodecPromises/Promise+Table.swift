import WeirCodecs
import WeirModel

extension Promise {
  /// However the bytes arrive, a table gives the same rows and the same error; its transfers and
  /// records become blocks or an error.
  ///
  /// The first byte chooses chain and map, the second is the size of the pieces, the rest a table.
  public static let table = Promise("Table") { input in
    let choice = Int(input.first ?? 0)
    let chains: [ChainID] = [.ethereum, .bitcoin, .dogecoin]
    let chain = chains[choice % chains.count]
    let map = choice & 0x80 == 0 ? nil : try? ColumnMap(parsing: mapText)
    let text = Array(input.dropFirst(2))
    let whole = TableReading([text[...]], chain: chain, map: map)
    let size = Int(input.dropFirst().first ?? 0) + 1
    let pieces = TableReading(text.pieces(of: size), chain: chain, map: map)
    guard pieces.failure == whole.failure else {
      return "pieces of \(size) bytes give another error than the whole"
    }
    // A file that is refused gives the rows of the pieces before.
    guard whole.failure != nil || pieces == whole else {
      return "pieces of \(size) bytes give other rows than the whole"
    }
    return disorder(in: whole.records, on: chain) ?? loss(in: whole.transfers)
  }

  private static let mapText = "time=t,block=@time,from=f,to=to,amount=v,decimals=d,asset=a,fee=fee"

  /// Every move of a block is one of the table's.
  private static func loss(in transfers: [TableTransfer]) -> String? {
    guard let blocks = try? TableAssembler.blocks(of: transfers, file: "t.csv") else { return nil }
    let moves = blocks.flatMap { $0.transactions.flatMap(\.moves) }
    guard Set(moves) == Set(transfers.map(\.move)) else { return "moves are lost or made up" }
    return moves.count <= transfers.count ? nil : "more moves than transfers"
  }
}

/// All that a table gives.
private struct TableReading: Equatable {
  private(set) var transfers: [TableTransfer] = []
  private(set) var records: [EVMRecord] = []
  private var fields: [TableRecord] = []
  private var refusals: [TableError] = []
  private(set) var failure: TableError?

  init(_ pieces: [ArraySlice<UInt8>], chain: ChainID, map: ColumnMap?) {
    var table = TransferTable(file: "t.csv", context: TableContext(chain: chain), map: map)
    do throws(TableError) {
      for piece in pieces { take(try table.feed(piece.span)) }
      take(try table.finish())
    } catch {
      failure = error
    }
  }

  private mutating func take(_ rows: [TableRow]) {
    for row in rows {
      switch row {
      case .transfers(_, let some): transfers += some
      case .record(let record):
        fields.append(record)
        records += (try? EVMRow(record).records()) ?? []
      case .refused(let error):
        refusals.append(error)
      }
    }
  }
}
