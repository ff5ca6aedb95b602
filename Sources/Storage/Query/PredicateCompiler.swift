import Models

/// Writes a ``Predicate`` as an SQL condition.
struct PredicateCompiler {
    let dialect: SQLDialect
    /// The SQL and type of each operand the predicate's indices refer to.
    let operands: [SQLOperand]

    func append(_ predicate: Predicate, to sql: inout SQLText) {
        switch predicate {
        case .and(let parts): join(parts, "AND", empty: "TRUE", to: &sql)
        case .or(let parts): join(parts, "OR", empty: "FALSE", to: &sql)
        case .test(let operand, let test): append(test, operands[operand], to: &sql)
        }
    }

    private func join(_ parts: [Predicate], _ word: String, empty: String, to sql: inout SQLText) {
        guard !parts.isEmpty else {
            sql.append(empty)
            return
        }
        sql.append("(")
        var parts = parts
        if parts.count > SQLText.widestChain {
            // What stands at the beginning of its brackets takes less of the parser's room.
            func isNested(_ part: Predicate) -> Bool { if case .test = part { false } else { true } }
            parts = parts.filter(isNested) + parts.filter { !isNested($0) }
        }
        sql.append(chain: parts, joinedBy: word) { sql, part in append(part, to: &sql) }
        sql.append(")")
    }

    private func append(_ test: Predicate.Test, _ operand: SQLOperand, to sql: inout SQLText) {
        let name = operand.sql
        switch test {
        case .isNull: sql.append("\(name) IS NULL")
        case .isNotNull: sql.append("\(name) IS NOT NULL")
        case .oneOf(let values, let orNull):
            sql.append("(")
            appendEquality(values, operand, to: &sql)
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
        case .startsWithAny(let texts): startsWithAny(texts, operand, to: &sql)
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

    private func compared(_ operand: SQLOperand) -> String {
        operand.sql + dialect.comparisonSuffix(operand.type)
    }

    private func appendList(
        _ values: [Value], _ operand: SQLOperand, _ word: String, empty: String,
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

    /// Equality with one of some values, so that an index on the beginning of texts serves it.
    private func appendEquality(_ values: [Value], _ operand: SQLOperand, to sql: inout SQLText) {
        guard let lookup = operand.lookup, !values.isEmpty else {
            return appendList(values, operand, "IN", empty: "FALSE", to: &sql)
        }
        func isLong(_ value: Value) -> Bool {
            if case .string(let text) = value { !SQLOperand.isWhole(text) } else { false }
        }
        let long = values.filter(isLong)
        let short = values.filter { !isLong($0) }
        if !short.isEmpty {
            appendList(short, SQLOperand(sql: lookup, type: operand.type), "IN", empty: "FALSE", to: &sql)
            if !long.isEmpty { sql.append(" OR ") }
        }
        sql.append(chain: long, joinedBy: "OR") { sql, value in
            let placeholder = sql.bind(value)
            sql.append("(\(lookup) = left(\(placeholder), \(SQLOperand.lookupLength)) AND ")
            sql.append("\(operand.sql) = \(placeholder))")
        }
    }

    private func startsWithAny(_ texts: [String], _ operand: SQLOperand, to sql: inout SQLText) {
        guard let lookup = operand.lookup, !texts.isEmpty,
            texts.allSatisfy({ !$0.isEmpty && SQLOperand.isWhole($0) })
        else { return any(texts, .startsWith, operand.sql, to: &sql) }
        sql.append("(")
        sql.append(chain: texts, joinedBy: "OR") { sql, text in
            sql.append("\(lookup) ^@ ")
            sql.append(value: .string(text))
        }
        sql.append(")")
    }

    private func any(_ texts: [String], _ kind: SQLDialect.TextMatch, _ name: String, to sql: inout SQLText) {
        guard !texts.isEmpty else {
            sql.append("FALSE")
            return
        }
        sql.append("(")
        sql.append(chain: texts, joinedBy: "OR") { sql, text in
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
