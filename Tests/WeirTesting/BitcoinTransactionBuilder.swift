import Crypto
public import WeirModel

/// Builds one transaction, byte by byte.
public struct BitcoinTransactionBuilder: Sendable {
  public struct Input: Sendable {
    public var previous: Outpoint
    public var script: [UInt8]
    public var sequence: UInt32 = .max
    public var witness: [[UInt8]]

    public init(previous: Outpoint, script: [UInt8] = [], witness: [[UInt8]] = []) {
      self.previous = previous
      self.script = script
      self.witness = witness
    }
  }

  public struct Output: Sendable {
    public var value: UInt64
    public var script: [UInt8]

    public init(value: UInt64, script: [UInt8]) {
      self.value = value
      self.script = script
    }
  }

  public var version: UInt32 = 2
  public var inputs: [Input]
  public var outputs: [Output]
  public var lockTime: UInt32 = 0

  public init(inputs: [Input], outputs: [Output]) {
    self.inputs = inputs
    self.outputs = outputs
  }

  public var hasWitness: Bool { inputs.contains { !$0.witness.isEmpty } }

  /// With its witness, where it has one.
  public var bytes: [UInt8] { bytes(withWitness: hasWitness) }

  public var idBytes: [UInt8] { BitcoinBytes.doubleHash(bytes(withWitness: false)) }
  public var id: Hash32 { Hash32(idBytes) ?? .zero }
  public var witnessID: [UInt8] { BitcoinBytes.doubleHash(bytes) }

  public func bytes(withWitness: Bool) -> [UInt8] {
    var bytes = BitcoinBytes.little(version)
    if withWitness { bytes += [0, 1] }
    bytes += BitcoinBytes.count(inputs.count)
    for input in inputs {
      bytes += input.previous.transaction.bytes + BitcoinBytes.little(input.previous.index)
      bytes += BitcoinBytes.count(input.script.count) + input.script
      bytes += BitcoinBytes.little(input.sequence)
    }
    bytes += BitcoinBytes.count(outputs.count)
    for output in outputs {
      bytes += BitcoinBytes.little(UInt32(truncatingIfNeeded: output.value))
      bytes += BitcoinBytes.little(UInt32(truncatingIfNeeded: output.value >> 32))
      bytes += BitcoinBytes.count(output.script.count) + output.script
    }
    if withWitness {
      for input in inputs {
        bytes += BitcoinBytes.count(input.witness.count)
        for item in input.witness { bytes += BitcoinBytes.count(item.count) + item }
      }
    }
    return bytes + BitcoinBytes.little(lockTime)
  }
}

/// The scripts that wallets pay to.
public enum BitcoinScript {
  public static func payToKeyHash(_ hash: [UInt8]) -> [UInt8] {
    [0x76, 0xa9, 0x14] + hash + [0x88, 0xac]
  }
  public static func payToScriptHash(_ hash: [UInt8]) -> [UInt8] { [0xa9, 0x14] + hash + [0x87] }
  public static func payToKey(_ key: [UInt8]) -> [UInt8] { [UInt8(key.count)] + key + [0xac] }
  public static func payToWitness(version: UInt8, _ program: [UInt8]) -> [UInt8] {
    let opcode: UInt8 = version == 0 ? 0 : 0x50 + version
    return [opcode, UInt8(program.count)] + program
  }
  public static func multisig(_ needed: UInt8, of keys: [[UInt8]]) -> [UInt8] {
    var script: [UInt8] = [0x50 + needed]
    for key in keys {
      script.append(UInt8(key.count))
      script += key
    }
    script.append(0x50 + UInt8(keys.count))
    script.append(0xae)
    return script
  }
  public static func note(_ bytes: [UInt8]) -> [UInt8] { [0x6a, UInt8(bytes.count)] + bytes }
}

/// Bitcoin's way to write numbers, and its hash, by swift-crypto.
public enum BitcoinBytes {
  public static func little(_ value: UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest: UInt32 = value
    for _ in 0..<4 {
      bytes.append(UInt8(rest & 255))
      rest >>= 8
    }
    return bytes
  }

  /// A count in its shortest form, up to 32 bits.
  public static func count(_ value: Int) -> [UInt8] {
    let word = little(UInt32(value))
    switch value {
    case ..<0xfd: return [word[0]]
    case ...0xffff: return [0xfd, word[0], word[1]]
    default: return [0xfe] + word
    }
  }

  public static func doubleHash(_ bytes: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: Array(SHA256.hash(data: bytes))))
  }
}
