import Models

/// SQL text and its parameters, in order.
///
/// Values never become part of the text; identifiers are quoted.
struct SQLText: Sendable, Hashable {
    private(set) var text = ""
    private(set) var bindings: [SQLBinding] = []
    let dialect: SQLDialect
    /// The number of text tests that may still be compiled to plain expressions (``FilterCompiler``).
    var plainMatches = 16

    /// - Parameter values: The values of the text's numbered placeholders.
    init(_ dialect: SQLDialect, _ text: String = "", _ values: [Value] = []) {
        self.dialect = dialect
        self.text = text
        bindings = values.map(SQLBinding.value)
    }

    mutating func append(_ piece: String) { text += piece }

    mutating func append(column: Column) { text += dialect.name(of: column) }

    /// Appends a placeholder for a value.
    mutating func append(value: Value) {
        text += bind(value)
    }

    /// Binds a value and returns its placeholder, which the caller may append several times.
    mutating func bind(_ value: Value) -> String {
        bindings.append(.value(value))
        return dialect.placeholder(bindings.count)
    }

    /// Binds several values of one type as one parameter and returns its placeholder.
    mutating func bind(list values: [Value], of type: ColumnType) -> String {
        bindings.append(.list(values, of: type))
        return dialect.placeholder(bindings.count)
    }

    /// Returns a piece that is not appended; its values are bound. PostgreSQL's placeholders are numbered, so the caller may append it
    /// several times.
    mutating func piece(_ build: (inout SQLText) -> Void) -> String {
        let whole = text
        text = ""
        defer { text = whole }
        build(&self)
        return text
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

    /// Appends conditions joined by `AND` or `OR`; long chains are split into parenthesized groups.
    ///
    /// In a flat chain each condition lies one level deeper than the next, and SQLite accepts a depth of 1,000 (SQLite documentation,
    /// "Implementation Limits For SQLite", "Maximum Depth Of An Expression Tree"). Groups of the square root's size keep the largest
    /// query below that, at the deepest nesting of filters that is allowed. Nested groups, such as halves of halves, would exceed
    /// the stack of SQLite's parser (100 open symbols before 3.46).
    ///
    /// PostgreSQL checks for cancellation at subqueries but not inside an expression, where thousands of conditions may each detoast
    /// a text of a megabyte. So each group is a subquery there.
    mutating func append<Item>(chain items: [Item], joinedBy word: String, _ each: (inout SQLText, Item) -> Void) {
        guard items.count > Self.widestChain else {
            append(list: items, separator: " \(word) ", each)
            return
        }
        let size = Int(Double(items.count).squareRoot().rounded(.up))
        append(list: stride(from: 0, to: items.count, by: size), separator: " \(word) ") { sql, start in
            sql.appendSubquery { sql in
                sql.append(list: items[start..<min(start + size, items.count)], separator: " \(word) ", each)
            }
        }
    }

    /// Appends a condition in parentheses; for PostgreSQL as a subquery without tables.
    ///
    /// The planner copies a condition for each partition of a table but a subquery only once. `OFFSET 0` keeps the subquery from
    /// being inlined, at no cost.
    mutating func appendSubquery(_ body: (inout SQLText) -> Void) {
        append(dialect == .postgres ? "(SELECT " : "(")
        body(&self)
        append(dialect == .postgres ? " OFFSET 0)" : ")")
    }

    /// The maximum length of a flat chain of conditions.
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
