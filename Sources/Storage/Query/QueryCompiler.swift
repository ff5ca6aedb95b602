import Models

/// Compiles a ``ResolvedQuery`` to SQL over one table.
///
/// A subquery computes the groups; the outer query filters, orders and limits them, so that its conditions and order name columns
/// instead of repeating expressions.
struct QueryCompiler {
    let dialect: SQLDialect
    /// The table, quoted.
    let table: String
    /// `true` if the table is partitioned, so that conditions are planned once for each partition.
    var isPartitioned = false
    /// The schema of the tables of other datasets on PostgreSQL.
    var schema: PostgresSchema?
    /// `true` if sorted texts pass through ``SQLiteTextMeter``.
    var metersTexts = false

    /// Compiles the statement for the answer's rows, and for one more than its limit (``LimitedReader``). Its columns are all groupings
    /// and all measures, hidden ones included.
    ///
    /// - Parameter whole: `true` to omit the condition on groups, order, limit and offset, for an answer with filled gaps.
    func rows(_ query: ResolvedQuery, whole: Bool = false) -> SQLText {
        var sql = SQLText(dialect, "SELECT ")
        appendColumns(query, to: &sql)
        sql.append(" FROM (")
        appendAnswer(query, to: &sql)
        sql.append(") AS answer")
        if whole { return sql }
        appendGroupFilter(query, to: &sql)
        if !query.order.isEmpty {
            sql.append(" ORDER BY ")
            sql.append(list: query.order, separator: ", ") { sql, item in
                switch item.target {
                case .group(let index):
                    sql.append("g\(index)\(dialect.comparisonSuffix(query.type(of: query.groups[index])))")
                case .measure(let index):
                    sql.append("m\(index)\(dialect.comparisonSuffix(query.measures[index].type))")
                }
                sql.append(item.descending ? " DESC NULLS LAST" : " ASC NULLS LAST")
            }
        }
        if let limit = query.limit {
            sql.append(" LIMIT \(limit == .max ? limit : limit + 1)")
        } else if query.offset > 0, dialect == .sqlite {
            sql.append(" LIMIT -1")
        }
        if query.offset > 0 { sql.append(" OFFSET \(query.offset)") }
        return sql
    }

    /// Compiles the statement that counts the answer's groups before limit and offset.
    func total(_ query: ResolvedQuery) -> SQLText {
        var sql = SQLText(dialect, "SELECT count(*) FROM (")
        appendAnswer(query, to: &sql)
        sql.append(") AS answer")
        appendGroupFilter(query, to: &sql)
        return sql
    }

    /// Appends the groups with all measures: those of rows, and those computed from them.
    private func appendAnswer(_ query: ResolvedQuery, to sql: inout SQLText) {
        guard query.measures.contains(where: dialect.isDerived) else { return appendGroups(query, to: &sql) }
        let columns =
            query.groups.indices.map { "g\($0)" }
            + query.selectedMeasures.map { dialect.derived($0, of: query, in: (table, isPartitioned)) + " AS m\($0)" }
        sql.append("SELECT \(columns.joined(separator: ", ")) FROM (")
        appendGroups(query, to: &sql)
        sql.append(") AS base")
    }

    private func appendGroups(_ query: ResolvedQuery, to sql: inout SQLText) {
        sql.append("SELECT ")
        sql.append(list: query.groups.indices, separator: ", ") { sql, index in
            let column = query.columns[query.groups[index].column]
            switch query.groups[index] {
            case .column where metersTexts && column.type == .string && isMeteredBefore(index, of: query):
                sql.append(metered(dialect.name(of: column)))
            case .column: sql.append(column: column)
            case .bucket(_, let rule): dialect.appendBucket(rule, column: column, to: &sql)
            case .part(_, let part, let zone): dialect.append(part, of: column, in: zone, to: &sql)
            }
            sql.append(" AS g\(index)")
        }
        let aggregates = query.measures.indices.filter { query.measures[$0].stage == .rows }
        if !query.groups.isEmpty && !aggregates.isEmpty { sql.append(", ") }
        sql.append(list: aggregates, separator: ", ") { sql, index in
            dialect.append(aggregate: query.measures[index], of: query, to: &sql)
            sql.append(" AS m\(index)")
        }
        sql.append(" FROM ")
        appendSource(of: query, to: &sql)
        if query.rowFilter != .always {
            sql.append(" WHERE ")
            append(rowFilter: query.rowFilter, on: query.columns, to: &sql)
        }
        if !query.groups.isEmpty {
            sql.append(" GROUP BY ")
            sql.append(list: query.groups.indices, separator: ", ") { sql, index in sql.append("\(index + 1)") }
        }
    }

    private func append(rowFilter filter: ResolvedFilter, on columns: [Column], to sql: inout SQLText) {
        let compiler = FilterCompiler(dialect: dialect, operands: columns.map(dialect.operand))
        guard isPartitioned else { return compiler.append(filter, to: &sql) }
        let (perPartition, once) = filter.splitForPartitions()
        compiler.append(perPartition, to: &sql)
        guard once != .always else { return }
        sql.append(" AND ")
        sql.appendSubquery { sql in compiler.append(once, to: &sql) }
    }

    /// Appends all groupings and all measures, which the outer query orders.
    private func appendColumns(_ query: ResolvedQuery, to sql: inout SQLText) {
        guard metersTexts else { return sql.append("*") }
        let groups = query.groups.indices.map { index in
            let isText = query.columns[query.groups[index].column].type == .string
            return isText && !isMeteredBefore(index, of: query) ? "\(metered("g\(index)")) AS g\(index)" : "g\(index)"
        }
        let measures = query.selectedMeasures.map { index in
            query.measures[index].type == .string ? "\(metered("m\(index)")) AS m\(index)" : "m\(index)"
        }
        sql.append((groups + measures).joined(separator: ", "))
    }

    private func metered(_ text: String) -> String { "\(SQLiteTextMeter.function)(\(text))" }

    /// Returns `true` if a grouping's texts are metered when they are grouped, not only when the groups are ordered. A single
    /// grouping with an index is read in the index's order and not sorted.
    private func isMeteredBefore(_ index: Int, of query: ResolvedQuery) -> Bool {
        query.groups.count > 1 || query.columns[query.groups[index].column].use != .lookup
    }

    private func appendGroupFilter(_ query: ResolvedQuery, to sql: inout SQLText) {
        guard query.groupFilter != .always else { return }
        sql.append(" WHERE ")
        let operands = query.measures.indices.map { SQLOperand(sql: "m\($0)", type: query.measures[$0].type) }
        FilterCompiler(dialect: dialect, operands: operands).append(query.groupFilter, to: &sql)
        // SQLite pushes conditions on a subquery down into it and joins them one by one, ignoring parentheses; `IS TRUE` makes them
        // a single condition (SQLite documentation, "The SQLite Query Optimizer Overview", "The WHERE Clause Push-Down
        // Optimization").
        if dialect == .sqlite, case .and(let parts) = query.groupFilter, parts.count > SQLText.widestChain {
            sql.append(" IS TRUE")
        }
    }

    /// Compiles the statement for a page of rows: row id, version, then the columns.
    func page(_ columns: [Column], _ request: RowPageRequest) -> SQLText {
        var sql = SQLText(dialect, "SELECT _id, _version")
        for column in columns {
            sql.append(", ")
            sql.append(column: column)
        }
        sql.append(" FROM \(table) WHERE _id > ")
        sql.append(value: .integer(request.after ?? 0))
        if request.filter != .always {
            sql.append(" AND ")
            append(rowFilter: request.filter, on: columns, to: &sql)
        }
        sql.append(" ORDER BY _id LIMIT \(request.limit + 1)")
        return sql
    }

    /// Compiles the statement that deletes the rows that meet a condition.
    func deletion(_ columns: [Column], _ filter: ResolvedFilter) -> SQLText {
        var sql = SQLText(dialect, "DELETE FROM \(table)")
        appendCondition(filter, on: columns, to: &sql)
        return sql
    }

    /// Compiles the statement that counts the rows that meet a condition.
    func count(_ columns: [Column], _ filter: ResolvedFilter) -> SQLText {
        var sql = SQLText(dialect, "SELECT count(*) FROM \(table)")
        appendCondition(filter, on: columns, to: &sql)
        return sql
    }

    private func appendCondition(_ filter: ResolvedFilter, on columns: [Column], to sql: inout SQLText) {
        guard filter != .always else { return }
        sql.append(" WHERE ")
        append(rowFilter: filter, on: columns, to: &sql)
    }
}

extension ResolvedQuery {
    /// `true` if the query groups by texts, or has texts among its measures, by which groups may be ordered.
    var sortsTexts: Bool {
        groups.contains { columns[$0.column].type == .string } || measures.contains { $0.type == .string }
    }

    /// The indices of the measures that the database computes.
    var selectedMeasures: [Int] { measures.indices.filter { measures[$0].stage != .answer } }

    /// The readers of the compiled statement's columns: groupings, then all measures that the database computes.
    var readers: [ColumnReader] {
        groups.indices.map { index -> ColumnReader in
            let type = type(of: groups[index])
            guard case .bucket(_, let rule) = groups[index] else { return .plain(type) }
            return type == .date ? .days(rule.granularity) : .bucket(rule)
        } + selectedMeasures.map { .plain(measures[$0].type) }
    }
}
