import Models

extension SQLDialect {
    /// The aggregate of a column's sketch (``DistinctSketch``), before its condition: in SQLite the estimate, in PostgreSQL the distinct
    /// pairs of register and lowest bit, at most a few ten thousand numbers.
    func distinctAggregate(of column: Column) -> String {
        let name = name(of: column)
        guard self == .postgres else { return "\(SQLiteDistinctSketch.function)(\(sqliteKey(name, column.type)))" }
        let last = DistinctSketch.registerCount - 1
        let rest = "((h | \(Int64(1) << Int64(DistinctSketch.highestBit))) & \(-last - 1))"
        // `OFFSET 0` prevents the planner from computing the hash three times.
        return """
            array_agg(DISTINCT (SELECT (h & \(last)) | (\(rest) & -\(rest)) FROM (SELECT \
            hashtextextended(\(postgresKey(name, column.type)) COLLATE "C", 0) AS h OFFSET 0) AS _hash))
            """
    }

    /// PostgreSQL's estimate from the pairs of a sketch, in the operations of ``DistinctSketch/estimate``.
    func distinctEstimate(of pairs: String) -> String {
        let count = DistinctSketch.registerCount
        let unused = "(\(count) - _used)::float8 / \(count)"
        return """
            (SELECT CASE WHEN _used = 0 THEN 0 ELSE round('\(DistinctSketch.factor)'::float8 / (\(count) * (\
            WITH RECURSIVE _share (power, weight, total) AS (SELECT \(unused), 1::float8, \(unused) \
            UNION ALL SELECT power * power, weight * 2, total + power * power * weight FROM _share \
            WHERE total + power * power * weight > total) SELECT max(total) FROM _share) \
            + _sum / 2199023255552))::int8 END \
            FROM (SELECT count(*) AS _used, sum(\(Int64(1) << Int64(DistinctSketch.highestBit)) / _rest)::float8 AS _sum \
            FROM (SELECT max(_pair - (_pair & \(count - 1))) AS _rest FROM unnest(\(pairs)) AS _pairs (_pair) \
            GROUP BY _pair & \(count - 1)) AS _registers) AS _sketch)
            """
    }

    /// The text that PostgreSQL hashes: a text or decimal itself, otherwise the hexadecimal digits of 64 bits.
    private func postgresKey(_ name: String, _ type: ColumnType) -> String {
        switch type {
        case .string, .json: name
        case .decimal: "trim_scale(\(name))::text"
        case .integer: "encode(int8send(\(name)), 'hex')"
        case .boolean: "encode(int8send(\(name)::int4::int8), 'hex')"
        // Minus zero plus zero is zero.
        case .double: "encode(float8send(\(name) + 0), 'hex')"
        case .timestamp: "encode(timestamptz_send(\(name)), 'hex')"
        case .date: "encode(timestamp_send(\(name)::timestamp), 'hex')"
        }
    }

    /// The value that SQLite's aggregate hashes like ``postgresKey(_:_:)``.
    private func sqliteKey(_ name: String, _ type: ColumnType) -> String {
        switch type {
        case .timestamp: "\(name) - \(DistinctSketch.microsecondsTo2000)"
        case .date: "\(name) * 86400000000 - \(DistinctSketch.microsecondsTo2000)"
        case .string, .json, .decimal, .integer, .boolean, .double: name
        }
    }
}
