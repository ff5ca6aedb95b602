import Models

/// Writes the key of a bucket (see ``BucketRule``) in PostgreSQL's functions.
///
/// Calendar widths group by local time without zone, which has no gap and no repetition to trip over; widths inside an hour
/// group by the instant, found by taking off what the local time is past the bucket's start.
enum PostgresBucket {
    static func append(_ rule: BucketRule, column: Column, to sql: inout SQLText) {
        let name = SQLDialect.postgres.name(of: column)
        if column.type == .date {
            sql.append(floor(rule.granularity, "\(name)::timestamp"))
            return
        }
        let zone = sql.bind(.string(rule.zone.identifier))
        let local = "(\(name) AT TIME ZONE \(zone))"
        if rule.granularity.dividesAnHour {
            sql.append("(\(name) - (\(local) - \(floor(rule.granularity, local))))")
        } else {
            sql.append(floor(rule.granularity, local))
        }
    }

    private static func floor(_ granularity: Granularity, _ local: String) -> String {
        let count = granularity.count
        switch granularity.unit {
        case .second, .minute, .hour, .day:
            if count == 1 { return "date_trunc('\(granularity.unit.rawValue)', \(local))" }
            return "date_bin('\(count) \(granularity.unit.rawValue)s', \(local), TIMESTAMP '1970-01-01')"
        case .week:
            if count == 1 { return "date_trunc('week', \(local))" }
            return "date_bin('\(count * 7) days', \(local), TIMESTAMP '1970-01-05')"
        case .month, .quarter, .year:
            if count == 1 { return "date_trunc('\(granularity.unit.rawValue)', \(local))" }
            let months = count * (granularity.unit == .month ? 1 : granularity.unit == .quarter ? 3 : 12)
            // An infinite time has no month to count; it is refused where it is read (``StoredTime``).
            return """
                CASE WHEN isfinite(\(local)) THEN (date_trunc('month', \(local)) - make_interval(months => \
                mod((extract(year FROM \(local)) * 12 + extract(month FROM \(local)) - 1)::int, \(months)))) \
                ELSE \(local) END
                """
        }
    }
}
