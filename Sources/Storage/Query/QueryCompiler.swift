import Models

/// Writes a ``ResolvedQuery`` as SQL over one table.
///
/// The groups are made in a subquery and filtered, ordered and cut outside of it, so that conditions on groups and the order
/// name columns instead of repeating expressions.
struct QueryCompiler {
    let dialect: SQLDialect
    /// The table, quoted.
    let table: String
    /// `true` if the table is split, so that the planner works on a condition once for each partition.
    var isPartitioned = false
    /// `true` if texts that are sorted pass through ``SQLiteTextMeter``.
    var metersTexts = false

    /// The statement for the rows of the answer, and for one more than its limit, which tells whether the limit cuts it
    /// (``PagedAnswer``). Its columns are all groupings and all measures, hidden ones included.
    ///
    /// - Parameter whole: Leaves out the condition on groups, order, limit and offset, for an answer whose gaps are filled.
    func rows(_ query: ResolvedQuery, whole: Bool = false) -> SQLText {
        var sql = SQLText(dialect, "SELECT ")
        appendColumns(query, to: &sql)
        sql.append(" FROM (")
        appendGroups(query, to: &sql)
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

    /// The statement that counts the groups of the answer without limit and offset.
    func total(_ query: ResolvedQuery) -> SQLText {
        var sql = SQLText(dialect, "SELECT count(*) FROM (")
        appendGroups(query, to: &sql)
        sql.append(") AS answer")
        appendGroupFilter(query, to: &sql)
        return sql
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
            }
            sql.append(" AS g\(index)")
        }
        if !query.groups.isEmpty && !query.measures.isEmpty { sql.append(", ") }
        sql.append(list: query.measures.indices, separator: ", ") { sql, index in
            let measure = query.measures[index]
            let column = measure.column.map { query.columns[$0] }
            sql.append(
                dialect.aggregate(measure, over: column.map { (dialect.name(of: $0), $0.type) })
                    + " AS m\(index)")
        }
        sql.append(" FROM \(table)")
        if query.rowFilter != .always {
            sql.append(" WHERE ")
            append(rowFilter: query.rowFilter, on: query.columns, to: &sql)
        }
        if !query.groups.isEmpty {
            sql.append(" GROUP BY ")
            sql.append(list: query.groups.indices, separator: ", ") { sql, index in sql.append("\(index + 1)") }
        }
    }

    private func append(rowFilter filter: Predicate, on columns: [Column], to sql: inout SQLText) {
        let compiler = PredicateCompiler(dialect: dialect, operands: columns.map(dialect.operand))
        guard isPartitioned else { return compiler.append(filter, to: &sql) }
        let (each, apart) = filter.splitForPartitions()
        compiler.append(each, to: &sql)
        guard apart != .always else { return }
        sql.append(" AND ")
        sql.appendApart { sql in compiler.append(apart, to: &sql) }
    }

    /// All groupings and all measures, which are ordered next.
    private func appendColumns(_ query: ResolvedQuery, to sql: inout SQLText) {
        guard metersTexts else { return sql.append("*") }
        let groups = query.groups.indices.map { index in
            let isText = query.columns[query.groups[index].column].type == .string
            return isText && !isMeteredBefore(index, of: query) ? "\(metered("g\(index)")) AS g\(index)" : "g\(index)"
        }
        let measures = query.measures.indices.map { index in
            query.measures[index].type == .string ? "\(metered("m\(index)")) AS m\(index)" : "m\(index)"
        }
        sql.append((groups + measures).joined(separator: ", "))
    }

    private func metered(_ text: String) -> String { "\(SQLiteTextMeter.function)(\(text))" }

    /// `true` if the texts of a grouping are counted as they are grouped, and not only the groups as they are ordered. The
    /// only grouping is found in the order of its index, if it has one, without being sorted.
    private func isMeteredBefore(_ index: Int, of query: ResolvedQuery) -> Bool {
        query.groups.count > 1 || query.columns[query.groups[index].column].use != .lookup
    }

    private func appendGroupFilter(_ query: ResolvedQuery, to sql: inout SQLText) {
        guard query.groupFilter != .always else { return }
        sql.append(" WHERE ")
        let operands = query.measures.indices.map { SQLOperand(sql: "m\($0)", type: query.measures[$0].type) }
        PredicateCompiler(dialect: dialect, operands: operands).append(query.groupFilter, to: &sql)
        // SQLite moves conditions on a subquery into it, joining one after another however they were bracketed; what is tested
        // for its truth is one condition (SQLite documentation, "The SQLite Query Optimizer Overview", "The WHERE Clause
        // Push-Down Optimization").
        if dialect == .sqlite, case .and(let parts) = query.groupFilter, parts.count > SQLText.widestChain {
            sql.append(" IS TRUE")
        }
    }

    /// The statement for a page of rows: the row id, its version, then the columns.
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
}

extension ResolvedQuery {
    /// `true` if texts are grouped by, or among the measures by which groups may be ordered.
    var sortsTexts: Bool {
        groups.contains { columns[$0.column].type == .string } || measures.contains { $0.type == .string }
    }

    /// How to read each column of the compiled statement: groupings, then all measures.
    var readers: [ColumnReader] {
        groups.indices.map { index -> ColumnReader in
            let type = type(of: groups[index])
            guard case .bucket(_, let rule) = groups[index] else { return .plain(type) }
            return type == .date ? .days(rule.granularity) : .bucket(rule)
        } + measures.map { .plain($0.type) }
    }
}

/// How a column of a statement's result becomes a column of a batch.
enum ColumnReader: Sendable, Hashable {
    /// As a value of its type.
    case plain(ColumnType)
    /// As the start of the bucket whose key it is.
    case bucket(BucketRule)
    /// As the first day of the bucket whose key it is.
    case days(Granularity)

    var type: ColumnType {
        switch self {
        case .plain(let type): type
        case .bucket: .timestamp
        case .days: .date
        }
    }
}
