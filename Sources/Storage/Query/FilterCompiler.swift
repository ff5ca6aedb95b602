import Models

/// Compiles a ``ResolvedFilter`` to an SQL condition.
struct FilterCompiler {
    let dialect: SQLDialect
    /// The operands, by the filter's indices.
    let operands: [SQLOperand]

    func append(_ filter: ResolvedFilter, to sql: inout SQLText) {
        switch filter {
        case .and(let parts): join(parts, "AND", empty: "TRUE", to: &sql)
        case .or(let parts): join(parts, "OR", empty: "FALSE", to: &sql)
        case .test(let operand, let test): append(test, operands[operand], to: &sql)
        }
    }

    private func join(_ parts: [ResolvedFilter], _ word: String, empty: String, to sql: inout SQLText) {
        guard !parts.isEmpty else {
            sql.append(empty)
            return
        }
        sql.append("(")
        defer { sql.append(")") }
        func each(_ sql: inout SQLText, _ part: ResolvedFilter) { append(part, to: &sql) }
        guard parts.count > SQLText.widestChain else { return sql.append(chain: parts, joinedBy: word, each) }
        switch dialect {
        case .sqlite:
            // A nested condition at the start of its parentheses needs less of the parser's stack.
            func isNested(_ part: ResolvedFilter) -> Bool { if case .test = part { false } else { true } }
            let nestedFirst = parts.filter(isNested) + parts.filter { !isNested($0) }
            sql.append(chain: nestedFirst, joinedBy: word, each)
        case .postgres where word == "AND":
            // Keep the first conditions where indexes and partition pruning can serve them.
            sql.append(list: parts.prefix(SQLText.widestChain), separator: " AND ", each)
            sql.append(" AND ")
            let others = Array(parts.dropFirst(SQLText.widestChain))
            if others.count > SQLText.widestChain {
                sql.append(chain: others, joinedBy: "AND", each)
            } else {
                sql.appendSubquery { sql in sql.append(list: others, separator: " AND ", each) }
            }
        case .postgres: sql.append(chain: parts, joinedBy: word, each)
        }
    }

    private func append(_ test: ResolvedFilter.Test, _ operand: SQLOperand, to sql: inout SQLText) {
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
            appendList(values, operand, isIn: false, to: &sql)
            sql.append(orNull ? " AND \(name) IS NOT NULL)" : " OR \(name) IS NULL)")
        case .compare(let comparison, let value):
            sql.append(compared(operand))
            sql.append(" \(comparison.sql) ")
            sql.append(value: value)
        case .containsAny(let texts): any(texts, .contains, operand, to: &sql)
        case .startsWithAny(let texts): startsWithAny(texts, operand, to: &sql)
        case .endsWithAny(let texts): any(texts, .endsWith, operand, to: &sql)
        case .containsNone(let texts):
            sql.append("(\(name) IS NULL OR NOT ")
            any(texts, .contains, operand, to: &sql)
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

    /// Appends a test that the operand is one of the values, or none of them.
    ///
    /// PostgreSQL binds the list as one parameter, so that the statement's text and plan stay small for any number of values.
    private func appendList(_ values: [Value], _ operand: SQLOperand, isIn: Bool, to sql: inout SQLText) {
        guard !values.isEmpty else {
            sql.append(isIn ? "FALSE" : "TRUE")
            return
        }
        sql.append(compared(operand))
        if dialect == .postgres, values.count > 1 {
            let list = sql.bind(list: values, of: operand.type)
            sql.append(isIn ? " = ANY(\(list))" : " <> ALL(\(list))")
        } else {
            sql.append(isIn ? " IN (" : " NOT IN (")
            sql.append(list: values, separator: ", ") { sql, value in sql.append(value: value) }
            sql.append(")")
        }
    }

    /// Appends a test for equality with one of the values; an index on the prefixes of texts can serve it.
    private func appendEquality(_ values: [Value], _ operand: SQLOperand, to sql: inout SQLText) {
        guard let lookup = operand.lookup, !values.isEmpty else {
            return appendList(values, operand, isIn: true, to: &sql)
        }
        let beginnings = values.map { value -> Value in
            if case .string(let text) = value { .string(SQLOperand.beginning(of: text)) } else { value }
        }
        appendList(beginnings, SQLOperand(sql: lookup, type: operand.type), isIn: true, to: &sql)
        func isLong(_ value: Value) -> Bool {
            if case .string(let text) = value { !SQLOperand.isWhole(text) } else { false }
        }
        guard values.contains(where: isLong) else { return }
        sql.append(" AND ")
        appendList(values, operand, isIn: true, to: &sql)
    }

    private func startsWithAny(_ texts: [String], _ operand: SQLOperand, to sql: inout SQLText) {
        guard let lookup = operand.lookup, !texts.isEmpty, texts.count <= Self.mostIndexed,
            texts.allSatisfy({ !$0.isEmpty && SQLOperand.isWhole($0) })
        else { return any(texts, .startsWith, operand, to: &sql) }
        sql.append("(")
        sql.append(list: texts, separator: " OR ") { sql, text in
            sql.append("\(lookup) ^@ ")
            sql.append(value: .string(text))
        }
        sql.append(")")
    }

    /// The maximum number of prefixes that are looked up in an index.
    static let mostIndexed = 16
    /// The maximum size in bytes of a text that is searched for in a plain expression: PostgreSQL searches a megabyte for it in 0.3
    /// ms at worst.
    private static let longestPlain = 64

    private func any(_ texts: [String], _ kind: SQLDialect.TextMatch, _ operand: SQLOperand, to sql: inout SQLText) {
        guard !texts.isEmpty else {
            sql.append("FALSE")
            return
        }
        let isPlain =
            dialect == .postgres && texts.count <= sql.plainMatches
            && texts.allSatisfy { $0.utf8.count <= Self.longestPlain }
        guard isPlain else { return dialect.append(anyOf: texts, kind, operand: operand.sql, to: &sql) }
        sql.plainMatches -= texts.count
        sql.append("(")
        sql.append(list: texts, separator: " OR ") { sql, text in
            dialect.appendMatch(kind, text, operand: operand.sql, to: &sql)
        }
        sql.append(")")
    }
}

extension ResolvedFilter.Comparison {
    var sql: String {
        switch self {
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .less: "<"
        case .lessOrEqual: "<="
        }
    }
}
