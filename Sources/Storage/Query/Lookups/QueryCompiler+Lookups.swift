import Models

extension QueryCompiler {
    /// The name of the table with a query's rows beside the tables that values are looked up in.
    static let rowsAlias = "_f"
    /// The beginning of the names of the tables that values are looked up in, before their number.
    static let lookupAlias = "_l"

    /// Appends the rows that a query reads: the table, with the columns that are looked up.
    ///
    /// The join is an outer one on a unique key, so that each row of the table appears once. The condition of the rows that exist
    /// for the client is part of the join: a row outside it is as one that does not exist, and its values are null. Both databases
    /// merge the subquery with the query around it.
    func appendSource(of query: ResolvedQuery, to sql: inout SQLText) {
        guard !query.lookups.isEmpty else { return sql.append(table) }
        sql.append("(SELECT \(Self.rowsAlias).*")
        for (number, lookup) in query.lookups.enumerated() {
            for source in lookup.columns {
                let column = dialect.name(of: lookup.dataset.columns[source.column])
                sql.append(
                    ", \(Self.lookupAlias)\(number).\(column) AS \(dialect.name(of: query.columns[source.place]))")
            }
        }
        sql.append(" FROM \(table) AS \(Self.rowsAlias)")
        for (number, lookup) in query.lookups.enumerated() { append(lookup, number, of: query, to: &sql) }
        sql.append(") AS _rows")
    }

    private func append(_ lookup: ResolvedLookup, _ number: Int, of query: ResolvedQuery, to sql: inout SQLText) {
        let alias = "\(Self.lookupAlias)\(number)"
        let key = lookup.dataset.columns[lookup.key]
        let table = schema?.table(lookup.dataset.id) ?? SQLiteSchema.table(lookup.dataset.id)
        sql.append(" LEFT JOIN \(table) AS \(alias) ON \(alias).\(dialect.name(of: key))")
        sql.append(dialect.comparisonSuffix(key.type))
        sql.append(" = \(Self.rowsAlias).\(dialect.name(of: query.columns[lookup.column]))")
        guard lookup.condition != .always else { return }
        sql.append(" AND ")
        let operands = lookup.dataset.columns.map { column in
            SQLOperand(sql: "\(alias).\(dialect.name(of: column))", type: column.type)
        }
        FilterCompiler(dialect: dialect, operands: operands).append(lookup.condition, to: &sql)
    }
}
