import WeirCodecs
import WeirModel

extension Promise {
  /// However the bytes arrive, a table of claims gives the same claims; every claim that is taken
  /// has one canonical line and one row, and both are read as the same claim.
  ///
  /// The first byte chooses JSON or the size of a table's pieces, the rest is the file.
  public static let claims = Promise("Claims") { input in
    let size = Int(input.first ?? 0)
    let text = Array(input.dropFirst())
    guard size > 0 else {
      let result = try? ClaimReader.read(text, file: "c.json", resolve: resolve)
      return result?.claims.lazy.compactMap(unfaithful).first
    }
    let whole = tableClaims([text[...]])
    guard lines(tableClaims(text.pieces(of: size))) == lines(whole) else {
      return "pieces of \(size) bytes give other claims than the whole"
    }
    return whole?.lazy.compactMap(unfaithful).first
  }

  /// A line that is taken is the claim's own, and the claim can be written as a table.
  public static let claimLine = Promise("ClaimLine") { input in
    guard let claim = try? Claim(canonicalLine: input) else { return nil }
    guard Array(claim.canonicalLine.utf8) == input else { return "another spelling was taken" }
    let bytes = Claim.canonicalBytes(of: [claim, claim])
    return bytes == input + [0x0A] ? nil : "a set of one claim has not its line"
  }

  private static func tableClaims(_ pieces: [ArraySlice<UInt8>]) -> [Claim]? {
    var reader = ClaimReader(file: "c.csv", resolve: resolve)
    do {
      for piece in pieces { try reader.feed(piece.span) }
      return try reader.finish().claims
    } catch {
      return nil
    }
  }

  private static func lines(_ claims: [Claim]?) -> [[UInt8]]? {
    claims?.map { Array($0.canonicalLine.utf8) }
  }

  private static func unfaithful(_ claim: Claim) -> String? {
    let line = Array(claim.canonicalLine.utf8)
    guard let again = try? Claim(canonicalLine: line), Array(again.canonicalLine.utf8) == line
    else { return "a claim's canonical line is not read" }
    let table = Array(ClaimTable.csv([claim]).utf8)
    guard let rows = tableClaims([table[...]]), lines(rows) == [line] else {
      return "a claim's row is not read as the claim"
    }
    return nil
  }

  private struct NoChain: Error {}

  @Sendable private static func resolve(
    _ chain: String?, _ address: String
  ) throws -> (ChainID, AccountKey) {
    guard let chain = ChainID(nameOrIdentifier: chain ?? "eth") else { throw NoChain() }
    return (chain, try AddressCodec.key(of: address, on: chain))
  }
}
