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

    static func quoted(_ name: String) -> String {
        var out = "\""
        for character in name {
            if character == "\"" { out += "\"" }
            out.append(character)
        }
        return out + "\""
    }
}
