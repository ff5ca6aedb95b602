import Foundation
import Models
import Storage
import StorageTesting
import TestSupport
import Testing

@Suite("Contract: parts of dates")
struct DatePartContract {
    @Test(
        "Parts of local times are those of Foundation's calendar, around clock changes too",
        arguments: StoreKind.testable)
    func calendar(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for (name, seed) in zip(["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "UTC"], Seeds.some(4))
            {
                var generator = SeededGenerator(seed: seed)
                let instants = (0..<120).map { _ in
                    generator.once(in: 2)
                        ? RandomValues.instant(&generator)
                        : Timestamp(microseconds: .random(in: 0...4_000_000_000_000_000, using: &generator))
                }
                let dataset = try await store.make(
                    ["id": .integer, "t": .timestamp],
                    rows: instants.enumerated().map { [.integer(Int64($0)), .timestamp($1)] })
                let parts = DatePart.allCases.map { "t.\($0.rawValue)" }
                let answer = try await store.ask(
                    dataset, Query(dimensions: ["id"] + parts, order: [OrderItem("id")], timezone: name))
                #expect(answer.columns.map(\.name) == ["id"] + parts)
                var calendar = Calendar(identifier: .iso8601)
                calendar.timeZone = try #require(TimeZone(identifier: name))
                let expected = instants.enumerated().map { index, instant -> [Value] in
                    let date = Date(timeIntervalSince1970: (Double(instant.microseconds) / 1e6).rounded(.down))
                    return [Value.integer(Int64(index))]
                        + DatePart.allCases.map { Value.integer(Int64(Self.value($0, of: date, calendar))) }
                }
                expectRows(answer.rows, expected, "WEIR_SEED=\(seed) \(name)")
                try await store.dropDataset(named: dataset.name, expecting: nil)
            }
        }
    }

    private static func value(_ part: DatePart, of date: Date, _ calendar: Calendar) -> Int {
        let month = calendar.component(.month, from: date)
        switch part {
        case .quarterOfYear: return (month - 1) / 3 + 1
        case .dayOfYear: return calendar.ordinality(of: .day, in: .year, for: date) ?? 0
        // Foundation counts from Sunday, ISO 8601 from Monday.
        case .weekday: return (calendar.component(.weekday, from: date) + 5) % 7 + 1
        case .minuteOfHour: return calendar.component(.minute, from: date)
        case .hourOfDay: return calendar.component(.hour, from: date)
        case .dayOfMonth: return calendar.component(.day, from: date)
        case .weekOfYear: return calendar.component(.weekOfYear, from: date)
        case .monthOfYear: return month
        }
    }

    @Test(
        "Rows are grouped by parts of dates and instants, and rows without a time by null",
        arguments: StoreKind.testable)
    func groups(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(
                ["y": .date, "t": .timestamp],
                rows: [
                    [.day("2026-01-01"), .at("2026-03-29T00:30:00Z")],
                    [.day("2027-01-02"), .at("2026-03-29T01:30:00Z")],
                    [.day("0001-01-01"), nil], [nil, .at("2026-10-25T00:30:00Z")],
                    [.day("9999-12-31"), .at("2026-10-25T01:30:00Z")],
                ])
            let weeks = try await store.ask(
                dataset, Query(measures: ["count"], dimensions: ["y.weekOfYear"], order: [OrderItem("y")]))
            expectRows(weeks.rows, [[1, 2], [52, 1], [53, 1], [nil, 1]])
            let hours = try await store.ask(
                dataset,
                Query(
                    measures: ["count"], dimensions: ["t.hourOfDay", "t.weekday"], order: [OrderItem("t.hourOfDay")],
                    timezone: "Europe/Berlin"))
            // The hour from 2 to 3 is skipped in March and shown twice in October.
            expectRows(hours.rows, [[1, 7, 1], [2, 7, 2], [3, 7, 1], [nil, nil, 1]])
        }
    }
}
