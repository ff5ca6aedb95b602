import Models

/// A piece of SQL and the values it binds, in order.
///
/// Values never become part of the text; identifiers are quoted where they are written.
struct SQLText: Sendable, Hashable {
    private(set) var text = ""
    private(set) var bindings: [SQLBinding] = []
    let dialect: SQLDialect
    /// The number of further tests of texts that may be written as plain expressions; see ``PredicateCompiler``.
    var plainMatches = 16

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
        bindings.append(.value(value))
        return dialect.placeholder(bindings.count)
    }

    /// Binds several values of one type as one parameter, whose placeholder the caller writes.
    mutating func bind(list values: [Value], of type: ColumnType) -> String {
        bindings.append(.list(values, of: type))
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
    ///
    /// PostgreSQL evaluates an expression to its end before it looks whether the statement was cancelled, and each of some
    /// thousand conditions may unpack a text of a megabyte. It looks at each subquery, so each pair of brackets is one there.
    mutating func append<Item>(chain items: [Item], joinedBy word: String, _ each: (inout SQLText, Item) -> Void) {
        guard items.count > Self.widestChain else {
            append(list: items, separator: " \(word) ", each)
            return
        }
        let size = Int(Double(items.count).squareRoot().rounded(.up))
        append(list: stride(from: 0, to: items.count, by: size), separator: " \(word) ") { sql, start in
            sql.appendApart { sql in
                sql.append(list: items[start..<min(start + size, items.count)], separator: " \(word) ", each)
            }
        }
    }

    /// Appends a condition that PostgreSQL plans and evaluates by itself: a subquery without tables.
    ///
    /// The planner copies a condition for each partition of a table, a subquery once. `OFFSET 0` keeps it one, and costs nothing.
    mutating func appendApart(_ body: (inout SQLText) -> Void) {
        append(dialect == .postgres ? "(SELECT " : "(")
        body(&self)
        append(dialect == .postgres ? " OFFSET 0)" : ")")
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
