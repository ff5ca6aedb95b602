import Models
import Storage
import StorageTesting
import Testing

@Suite("Contract: plans of queries")
struct QueryPlanContract {
    @Test(
        "A plan names the columns whose index is used and the partitions that are read, and no values",
        arguments: StoreKind.durable)
    func reads(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let definition = try DatasetDefinition(
                name: Identifier("events"),
                columns: [
                    Column(name: Identifier("ts"), type: .timestamp, nullable: false),
                    Column(name: Identifier("user"), type: .string, use: .lookup),
                    Column(name: Identifier("n"), type: .integer),
                ], timeColumn: Identifier("ts"), partitioning: .day)
            let dataset = try await store.createDataset(definition)
            let start = try #require(Timestamp("2026-01-01T00:00:00Z"))
            let rows: [[Value]] = (0..<3000).map { number in
                let instant = Timestamp(microseconds: start.microseconds + Int64(number) * 90_000_000)
                return [.timestamp(instant), .string("user n \(number)"), .integer(Int64(number))]
            }
            try await store.add(rows, to: dataset)
            let filled = try await store.dataset(named: dataset.name)
            func plan(_ query: Query) async throws -> QueryPlan {
                try await store.explain(query.resolved(against: filled.definition), on: filled, reading: .current)
            }
            let all = try await plan(Query(measures: ["count"]))
            #expect(all.rowCount == 3000)
            #expect(all.reads.map(\.index) == [[]])
            #expect(!all.holdsGroups)
            let day = TimeDimension("ts", granularity: "hour", dateRange: ["2026-01-02", "2026-01-02"], fill: true)
            let some = try await plan(Query(measures: ["count", "runningTotal(count)"], timeDimensions: [day]))
            #expect(some.holdsGroups)
            if kind == .postgres {
                #expect(all.reads.map(\.partitions) == [4])
                #expect(some.reads.map(\.partitions) == [1])
                #expect(all.estimatedGroups == 1)
                let (whole, part) = (all.cost ?? 0, some.cost ?? 0)
                #expect(part > 0 && whole > part)
            } else {
                #expect(all.cost == nil)
                let found = try await plan(
                    Query(measures: ["count"], filters: [.member("user", .equals, ["user n 7"])]))
                #expect(found.reads.map(\.index.first?.rawValue) == ["user"])
            }
        }
    }

    @Test(
        "The plan of a dataset that was changed, replaced or dropped since fails as its query does",
        arguments: StoreKind.databases)
    func outdated(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let old = try await store.make(["n": .integer], rows: [[1]])
            let query = try Query(measures: ["sum(n)"]).resolved(against: old.definition, limits: .stream)
            func expectBoth(_ shape: String) async {
                await expectFailure(shape, "explain") { try await store.explain(query, on: old, reading: .current) }
                await expectFailure(shape, "query") { try await store.answer(query, on: old) }
            }
            let change = try DatasetChange(renamed: [.init(from: Identifier("n"), to: Identifier("m"))])
            _ = try await store.changeDataset(named: old.name, by: change, expecting: nil)
            await expectBoth("\(StorageError.definitionChanged(old.name))")
            try await store.dropDataset(named: old.name, expecting: nil)
            await expectBoth("notFound things")
            _ = try await store.make(["n": .integer], rows: [[2]])
            await expectBoth("notFound things")
        }
    }
}
