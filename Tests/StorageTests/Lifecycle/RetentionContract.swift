import Models
import StorageTesting
import Testing

@testable import Storage

@Suite("Contract: retention", .timeLimit(.minutes(2)))
struct RetentionContract {
    @Test("A dataset keeps its retention until it is changed", arguments: StoreKind.testable)
    func stored(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let made = try await store.createDataset(
                DatasetDefinition(
                    name: Identifier("log"), columns: [Column(name: Identifier("t"), type: .date)],
                    timeColumn: Identifier("t"), retention: Retention("400 days")))
            #expect(made.definition.retention?.days == 400)
            #expect(try await store.dataset(named: made.name).definition == made.definition)
            for retention in [Retention("1 day"), nil] {
                let changed = try await store.changeDataset(
                    named: made.name, by: DatasetChange(retention: .some(retention)), expecting: nil)
                #expect(changed.definition.retention == retention && changed.definitionVersion == 0)
                #expect(try await store.dataset(named: made.name) == changed)
            }
        }
    }

    @Test(
        "Of two processes one has the turn for a work",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func turns() async throws {
        try await withPostgres { store in
            let isDone = try await store.withTurn("work") {
                let other = try? await store.withTurn("work") { Issue.record("two processes had the turn") }
                #expect(other == false)
                let different = try? await store.withTurn("other work") {}
                #expect(different == true)
            }
            #expect(isDone)
            #expect(try await store.withTurn("work") {})
        }
    }

    @Test(
        "A partition that a deletion leaves without rows is dropped",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func emptyPartitions() async throws {
        try await withPostgres { store in
            let dataset = try await store.createDataset(
                DatasetDefinition(
                    name: Identifier("events"), columns: [Column(name: Identifier("t"), type: .date, nullable: false)],
                    timeColumn: Identifier("t"), partitioning: .day))
            let first = CalendarDate(year: 2026, month: 1, day: 1).daysSinceEpoch
            try await store.add((0..<6).map { [.date(CalendarDate(daysSinceEpoch: first + $0))] }, to: dataset)
            await store.maintenance.settle()
            let old = try ResolvedFilter.rows([.member("t", .lt, ["2026-01-05"])], of: dataset.definition)
            #expect(try await store.deleteRows(of: dataset, matching: old, atMost: nil) == .deleted(4, dataVersion: 2))
            await store.maintenance.settle()
            let schema = store.schema
            let left = try await store.leased { session throws(StorageError) in
                try session.execute(
                    "SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass($1)",
                    [.string(schema.table(dataset.id))]
                ).integer(0, 0)
            }
            #expect(left == 2)
            #expect(try await store.list(dataset).count == 2)
        }
    }
}
