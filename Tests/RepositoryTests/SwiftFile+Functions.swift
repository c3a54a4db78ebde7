extension SwiftFile {
  /// A function, initializer or subscript with a body.
  struct Function {
    /// From zero, the line with its keyword.
    let line: Int
    /// From the keyword's line to the closing brace's.
    let lineCount: Int
  }

  var functions: [Function] {
    let tokens = tokens
    return tokens.indices.compactMap { index in
      let token = tokens[index]
      guard ["func", "init", "subscript", "deinit"].contains(token.word),
        index == 0 || tokens[index - 1].word != ".",
        let body = bodyStart(after: index, in: tokens),
        let end = closing(of: body, in: tokens)
      else { return nil }
      return Function(line: token.line, lineCount: tokens[end].line - token.line + 1)
    }
  }

  private struct Token {
    let word: Substring
    let line: Int
  }

  /// Identifiers and keywords whole, anything else a character at a time.
  private var tokens: [Token] {
    code.enumerated().flatMap { line, text in
      var tokens: [Token] = []
      var rest = text
      while let first = rest.first {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let taken = word.isEmpty ? rest.prefix(1) : word
        if !first.isWhitespace { tokens.append(Token(word: taken, line: line)) }
        rest = rest.dropFirst(taken.count)
      }
      return tokens
    }
  }

  /// The brace that opens the body; `nil` for a requirement of a protocol.
  private func bodyStart(after index: Int, in tokens: [Token]) -> Int? {
    let declarations: Set<Substring> = [
      "func", "init", "var", "let", "subscript", "deinit", "static", "associatedtype", "case",
      "struct", "enum", "class", "extension", "mutating", "}",
    ]
    var depth = 0
    for next in tokens.indices.dropFirst(index + 1) {
      switch tokens[next].word {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{" where depth == 0: return next
      case let word where depth == 0 && declarations.contains(word): return nil
      default: break
      }
    }
    return nil
  }

  private func closing(of brace: Int, in tokens: [Token]) -> Int? {
    var depth = 0
    for next in tokens.indices.dropFirst(brace) {
      if tokens[next].word == "{" { depth += 1 }
      if tokens[next].word == "}" { depth -= 1 }
      if depth == 0 { return next }
    }
    return nil
  }
}
