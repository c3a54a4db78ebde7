public import CodecPromises
import Crypto
import Foundation
import WeirCodecs
import WeirLedger
import WeirModel
import WeirTrace

extension Promise {
  /// Whatever a signed bundle holds, it is judged; an empty ledger calls none of them equal.
  ///
  /// The first byte chooses how much of the bundle is made right: a fuzzer can neither sign nor
  /// hash, and would never come past the signature. Zero bytes part the files behind it.
  public static let evidence = Promise("Evidence") { input in
    let parts = input.dropFirst().split(separator: 0, omittingEmptySubsequences: false).map {
      Array($0)
    }
    func part(_ index: Int) -> [UInt8] { index < parts.count ? parts[index] : [] }
    var files: [String: [UInt8]] = [
      "parameters.json": part(0), "claims.jsonl": part(1), "findings.json": part(3),
      "transactions.json": part(4), "report.html": [],
    ]
    let choice = (input.first ?? 0) % 3
    let manifest = choice == 0 ? part(2) : manifest(of: files, ledger: part(2))
    files["manifest.json"] = manifest
    files["signature.json"] = choice == 2 ? part(5) : signature(of: manifest)
    let verdict = try? verifier?.verify(files: files)
    if verdict == .equal { return "a ledger without blocks confirms a bundle" }
    return input.isEmpty ? nil : unreadable(part(0))
  }

  private static let key = try? Curve25519.Signing.PrivateKey(
    rawRepresentation: [UInt8](repeating: 7, count: 32))

  private static let verifier: EvidenceVerifier? = {
    guard let key, let known = PublicKey(bytes: Array(key.publicKey.rawRepresentation)) else {
      return nil
    }
    return EvidenceVerifier(ledger: Ledger(directory: "/nonexistent"), trusted: [known])
  }()

  private static func manifest(of files: [String: [UInt8]], ledger: [UInt8]) -> [UInt8] {
    let hashes = files.sorted { $0.key < $1.key }.map { name, bytes in
      "\"\(name)\":\"\(SHA256.hash(data: bytes).hex)\""
    }
    let ledger = String(decoding: ledger.isEmpty ? Array("[]".utf8) : ledger, as: UTF8.self)
    let text =
      "{\"engine\":\"\(Trace.engine)\",\"files\":{\(hashes.joined(separator: ","))},"
      + "\"format\":\"\(EvidenceManifest.format)\",\"ledger\":\(ledger),"
      + "\"marking\":\"TLP:CLEAR\"}"
    return Array(text.utf8)
  }

  private static func signature(of manifest: [UInt8]) -> [UInt8] {
    guard let key, let known = PublicKey(bytes: Array(key.publicKey.rawRepresentation)),
      let signature = try? key.signature(for: manifest)
    else { return [] }
    let text =
      "{\"format\":\"weir-signature/1\",\"key\":\"\(known)\",\"key_id\":\"\(known.id.hex)\","
      + "\"signature\":\"\(signature.base64EncodedString())\"}"
    return Array(text.utf8)
  }

  /// A request, a key file or a trust file that is taken is written as the same again.
  private static func unreadable(_ bytes: [UInt8]) -> String? {
    if let document = try? JSONDocument(bytes),
      let request = try? TraceRequest(parsing: document.root),
      (try? JSONWriter.canonical(request.json)) != bytes
    {
      return "a request is not written as it was read"
    }
    if let trust = try? TrustList(fileBytes: bytes),
      (try? TrustList(fileBytes: trust.fileBytes)) != trust
    {
      return "a trust list does not come back"
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let key = PublicKey(text), key.description != text { return "a key has two texts" }
    _ = try? SigningKey(fileBytes: bytes)
    _ = Theft.Source(text)
    return nil
  }
}

extension SHA256.Digest {
  fileprivate var hex: String {
    map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
