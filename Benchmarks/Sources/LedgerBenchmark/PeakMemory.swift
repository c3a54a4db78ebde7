import Glibc
import Synchronization

// Unsafe: measuring reads the clock, the process's status and mapped columns through C.

/// Looks at the process's anonymous memory every few milliseconds until it is stopped.
final class PeakMemory: Sendable {
  private let isRunning = Atomic<Bool>(true)
  private let peak = Atomic<UInt64>(0)

  init() {
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(self).toOpaque()
    // The thread takes over the retain and gives it back at its end.
    unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<PeakMemory>.fromOpaque(context).takeRetainedValue().watch()
        return nil
      }, context)
  }

  private func watch() {
    while isRunning.load(ordering: .relaxed) {
      peak.max(anonymousMemory(), ordering: .relaxed)
      usleep(2000)
    }
  }

  func stop() -> UInt64 {
    isRunning.store(false, ordering: .relaxed)
    return peak.load(ordering: .relaxed)
  }
}
