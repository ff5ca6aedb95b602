import Models
import StorageTesting
import Synchronization
import Testing

@testable import Storage

@Suite("Contract: idempotency", .timeLimit(.minutes(3)))
struct IdempotencyContract {
    @Test(
        "A repeated ingest with the same key and rows writes once and returns the first outcome",
        arguments: StoreKind.testable
    )
    func replay(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            let first = try await store.add([[1], [2]], to: dataset, key: "k")
            #expect(first == IngestOutcome(inserted: 2, rejections: .init(), dataVersion: 1))
            try await store.add([[3]], to: dataset)
            for _ in 0..<3 {
                var expected = first
                expected.replayed = true
                #expect(try await store.add([[1], [2]], to: dataset, key: "k") == expected)
            }
            expectRows(try await store.list(dataset), [[1], [2], [3]])
            #expect(try await store.dataset(named: dataset.name).dataVersion == 2)
        }
    }

    @Test("A replay is recognized by its fingerprint, regardless of its batches", arguments: StoreKind.testable)
    func replayOtherBatches(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            let rows: [[Value]] = (0..<100).map { [.integer($0)] }
            try await store.add(rows, to: dataset, batchSize: 7, key: "k")
            #expect(try await store.add(rows, to: dataset, batchSize: 50, key: "k").replayed)
            // Equal rows with another fingerprint come from another body.
            let other = ScriptedRowSource(dataset.columns, rows: rows, fingerprint: [1, 2, 3])
            await expectFailure("conflict") { try await store.ingest(other, into: dataset, idempotencyKey: "k") }
            #expect(try await store.dataset(named: dataset.name).rowCount == 100)
        }
    }

    @Test("An ingest with a used key and other rows is a conflict and writes nothing", arguments: StoreKind.testable)
    func conflict(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            try await store.add([[1], [2]], to: dataset, key: "k")
            for rows: [[Value]] in [[[1]], [[1], [2], [3]], [[2], [1]], []] {
                await expectFailure("conflict", "\(rows)") { try await store.add(rows, to: dataset, key: "k") }
            }
            #expect(try await store.add([[1], [2]], to: dataset, key: "k").replayed)
            expectRows(try await store.list(dataset), [[1], [2]])
        }
    }

    @Test("Idempotency keys are compared byte by byte and belong to one dataset", arguments: StoreKind.testable)
    func keys(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let a = try await store.make("a", ["n": .integer])
            let b = try await store.make("b", ["n": .integer])
            let keys = ["k", "K", "k ", "é", "e\u{301}", "'; --", "%", "", String(repeating: "k", count: 255)]
            for key in keys {
                #expect(try await store.add([[1]], to: a, key: key).replayed == false, "\(key.debugDescription)")
                #expect(try await store.add([[2]], to: b, key: key).replayed == false, "\(key.debugDescription)")
            }
            #expect(try await store.add([[1]], to: a).replayed == false)
            #expect(try await store.dataset(named: a.name).rowCount == Int64(keys.count) + 1)
            #expect(try await store.dataset(named: b.name).rowCount == Int64(keys.count))
        }
    }

    @Test("An idempotency key expires after seven days", arguments: StoreKind.testable)
    func expiry(kind: StoreKind) async throws {
        let clock = SettableTime()
        try await withStore(kind, now: { clock.now }) { store in
            let dataset = try await store.make(["n": .integer])
            let first = try await store.add([[1]], to: dataset, key: "k")
            try await store.add([[2]], to: dataset, key: "other")
            clock.advance(by: IdempotencyRetention.duration)
            #expect(try await store.add([[1]], to: dataset, key: "k").replayed)
            await expectFailure("conflict") { try await store.add([[3]], to: dataset, key: "k") }
            // A replay does not extend the key's life.
            clock.advance(by: .milliseconds(1))
            let second = try await store.add([[3]], to: dataset, key: "k")
            #expect(!second.replayed && second.dataVersion > first.dataVersion)
            #expect(try await store.add([[3]], to: dataset, key: "k").replayed)
            await expectFailure("conflict") { try await store.add([[1]], to: dataset, key: "k") }
            expectRows(try await store.list(dataset), [[1], [2], [3]])
            // Expired records are removed from the database.
            if let store = store as? SQLiteAnalyticsStore {
                let kept = try await store.read { connection throws(StorageError) in
                    try SQLiteStatement(connection, "SELECT count(*) FROM weir_ingest").firstInteger()
                }
                #expect(kept == 1)
            }
            if let store = store as? PostgresAnalyticsStore {
                try await store.maintenance.sweep()
                #expect(try await store.texts("SELECT key FROM \(store.schema.name).ingest") == ["k"])
            }
        }
    }

    @Test("An ingest without rows is recorded under its key too", arguments: StoreKind.testable)
    func emptyReplay(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1]])
            #expect(try await store.add([], to: dataset, key: "k").replayed == false)
            try await store.add([[2]], to: dataset)
            let replay = try await store.add([], to: dataset, key: "k")
            #expect(replay == IngestOutcome(inserted: 0, rejections: .init(), dataVersion: 1, replayed: true))
            await expectFailure("conflict") { try await store.add([[3]], to: dataset, key: "k") }
        }
    }

    @Test("A failed ingest does not use its key", arguments: StoreKind.testable)
    func afterFailure(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            let failing = ScriptedRowSource(dataset.columns, rows: [[1]], failure: .rejected(.init(count: 1)))
            await expectFailure("rejected 1") { try await store.ingest(failing, into: dataset, idempotencyKey: "k") }
            #expect(try await store.add([[5]], to: dataset, key: "k").replayed == false)
            expectRows(try await store.list(dataset), [[5]])
            // A replay whose source fails reports that failure and keeps the record.
            let again = ScriptedRowSource(dataset.columns, rows: [[5]], failure: .rejected(.init(count: 1)))
            await expectFailure("rejected 1") { try await store.ingest(again, into: dataset, idempotencyKey: "k") }
            #expect(try await store.add([[5]], to: dataset, key: "k").replayed)
            expectRows(try await store.list(dataset), [[5]])
        }
    }

    @Test("A key is rejected while its first ingest runs and replays after it", arguments: StoreKind.testable)
    func inProgress(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            let other = try await store.make("other", ["n": .integer])
            let batch = RowBatch([.integer], rows: [[1], [2]])
            let source = HeldRowSource([batch])
            async let first = store.ingest(source, into: dataset, idempotencyKey: "k")
            await source.waitUntilReached()
            await expectFailure("inProgress") { try await store.add([[1], [2]], to: dataset, key: "k") }
            await expectFailure("inProgress") { try await store.add([[7]], to: dataset, key: "k") }
            // Reads neither wait nor see the rows yet.
            expectRows(try await store.list(dataset), [])
            expectRows(try await store.list(other), [])
            source.release()
            #expect(try await first == IngestOutcome(inserted: 2, rejections: .init(), dataVersion: 1))
            #expect(try await store.add([[1], [2]], to: dataset, key: "k").replayed)
            expectRows(try await store.list(dataset), [[1], [2]])
        }
    }

    @Test("A cancelled ingest frees its key and writes nothing", arguments: StoreKind.testable)
    func cancelled(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            let source = HeldRowSource([RowBatch([.integer], rows: [[1], [2]])])
            let call = Task { try await store.ingest(source, into: dataset, idempotencyKey: "k") }
            await source.waitUntilReached()
            call.cancel()
            await expectFailure("cancelled") { try await call.value }
            expectRows(try await store.list(dataset), [])
            #expect(try await store.add([[3]], to: dataset, key: "k").replayed == false)
            expectRows(try await store.list(dataset), [[3]])
        }
    }

    @Test("Concurrent ingests with one key write once", arguments: StoreKind.testable)
    func race(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let dataset = try await store.make(["n": .integer])
            let shapes = await withTaskGroup(of: String.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        do throws(StorageError) {
                            let outcome = try await store.add([[1], [2], [3]], to: dataset, batchSize: 1, key: "k")
                            return outcome.replayed ? "replayed" : "written"
                        } catch { return error.shape }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(shapes.filter { $0 == "written" }.count == 1, "\(shapes)")
            #expect(shapes.allSatisfy { ["written", "replayed", "inProgress"].contains($0) }, "\(shapes)")
            #expect(try await store.dataset(named: dataset.name).rowCount == 3)
        }
    }
}

/// A clock that the test sets.
private final class SettableTime: Sendable {
    private let microseconds = Mutex<Int64>(1_767_225_600_000_000)

    var now: Timestamp { Timestamp(microseconds: microseconds.withLock { $0 }) }

    func advance(by duration: Duration) {
        let (seconds, attoseconds) = duration.components
        microseconds.withLock { $0 += seconds * 1_000_000 + attoseconds / 1_000_000_000_000 }
    }
}
