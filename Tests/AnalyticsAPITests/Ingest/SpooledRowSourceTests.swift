import Models
import NIOCore
import Storage
import Synchronization
import Testing

@testable import AnalyticsAPI

@Suite("SpooledRowSource", .timeLimit(.minutes(1)))
struct SpooledRowSourceTests {
    /// An upload with a clock that stands still unless the test advances it.
    private struct Upload {
        let body = AsyncStream.makeStream(of: ByteBuffer.self)
        let budget = SpoolBudget(limit: 1 << 30)
        let store: ScriptedStore
        let rows: SpooledRowSource
        let dataset: Dataset

        init(failure: StorageError? = nil, uptime: @escaping @Sendable () -> Duration = { .zero }) async throws {
            store = try ScriptedStore(failure: failure)
            dataset = try await store.dataset(named: Identifier("scripted"))
            rows = SpooledRowSource(
                GuardedRowSource(
                    try BodyRowSourceTests.source(body.stream), in: try .whole(dataset), skipsBadRows: false),
                types: [.integer, .string], budget: budget, uptime: uptime)
        }

        func send(_ text: String) { body.continuation.yield(ByteBuffer(string: text)) }

        /// Sends rows of about 1 KB each, `rowBytes` in all.
        func send(rowBytes: Int) {
            let row = "1," + String(repeating: "x", count: 1000) + "\n"
            for _ in 0..<rowBytes / 1000 / 100 { send(String(repeating: row, count: 100)) }
        }

        func write() -> Task<IngestOutcome, any Error> {
            Task { [rows, dataset, store] in try await rows.write(into: dataset, of: store, idempotencyKey: nil) }
        }
    }

    @Test("A slow body uses no store connection until it is complete")
    func slow() async throws {
        let upload = try await Upload(uptime: Self.ticking(.seconds(3)))
        let writing = upload.write()
        upload.send("n,s\n")
        upload.send(rowBytes: 8_000_000)
        while upload.rows.spooledBytes < 7 << 20 { await Task.yield() }
        #expect(upload.store.begunIngests == 0)
        upload.body.continuation.finish()
        #expect(try await writing.value.inserted == 8000)
        #expect(upload.store.begunIngests == 1)
    }

    @Test(
        "A quick body is written while it arrives; if the client falls behind, the write restarts once the body is complete"
    )
    func lagging() async throws {
        let upload = try await Upload()
        let writing = upload.write()
        upload.send("n,s\n")
        upload.send(rowBytes: 8_000_000)
        // The store takes the rows that have arrived, waits briefly, and gives the connection back until the rest has
        // come.
        while !upload.rows.hasLagged { await Task.yield() }
        #expect(upload.store.begunIngests == 1)
        upload.send(rowBytes: 1_000_000)
        upload.body.continuation.finish()
        #expect(try await writing.value.inserted == 9000)
        #expect(upload.store.begunIngests == 2)
    }

    @Test("An invalid row is rejected at once, while the body is still arriving")
    func rejectedEarly() async throws {
        let upload = try await Upload()
        upload.send("n,s\nbad,x\n1,y\n")
        await #expect {
            try await upload.rows.write(into: upload.dataset, of: upload.store, idempotencyKey: nil)
        } throws: { error in
            if case StorageError.rejected(let rejections) = error { rejections.count == 1 } else { false }
        }
        #expect(upload.store.begunIngests == 0)
    }

    @Test("The body is no longer read after the store has rejected its rows")
    func rejectedByStore() async throws {
        let upload = try await Upload(failure: .overflow)
        upload.send("n,s\n")
        upload.send(rowBytes: 8_000_000)
        await #expect(throws: StorageError.self) {
            try await upload.rows.write(into: upload.dataset, of: upload.store, idempotencyKey: nil)
        }
    }

    @Test("A cancelled upload ends and releases its spool space")
    func cancelled() async throws {
        let budget: SpoolBudget
        do {
            let upload = try await Upload(uptime: Self.ticking(.seconds(3)))
            budget = upload.budget
            let writing = upload.write()
            upload.send("n,s\n")
            upload.send(rowBytes: 8_000_000)
            while upload.rows.spooledBytes < 4 << 20 { await Task.yield() }
            #expect(budget.bytesInUse > 0)
            writing.cancel()
            await #expect(throws: StorageError.self) { try await writing.value }
        }
        #expect(budget.bytesInUse == 0)
    }

    /// A clock that advances by `step` at each reading.
    private static func ticking(_ step: Duration) -> @Sendable () -> Duration {
        let looks = Mutex(Duration.zero)
        return {
            looks.withLock { now in
                now += step
                return now
            }
        }
    }
}
