import AnalyticsAPI
import Basics
import HTTPTypes
import Models
import Storage
import Testing

/// Limits of queries for counts, deletions, and the queries that the server runs about a dataset.
@Suite("Budgets of counts") struct CountBudgetTests {
    private static let rows = "/v1/datasets/sales/rows"
    private static let secret = String(repeating: "k", count: 32)
    private static let headers: HTTPFields = [.authorization: "Bearer \(secret)"]

    /// Returns a server whose only client has limits.
    private static func server(
        _ store: ScriptedStore, _ limits: RequestLimits, restrictions: AccessRestrictions = .none
    ) -> TestServer {
        var server = TestServer(store: store)
        let limited = Identity(
            name: "limited", scopes: [.read, .ingest, .admin], restrictions: restrictions, owner: "limited",
            limits: limits)
        server.authenticator = KeyAuthenticator([secret: limited])
        return server
    }

    private static func range(_ from: String, _ to: String) -> String {
        "filters="
            + PercentEncoding.encode(
                #"[{"member": "ts", "operator": "inDateRange", "values": ["\#(from)", "\#(to)"]}]"#)
    }

    @Test("Counts and deletions by a condition cover at most the time of the key")
    func range() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #""scopes": ["read", "ingest"], "limits": {"maxRange": "2 days"}"#
            ).headers
            let country =
                "filters="
                + PercentEncoding.encode(#"[{"member": "country", "operator": "equals", "values": ["DE"]}]"#)
            let month = Self.range("2026-03-01", "2026-03-31")
            let prefer = HTTPField.Name("Prefer")!
            for (query, preference) in [
                ("dryRun=true", nil), (country + "&dryRun=true", nil), (month + "&dryRun=true", nil), (country, nil),
                (month, nil), (month, "max-affected=0"), ("confirm=sales", "max-affected=0"),
            ] as [(String, String?)] {
                var headers = key
                headers[prefer] = preference
                let answer = try await client.send(.delete, Self.rows + "?" + query, headers: headers)
                #expect(answer.code == "range_too_long", "\(query): \(answer.body)")
            }
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("4"))
            let days = Self.rows + "?" + Self.range("2026-03-29", "2026-03-30")
            let dry = try await client.send(.delete, days + "&dryRun=true", headers: key)
            #expect(try dry.json["matching"] == .number("3"), "\(dry.body)")
            let done = try await client.send(.delete, days, headers: key)
            #expect(try done.json["deleted"] == .number("3"), "\(done.body)")
            // A deletion of all rows tells nothing that it does not destroy.
            #expect(try await client.send(.delete, Self.rows + "?confirm=sales", headers: key).status == 200)
        }
    }

    @Test("A count that the planner finds too expensive is refused before it runs")
    func planCost() async throws {
        let store = try ScriptedStore(cost: 1001)
        let client = Self.server(store, RequestLimits(planCost: 1000)).client()
        let filter = #"{"member": "text", "operator": "equals", "values": ["a"]}"#
        let filters = "filters=" + PercentEncoding.encode("[\(filter)]")
        for query in ["dryRun=true", filters + "&dryRun=true", filters] {
            let answer = try await client.send(
                .delete, "/v1/datasets/scripted/rows?" + query, headers: Self.headers)
            #expect(answer.code == "too_expensive", "\(query): \(answer.body)")
        }
        let erasure = try await client.send(
            .post, "/v1/datasets/scripted/erasures?dryRun=true", #"{"filters": [\#(filter)]}"#, as: Self.headers)
        #expect(erasure.code == "too_expensive", "\(erasure.body)")
        #expect(store.askedQueries == 0)
    }

    @Test("A client with filters is not told the planner's estimate, which counts the rows of others")
    func hiddenEstimate() async throws {
        let restriction = DatasetRestriction(filters: [.member("text", .equals, [.string("a")])])
        let restrictions = AccessRestrictions(datasets: nil, views: [try Identifier("scripted"): restriction])
        let client = Self.server(
            try ScriptedStore(cost: 987_654), RequestLimits(planCost: 1000), restrictions: restrictions
        ).client()
        let path = "/v1/datasets/scripted"
        let query = #"{"dimensions": ["text"]}"#
        for answer in [
            try await client.send(.post, path + "/query", query, as: Self.headers),
            try await client.send(.post, path + "/query?explain=true", query, as: Self.headers),
            try await client.send(.delete, path + "/rows?dryRun=true", headers: Self.headers),
        ] {
            #expect(!answer.body.contains("987654"), "\(answer.body)")
        }
    }

    @Test("A count is refused while as many queries run as the client may run", .timeLimit(.minutes(1)))
    func concurrentQueries() async throws {
        let gate = QueryGate()
        let client = Self.server(try ScriptedStore(gate: gate), RequestLimits(concurrentQueries: 1)).client()
        let headers = Self.headers
        let first = Task {
            try await client.send(
                .post, "/v1/datasets/scripted/query", #"{"dimensions": ["text"]}"#, as: headers)
        }
        await gate.arrival()
        let count = try await client.send(.delete, "/v1/datasets/scripted/rows?dryRun=true", headers: headers)
        #expect(count.status == 429, "\(count.body)")
        let erasure = try await client.send(
            .post, "/v1/datasets/scripted/erasures",
            #"{"filters": [{"member": "text", "operator": "equals", "values": ["a"]}]}"#, as: headers)
        #expect(erasure.status == 429, "\(erasure.body)")
        gate.release()
        #expect(try await first.value.status == 200)
    }

    @Test("A key with a longest range opens old data at its end")
    func oldData() async throws {
        var server = TestServer()
        server.now = { Timestamp("2031-01-01T00:00:00Z") ?? .latest }
        try await server.test { client in
            try await client.makeSales()
            let key = try await client.makeKey(#""scopes": ["read"], "limits": {"maxRange": "1 day"}"#).headers
            let page = try await client.get("/explore/sales", headers: key)
            #expect(page.status == 200 && page.body.contains("2026-03-30T11:00:00"), "\(page.body)")
            #expect(!page.body.contains("2026-03-28"))
            let overview = try await client.get("/explore/sales/overview", headers: key)
            #expect(overview.body.contains(#""dateRange":["2026-03-30","2026-03-30"]"#), "\(overview.body)")
            #expect(overview.body.contains(#""granularity":"hour""#))
            let query = try #require(try overview.json["query"]?.description)
            let chart = try await client.send(.post, "/v1/datasets/sales/query", query, as: key)
            #expect(try chart.json["data"]?.elements.isEmpty == false, "\(chart.body)")
            let described = try await client.send(
                .post, "/mcp",
                #"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "describe_dataset", "arguments": {"dataset": "sales"}}}"#,
                as: key)
            #expect(described.body.contains("2026-03-30T11:00:00Z") && !described.body.contains("firstTime"))
        }
    }

    @Test("Pages and descriptions leave out the span if the question about it is too expensive for the client")
    func expensiveSpan() async throws {
        for days in [nil, 31] as [Int?] {
            let store = try ScriptedStore(cost: 1001, timeColumn: true)
            let client = Self.server(store, RequestLimits(planCost: 1000, maximumDays: days)).client()
            let overview = try await client.get("/explore/scripted/overview", headers: Self.headers)
            #expect(overview.status == 200, "\(overview.body)")
            #expect(overview.body.contains("last 31 days") == (days != nil), "\(overview.body)")
            let described = try await client.send(
                .post, "/mcp",
                #"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "describe_dataset", "arguments": {"dataset": "scripted"}}}"#,
                as: Self.headers)
            #expect(described.status == 200 && !described.body.contains("too_expensive"), "\(described.body)")
            #expect(described.body.contains("examples") && store.askedQueries == 0)
        }
    }
}
