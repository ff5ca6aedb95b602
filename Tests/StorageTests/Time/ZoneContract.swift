import Models
import Storage
import StorageTesting
import TestSupport
import Testing

/// Bucket keys and labels come from the server's zone rules, regardless of the database's.
@Suite("Contract: zone rules")
struct ZoneContract {
    /// A zone that no database has, with a crossed date line, half hours, seconds and repeated hours. Its clocks change
    /// at full hours, as real ones do.
    private static let madeUp: ZoneRules = {
        let initial = 1172
        var offset = initial
        var transitions: [ZoneRules.Transition] = []
        for (day, next) in [
            (-23_000, -17_762), (-11_000, 3600), (0, -34_200), (365, 50_400), (370, 46_800), (19_675, 5400),
            (19_676, 1800), (19_677, -43_200), (19_679, 0),
        ] {
            transitions.append(.init(at: Int64(day) * 86_400 + 7200 - Int64(offset), offset: next))
            offset = next
        }
        return ZoneRules(identifier: "Nowhere/Made_Up", initialOffset: initial, transitions: transitions)
    }()

    private static let widths = [
        "second", "10 seconds", "15 minutes", "20 minutes", "30 minutes", "hour", "2 hours", "6 hours", "36 hours",
        "day", "3 days", "week", "2 weeks", "month", "5 months", "quarter", "year", "7 years",
    ]

    private static func query(_ rule: BucketRule, on dataset: Dataset) -> ResolvedQuery {
        ResolvedQuery(
            columns: dataset.columns, groups: [.bucket(column: 0, rule)],
            measures: [Measure(function: .count, column: nil, type: .integer)], visibleMeasures: 1,
            output: [
                ResultColumn(name: "t", type: .timestamp, zone: rule.zone), ResultColumn(name: "n", type: .integer),
            ],
            rowFilter: .always, groupFilter: .always, order: [.init(.group(0), descending: false)], limit: nil,
            offset: 0, wantsTotal: true, fill: nil)
    }

    /// Random instants near a zone's transitions and elsewhere.
    private static func instants(_ zone: ZoneRules, _ random: inout SeededGenerator) -> [Timestamp] {
        let near = zone.transitions.map(\.at) + [-62_135_596_800, 253_402_300_799]
        let far = (0..<60).map { _ in
            Int64.random(in: Timestamp.earliest.microseconds...Timestamp.latest.microseconds, using: &random)
        }
        let close = (0..<240).map { index in
            let change = near[index % near.count] * 1_000_000
            return change + Int64.random(in: -200...200, using: &random) * random.pick(1, 450_000_000, 3_600_000_000)
        }
        return (far + close).map { Timestamp(microseconds: $0) }.filter { $0 >= .earliest && $0 <= .latest }
    }

    @Test(
        "Rows are grouped by the same zone rules as their labels, even for a zone unknown to the database",
        arguments: StoreKind.testable, Seeds.some(2))
    func zoneRules(kind: StoreKind, seed: UInt64) async throws {
        try await withStore(kind) { store in
            var random = SeededGenerator(seed: seed)
            let names = ["Europe/Amsterdam", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Monrovia"]
            let zones = try [Self.madeUp, .utc] + names.map { try #require(ZoneRules.named($0)) }
            for (index, zone) in zones.enumerated() {
                let instants = Self.instants(zone, &random)
                let dataset = try await store.make(
                    "t\(index)", ["t": .timestamp], rows: instants.map { [.timestamp($0)] })
                for width in Self.widths {
                    let rule = BucketRule(granularity: try #require(Granularity(width)), zone: zone)
                    // A label lies in its own bucket.
                    #expect(
                        instants.allSatisfy { instant in
                            let key = rule.key(of: instant)
                            let start = rule.start(ofKey: key)
                            return start <= instant && (rule.granularity.dividesAnHour || rule.key(of: start) == key)
                        }, "seed \(seed): \(zone.identifier) \(width)")
                    let expected = Dictionary(grouping: instants) { rule.start(ofKey: rule.key(of: $0)) }
                        .sorted { $0.key < $1.key }
                        .map { [Value.timestamp($0.key), .integer(Int64($0.value.count))] }
                    let answer = try await store.answer(Self.query(rule, on: dataset), on: dataset)
                    expectRows(answer.rows, expected, "seed \(seed): \(zone.identifier) \(width)")
                    #expect(answer.total == Int64(expected.count))
                }
            }
        }
    }

    @Test("Hours in a period with disputed zone data have distinct labels", arguments: StoreKind.testable)
    func disputedZoneData(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let hours = ["1930-01-01T10:00:00Z", "1930-01-01T11:00:00Z", "1930-01-01T12:00:00Z"]
            let dataset = try await store.make(["t": .timestamp], rows: try hours.map { [try .at($0)] })
            let answer = try await store.ask(
                dataset,
                Query(
                    measures: ["count"], timeDimensions: [TimeDimension("t", granularity: "hour")],
                    timezone: "Europe/Amsterdam"))
            #expect(answer.rows.count == 3)
            for (row, hour) in zip(answer.rows, hours) {
                guard case .timestamp(let start) = row[0], let instant = Timestamp(hour) else {
                    Issue.record("\(row)")
                    continue
                }
                #expect((0..<3_600_000_000).contains(instant.microseconds - start.microseconds), "\(start) for \(hour)")
            }
        }
    }

    @Test("A label at either end of the calendar is a valid time in a filter", arguments: StoreKind.testable)
    func calendarEnds(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let ends = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"]
            let dataset = try await store.make(["t": .timestamp], rows: try ends.map { [try .at($0)] })
            for zone in ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12"] {
                for width in ["minute", "hour", "6 hours", "day", "3 weeks", "month", "year", "100 years"] {
                    let time = TimeDimension("t", granularity: width)
                    let answer = try await store.ask(
                        dataset, Query(measures: ["count"], timeDimensions: [time], timezone: zone))
                    let what = "\(zone) \(width)"
                    try #require(answer.rows.count == 2, "\(what)")
                    for (row, end) in zip(answer.rows, ends) {
                        guard case .timestamp(let start) = row[0] else {
                            Issue.record("\(what): \(row)")
                            continue
                        }
                        var bytes: [UInt8] = []
                        start.write(into: &bytes, offsetSeconds: answer.columns[0].zone?.offset(at: start))
                        let label = String(decoding: bytes, as: UTF8.self)
                        #expect(Timestamp(label) == start, "\(what): \(label)")
                        // A filter on the label matches the bucket's rows.
                        let filter = Filter.member("t", .gte, [.string(label)])
                        let found = try await store.ask(dataset, Query(measures: ["min(t)"], filters: [filter]))
                        expectRows(found.rows, [[try .at(end)]], "\(what): \(label)")
                    }
                }
            }
        }
    }
}
