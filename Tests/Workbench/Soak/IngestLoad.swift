import HTTPTypes
import Models
import Synchronization

/// Clients that write batches into one dataset in a closed loop and record the responses; further clients may read single rows.
///
/// Every batch has an idempotency key. Half of the failed batches are retried until acknowledged; the other half are abandoned, as by
/// a client that crashed.
package final class IngestLoad: Sendable {
    package static let rowsPerBatch = 400
    /// A client's delay before a retry. It ignores `Retry-After`, so that recovery is measured precisely.
    static let pause = Duration.milliseconds(10)

    private let client: LocalClient
    private let workers: Int
    private let readers: Int
    private let state = Mutex(IngestLedger())
    private let isStopping = Mutex(false)

    package init(client: LocalClient, workers: Int, readers: Int = 0) {
        self.client = client
        self.workers = workers
        self.readers = readers
    }

    /// The responses so far.
    package var ledger: IngestLedger { state.withLock { $0 } }

    /// Makes the dataset.
    package func prepare() async throws {
        try await client.require(
            .post, "/v1/datasets",
            """
            {"name": "load", "columns": [{"name": "batch", "type": "integer", "nullable": false},
              {"name": "row", "type": "integer", "nullable": false}, {"name": "note", "type": "string"}]}
            """)
    }

    /// Writes while `body` runs; returns when every client has finished its batch.
    package func run<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<workers { group.addTask { await self.write(as: worker) } }
            for _ in 0..<readers { group.addTask { await self.read() } }
            let result: Result<Value, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            isStopping.withLock { $0 = true }
            try await group.waitForAll()
            return try result.get()
        }
    }

    private func write(as worker: Int) async {
        var number = 0
        while !isStopping.withLock({ $0 }) {
            let batch = worker * 1_000_000 + number
            number += 1
            let body = Self.body(batch)
            while true {
                let isSettled = await send(
                    .post, type: "text/csv", key: "batch-\(batch)", body: body
                ) { $0.record($1, to: batch, rows: Self.rowsPerBatch) }
                if isSettled { break }
                if batch % 2 == 1 || isStopping.withLock({ $0 }) {
                    state.withLock { $0.abandon(batch) }
                    break
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    private func read() async {
        while !isStopping.withLock({ $0 }) {
            let isAnswered = await send(.get, query: "?limit=1") { ledger, reply in
                ledger.recordRead(reply)
                return reply.status == 200
            }
            if !isAnswered { try? await Task.sleep(for: Self.pause) }
        }
    }

    /// Sends a request to the rows endpoint and records the outcome.
    ///
    /// - Returns: The result of `record`; `false` without a response.
    private func send(
        _ method: HTTPRequest.Method, query: String = "", type: String? = nil, key: String? = nil, body: [UInt8] = [],
        record: (inout IngestLedger, LocalClient.Reply) -> Bool
    ) async -> Bool {
        let start = ContinuousClock.now
        do {
            let reply = try await client.send(
                method, "/v1/datasets/load/rows" + query, type: type, key: key, body: body)
            return state.withLock { ledger in
                ledger.recordTime(.now - start, status: reply.status)
                return record(&ledger, reply)
            }
        } catch {
            state.withLock { ledger in
                ledger.recordTime(.now - start, status: nil)
                ledger.recordNoAnswer()
            }
            return false
        }
    }

    private static func body(_ batch: Int) -> [UInt8] {
        var text = "batch,row,note\n"
        for row in 0..<rowsPerBatch { text += "\(batch),\(row),some text that makes row \(row) a little longer\n" }
        return Array(text.utf8)
    }

    /// Starts a new measurement of ``IngestLedger/firstSinceMark``.
    package func mark() { state.withLock { $0.mark() } }

    /// Records a violation.
    package func violate(_ text: String) { state.withLock { $0.violate(text) } }

    /// Waits until the ledger meets a condition.
    package func wait(
        for what: String, limit: Duration = .seconds(60), until isReached: @Sendable (IngestLedger) -> Bool
    ) async throws {
        let start = ContinuousClock.now
        while !isReached(ledger) {
            guard ContinuousClock.now - start < limit else {
                let last = ledger.violations.last.map { "; the last violation: \($0)" } ?? ""
                throw WorkbenchError("timed out after \(limit) waiting for \(what)\(last)")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Compares the ledger with the rows that the service reports.
    ///
    /// - Returns: The differences, and the number of rows.
    package func compareWithStore() async throws -> (violations: [String], rows: Int) {
        let reply = try await client.send(
            .post, "/v1/datasets/load/query", type: "application/json", accept: "text/csv",
            body: Array(#"{"measures": ["count", "countDistinct(row)"], "dimensions": ["batch"]}"#.utf8),
            limit: .seconds(300))
        guard reply.status == 200 else { throw WorkbenchError("the query was answered with \(reply.text)") }
        var stored: [Int: (rows: Int, distinct: Int)] = [:]
        var total = 0
        for line in reply.text.split(whereSeparator: \.isNewline).dropFirst() {
            let fields = line.split(separator: ",").compactMap { Int($0) }
            guard fields.count == 3 else { throw WorkbenchError("unexpected line in the answer: \(line)") }
            stored[fields[0]] = (fields[1], fields[2])
            total += fields[1]
        }
        var found = ledger.compare(stored: stored, rows: Self.rowsPerBatch)
        let dataset = try await client.require(.get, "/v1/datasets/load", "")
        if dataset["rowCount"] != .number("\(total)") {
            found.append("the dataset reports \(dataset["rowCount"] ?? .null) rows, expected \(total)")
        }
        return (found, total)
    }
}
