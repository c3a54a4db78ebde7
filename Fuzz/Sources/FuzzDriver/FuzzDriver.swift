public import CodecPromises

// Unsafe: libFuzzer hands over a pointer and a length; both are read once, here.

/// Traps where the input breaks the promise: the trap is what libFuzzer keeps an input for.
public func hold(_ promise: Promise, _ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // libFuzzer promises `count` readable bytes for the length of the call.
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  if let breach = promise.breach(by: input) { preconditionFailure("\(promise.name): \(breach)") }
  return 0
}

/// Runs libFuzzer with a program's arguments.
public func drive(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ entry: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt {
  var count = count
  // libFuzzer's own entry, with the program's arguments as they came.
  var arguments = unsafe arguments
  return unsafe runDriver(&count, &arguments, unsafe entry)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ entry: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
