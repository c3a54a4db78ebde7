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
