import Models
import StorageTesting
import Testing

@testable import Storage

/// Times that the store never writes, written into its table by another program.
@Suite("Contract: times outside of the years 0001 to 9999")
struct ForeignTimeContract {
    /// A value that an UPDATE outside the store writes into the second row's time column.
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: StoreKind
        let column: String
        let value: String

        var isEarly: Bool { value.contains("-inf") || value.contains("BC") || value.hasPrefix("-") }
        /// `true` if no calendar bucket reaches the value.
        var isFar: Bool {
            !["BC", "10000", "253402300800000000", "2932897"].contains { value.contains($0) } || kind == .sqlite
        }

        var testDescription: String { "\(column) = \(value) in \(kind.rawValue)" }

        static let all =
            [
                ("t", "'infinity'"), ("t", "'-infinity'"), ("t", "'294000-01-01'"), ("t", "'0044-03-15 BC'"),
                ("t", "'10000-01-01'"), ("y", "'infinity'"), ("y", "'-infinity'"), ("y", "'10000-01-01'"),
                ("y", "'0001-12-31 BC'"), ("y", "'5000000-01-01'"),
            ].flatMap { column, value in
                StoreKind.databases.filter { $0 == .postgres }.map { Case(kind: $0, column: column, value: value) }
            }
            + [
                ("t", "9223372036854775807"), ("t", "-9223372036854775808"), ("t", "253402300800000000"),
                ("y", "9223372036854775807"), ("y", "-9223372036854775808"), ("y", "2932897"),
            ].map { Case(kind: .sqlite, column: $0, value: $1) }
    }

    @Test("An out-of-range time fails the reads that return it and no others", arguments: Case.all)
    func outOfRangeTimes(_ place: Case) async throws {
        try await withStore(place.kind) { store in
            let instant = try #require(Timestamp("2026-03-29T12:00:00Z"))
            let day = try #require(CalendarDate("2026-03-29"))
            let good: [Value] = [1, .timestamp(instant), .date(day)]
            let dataset = try await store.make(
                ["n": .integer, "t": .timestamp, "y": .date], rows: [good, [2, .timestamp(instant), .date(day)]])
            try await Constraint.add(
                {
                    let text = "UPDATE \($0) SET \(place.column) = \(place.value) WHERE n = 2"
                    return (text, text)
                }, to: dataset, of: store)

            await expectFailure("overflow", "row") { try await store.row(2, of: dataset.name) }
            await expectFailure("overflow", "list") { try await store.list(dataset) }
            for measure in ["min", "max"] {
                let query = Query(measures: [MeasureItem("\(measure)(\(place.column))")])
                if place.isEarly == (measure == "min") {
                    await expectFailure("overflow", measure) { try await store.ask(dataset, query) }
                } else {
                    expectRows(try await store.ask(dataset, query).rows, [[good[place.column == "t" ? 1 : 2]]])
                }
            }
            for granularity in Self.granularities {
                guard place.column == "t" || Granularity(granularity)?.isWholeDays == true else { continue }
                for zone in ["UTC", "Europe/Berlin", "America/Los_Angeles"] {
                    for fill in [false, true] {
                        let time = TimeDimension(place.column, granularity: granularity, fill: fill)
                        let query = Query(measures: ["count"], timeDimensions: [time], timezone: zone)
                        guard place.isFar else {
                            // A bucket that begins within the calendar may hold values beyond its end.
                            _ = try? await store.ask(dataset, query)
                            continue
                        }
                        await expectFailure("overflow", "by \(granularity) in \(zone)") {
                            try await store.ask(dataset, query)
                        }
                    }
                }
            }

            // Other operations still succeed.
            #expect(try await store.row(1, of: dataset.name)?.values.rowCount == 1)
            let first = try await store.rows(of: dataset, page: RowPageRequest(limit: 1))
            expectRows(first.rows.values, [good])
            await expectFailure("overflow", "next page") {
                try await store.rows(of: dataset, page: RowPageRequest(after: first.ids.last, limit: 1))
            }
            expectRows(try await store.ask(dataset, Query(measures: ["count"])).rows, [[2]])
            for filter in [
                Filter.member(place.column, .gte, ["0001-01-01"]), .member(place.column, .lte, ["9999-12-31"]),
                .member(place.column, .inDateRange, ["0001-01-01", "9999-12-31"]),
                .member(place.column, .equals, ["2026-03-29"]),
            ] {
                _ = try await store.ask(dataset, Query(measures: ["count"], filters: [filter]))
            }
            try await store.add([[3, good[1], good[2]]], to: dataset)
            let repaired = try await store.changeRow(2, of: dataset, .replace([2, good[1], good[2]]), if: .always)
            guard case .written = repaired else { throw UnexpectedOutcomeError(repaired) }
            #expect(try await store.list(dataset).count == 3)
        }
    }

    private static let granularities = [
        "second", "15 minutes", "hour", "6 hours", "day", "week", "3 weeks", "month", "5 months", "year",
    ]
}
