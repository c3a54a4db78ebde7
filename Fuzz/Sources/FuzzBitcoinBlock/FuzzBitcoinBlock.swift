import WeirCodecs
import WeirModel

/// The first byte chooses the network. Behind it stands a block's body: the header is made so that
/// its work is right, because a fuzzer cannot find work and would never come past it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBitcoinBlock(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // libFuzzer promises `count` readable bytes for the length of the call.
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let choice = input.first else { return 0 }
  let networks: [BitcoinNetwork] = [.bitcoinRegtest, .bitcoinCashRegtest, .litecoinRegtest]
  let parser = BitcoinBlockParser(network: networks[Int(choice) % networks.count])
  let body = input.dropFirst()
  _ = try? parser.parse(Array(body))
  guard parser.network.proofOfWork == .doubleSHA256 else { return 0 }
  _ = try? parser.parse(workingHeader + body)
  return 0
}

/// Regtest's genesis header: its work is right, its merkle root fits no fuzzed body.
private let workingHeader: [UInt8] =
  [UInt8](
    hex: "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b2"
      + "7ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f2002000000") ?? []

/// SwiftPM makes this name the program's `main`.
@_cdecl("FuzzBitcoinBlock_main")
public func runFuzzer(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var count = count
  // libFuzzer's own entry, with the program's arguments as they came.
  var arguments = unsafe arguments
  return unsafe runDriver(&count, &arguments, unsafe fuzzBitcoinBlock)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ entry: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
