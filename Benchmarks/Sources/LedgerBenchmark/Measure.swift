import Glibc

// Unsafe: measuring reads the clock, the process's status and mapped columns through C.

/// CPU seconds of this process: the machine may be shared.
func processSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

func wallSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Anonymous memory of this process in bytes, as Linux counts it.
func anonymousMemory() -> UInt64 {
  guard let file = unsafe fopen("/proc/self/status", "r") else { return 0 }
  defer { unsafe _ = fclose(file) }
  var line = [CChar](repeating: 0, count: 256)
  while unsafe fgets(&line, 256, file) != nil {
    let text = String(
      decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard text.hasPrefix("RssAnon:") else { continue }
    return text.split(whereSeparator: { !$0.isNumber }).first.flatMap { UInt64($0) }.map {
      $0 * 1024
    } ?? 0
  }
  return 0
}

/// The figures of one run by step, in seconds, the best of all runs kept.
struct Figures {
  var best: [String: Double] = [:]
  var notes: [String: String] = [:]

  mutating func add(_ step: String, _ seconds: Double) {
    best[step] = min(best[step] ?? .infinity, seconds)
  }

  mutating func time<Result>(_ step: String, _ body: () throws -> Result) rethrows -> Result {
    let start = processSeconds()
    let result = try body()
    add(step, processSeconds() - start)
    return result
  }
}

/// Runs a peer and takes the seconds and results that it prints. Reading columns and building the
/// C floor's index together are its load.
func runPeer(_ command: String, into figures: inout Figures) {
  guard let pipe = unsafe popen(command, "r") else { return }
  var load = 0.0
  defer { unsafe _ = pclose(pipe) }
  var line = [CChar](repeating: 0, count: 512)
  while unsafe fgets(&line, 512, pipe) != nil {
    let text = String(
      decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count >= 2, let value = Double(words[1]) else { continue }
    if words[0] == "read_columns_s" || words[0] == "csr_build_s" { load += value }
    figures.add(String(words[0]), value)
    figures.notes[String(words[0])] = words.dropFirst(2).joined(separator: " ")
  }
  if load > 0 { figures.add("load_s", load) }
}
