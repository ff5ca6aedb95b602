import Models

/// The SQL statements that read and change one row. Each returns the row's id, version and columns, unless stated otherwise.
struct RowStatements {
    let dialect: SQLDialect
    /// The table, quoted.
    let table: String
    let columns: [Column]

    /// The statement that reads the row.
    func select(_ id: Int64) -> SQLText {
        var sql = SQLText(dialect, "SELECT ")
        appendColumns(to: &sql)
        sql.append(" FROM \(table) WHERE _id = ")
        sql.append(value: .integer(id))
        return sql
    }

    /// The statement that sets columns if the condition holds.
    func update(_ id: Int64, _ assignments: [RowAssignment], if condition: RowCondition) -> SQLText {
        var sql = SQLText(dialect, "UPDATE \(table) SET _version = _version + 1")
        for assignment in assignments {
            sql.append(", ")
            sql.append(column: columns[assignment.column])
            sql.append(" = ")
            sql.append(value: assignment.value)
        }
        appendCondition(id, condition, to: &sql)
        sql.append(" RETURNING ")
        appendColumns(to: &sql)
        return sql
    }

    /// The statement that deletes the row if the condition holds; it returns the row's id.
    func delete(_ id: Int64, if condition: RowCondition) -> SQLText {
        var sql = SQLText(dialect, "DELETE FROM \(table)")
        appendCondition(id, condition, to: &sql)
        sql.append(" RETURNING _id")
        return sql
    }

    /// The statement that reads the row's version.
    func version(_ id: Int64) -> SQLText {
        var sql = SQLText(dialect, "SELECT _version FROM \(table) WHERE _id = ")
        sql.append(value: .integer(id))
        return sql
    }

    private func appendColumns(to sql: inout SQLText) {
        sql.append("_id, _version")
        for column in columns {
            sql.append(", ")
            sql.append(column: column)
        }
    }

    private func appendCondition(_ id: Int64, _ condition: RowCondition, to sql: inout SQLText) {
        sql.append(" WHERE _id = ")
        sql.append(value: .integer(id))
        guard case .version(let versions) = condition else { return }
        guard !versions.isEmpty else { return sql.append(" AND FALSE") }
        sql.append(" AND _version IN (")
        sql.append(list: versions.sorted(), separator: ", ") { sql, version in sql.append(value: .integer(version)) }
        sql.append(")")
    }
}
