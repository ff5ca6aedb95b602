import AnalyticsAPI
import HTTPTypes
import Models
import Testing

@Suite("Ingest over HTTP")
struct IngestRouteTests {
    static let prefer = HTTPField.Name("Prefer")!
    static let key = HTTPField.Name("Idempotency-Key")!

    @Test(
        "Rows are accepted in each format",
        arguments: [
            ("application/json", #"{"ts": "2026-01-01T00:00:00Z"}"#, 1),
            (
                "application/json; charset=utf-8", #"[{"ts": "2026-01-01T00:00:00Z"}, {"ts": "2026-01-01T00:00:00Z"}]"#,
                2
            ),
            ("application/json", "[]", 0),
            ("application/x-ndjson", "{\"ts\": \"2026-01-01T00:00:00Z\"}\n{\"ts\": \"2026-01-01T00:00:00Z\"}", 2),
            ("application/ndjson", "{\"ts\": \"2026-01-01T00:00:00Z\"}\n", 1),
            ("Text/CSV", "ts\n2026-01-01T00:00:00Z\n", 1),
        ])
    func formats(type: String, body: String, count: Int) async throws {
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let answer = try await client.post("/v1/datasets/sales/rows", body, type: type)
            #expect(answer.status == 201, "\(answer.body)")
            #expect(try answer.json["inserted"] == .number("\(count)"))
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("\(count)"))
        }
    }

    static let pairs =
        #"{"name": "pairs", "columns": [{"name": "n", "type": "integer"}, {"name": "s", "type": "string"}]}"#

    @Test("A gzip body is decompressed, and the limit applies to its decompressed size")
    func gzip() async throws {
        var server = TestServer()
        server.limits.streamedBody = 100_000
        try await server.test { client in
            _ = try await client.post("/v1/datasets", Self.pairs)
            let headers: HTTPFields = [.contentType: "text/csv", .contentEncoding: "gzip"]
            let small = try await client.post(
                "/v1/datasets/pairs/rows", bytes: GzipDecoderTests.small, headers: headers)
            #expect(small.status == 201, "\(small.body)")
            #expect(try small.json["inserted"] == .number("2"))
            let bomb = try await client.post(
                "/v1/datasets/pairs/rows", bytes: GzipDecoderTests.repetitive, headers: headers)
            #expect(bomb.status == 413)
            let plain = try await client.post("/v1/datasets/pairs/rows", bytes: Array("n,s\n".utf8), headers: headers)
            #expect(plain.status == 400)
            let other = try await client.post(
                "/v1/datasets/pairs/rows", bytes: [], headers: [.contentType: "text/csv", .contentEncoding: "br"])
            #expect(other.status == 415)
            #expect(other.headers[.acceptEncoding] == "gzip, identity")
            #expect(try await client.get("/v1/datasets/pairs").json["rowCount"] == .number("2"))
        }
    }

    static let mixed = "ts,units\n2026-01-01T00:00:00Z,1\nyesterday,2\n2026-01-01T00:00:00Z,x\n2026-01-02T00:00:00Z,4\n"

    @Test("One invalid row rejects the whole batch, and the error gives its line")
    func strict() async throws {
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            for headers in [[:], [Self.prefer: "handling=strict"]] as [HTTPFields] {
                let answer = try await client.post(
                    "/v1/datasets/sales/rows", Self.mixed, type: "text/csv", headers: headers)
                #expect(answer.status == 422)
                #expect(answer.code == "invalid_rows")
                #expect(answer.firstError?["line"] == .number("3"))
                #expect(answer.firstError?["column"] == .string("ts"))
                #expect(answer.firstError?["got"] == .string("\"yesterday\""))
                #expect(answer.firstError?["expected"] != nil)
            }
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("0"))
        }
    }

    @Test("Valid rows are kept if the client prefers lenient handling")
    func lenient() async throws {
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let answer = try await client.post(
                "/v1/datasets/sales/rows", Self.mixed, type: "text/csv", headers: [Self.prefer: "handling=lenient"])
            #expect(answer.status == 201)
            #expect(answer.headers[HTTPField.Name("Preference-Applied")!] == "handling=lenient")
            #expect(try answer.json["inserted"] == .number("2"))
            #expect(try answer.json["rejected"] == .number("2"))
            guard case .array(let errors)? = try answer.json["errors"] else {
                Issue.record("no errors")
                return
            }
            #expect(errors.map { $0["line"] } == [.number("3"), .number("4")])
        }
    }

    @Test("A batch sent repeatedly with the same idempotency key is written once")
    func idempotency() async throws {
        let replayed = HTTPField.Name("Idempotency-Replayed")!
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let first = try await client.post(
                "/v1/datasets/sales/rows", Sales.rows, type: "text/csv", headers: [Self.key: "a"])
            let second = try await client.post(
                "/v1/datasets/sales/rows", Sales.rows, type: "text/csv", headers: [Self.key: "\"a\""])
            #expect(first.headers[replayed] == nil)
            #expect(second.headers[replayed] == "true")
            #expect(first.body == second.body)
            let other = try await client.post(
                "/v1/datasets/sales/rows", Sales.rows + "2026-01-01T00:00:00Z,,,\n", type: "text/csv",
                headers: [Self.key: "a"])
            #expect(other.status == 422)
            #expect(other.code == "idempotency_conflict")
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("4"))
        }
    }

    @Test("A body above its format's limit is rejected")
    func limits() async throws {
        var server = TestServer()
        server.limits.jsonBody = 100
        server.limits.streamedBody = 200
        server.limits.documentBody = 300
        try await server.test { client in
            #expect(try await client.post("/v1/datasets", Sales.definition).status == 201)
            let cases: [(String, Int, Int)] = [
                ("application/json", 100, 201), ("application/json", 101, 413), ("application/x-ndjson", 200, 201),
                ("application/x-ndjson", 201, 413),
            ]
            for (type, length, status) in cases {
                let row = #"{"ts": "2026-01-01T00:00:00Z"}"#
                let body = row + String(repeating: " ", count: length - row.utf8.count)
                let answer = try await client.post("/v1/datasets/sales/rows", body, type: type)
                #expect(answer.status == status, "\(type) \(length)")
            }
            let query = #"{"measures": ["count"]}"# + String(repeating: " ", count: 300)
            #expect(try await client.post("/v1/datasets/sales/query", query).code == "content_too_large")
        }
    }
}
