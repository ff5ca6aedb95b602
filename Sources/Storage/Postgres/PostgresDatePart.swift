import Models

/// Writes a part of a local date or time (see ``DatePart``) as an SQL expression. The zone's offsets are part of the statement, as in
/// ``PostgresBucket``.
enum PostgresDatePart {
    static func append(_ part: DatePart, of column: Column, in zone: ZoneRules, to sql: inout SQLText) {
        let name = SQLDialect.postgres.name(of: column)
        let field =
            switch part {
            case .minuteOfHour: "minute"
            case .hourOfDay: "hour"
            case .weekday: "isodow"
            case .dayOfMonth: "day"
            case .dayOfYear: "doy"
            case .weekOfYear: "week"
            case .monthOfYear: "month"
            case .quarterOfYear: "quarter"
            }
        let offset = PostgresZone(zone) { "PT\($0)S" }
        let local =
            column.type == .date ? name : "\(name) AT TIME ZONE \(offset.sql(at: name, as: "interval"))"
        sql.append("extract(\(field) FROM (\(local)))::int8")
    }
}
