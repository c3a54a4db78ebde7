import WeirCodecs

/// Markup in which every text was escaped on its way in.
struct HTML: Sendable {
  let markup: String

  private init(markup: String) { self.markup = markup }

  /// Any text, hostile or not.
  static func text(_ text: String) -> HTML { HTML(markup: EscapedText.html(text)) }

  /// Markup that stands in the source code.
  static func fixed(_ markup: StaticString) -> HTML { HTML(markup: markup.description) }

  static func tag(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ children: [HTML]
  ) -> HTML {
    HTML(markup: open(name, attributes) + ">" + children.map(\.markup).joined() + "</\(name)>")
  }

  static func tag(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ children: HTML...
  ) -> HTML {
    tag(name, attributes, children)
  }

  static func tag(_ name: StaticString, _ children: [HTML]) -> HTML { tag(name, [:], children) }

  static func tag(_ name: StaticString, _ children: HTML...) -> HTML { tag(name, [:], children) }

  /// An element without content: closed as XML asks, which HTML takes too.
  static func empty(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>
  ) -> HTML {
    HTML(markup: open(name, attributes) + "/>")
  }

  /// What SVG shows when the pointer rests on something, line by line.
  static func title(_ lines: [String]) -> HTML {
    let children = lines.enumerated().flatMap { index, line in
      index == 0 ? [HTML.text(line)] : [.fixed("\n"), .text(line)]
    }
    return tag("title", children)
  }

  static func group(_ children: [HTML]) -> HTML {
    HTML(markup: children.map(\.markup).joined())
  }

  private static func open(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>
  ) -> String {
    "<\(name)" + attributes.map { " \($0)=\"\(EscapedText.html($1))\"" }.joined()
  }
}

// MARK: - What the report is made of

extension HTML {
  struct Column {
    let title: String
    let isNumber: Bool

    static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
    static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
  }

  /// A table whose first cells head their rows; without rows, a sentence instead.
  static func table(
    _ caption: String, _ columns: [Column], _ rows: [[HTML]], none: String
  ) -> HTML {
    guard !rows.isEmpty else {
      return tag("p", ["class": "none"], .text(none))
    }
    let heads = columns.map { column in
      tag("th", ["scope": "col", "class": column.isNumber ? "n" : "t"], .text(column.title))
    }
    let body = rows.map { row in
      tag("tr", zip(row, columns).enumerated().map { cell($0 == 0, $1.0, $1.1) })
    }
    let table = tag(
      "table", .tag("caption", .text(caption)), .tag("thead", .tag("tr", heads)),
      .tag("tbody", body))
    return tag(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption], table)
  }

  private static func cell(_ isHead: Bool, _ content: HTML, _ column: Column) -> HTML {
    let style = column.isNumber ? "n" : "t"
    return isHead
      ? tag("th", ["scope": "row", "class": style], content)
      : tag("td", ["class": style], content)
  }

  static func section(_ id: StaticString, _ title: String, _ children: [HTML]) -> HTML {
    let heading = tag("h2", ["id": "\(id)-title"], .text(title))
    return tag(
      "section", ["id": "\(id)", "aria-labelledby": "\(id)-title"], [heading] + children)
  }

  static func paragraph(_ text: String) -> HTML { tag("p", .text(text)) }

  static func list(_ items: [HTML]) -> HTML { tag("ul", items.map { tag("li", $0) }) }

  static func code(_ text: String) -> HTML { tag("code", .text(text)) }

  /// Lines under one another in one cell.
  static func lines(_ lines: [HTML]) -> HTML {
    group(lines.map { tag("div", $0) })
  }
}
