import WeirCodecs
import WeirModel

/// The first byte is the size of the pieces, the next eight the obfuscation, the rest a file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBlockFile(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // libFuzzer promises `count` readable bytes for the length of the call.
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let first = input.first,
    let obfuscation = BlockFileReader.Obfuscation(Array(input.dropFirst().prefix(8)))
  else { return 0 }
  let file = Array(input.dropFirst(9))
  _ = BlockFileKind(firstBytes: file, network: .bitcoin, obfuscation: obfuscation)
  _ = try? BlockFileKind.bytes(ofHex: file)
  var reader = BlockFileReader(network: .bitcoin, obfuscation: obfuscation)
  let size = Int(first) + 1
  for place in stride(from: 0, to: file.count, by: size) {
    guard (try? reader.append(file[place..<min(place + size, file.count)])) != nil else { return 0 }
  }
  _ = reader.finish()
  return 0
}

/// SwiftPM makes this name the program's `main`.
@_cdecl("FuzzBlockFile_main")
public func runFuzzer(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var count = count
  // libFuzzer's own entry, with the program's arguments as they came.
  var arguments = unsafe arguments
  return unsafe runDriver(&count, &arguments, unsafe fuzzBlockFile)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ entry: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
