import ArgumentParser
import WeirIngest
import WeirModel

extension Ingest {
  struct Bitcoin: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Blocks of Bitcoin and its kin.",
      discussion: """
        Takes blk*.dat files (also XORed: xor.dat is looked for beside them), single raw blocks, \
        and bitcoind's getblock JSON of verbosity 2 or 3. Blocks may be out of order and on stale \
        branches; the chain with the most work is kept, the others beside the ledger.

        Example: weir ingest bitcoin ~/.bitcoin/blocks/blk0*.dat
        """)

    @Option(
      help: "btc, btc:testnet, btc:regtest, ltc, ltc:regtest, bch, bch:regtest, doge, or CAIP-2.")
    var chain = "btc"
    @Flag(
      help: """
        Take inputs whose outputs were never seen as explicit unknowns: counted, shown, and \
        where a trace stops.
        """)
    var allowUnknownInputs = false
    @OptionGroup var options: Options

    func run() throws {
      try options.run { files, progress in
        let ingest = BitcoinIngest(
          ledger: options.data.ledger, chain: try ChainText.chain(chain, of: .utxo),
          allowUnknownInputs: allowUnknownInputs)
        return try ingest.run(files: files, progress: progress)
      }
    }
  }
}
