import Models

/// A piece of SQL and the values it binds, in order.
///
/// Values never become part of the text; identifiers are quoted where they are written.
struct SQLText: Sendable, Hashable {
    private(set) var text = ""
    private(set) var bindings: [Value] = []
    let dialect: SQLDialect

    init(_ dialect: SQLDialect, _ text: String = "") {
        self.dialect = dialect
        self.text = text
    }

    mutating func append(_ piece: String) { text += piece }

    mutating func append(column: Column) { text += dialect.name(of: column) }

    /// Appends a placeholder for a value.
    mutating func append(value: Value) {
        text += bind(value)
    }

    /// Binds a value whose placeholder the caller writes, perhaps several times.
    mutating func bind(_ value: Value) -> String {
        bindings.append(value)
        return dialect.placeholder(bindings.count)
    }

    mutating func append<Items: Sequence>(
        list items: Items, separator: String, _ each: (inout SQLText, Items.Element) -> Void
    ) {
        var first = true
        for item in items {
            if !first { text += separator }
            first = false
            each(&self, item)
        }
    }

    /// Appends conditions joined by `AND` or `OR`, many of them in brackets of some each.
    ///
    /// Written one after another, each lies one level deeper than the next, and SQLite takes expressions 1,000 levels deep (SQLite
    /// documentation, "Implementation Limits For SQLite", "Maximum Depth Of An Expression Tree"). With brackets around as many as
    /// there are brackets, all that a query may have lies less deep even if filters are nested as deep as they may be. Brackets
    /// in brackets, such as halves of halves, would be more than SQLite's parser takes (100 open symbols before 3.46).
    mutating func append<Item>(chain items: [Item], joinedBy word: String, _ each: (inout SQLText, Item) -> Void) {
        guard items.count > Self.widestChain else {
            append(list: items, separator: " \(word) ", each)
            return
        }
        let size = Int(Double(items.count).squareRoot().rounded(.up))
        append(list: stride(from: 0, to: items.count, by: size), separator: " \(word) ") { sql, start in
            sql.append("(")
            sql.append(list: items[start..<min(start + size, items.count)], separator: " \(word) ", each)
            sql.append(")")
        }
    }

    /// The most conditions that are written one after another.
    static let widestChain = 32

    static func quoted(_ name: String) -> String {
        var out = "\""
        for character in name {
            if character == "\"" { out += "\"" }
            out.append(character)
        }
        return out + "\""
    }
}
