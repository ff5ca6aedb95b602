import Models

/// What SQLite and PostgreSQL say differently. Everything else in a query reads the same in both.
enum SQLDialect: Sendable, Hashable {
    case sqlite
    case postgres

    func placeholder(_ number: Int) -> String {
        switch self {
        case .sqlite: "?\(number)"
        case .postgres: "$\(number)"
        }
    }

    /// The quoted name that a dataset's column has in its table.
    func name(of column: Column) -> String {
        let name = column.name.rawValue
        // PostgreSQL keeps these for itself in every table ("System Columns"); no dataset's column begins with "_".
        let isTaken = self == .postgres && ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"].contains(name)
        return SQLText.quoted(isTaken ? "_" + name : name)
    }

    /// A dataset's column as a condition's operand.
    func operand(of column: Column) -> SQLOperand {
        let name = name(of: column)
        // An entry of PostgreSQL's B-tree has at most a third of a page, 2,704 bytes (PostgreSQL documentation, "B-Tree Indexes:
        // Implementation"), and no text may fail to be written because of an index. So the index holds as many characters
        // as always fit, and conditions ask for those first.
        let isCut = self == .postgres && column.use == .lookup && column.type == .string
        return SQLOperand(
            sql: name, type: column.type, lookup: isCut ? "left(\(name), \(SQLOperand.lookupLength))" : nil)
    }

    /// What an expression of a type needs behind it to be compared and ordered by value.
    ///
    /// SQLite keeps decimals as text; a column's collation does not reach through aggregates and subqueries.
    func comparisonSuffix(_ type: ColumnType) -> String {
        self == .sqlite && type == .decimal ? " COLLATE \(SQLiteDecimal.collation)" : ""
    }

    /// An aggregate over a column's quoted name; `nil` counts rows.
    func aggregate(_ measure: Measure, over column: (name: String, type: ColumnType)?) -> String {
        guard let column else { return "count(*)" }
        switch (measure.function, self) {
        case (.count, _): return "count(\(column.name))"
        case (.countDistinct, _): return "count(DISTINCT \(column.name))"
        case (.min, _): return "min(\(column.name))"
        case (.max, _): return "max(\(column.name))"
        case (.sum, .postgres):
            // PostgreSQL adds integers as numeric; the cast back is what reports a sum past 64 bits.
            return column.type == .integer ? "sum(\(column.name))::int8" : "sum(\(column.name))"
        case (.avg, .postgres): return "avg(\(column.name))::float8"
        case (.sum, .sqlite):
            switch column.type {
            case .decimal: return "\(SQLiteDecimal.sum)(\(column.name))"
            case .integer: return "\(SQLiteIntegerSum.function)(\(column.name))"
            default: return "sum(\(column.name))"
            }
        case (.avg, .sqlite):
            switch column.type {
            case .decimal: return "\(SQLiteDecimal.average)(\(column.name))"
            case .integer: return "\(SQLiteIntegerAverage.function)(\(column.name))"
            default: return "avg(\(column.name))"
            }
        }
    }

    /// Appends the key of the bucket (see ``BucketRule``) that a time column falls into.
    func appendBucket(_ rule: BucketRule, column: Column, to sql: inout SQLText) {
        switch self {
        case .sqlite:
            sql.append("\(SQLiteBucket.function)(")
            sql.append(column: column)
            sql.append(", ")
            sql.append(value: .string(SQLiteBucket.argument(for: rule, date: column.type == .date)))
            sql.append(")")
        case .postgres: PostgresBucket.append(rule, column: column, to: &sql)
        }
    }

    /// Appends a test of how a text column begins, ends, or what it contains, as a plain expression of PostgreSQL; exact, byte for
    /// byte.
    func appendMatch(_ kind: TextMatch, _ text: String, operand: String, to sql: inout SQLText) {
        guard !text.isEmpty else {
            sql.append("\(operand) IS NOT NULL")
            return
        }
        switch kind {
        case .contains:
            sql.append("strpos(\(operand), ")
            sql.append(value: .string(text))
            sql.append(") > 0")
        case .startsWith:
            sql.append("substr(\(operand), 1, \(text.unicodeScalars.count)) = ")
            sql.append(value: .string(text))
        case .endsWith:
            sql.append("right(\(operand), \(text.unicodeScalars.count)) = ")
            sql.append(value: .string(text))
        }
    }

    /// Appends the same test for any of some texts, which are bound as one parameter. However many they are, the statement can be
    /// cancelled between two of them.
    func append(anyOf texts: [String], _ kind: TextMatch, operand: String, to sql: inout SQLText) {
        let list = sql.bind(list: texts.map(Value.string), of: .string)
        guard self == .postgres else {
            sql.append("\(SQLiteTextMatch.function)(\(kind.rawValue), \(operand), \(list))")
            return
        }
        // A long value is unpacked once a row, for all texts: the subquery has its own value for that. No dataset's column has a
        // name that begins with "_".
        let longest = texts.reduce(0) { max($0, $1.unicodeScalars.count) }
        let test =
            switch kind {
            case .contains: "strpos((SELECT \(operand) || ''), _text) > 0"
            case .startsWith: "starts_with((SELECT left(\(operand), \(longest))), _text)"
            case .endsWith: "right((SELECT right(\(operand), \(longest))), char_length(_text)) = _text"
            }
        // `OFFSET 0` keeps it from becoming a join.
        sql.append("EXISTS (SELECT FROM unnest(\(list)) AS _wanted (_text) WHERE \(test) OFFSET 0)")
    }

    /// The ways in which a text is compared with another; the numbers are ``SQLiteTextMatch``'s first argument.
    enum TextMatch: Int { case contains, startsWith, endsWith }
}
