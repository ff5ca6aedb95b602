import AnalyticsAPI
import HTTPTypes
import Models
import Synchronization
import Testing

/// The dataset of recent queries.
@Suite("Query log") struct QueryLogTests {
    private static let queries = "/v1/datasets/_queries/query"
    private static let secret = "Geheimnis"

    /// Sends queries of an administrator and of a key, and returns the key.
    private static func prepare(_ client: APIClient) async throws -> (id: String, headers: HTTPFields) {
        try await client.makeSales()
        let key = try await client.makeKey(#""scopes": ["read"], "limits": {"maxRange": "31 days"}"#)
        let counts = #"{"measures": ["count"], "dimensions": ["country"]}"#
        let filtered =
            #"{"measures": ["count"], "filters": [{"member": "country", "operator": "equals", "values": ["\#(secret)"]}]}"#
        let asked: [(String, HTTPFields)] = [(counts, [:]), (filtered, [:]), (counts, key.headers)]
        for (body, headers) in asked {
            _ = try await client.send(.post, "/v1/datasets/sales/query", body, as: headers)
        }
        return key
    }

    @Test("An administrator queries the queries: their client, dataset, status and rows, and no value of a filter")
    func queries() async throws {
        try await TestServer().test { client in
            let key = try await Self.prepare(client)
            let answer = try await client.post(
                Self.queries,
                #"{"measures": ["count", "sum(rows)"], "dimensions": ["identity", "dataset", "status", "source", "complete"], "order": [["status", "asc"], ["identity", "asc"]]}"#
            )
            #expect(answer.status == 200, "\(answer.body)")
            let expected = """
                [{"identity": "anonymous", "dataset": "sales", "status": 200, "source": "raw", "complete": true, "count": 2,
                  "sum(rows)": 4},
                 {"identity": "key:\(key.id)", "dataset": "sales", "status": 422, "source": "raw", "complete": true, "count": 1,
                  "sum(rows)": 0}]
                """
            #expect(try answer.json["data"] == JSONValue(parsing: expected), "\(answer.body)")
            let rows = try await client.get("/v1/datasets/_queries/rows", headers: [.accept: "text/csv"])
            #expect(rows.status == 200 && rows.body.split(whereSeparator: \.isNewline).count == 4, "\(rows.body)")
            #expect(!rows.body.contains(Self.secret) && rows.body.contains("/v1/datasets/{dataset}/query"))
        }
    }

    @Test("Queries of the log are not part of it, and its tag changes with each other query")
    func tag() async throws {
        try await TestServer().test { client in
            _ = try await Self.prepare(client)
            let count = #"{"measures": ["count"]}"#
            let first = try await client.post(Self.queries, count)
            let tag = try #require(first.headers[.eTag])
            let again = try await client.post(Self.queries, count, headers: [.ifNoneMatch: tag])
            #expect(again.status == 304)
            _ = try await client.post("/v1/datasets/sales/query", count)
            let later = try await client.post(Self.queries, count, headers: [.ifNoneMatch: tag])
            #expect(later.status == 200)
            #expect(try later.json["data"] == JSONValue(parsing: #"[{"count": 4}]"#), "\(later.body)")
        }
    }

    @Test("Pages of the log go on where they ended, although the oldest entries have left it")
    func pages() async throws {
        var server = TestServer()
        server.telemetry = ServerTelemetry(queries: QueryLog(capacity: 4))
        try await server.test { client in
            try await client.makeSales()
            func ask() async throws {
                _ = try await client.post("/v1/datasets/sales/query", #"{"measures": ["count"]}"#)
            }
            for _ in 0..<6 { try await ask() }
            let first = try await client.get("/v1/datasets/_queries/rows?limit=2")
            let ids = { (answer: Answer) in try answer.json["data"]?.elements.compactMap { $0["_id"] } ?? [] }
            #expect(try ids(first) == [.number("3"), .number("4")], "\(first.body)")
            let link = try #require(first.headers[HTTPField.Name("Link")!])
            let next = String(link.dropFirst().prefix { $0 != ">" })
            #expect(next.hasPrefix("/v1/datasets/_queries/rows?"))
            try await ask()
            #expect(try ids(try await client.get(next)) == [.number("5"), .number("6")])
        }
    }

    @Test(
        "A question about the log takes disk space of the spool, and gets 503 if there is none", .timeLimit(.minutes(1))
    )
    func space() async throws {
        var full = TestServer()
        full.limits.spool = 1000
        let refused = try await full.client().post(Self.queries, #"{"measures": ["count"]}"#)
        #expect(refused.status == 503 && refused.body.contains("log of queries"), "\(refused.body)")
        #expect(refused.headers[.retryAfter] == "5")
        // The space is released with each answer: here there is enough for two at a time.
        var server = TestServer()
        server.limits.spool = 600 << 10
        try await server.test { client in
            for _ in 0..<20 {
                var answer = try await client.post(Self.queries, #"{"measures": ["count"]}"#)
                // The file is removed after the answer.
                while answer.status == 503 {
                    await Task.yield()
                    answer = try await client.post(Self.queries, #"{"measures": ["count"]}"#)
                }
                #expect(answer.status == 200, "\(answer.body)")
            }
        }
    }

    @Test("A client without the rights of an administrator finds no log, and no client can write to it")
    func rights() async throws {
        try await TestServer().test { client in
            let key = try await Self.prepare(client)
            let hidden = try await client.send(.post, Self.queries, #"{"measures": ["count"]}"#, as: key.headers)
            #expect(hidden.code == "dataset_not_found", "\(hidden.body)")
            for (method, path) in [
                (HTTPRequest.Method.post, "/v1/datasets/_queries/rows"), (.delete, "/v1/datasets/_queries"),
            ] {
                let body = method == .delete ? nil : #"[{"rows": 1}]"#
                let answer = try await client.send(method, path, headers: body == nil ? [:] : .json, body: body)
                #expect(answer.status == 403, "\(answer.body)")
            }
            #expect(try await client.post("/v1/datasets", #"{"name": "_queries", "columns": []}"#).status == 422)
            #expect(try await !client.get("/v1/datasets").body.contains("_queries"))
        }
        // The name is no name of the contract.
        try await TestServer().unchecked { sender in
            let described = try await sender.send(.get, "/v1/datasets/_queries", headers: [:], body: nil)
            #expect(described.status == 200)
            #expect(try described.json["name"] == .string("_queries") && described.json["rowCount"] == .number("0"))
        }
    }
}
