import Foundation
import Models
import NIOCore
import Testing

/// Kills the server of a SQLite store repeatedly while it writes, and checks the remaining data.
@Suite(
    "api-server on SQLite, killed", .serialized, .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .timeLimit(.minutes(5)))
struct SQLiteCrashTests {
    private static let batchRows = 400
    /// Enough rows for SQLite to write the batch's pages to its log before the commit: more than its cache of 8 MiB.
    private static let largeBatchRows = 80_000

    @Test("A killed server keeps every acknowledged batch once, no partial batch, and an intact file")
    func killed() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = "sqlite:" + folder.appendingPathComponent("weir.sqlite").path
        var acknowledged: [Int] = []
        var started = 0
        var large: Set<Int> = []
        var lost = 0
        let log = folder.appendingPathComponent("weir.sqlite-wal").path
        for round in 0..<6 {
            let server = try ServerUnderTest(["--port", "0", "--store", store])
            let port = try await server.startListening()
            if round == 0 {
                let made = try await Connection.exchange(
                    port: port, "POST", "/v1/datasets", type: "application/json",
                    body:
                        #"{"name": "log", "columns": [{"name": "batch", "type": "integer"}, {"name": "n", "type": "decimal"}, {"name": "text", "type": "string"}]}"#
                )
                #expect(made.hasPrefix("HTTP/1.1 201 "))
            }
            for _ in 0..<3 {
                started += 1
                let answer = try await Connection.exchange(
                    port: port, "POST", "/v1/datasets/log/rows", type: "text/csv", body: Self.batch(started))
                if answer.hasPrefix("HTTP/1.1 201 ") { acknowledged.append(started) }
            }
            started += 1
            large.insert(started)
            // Killed with most of a batch sent, or with all of it and the response unread.
            let batch = Self.batch(started, rows: Self.largeBatchRows)
            let before = Self.size(of: log)
            try await Self.send(batch, port: port, whole: round % 2 == 0) {
                // The log grows only while pages of the batch are written.
                while !Task.isCancelled, Self.size(of: log) < before + (1 << 20) { await Task.yield() }
                server.signal(SIGKILL)
            }
            #expect(await server.exitCode() == 128 + SIGKILL)

            let counts = try await Self.counts(store)
            if counts[started] == nil { lost += 1 }
            #expect(acknowledged.allSatisfy { counts[$0] == Self.batchRows }, "round \(round): \(counts)")
            for (number, count) in counts {
                let whole = large.contains(number) ? Self.largeBatchRows : Self.batchRows
                #expect(count == whole, "round \(round): batch \(number)")
            }
            // A backup copies the file and checks every page of the copy.
            let backup = try ServerUnderTest([
                "backup", "--store", store, "--to", folder.appendingPathComponent("copy\(round)").path,
            ])
            try backup.start()
            #expect(await backup.exitCode() == 0, "\(backup.errorText())")
        }
        #expect(acknowledged.count == 18)
        #expect(lost > 0, "no server was killed while it wrote a batch")
    }

    private static func batch(_ number: Int, rows: Int = batchRows) -> String {
        let padding = String(repeating: "x", count: 200)
        return "batch,n,text\n" + (0..<rows).map { "\(number),\($0).5,\(padding)\n" }.joined()
    }

    /// Sends a batch, whole or without its last tenth, and runs `then` before any response is read.
    private static func send(
        _ body: String, port: Int, whole: Bool, then: @escaping @Sendable () async -> Void
    ) async throws {
        try await Connection.open(port: port) { _, outbound in
            let head =
                "POST /v1/datasets/log/rows HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            let part = whole ? body : String(decoding: body.utf8.prefix(body.utf8.count / 10 * 9), as: UTF8.self)
            try await outbound.write(ByteBuffer(string: head + part))
            await then()
        }
    }

    private static func size(of file: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return (attributes?[.size] as? Int) ?? 0
    }

    /// The number of rows in each batch according to a new server on the same file.
    private static func counts(_ store: String) async throws -> [Int: Int] {
        let server = try ServerUnderTest(["--port", "0", "--store", store])
        let port = try await server.startListening()
        let answer = try await Connection.exchange(
            port: port, "POST", "/v1/datasets/log/query", type: "application/json",
            body: #"{"measures": ["count"], "dimensions": ["batch"]}"#)
        let described = try await Connection.exchange(port: port, "GET", "/v1/datasets/log")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        guard case .array(let rows)? = try body(answer)["data"] else { throw UnexpectedError(answer) }
        var counts: [Int: Int] = [:]
        for row in rows {
            guard case .number(let batch)? = row["batch"], case .number(let count)? = row["count"],
                let batch = Int(batch), let count = Int(count)
            else { throw UnexpectedError("\(row)") }
            counts[batch] = count
        }
        let total = counts.values.reduce(0, +)
        #expect(try body(described)["rowCount"] == .number("\(total)"), "the catalog's row count must match the rows")
        return counts
    }

    private static func body(_ answer: String) throws -> JSONValue {
        guard let end = answer.range(of: "\r\n\r\n") else { throw UnexpectedError(answer) }
        return try JSONValue(parsing: String(answer[end.upperBound...]))
    }
}
