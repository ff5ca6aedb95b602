import AnalyticsAPI
import HTTPTypes
import Models
import Synchronization
import Testing

@Suite("The method QUERY, and queries that depend on the time")
struct QueryMethodTests {
    private static let path = "/v1/datasets/sales/query"
    private static let query = HTTPRequest.Method("QUERY")

    @Test("A query with the method QUERY is answered like one with POST, over a network too")
    func method() async throws {
        try await TestServer().live { client, _ in
            try await client.makeSales()
            let method = try #require(Self.query)
            let posted = try await client.post(Self.path, QueryRoutesTests.byDay)
            var headers: HTTPFields = [.contentType: "application/json"]
            let answer = try await client.send(method, Self.path, headers: headers, body: QueryRoutesTests.byDay)
            #expect(answer.status == 200)
            #expect(answer.body == posted.body)
            #expect(answer.headers[.eTag] == posted.headers[.eTag])
            #expect(answer.headers[HTTPField.Name("Accept-Query") ?? .date] == "\"application/json\"")
            headers[.ifNoneMatch] = posted.headers[.eTag]
            #expect(
                try await client.send(method, Self.path, headers: headers, body: QueryRoutesTests.byDay).status == 304)
            let refused = try await client.send(method, "/v1/datasets", headers: headers, body: "{}")
            #expect(refused.status == 405)
        }
    }

    @Test("A relative range follows the server's clock, and so does the entity tag")
    func relativeRange() async throws {
        let query = """
            {"measures": ["count"], "timezone": "Europe/Berlin",
             "timeDimensions": [{"dimension": "ts", "dateRange": "last 2 days"}]}
            """
        let now = Mutex("2026-03-31T10:00:00Z")
        var server = TestServer()
        server.now = { Timestamp(now.withLock { $0 }) ?? .earliest }
        try await server.test { client in
            try await client.makeSales()
            let first = try await client.post(Self.path, query)
            #expect(try first.json["data"]?.description == #"[{"count":4}]"#)
            #expect(
                try first.json["meta"]?["ranges"]?.description
                    == #"[{"pointer":"/timeDimensions/0/dateRange","member":"ts","from":"2026-03-29T00:00:00+01:00","#
                    + #""before":"2026-03-31T00:00:00+02:00"}]"#)
            let tag = try #require(first.headers[.eTag])
            now.withLock { $0 = "2026-03-31T21:59:59Z" }
            #expect(try await client.post(Self.path, query, headers: [.ifNoneMatch: tag]).status == 304)
            now.withLock { $0 = "2026-03-31T22:00:00Z" }
            let next = try await client.post(Self.path, query, headers: [.ifNoneMatch: tag])
            #expect(try next.json["data"]?.description == #"[{"count":2}]"#)
        }
    }

    @Test("Everything in a query that changes the answer changes the entity tag")
    func tags() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            func filtered(_ country: String) -> String {
                #"{"measures": [{"measure": "count", "as": "n", "filters": [{"member": "country", "operator": "equals", "#
                    + #""values": ["\#(country)"]}]}]}"#
            }
            func compared(_ ranges: String) -> String {
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "compareDateRange": [\#(ranges)]}]}"#
            }
            let queries = [
                filtered("DE"), filtered("FR"), #"{"measures": ["count"], "dimensions": ["ts.weekday"]}"#,
                #"{"measures": ["count"], "dimensions": ["ts.hourOfDay"]}"#, compared(#""today", "yesterday""#),
                compared(#""today", ["2025-01-01", "2025-01-02"]"#),
                compared(#"["2025-01-01", "2025-01-02"], "today""#),
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": "today"}]}"#,
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": ["2026-01-01", "2026-01-01"]}]}"#,
            ]
            var tags: Set<String> = []
            for query in queries {
                let answer = try await client.post(Self.path, query)
                #expect(answer.status == 200, "\(query): \(answer.body)")
                tags.insert(answer.headers[.eTag] ?? "")
            }
            #expect(tags.count == queries.count)
        }
    }

    @Test("A plan names no values, and a client with filters gets no numbers of rows")
    func plans() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let query =
                #"{"measures": ["runningTotal(count)"], "timeDimensions": [{"dimension": "ts", "granularity": "day"}]}"#
            let whole = try await client.post(Self.path + "?explain=true", query)
            #expect(
                whole.body
                    == #"{"source":"raw","exact":true,"rowCount":4,"reads":[{"index":[]}],"holdsGroups":true,"timezone":"UTC"}"#
                    + "\n")
            let key = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "filters": "#
                    + #"{"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#)
            let seen = try await client.send(.post, Self.path + "?explain=true", query, as: key.headers)
            #expect(
                seen.body
                    == #"{"source":"raw","exact":true,"reads":[{"index":[]}],"holdsGroups":true,"timezone":"UTC"}"#
                    + "\n")
            let answer = try await client.post(Self.path + "?explain=false", query)
            #expect(try answer.json["data"] != nil)
            #expect(try await client.post(Self.path + "?explain=yes", query).code == "invalid_parameter")
        }
    }
}
