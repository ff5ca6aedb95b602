import Models

/// Writes a ``Predicate`` as an SQL condition.
struct PredicateCompiler {
    let dialect: SQLDialect
    /// The SQL and type of each operand the predicate's indices refer to.
    let operands: [(sql: String, type: ColumnType)]

    func append(_ predicate: Predicate, to sql: inout SQLText) {
        switch predicate {
        case .and(let parts): join(parts, " AND ", empty: "TRUE", to: &sql)
        case .or(let parts): join(parts, " OR ", empty: "FALSE", to: &sql)
        case .test(let operand, let test): append(test, operands[operand], to: &sql)
        }
    }

    private func join(_ parts: [Predicate], _ word: String, empty: String, to sql: inout SQLText) {
        guard !parts.isEmpty else {
            sql.append(empty)
            return
        }
        sql.append("(")
        sql.append(list: parts, separator: word) { sql, part in append(part, to: &sql) }
        sql.append(")")
    }

    private func append(_ test: Predicate.Test, _ operand: (sql: String, type: ColumnType), to sql: inout SQLText) {
        let name = operand.sql
        switch test {
        case .isNull: sql.append("\(name) IS NULL")
        case .isNotNull: sql.append("\(name) IS NOT NULL")
        case .oneOf(let values, let orNull):
            sql.append("(")
            appendList(values, operand, "IN", empty: "FALSE", to: &sql)
            if orNull { sql.append(" OR \(name) IS NULL") }
            sql.append(")")
        case .noneOf(let values, let orNull):
            sql.append("(")
            appendList(values, operand, "NOT IN", empty: "TRUE", to: &sql)
            sql.append(orNull ? " AND \(name) IS NOT NULL)" : " OR \(name) IS NULL)")
        case .compare(let comparison, let value):
            sql.append(compared(operand))
            sql.append(" \(comparison.sql) ")
            sql.append(value: value)
        case .containsAny(let texts): any(texts, .contains, name, to: &sql)
        case .startsWithAny(let texts): any(texts, .startsWith, name, to: &sql)
        case .endsWithAny(let texts): any(texts, .endsWith, name, to: &sql)
        case .containsNone(let texts):
            sql.append("(\(name) IS NULL OR NOT ")
            any(texts, .contains, name, to: &sql)
            sql.append(")")
        case .inRange(let from, let to):
            sql.append("(\(compared(operand)) >= ")
            sql.append(value: from)
            sql.append(" AND \(compared(operand)) < ")
            sql.append(value: to)
            sql.append(")")
        case .notInRange(let from, let to):
            sql.append("(\(name) IS NULL OR \(compared(operand)) < ")
            sql.append(value: from)
            sql.append(" OR \(compared(operand)) >= ")
            sql.append(value: to)
            sql.append(")")
        }
    }

    private func compared(_ operand: (sql: String, type: ColumnType)) -> String {
        operand.sql + dialect.comparisonSuffix(operand.type)
    }

    private func appendList(
        _ values: [Value], _ operand: (sql: String, type: ColumnType), _ word: String, empty: String,
        to sql: inout SQLText
    ) {
        guard !values.isEmpty else {
            sql.append(empty)
            return
        }
        sql.append("\(compared(operand)) \(word) (")
        sql.append(list: values, separator: ", ") { sql, value in sql.append(value: value) }
        sql.append(")")
    }

    private func any(_ texts: [String], _ kind: SQLDialect.TextMatch, _ name: String, to sql: inout SQLText) {
        guard !texts.isEmpty else {
            sql.append("FALSE")
            return
        }
        sql.append("(")
        sql.append(list: texts, separator: " OR ") { sql, text in
            dialect.appendMatch(kind, text, operand: name, to: &sql)
        }
        sql.append(")")
    }
}

extension Predicate.Comparison {
    var sql: String {
        switch self {
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .less: "<"
        case .lessOrEqual: "<="
        }
    }
}
