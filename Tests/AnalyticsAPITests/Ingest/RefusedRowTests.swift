import Foundation
import HTTPTypes
import Models
import Testing

@testable import Storage

@Suite("Rejected rows over HTTP")
struct RefusedRowTests {
    static let postgres = ProcessInfo.processInfo.environment["WEIR_TEST_POSTGRES"].flatMap { $0.isEmpty ? nil : $0 }
    static let definition =
        #"{"name": "pairs", "columns": [{"name": "n", "type": "integer"}, {"name": "s", "type": "string"}]}"#

    struct Body: Sendable, CustomTestStringConvertible {
        let type: String
        let text: String
        let line: Int
        var isLenient = false
        /// The row's index in an array.
        var element: Int?
        var testDescription: String { "\(type), line \(line)" }
    }

    /// A row with `n` = 7 exists already, so each body's row with 7 violates the constraint.
    static let bodies = [
        Body(type: "text/csv", text: "n,s\n1,a\n7,b\n2,c\n", line: 3),
        Body(type: "text/csv", text: "s,n\r\n\"a\nb \"\"c\"\"\n\",1\r\n\r\n\"\n\",2\r\nd,7\r\ne,3\r\n", line: 8),
        Body(type: "text/csv", text: "n,s\nx,a\n1,a\ny,b\n7,c\n", line: 5, isLenient: true),
        Body(type: "application/x-ndjson", text: "{\"n\":1}\n\n{\"n\":7}\n{\"n\":2}\n", line: 3),
        Body(
            type: "application/json", text: "[{\"n\":1}, {\"n\":2},\n\n {\"n\":\n 7},\n {\"n\":3}]", line: 3, element: 2
        ),
        // All rows are on one line; the invalid row is omitted before the violation.
        Body(
            type: "application/json", text: #"[{"n":1},{"n":"x"},{"n":2},{"n":7},{"n":3}]"#, line: 1, isLenient: true,
            element: 3),
        Body(type: "application/json", text: "\n{\"n\":7}", line: 2),
        // Several batches before and after the violation.
        Body(
            type: "text/csv",
            text: "n,s\n" + (100..<30_000).map { "\($0 == 20_000 ? 7 : $0),r\n" }.joined(), line: 19_902),
    ]

    @Test("A SQLite constraint violation is reported with the row's line", arguments: bodies)
    func sqlite(body: Body) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = SQLiteAnalyticsStore(path: folder.appending(path: "weir.sqlite").path)
        try await store.prepare()
        try await expectRejection(body, TestServer(store: store)) { id in
            try await store.write { connection throws(StorageError) in
                try execute(connection, "CREATE UNIQUE INDEX one_each ON \(SQLiteSchema.table(id)) (n)")
            }
        }
        await store.close()
    }

    @Test(
        "A PostgreSQL constraint violation is reported with the row's line",
        .enabled(if: postgres != nil, "WEIR_TEST_POSTGRES is not set"), arguments: bodies)
    func postgreSQL(body: Body) async throws {
        let schema = try Identifier(
            "t_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: ""))
        var options = PostgresAnalyticsStore.Options(schema: schema)
        options.connections = 2
        let store = try PostgresAnalyticsStore(uri: try #require(Self.postgres), options: options)
        try await store.prepare()
        do {
            try await expectRejection(body, TestServer(store: store)) { id in
                try await store.leased { session throws(StorageError) in
                    try session.run("CREATE UNIQUE INDEX one_each ON \(store.schema.table(id)) (n)")
                }
            }
        } catch {
            try? await store.dropSchema()
            throw error
        }
        try await store.dropSchema()
    }

    private func expectRejection(
        _ body: Body, _ server: TestServer, constrain: @escaping @Sendable (_ dataset: Int64) async throws -> Void
    ) async throws {
        try await server.test { client in
            _ = try await client.post("/v1/datasets", Self.definition)
            #expect(try await client.post("/v1/datasets/pairs/rows", #"{"n": 7}"#).status == 201)
            try await constrain(try await server.store.dataset(named: Identifier("pairs")).id)
            let headers: HTTPFields = body.isLenient ? [IngestRouteTests.prefer: "handling=lenient"] : [:]
            let answer = try await client.post(
                "/v1/datasets/pairs/rows", body.text, type: body.type, headers: headers)
            #expect(answer.status == 422 && answer.code == "invalid_rows", "\(answer.body)")
            #expect(answer.firstError?["code"] == .string("constraint_violation"))
            #expect(answer.firstError?["line"] == .number("\(body.line)"), "\(answer.body)")
            guard case .string(let pointer)? = answer.firstError?["pointer"] ?? .string("") else { return }
            #expect(pointer.hasPrefix(body.element.map { "/\($0)" } ?? "") && pointer.isEmpty == (body.element == nil))
            #expect(answer.body.contains("no row was written") && !answer.body.contains("writes the valid rows"))
            #expect(!answer.body.contains("data_"))
            #expect(try await client.get("/v1/datasets/pairs").json["rowCount"] == .number("1"))
        }
    }
}
