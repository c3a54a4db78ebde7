import WeirCodecs
import WeirModel

/// The first byte chooses the chain, the rest is text. What is accepted must come back.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAddress(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // libFuzzer promises `count` readable bytes for the length of the call.
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let choice = input.first else { return 0 }
  let chains = BitcoinNetwork.all.map(\.chain) + [.ethereum]
  let chain = chains[Int(choice) % chains.count]
  let text = String(decoding: input.dropFirst(), as: UTF8.self)
  guard let key = try? AddressCodec.key(of: text, on: chain) else { return 0 }
  let canonical = AddressCodec.text(of: key, on: chain)
  let again = try? AddressCodec.key(of: canonical, on: chain)
  precondition(again == key, "an address that was accepted does not come back")
  return 0
}

/// SwiftPM makes this name the program's `main`.
@_cdecl("FuzzAddress_main")
public func runFuzzer(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var count = count
  // libFuzzer's own entry, with the program's arguments as they came.
  var arguments = unsafe arguments
  return unsafe runDriver(&count, &arguments, unsafe fuzzAddress)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ entry: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
