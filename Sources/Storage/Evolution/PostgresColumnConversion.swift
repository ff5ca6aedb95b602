import Models

/// The SQL of a column's conversion in PostgreSQL. It agrees with `ColumnConversion.converted(_:)`.
struct PostgresColumnConversion {
    let conversion: ColumnConversion
    /// The column's quoted name.
    let column: String

    /// The converted value; an error or another value where ``failure`` holds.
    var value: String {
        switch conversion {
        case .integerToDecimal, .stringToDecimal: "\(column)::numeric"
        case .integerToDouble: "\(column)::double precision"
        case .integerToString, .booleanToString: "\(column)::text"
        case .decimalToInteger, .doubleToInteger, .stringToInteger: "\(column)::bigint"
        case .decimalToString: "trim_scale(\(column))::text"
        case .booleanToInteger: "\(column)::integer::bigint"
        case .dateToTimestamp: "\(column)::timestamp AT TIME ZONE 'UTC'"
        case .dateToString: "to_char(\(column), 'YYYY-MM-DD')"
        case .timestampToDate: "(\(column) AT TIME ZONE 'UTC')::date"
        case .stringToBoolean: "\(column)::boolean"
        case .stringToDate: Self.date(of: column)
        }
    }

    /// The condition for values that cannot be converted; `nil` if there are none. Evaluated for values that are not null.
    var failure: String? {
        let double = ColumnConversion.exactDouble
        switch conversion {
        case .integerToDecimal, .integerToString, .booleanToInteger, .booleanToString, .decimalToString,
            .dateToTimestamp,
            .dateToString:
            return nil
        case .integerToDouble: return "\(column) NOT BETWEEN -\(double) AND \(double)"
        case .doubleToInteger: return "\(column) <> trunc(\(column)) OR abs(\(column)) > \(double)"
        case .decimalToInteger: return "\(column) <> trunc(\(column)) OR \(Self.isOutside(column))"
        case .timestampToDate: return "\(column) <> date_trunc('day', \(column), 'UTC')"
        case .stringToInteger:
            return
                "CASE WHEN \(column) ~ '^(0|-?[1-9][0-9]{0,18})$' THEN \(Self.isOutside("\(column)::numeric")) ELSE TRUE END"
        case .stringToDecimal:
            return "\(column) !~ '^-?(0|[1-9][0-9]*)([.][0-9]+)?$' "
                + "OR length(regexp_replace(\(column), '[^0-9]', '', 'g')) > 38"
        case .stringToBoolean: return "\(column) NOT IN ('true', 'false')"
        case .stringToDate:
            let shape = "^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
            return """
                CASE WHEN \(column) ~ '\(shape)' THEN substr(\(column), 9, 2)::integer > extract(day FROM
                    make_date(substr(\(column), 1, 4)::integer, substr(\(column), 6, 2)::integer, 1)
                    + interval '1 month' - interval '1 day') ELSE TRUE END
                """
        }
    }

    private static func isOutside(_ number: String) -> String {
        "\(number) NOT BETWEEN -9223372036854775808 AND 9223372036854775807"
    }

    /// A day of a text, regardless of the session's `DateStyle`.
    private static func date(of text: String) -> String {
        "make_date(substr(\(text), 1, 4)::integer, substr(\(text), 6, 2)::integer, substr(\(text), 9, 2)::integer)"
    }
}
