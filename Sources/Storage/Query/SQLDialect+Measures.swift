import Models

extension SQLDialect {
    /// Appends an aggregate over the rows of a group.
    ///
    /// On PostgreSQL, the result of `first` and `last` is an array of the row's time and id, and that of `countDistinctApprox` a sketch,
    /// from which ``derived(_:of:in:)`` computes the measure.
    func append(aggregate measure: Measure, of query: ResolvedQuery, to sql: inout SQLText) {
        guard let index = measure.column else {
            sql.append("count(*)")
            return appendCondition(measure, [], of: query, to: &sql)
        }
        let column = query.columns[index]
        let name = name(of: column)
        var conditions: [String] = []
        switch (measure.function, self) {
        case (.percentile, .postgres):
            sql.append("percentile_cont('\(measure.fraction)'::float8) WITHIN GROUP (ORDER BY \(name)::float8)")
        case (.percentile, .sqlite):
            let capacity = SQLitePercentile.capacity(for: query.measures.count { $0.function == .percentile })
            sql.append("\(SQLitePercentile.function)(\(name), ")
            sql.append(value: .double(measure.fraction))
            sql.append(", \(capacity))")
        case (.first, .postgres), (.last, .postgres):
            guard let time = measure.time.map({ query.columns[$0] }) else { return sql.append("NULL") }
            let instant = self.name(of: time)
            let moment =
                time.type == .date
                ? "(\(instant) - DATE '1970-01-01')::int8" : "(extract(epoch FROM \(instant)) * 1000000)::int8"
            sql.append("\(measure.function == .first ? "min" : "max")(ARRAY[\(moment), _id])")
            conditions = ["\(name) IS NOT NULL", "isfinite(\(instant))"]
        case (.first, .sqlite), (.last, .sqlite):
            guard let time = measure.time.map({ self.name(of: query.columns[$0]) }) else { return sql.append("NULL") }
            let function = measure.function == .first ? SQLiteEdge.first : SQLiteEdge.last
            sql.append("\(function)(\(name), \(time), _id)")
        case (.countDistinctApprox, _):
            sql.append(distinctAggregate(of: column))
            if self == .postgres { conditions = ["\(name) IS NOT NULL"] }
        case (.sum, .postgres) where column.type == .double:
            return sql.append(exactDoubleSum(of: name, filter: condition(of: measure, query, in: &sql)))
        case (.avg, .postgres) where column.type == .double:
            let filter = condition(of: measure, query, in: &sql)
            return sql.append("\(exactDoubleSum(of: name, filter: filter)) / NULLIF(count(\(name))\(filter), 0)")
        case (.stddev, .postgres) where column.type != .double, (.stddevPop, .postgres) where column.type != .double:
            // The variance has at least 17 significant digits. The root of a numeric, which stddev_samp takes, has as few digits
            // after the point as the variance, so only half as many in all.
            let variance = measure.function == .stddev ? "var_samp" : "var_pop"
            let filter = condition(of: measure, query, in: &sql)
            return sql.append("sqrt((\(variance)(\(name))\(filter))::float8)")
        default: sql.append(aggregate(measure.function, name, column.type))
        }
        appendCondition(measure, conditions, of: query, to: &sql)
    }

    private func aggregate(_ function: Measure.Function, _ name: String, _ type: ColumnType) -> String {
        switch (function, self) {
        case (.count, _): "count(\(name))"
        case (.countDistinct, _): "count(DISTINCT \(name))"
        case (.min, _): "min(\(name))"
        case (.max, _): "max(\(name))"
        case (.sum, .postgres): "sum(\(name))"
        case (.avg, .postgres): "avg(\(name))"
        case (.stddev, .postgres): "stddev_samp(\(name))"
        case (.stddevPop, .postgres): "stddev_pop(\(name))"
        case (.sum, .sqlite):
            switch type {
            case .decimal: "\(SQLiteDecimal.sum)(\(name))"
            case .integer: "\(SQLiteIntegerSum.function)(\(name))"
            default: "\(SQLiteDoubleSum.sum)(\(name))"
            }
        case (.avg, .sqlite):
            switch type {
            case .decimal: "\(SQLiteDecimal.average)(\(name))"
            case .integer: "\(SQLiteIntegerAverage.function)(\(name))"
            default: "\(SQLiteDoubleSum.average)(\(name))"
            }
        case (.stddev, .sqlite): "\(SQLiteSpread.sample)(\(name))"
        case (.stddevPop, .sqlite): "\(SQLiteSpread.population)(\(name))"
        // Compiled elsewhere.
        default: "NULL"
        }
    }

    /// Returns the condition on the rows of several aggregates that compute one measure.
    private func condition(of measure: Measure, _ query: ResolvedQuery, in sql: inout SQLText) -> String {
        sql.piece { appendFilter(measure, [], of: query, to: &$0) }
    }

    /// Appends the condition on the rows of an aggregate, and the cast of its result.
    private func appendCondition(
        _ measure: Measure, _ conditions: [String], of query: ResolvedQuery, to sql: inout SQLText
    ) {
        appendFilter(measure, conditions, of: query, to: &sql)
        sql.append(cast(measure))
    }

    private func appendFilter(
        _ measure: Measure, _ conditions: [String], of query: ResolvedQuery, to sql: inout SQLText
    ) {
        guard !conditions.isEmpty || measure.condition != .always else { return }
        sql.append(" FILTER (WHERE ")
        sql.append(conditions.joined(separator: " AND "))
        if measure.condition != .always {
            if !conditions.isEmpty { sql.append(" AND ") }
            FilterCompiler(dialect: self, operands: query.columns.map(operand)).append(measure.condition, to: &sql)
        }
        sql.append(")")
    }

    /// The cast of an aggregate's result to the measure's type, after its condition.
    private func cast(_ measure: Measure) -> String {
        guard self == .postgres else { return "" }
        switch measure.function {
        // PostgreSQL sums integers as numeric; the cast back reports an overflow of 64 bits.
        case .sum: return measure.type == .integer ? "::int8" : ""
        case .avg, .stddev, .stddevPop: return "::float8"
        default: return ""
        }
    }

    /// Returns `true` if a measure needs more than an aggregate: an expression over the aggregates of its group.
    func isDerived(_ measure: Measure) -> Bool {
        switch measure.function {
        case .ratio: true
        case .first, .last, .countDistinctApprox: self == .postgres
        default: false
        }
    }

    /// Returns a measure as an expression over the aggregates of its group, `m0`, `m1` and so on.
    ///
    /// - Parameters:
    ///   - index: The index of the measure in the query.
    ///   - table: The table, quoted, and whether it is partitioned.
    func derived(_ index: Int, of query: ResolvedQuery, in table: (name: String, isPartitioned: Bool)) -> String {
        let measure = query.measures[index]
        guard isDerived(measure) else { return "m\(index)" }
        guard measure.function != .ratio else {
            let (a, b) = (
                derived(measure.operands[0], of: query, in: table), derived(measure.operands[1], of: query, in: table)
            )
            return self == .postgres ? "\(a)::float8 / NULLIF(\(b)::float8, 0)" : "\(SQLiteRatio.function)(\(a), \(b))"
        }
        guard measure.function != .countDistinctApprox else { return distinctEstimate(of: "m\(index)") }
        guard let column = measure.column, let time = measure.time else { return "NULL" }
        // The time lets PostgreSQL look into one partition only.
        var place = "_edge._id = m\(index)[2]"
        if table.isPartitioned {
            let moment =
                query.columns[time].type == .date
                ? "DATE '1970-01-01' + m\(index)[1]::int4"
                : """
                TIMESTAMPTZ '1970-01-01 00:00:00Z' + m\(index)[1] / 86400000000 * INTERVAL '24 hours' \
                + m\(index)[1] % 86400000000 * INTERVAL '1 microsecond'
                """
            place += " AND _edge.\(name(of: query.columns[time])) = \(moment)"
        }
        return "(SELECT _edge.\(name(of: query.columns[column])) FROM \(table.name) AS _edge WHERE \(place))"
    }
}
