import CodecPromises
import FuzzDriver

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // The driver reads the `count` bytes that libFuzzer promises.
  unsafe hold(.evmRecords, start, count)
}

/// SwiftPM makes this name the program's `main`.
@_cdecl("FuzzEVM_main")
public func run(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  // The program's arguments as they came.
  unsafe drive(count, arguments, unsafe fuzz)
}
