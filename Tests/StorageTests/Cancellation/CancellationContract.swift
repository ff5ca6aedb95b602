import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("Contract: cancellation", .timeLimit(.minutes(4)))
struct CancellationContract {
    @Test(
        "A query with a filter list of maximum length is cancelled within a second",
        arguments: StoreKind.databases)
    func filters(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["s": .string, "n": .integer, "m": .decimal, "t": .timestamp])
            // Most data is read at once, since a database checks for cancellation between two rows at the latest.
            let wide = Value.string(String(repeating: "a", count: 900_000))
            for number in 0..<10 {
                let row: [Value] = [
                    wide, .integer(Int64(number)), try .exact("\(number).5"), try .at("2026-01-01T00:00:00Z"),
                ]
                try await store.add([row], to: dataset)
            }
            for (name, filters) in Self.filters {
                try await Self.expectCancelled(
                    Query(measures: ["count"], filters: filters), of: dataset, in: store, "\(kind): \(name)")
            }
        }
    }

    @Test(
        "A query with filter lists of maximum length is cancelled within a second on 400 partitions",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func partitions() async throws {
        try await withStore(.postgres) { store in
            let definition = try DatasetDefinition(
                name: Identifier("split"),
                columns: [
                    Column(name: Identifier("t"), type: .timestamp, nullable: false),
                    Column(name: Identifier("s"), type: .string), Column(name: Identifier("n"), type: .integer),
                    Column(name: Identifier("m"), type: .decimal),
                ], timeColumn: Identifier("t"), partitioning: .day)
            let dataset = try await store.createDataset(definition)
            let first = CalendarDate(year: 2020, month: 1, day: 1).daysSinceEpoch
            let rows: [[Value]] = (0..<400).map { day in
                let start = Int64(first + day) * Timestamp.microsecondsPerDay
                return [
                    .timestamp(Timestamp(microseconds: start)), .string("row \(day)"), .integer(Int64(day)), nil,
                ]
            }
            try await store.add(rows, to: dataset)
            for (name, filters) in Self.filters {
                try await Self.expectCancelled(
                    Query(measures: ["count"], filters: filters), of: dataset, in: store, name)
            }
        }
    }

    /// The longest filter list of each kind; each takes long to find a match.
    static let filters: [(String, [Filter])] = {
        let texts = (0..<9_990).map { FilterValue.string("x\($0)") }
        // The texts that PostgreSQL's search takes longest for.
        let slow = (0..<900).map { FilterValue.string("b" + String(repeating: "a", count: 900) + "\($0)") }
        let numbers = (0..<9_990).map { FilterValue.number("\($0 + 1_000_000)") }
        func each(_ count: Int, _ make: (Int) -> Filter) -> Filter { .or((0..<count).map(make)) }
        return [
            ("contains", [.member("s", .contains, texts)]), ("contains long", [.member("s", .contains, slow)]),
            ("notContains", [.member("s", .notContains, texts)]), ("startsWith", [.member("s", .startsWith, texts)]),
            ("endsWith", [.member("s", .endsWith, texts)]), ("in", [.member("s", .in, texts)]),
            ("notIn", [.member("s", .notIn, texts), .member("n", .notIn, numbers)]),
            ("decimals", [.member("m", .in, numbers), .member("m", .notIn, numbers.dropLast())]),
            ("or of contains", [each(1990) { .member("s", .contains, [.string("ax\($0)")]) }]),
            ("or of long contains", [each(900) { .member("s", .contains, [slow[$0]]) }]),
            ("and of notContains", (0..<1990).map { .member("s", .notContains, [.string("ax\($0)")]) }),
            ("or of endsWith", [each(1990) { .member("s", .endsWith, [.string("x\($0)")]) }]),
            ("or of gt", [each(1990) { .member("s", .gt, [.string("b\($0)")]) }]),
            (
                "or of and",
                [
                    each(660) {
                        .and([.member("s", .gt, [.string("b\($0)")]), .member("n", .gt, [.number("\($0 + 1000)")])])
                    }
                ]
            ),
            (
                "or of ranges",
                [
                    each(1990) {
                        .member("t", .inDateRange, [.string("\(1000 + $0)-01-01"), .string("\(1000 + $0)-01-02")])
                    }
                ]
            ),
            ("groups", (0..<1990).map { .member("count", .notEquals, [.number("\($0 + 1_000_000)")]) }),
        ]
    }()

    /// The time limit of a cancelled query: one second, doubled for an unoptimized build beside other tests.
    private static let limit = Duration.seconds(2)

    /// Cancels a query that has begun, up to six times if that takes long: other tests may keep the machine busy.
    private static func expectCancelled(
        _ query: Query, of dataset: Dataset, in store: any AnalyticsStore, _ what: String
    ) async throws {
        let resolved = try query.resolved(against: dataset.definition, limits: .stream)
        var fastest: Duration = .seconds(60)
        for _ in 0..<6 where fastest >= limit {
            let task = Task { try await store.answer(resolved, on: dataset) }
            let start = ContinuousClock.now
            while !Task.isCancelled, start.duration(to: .now) < .milliseconds(150) { await Task.yield() }
            let cancelled = ContinuousClock.now
            task.cancel()
            let result = await task.result
            fastest = min(fastest, cancelled.duration(to: .now))
            if case .failure(let error) = result {
                #expect((error as? StorageError)?.shape == "cancelled", "\(what): \(error)")
            }
        }
        #expect(fastest < limit, "\(what) goes on for \(fastest)")
        // A cancelled query leaves the store usable.
        try await store.checkHealth()
    }
}
