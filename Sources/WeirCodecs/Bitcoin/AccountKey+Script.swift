import WeirModel

extension AccountKey {
  /// The 20 bytes at `offset`.
  ///
  /// - Precondition: they lie within the script.
  @inline(__always)
  init(_ kind: AddressKind, hash20At offset: Int, of script: Span<UInt8>) {
    let hash = Hash32(
      words: (
        script.littleEndian64(at: offset).byteSwapped,
        script.littleEndian64(at: offset + 8).byteSwapped,
        UInt64(script.littleEndian32(at: offset + 16).byteSwapped) << 32, 0
      ))
    self.init(kind: kind, hash: hash, count: 20)
  }

  /// The 32 bytes at `offset`.
  ///
  /// - Precondition: they lie within the script.
  @inline(__always)
  init(_ kind: AddressKind, hash32At offset: Int, of script: Span<UInt8>) {
    let hash = Hash32(
      words: (
        script.littleEndian64(at: offset).byteSwapped,
        script.littleEndian64(at: offset + 8).byteSwapped,
        script.littleEndian64(at: offset + 16).byteSwapped,
        script.littleEndian64(at: offset + 24).byteSwapped
      ))
    self.init(kind: kind, hash: hash)
  }

  /// The hash of a public key.
  init(hashOf publicKey: Span<UInt8>) {
    self.init(.keyHash, hash20: BitcoinHash.hash160(publicKey))
  }
}
