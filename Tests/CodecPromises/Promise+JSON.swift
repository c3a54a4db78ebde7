import WeirCodecs

extension Promise {
  /// However the bytes arrive, the stream gives the same values and the same error; what is read
  /// can be written and read again.
  ///
  /// The first byte is the size of the pieces, the rest the text.
  public static let jsonStream = Promise("JSON") { input in
    let text = Array(input.dropFirst())
    let whole = JSONReading([text[...]])
    for size in Set([1, 2, 3, Int(input.first ?? 0) + 1]) {
      guard JSONReading(text.pieces(of: size)) == whole else {
        return "pieces of \(size) bytes give other values than the whole"
      }
    }
    if text.count <= 64 {
      for place in text.indices where JSONReading([text[..<place], text[place...]]) != whole {
        return "a cut at byte \(place) gives other values than the whole"
      }
    }
    return whole.values.lazy.compactMap(unwritable).first
  }

  private static func unwritable(_ value: JSONValue) -> String? {
    // Not every number can be written.
    guard let canonical = try? JSONWriter.canonical(value),
      let pretty = try? JSONWriter.pretty(value)
    else { return nil }
    guard (try? JSONValue(parsing: pretty)) == value else { return "pretty text reads otherwise" }
    guard let again = try? JSONValue(parsing: canonical),
      (try? JSONWriter.canonical(again)) == canonical
    else { return "canonical text reads otherwise" }
    return nil
  }
}

/// All that a stream gives.
struct JSONReading: Equatable {
  private(set) var values: [JSONValue] = []
  private var places: [JSONElement.Place] = []
  private var locations: [JSONLocation] = []
  private var failure: JSONError?

  init(_ pieces: [ArraySlice<UInt8>]) {
    do {
      try elements(of: pieces) { element in
        places.append(element.place)
        locations.append(element.root.location)
        values.append((try? element.root.value()) ?? .null)
      }
    } catch {
      failure = error as? JSONError
    }
  }
}

/// Feeds a stream piece by piece and hands on what each piece completes.
func elements(
  of pieces: [ArraySlice<UInt8>], _ take: (JSONElement) throws -> Void
) throws {
  var stream = JSONStream()
  for piece in pieces {
    stream.append(piece)
    while let element = try stream.next() { try take(element) }
  }
  stream.finish()
  while let element = try stream.next() { try take(element) }
}
