import Basics
import Models

/// Writes a bucket's key (see ``BucketRule``) as an SQL expression.
///
/// Calendar widths group by local time without zone, which has no gaps or repetitions. Widths that divide an hour group by the
/// instant, counted in steps of the width from an instant at which the zone's clocks show a full hour.
enum PostgresBucket {
    static func append(_ rule: BucketRule, column: Column, to sql: inout SQLText) {
        let name = SQLDialect.postgres.name(of: column)
        let granularity = rule.granularity
        if column.type == .date {
            sql.append("(\(floor(granularity, "\(name)::timestamp")))::date")
        } else if granularity.dividesAnHour, let stride = stride(granularity), let width = granularity.fixedSeconds {
            // Offsets of whole hours do not matter to a width that divides an hour, so most zones have one or two origins.
            let origin = PostgresZone(rule.zone) { offset in
                let past = (offset % width + width) % width
                return text(granularity.floor(local: beginning) - Int64(past) * 1_000_000, zone: "Z")
            }
            sql.append("date_bin('\(stride)', \(name), \(origin.sql(at: name, as: "timestamptz")))")
        } else {
            let offset = PostgresZone(rule.zone) { "PT\($0)S" }
            sql.append(floor(granularity, "(\(name) AT TIME ZONE \(offset.sql(at: name, as: "interval")))"))
        }
    }

    private static func floor(_ granularity: Granularity, _ local: String) -> String {
        if let stride = stride(granularity) {
            let origin = text(granularity.floor(local: beginning), zone: "")
            return "date_bin('\(stride)', \(local), TIMESTAMP '\(origin)')"
        }
        if granularity.count == 1 { return "date_trunc('\(granularity.unit.rawValue)', \(local))" }
        let months = granularity.count * (granularity.unit == .month ? 1 : granularity.unit == .quarter ? 3 : 12)
        // PostgreSQL has no year 0, so years are shifted past it; adding as many years as the width has months does not change the
        // remainder. An infinite time has no month; ``StoredTime`` rejects it when it is read.
        return """
            CASE WHEN isfinite(\(local)) THEN (date_trunc('month', \(local)) - make_interval(months => \
            mod((extract(year FROM \(local) + INTERVAL '\(months) years') * 12 + \
            extract(month FROM \(local)) - 1)::int, \(months)))) ELSE \(local) END
            """
    }

    /// A width of fixed length as an interval; `nil` for widths of months.
    private static func stride(_ granularity: Granularity) -> String? {
        switch granularity.unit {
        case .second, .minute, .hour, .day: "\(granularity.count) \(granularity.unit.rawValue)s"
        case .week: "\(granularity.count * 7) days"
        case .month, .quarter, .year: nil
        }
    }

    /// An origin before every stored local time: before PostgreSQL 16.2, 15.6 and 14.11 `date_bin` miscounts times before its
    /// origin.
    private static let beginning = Timestamp.earliest.microseconds - 3 * Timestamp.microsecondsPerDay

    /// A time before the year 1 in PostgreSQL's notation, in which the year 0 is 1 BC.
    private static func text(_ microseconds: Int64, zone: String) -> String {
        let days = microseconds.dividedRoundingDown(by: Timestamp.microsecondsPerDay)
        let (year, month, day) = CalendarDate(daysSinceEpoch: Int(days)).components
        let seconds = (microseconds - days * Timestamp.microsecondsPerDay) / 1_000_000
        let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(padded(1 - year, 4))-\(padded(month, 2))-\(padded(day, 2)) \(time)\(zone) BC"
    }

    private static func padded(_ number: some BinaryInteger, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension Granularity {
    fileprivate var fixedSeconds: Int? { fixedMicroseconds.map { Int($0 / 1_000_000) } }
}
