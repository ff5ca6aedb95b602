import Models

/// The differences between the SQL of SQLite and PostgreSQL. All other parts of a query are the same in both.
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
        // PostgreSQL reserves these names in every table (PostgreSQL documentation, "System Columns"). No dataset's column name begins
        // with "_".
        let isTaken = self == .postgres && ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"].contains(name)
        return SQLText.quoted(isTaken ? "_" + name : name)
    }

    /// A dataset's column as a condition's operand.
    func operand(of column: Column) -> SQLOperand {
        let name = name(of: column)
        // An entry of PostgreSQL's B-tree has at most a third of a page, 2,704 bytes (PostgreSQL documentation, "B-Tree Indexes:
        // Implementation"), and an index must not make writing a text fail. So the index holds as many characters as always
        // fit, and conditions test those first.
        let isCut = self == .postgres && column.use == .lookup && column.type == .string
        return SQLOperand(
            sql: name, type: column.type, lookup: isCut ? "left(\(name), \(SQLOperand.lookupLength))" : nil)
    }

    /// The suffix by which an expression is compared and ordered by value.
    ///
    /// SQLite stores decimals as text, and a column's collation does not pass through aggregates and subqueries.
    func comparisonSuffix(_ type: ColumnType) -> String {
        self == .sqlite && type == .decimal ? " COLLATE \(SQLiteDecimal.collation)" : ""
    }

    /// Appends the key of a time column's bucket (``BucketRule``).
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

    /// Appends a part of a time column's date or local time (``DatePart``).
    func append(_ part: DatePart, of column: Column, in zone: ZoneRules, to sql: inout SQLText) {
        guard self == .sqlite else { return PostgresDatePart.append(part, of: column, in: zone, to: &sql) }
        let rule = Granularity(.day).map { BucketRule(granularity: $0, zone: zone) }
        sql.append("\(SQLiteDatePart.function)(")
        sql.append(column: column)
        sql.append(", \(part.index), ")
        sql.append(value: .string(rule.map { SQLiteBucket.argument(for: $0, date: column.type == .date) } ?? ""))
        sql.append(")")
    }

    /// Appends a test for a prefix, a suffix or a substring as a plain PostgreSQL expression. The comparison is exact, byte for byte.
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

    /// Appends the same test for any of several texts, which are bound as one parameter. The statement can be cancelled between two
    /// texts.
    func append(anyOf texts: [String], _ kind: TextMatch, operand: String, to sql: inout SQLText) {
        let list = sql.bind(list: texts.map(Value.string), of: .string)
        guard self == .postgres else {
            sql.append("\(SQLiteTextMatch.function)(\(kind.rawValue), \(operand), \(list))")
            return
        }
        // A subquery detoasts a long value once for each row instead of once for each text. No dataset's column name begins with "_".
        let longest = texts.reduce(0) { max($0, $1.unicodeScalars.count) }
        let test =
            switch kind {
            case .contains: "strpos((SELECT \(operand) || ''), _text) > 0"
            case .startsWith: "starts_with((SELECT left(\(operand), \(longest))), _text)"
            case .endsWith: "right((SELECT right(\(operand), \(longest))), char_length(_text)) = _text"
            }
        // `OFFSET 0` prevents the planner from turning it into a join.
        sql.append("EXISTS (SELECT FROM unnest(\(list)) AS _wanted (_text) WHERE \(test) OFFSET 0)")
    }

    /// The kinds of text tests; the raw values are ``SQLiteTextMatch``'s first argument.
    enum TextMatch: Int { case contains, startsWith, endsWith }
}
