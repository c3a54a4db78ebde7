/// What a codec promises for any bytes at all.
///
/// The fuzzers look for bytes that break a promise, by a trap or by a false statement; the
/// ordinary tests make the same statement about everything that a fuzzer has ever found.
public struct Promise: Sendable {
  /// The folder of its findings, and of its seeds behind `Fuzz`.
  public let name: String
  private let statement: @Sendable ([UInt8]) -> String?

  /// - Parameter statement: what is wrong with what the codec made of the bytes; `nil` for nothing.
  public init(_ name: String, _ statement: @escaping @Sendable ([UInt8]) -> String?) {
    self.name = name
    self.statement = statement
  }

  /// What is broken for these bytes; `nil` where the promise is kept.
  public func breach(by bytes: [UInt8]) -> String? { statement(bytes) }

  /// Every promise of `WeirModel` and `WeirCodecs` that has a fuzzer of this kind.
  public static let all: [Promise] = [
    .jsonStream, .evmRecords, .bitcoinJSON, .table, .claims, .claimLine, .zip, .identifiers,
  ]
}

extension [UInt8] {
  /// The pieces of a source that gives `size` bytes at a time.
  func pieces(of size: Int) -> [ArraySlice<UInt8>] {
    stride(from: 0, to: count, by: Swift.max(size, 1)).map {
      self[$0..<Swift.min($0 + Swift.max(size, 1), count)]
    }
  }
}
