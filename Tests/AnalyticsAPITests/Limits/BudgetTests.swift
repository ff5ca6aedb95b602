import AnalyticsAPI
import Basics
import Foundation
import HTTPTypes
import Models
import Storage
import Synchronization
import TestSupport
import Testing

/// Budgets of clients beyond the number of their requests.
@Suite("Budgets") struct BudgetTests {
    private static let state = HTTPField.Name("RateLimit")!
    private static let policy = HTTPField.Name("RateLimit-Policy")!
    private static let counts = #"{"measures": ["count"], "dimensions": ["country"]}"#

    /// A key with limits on the dataset `sales`.
    private static func key(_ client: APIClient, _ limits: String) async throws -> HTTPFields {
        try await client.makeKey(#""scopes": ["read", "ingest"], "limits": {\#(limits)}"#).headers
    }

    @Test("A key keeps all of its limits")
    func stored() async throws {
        try await TestServer().test { client in
            let limits =
                #"{"requests":[{"quota":3,"windowSeconds":60}],"concurrent":4,"concurrentQueries":2,"databaseSeconds":{"quota":30,"windowSeconds":60},"answerBytes":{"quota":999999999999999,"windowSeconds":3600},"uploadBytes":{"quota":1000000,"windowSeconds":86400},"groups":500,"planCost":100000,"maxRange":"31 days"}"#
            let key = try await client.makeKey(#""scopes": ["read"], "limits": \#(limits)"#)
            let shown = try await client.get("/v1/keys/\(key.id)")
            #expect(try shown.json["limits"] == JSONValue(parsing: limits), "\(shown.body)")
        }
    }

    @Test(
        "Wrong budgets are refused with their places",
        arguments: [
            (#"{"concurrentQueries": 0}"#, "/limits/concurrentQueries"), (#"{"groups": 0}"#, "/limits/groups"),
            (#"{"databaseSeconds": 5}"#, "/limits/databaseSeconds"),
            (#"{"databaseSeconds": {"quota": 5}}"#, "/limits/databaseSeconds"),
            (#"{"answerBytes": {"quota": 0, "windowSeconds": 1}}"#, "/limits/answerBytes/quota"),
            (#"{"uploadBytes": {"quota": 1000000000000000, "windowSeconds": 1}}"#, "/limits/uploadBytes/quota"),
            (#"{"planCost": -1}"#, "/limits/planCost"), (#"{"maxRange": 31}"#, "/limits/maxRange"),
            (#"{"maxRange": "1 month"}"#, "/limits/maxRange"), (#"{"maxrange": "1 day"}"#, "/limits/maxrange"),
        ])
    func refused(limits: String, pointer: String) async throws {
        try await TestServer().test { client in
            let answer = try await client.post("/v1/keys", #"{"name": "a", "scopes": ["read"], "limits": \#(limits)}"#)
            #expect(answer.code == "invalid_key" && answer.firstError?["pointer"] == .string(pointer), "\(answer.body)")
        }
    }

    @Test("An answer has at most the groups of the key, and says that more were left out")
    func groups() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await Self.key(client, #""groups": 2"#)
            let path = "/v1/datasets/sales/query"
            let short = try await client.send(.post, path, Self.counts, as: key)
            #expect(short.status == 200)
            #expect(try short.json["meta"]?["truncated"] == .bool(true))
            guard case .array(let rows)? = try short.json["data"] else { return }
            #expect(rows.count == 2)
            let within = #"{"measures": ["count"], "dimensions": ["country"], "limit": 1}"#
            #expect(try await client.send(.post, path, within, as: key).status == 200)
            let more = try await client.send(
                .post, path, #"{"measures": ["count"], "dimensions": ["country"], "limit": 3}"#, as: key)
            #expect(more.code == "invalid_query" && more.firstError?["pointer"] == .string("/limit"))
            #expect(more.body.contains("(groups)"), "\(more.body)")
            // CSV cannot say that groups are missing.
            let csv = key.merging([.accept: "text/csv"])
            let silent = try await client.send(.post, path, Self.counts, as: csv)
            #expect(silent.code == "invalid_query" && silent.firstError?["pointer"] == .string("/limit"))
            #expect(try await client.send(.post, path, within, as: csv).status == 200)
        }
    }

    @Test("An answer with fewer groups for a key has another ETag than the whole one", arguments: ["json", "svg"])
    func groupTags(format: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("countries", #"{"query": \#(Self.counts)}"#)
            let query = PercentEncoding.encode(Self.counts)
            let paths = ["query?query=\(query)&format=\(format)", "queries/countries/result.\(format)"]
            let (one, two) = (try await Self.key(client, #""groups": 1"#), try await Self.key(client, #""groups": 2"#))
            for path in paths.map({ "/v1/datasets/sales/\($0)" }) {
                var bodies: [String: String] = [:]
                for headers in [[:], one, two] as [HTTPFields] {
                    let answer = try await client.get(path, headers: headers)
                    let tag = try #require(answer.headers[.eTag])
                    #expect(answer.status == 200 && bodies[tag] == nil, "\(path): \(answer.body)")
                    bodies[tag] = answer.body
                    let again = try await client.get(path, headers: headers.merging([.ifNoneMatch: tag]))
                    #expect(again.status == 304)
                }
                #expect(bodies.count == 3)
            }
        }
    }

    @Test("The page of a link with fewer groups has another ETag", arguments: [1, 10_000])
    func linkTags(groups: Int) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let limited = try await Self.key(client, #""groups": \#(groups)"#)
            let free = try await client.makeKey(#""scopes": ["read", "ingest"]"#).headers
            var tags: Set<String> = []
            for (name, key) in [("few", limited), ("all", free)] {
                try await client.saveQuery(name, #"{"query": \#(Self.counts), "title": "Countries"}"#, as: key)
                let page = try await client.get(try await client.makeLink(name, as: key).path)
                #expect(page.status == 200, "\(page.body)")
                tags.insert(try #require(page.headers[.eTag]))
            }
            #expect(tags.count == 2)
        }
    }

    @Test("A query that the key's longest range refuses is refused also if the client has its answer")
    func refusedRepetition() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let path = "/v1/datasets/sales/query?query=" + PercentEncoding.encode(Self.counts)
            let tag = try #require(try await client.get(path).headers[.eTag])
            #expect(try await client.get(path, headers: [.ifNoneMatch: tag]).status == 304)
            var key = try await Self.key(client, #""maxRange": "1 day""#)
            key[.ifNoneMatch] = tag
            #expect(try await client.get(path, headers: key).code == "range_too_long")
        }
    }

    @Test(
        "A query covers at most the time of the key",
        arguments: [
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": ["2026-03-01", "2026-03-31"]}]}"#,
                true
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "dateRange": ["2026-03-01", "2026-04-01"]}]}"#,
                false
            ),
            (
                #"{"measures": ["count"], "timezone": "Europe/Berlin", "timeDimensions": [{"dimension": "ts", "dateRange": ["2026-10-01", "2026-10-31"]}]}"#,
                true
            ),
            (#"{"measures": ["count"]}"#, false),
            (
                #"{"measures": ["count"], "filters": [{"member": "ts", "operator": "afterDate", "values": ["2026-03-01"]}]}"#,
                false
            ),
            (
                #"{"measures": ["count"], "filters": [{"or": [{"member": "ts", "operator": "inDateRange", "values": ["2026-03-01", "2026-03-02"]}, {"member": "country", "operator": "equals", "values": ["DE"]}]}]}"#,
                false
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "compareDateRange": [["2026-03-01", "2026-03-10"], ["2025-03-01", "2025-03-10"]]}]}"#,
                true
            ),
            (
                #"{"measures": ["count"], "timeDimensions": [{"dimension": "ts", "compareDateRange": [["2026-03-01", "2026-03-31"], ["2025-03-01", "2025-03-31"]]}]}"#,
                false
            ),
        ])
    func range(query: String, isAllowed: Bool) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await Self.key(client, #""maxRange": "31 days""#)
            for path in ["/v1/datasets/sales/query", "/v1/datasets/sales/query?explain=true"] {
                let answer = try await client.send(.post, path, query, as: key)
                #expect(answer.status == (isAllowed ? 200 : 422), "\(answer.body)")
                if !isAllowed {
                    #expect(answer.code == "range_too_long" && answer.body.contains("31 days"), "\(answer.body)")
                }
            }
        }
    }

    @Test("A list of rows covers at most the time of the key, and a single row has no time limit")
    func listRange() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await Self.key(client, #""maxRange": "1 day""#)
            #expect(try await client.get("/v1/datasets/sales/rows", headers: key).code == "range_too_long")
            let filters = PercentEncoding.encode(
                #"[{"member": "ts", "operator": "inDateRange", "values": ["2026-03-30", "2026-03-30"]}]"#)
            let day = try await client.get("/v1/datasets/sales/rows?filters=\(filters)", headers: key)
            #expect(day.status == 200, "\(day.body)")
            #expect(try await client.get("/v1/datasets/sales/rows/1", headers: key).status == 200)
        }
    }

    @Test("The pages of a dataset show what the key's longest range allows")
    func pages() async throws {
        var server = TestServer()
        server.now = { Timestamp("2026-03-30T10:30:00Z") ?? .latest }
        try await server.test { client in
            try await client.makeSales()
            let key = try await Self.key(client, #""maxRange": "1 day""#)
            let page = try await client.get("/explore/sales", headers: key)
            #expect(page.status == 200 && !page.body.contains("2026-03-28"), "\(page.body)")
            let overview = try await client.get("/explore/sales/overview", headers: key)
            #expect(overview.body.contains(#""dateRange":["2026-03-30","2026-03-30"]"#), "\(overview.body)")
            guard let query = try overview.json["query"]?.description else { return }
            #expect(try await client.send(.post, "/v1/datasets/sales/query", query, as: key).status == 200)
        }
    }

    @Test("A view token that hides the time column reads no more at a time than its key")
    func hiddenTime() async throws {
        var server = TestServer()
        server.now = { Timestamp("2026-03-30T10:30:00Z") ?? .latest }
        try await server.test { client in
            try await client.makeSales()
            try await client.saveQuery("total", #"{"query": {"measures": ["count"]}}"#)
            let key = try await Self.key(client, #""maxRange": "2 days""#)
            func token(_ claims: String) async throws -> HTTPFields {
                let answer = try await client.send(
                    .post, "/v1/tokens", #"{"datasets": ["sales"], \#(claims)}"#, as: key)
                guard case .string(let token)? = try answer.json["token"] else { throw SetupError(answers: [answer]) }
                return [.authorization: "Bearer \(token)"]
            }
            let hiding = #""hiddenColumns": {"sales": ["ts"]}"#
            let blind = try await token(hiding)
            let count = #"{"measures": ["count"]}"#
            for path in ["/v1/datasets/sales/query", "/v1/datasets/sales/query?explain=true"] {
                let answer = try await client.send(.post, path, count, as: blind)
                #expect(answer.code == "range_too_long" && answer.body.contains("2 days"), "\(answer.body)")
                #expect(!answer.body.contains(#"\"ts\""#), "\(answer.body)")
            }
            for path in ["rows?limit=10000", "queries/total/result", "queries/total/result.csv"] {
                let answer = try await client.get("/v1/datasets/sales/\(path)", headers: blind)
                #expect(answer.code == "range_too_long", "\(path): \(answer.body)")
            }
            // The server applies the limit where the request has no place for it.
            let page = try await client.get("/explore/sales", headers: blind)
            #expect(page.status == 200 && page.body.contains(">FR<") && !page.body.contains(">0.5<"), "\(page.body)")
            // The token's own filters bound the time, although its requests cannot name it.
            let bounds =
                #""filters": {"sales": [{"member": "ts", "operator": "inDateRange", "values": ["2026-03-28", "2026-03-29"]}]}"#
            let bounded = try await client.send(
                .post, "/v1/datasets/sales/query", count, as: try await token("\(hiding), \(bounds)"))
            #expect(try bounded.json["data"]?.description == #"[{"count":2}]"#, "\(bounded.body)")
            // The key's administrator has decided that this time is not to be seen, and so is not a limit.
            let other = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], \#(hiding), "limits": {"maxRange": "2 days"}"#)
            #expect(try await client.send(.post, "/v1/datasets/sales/query", count, as: other.headers).status == 200)
        }
    }

    @Test("Uploaded bytes count as they arrive; past the quota nothing is written, and reads go on")
    func uploads() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await Self.key(client, #""uploadBytes": {"quota": 200, "windowSeconds": 3600}"#)
            let row = "ts,country\n2026-01-01T00:00:00Z,DE\n"
            let first = try await client.send(.post, "/v1/datasets/sales/rows", row, as: key, type: "text/csv")
            #expect(first.status == 201, "\(first.body)")
            #expect(first.headers[Self.state] == #""uploads-3600s";r=\#(200 - row.utf8.count);t=3600"#)
            let long = row + String(repeating: "2026-01-01T00:00:00Z,DE\n", count: 6)
            let refused = try await client.send(.post, "/v1/datasets/sales/rows", long, as: key, type: "text/csv")
            #expect(refused.status == 429 && refused.headers[.retryAfter] == "3600", "\(refused.body)")
            #expect(try refused.json["violated-policies"] == .array([.string("uploads-3600s")]))
            let longer = row + String(repeating: "2026-01-01T00:00:00Z,DE\n", count: 20)
            let never = try await client.send(.post, "/v1/datasets/sales/rows", longer, as: key, type: "text/csv")
            #expect([413, 429].contains(never.status), "\(never.body)")
            let read = try await client.get("/v1/datasets/sales", headers: key)
            #expect(try read.json["rowCount"] == .number("5"), "\(read.body)")
        }
    }

    @Test("The bytes of answers count; past the quota, requests are refused")
    func answers() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await Self.key(client, #""answerBytes": {"quota": 100, "windowSeconds": 60}"#)
            let first = try await client.send(.post, "/v1/datasets/sales/query", Self.counts, as: key)
            #expect(first.status == 200)
            #expect(first.headers[Self.policy] == #""answers-60s";q=100;w=60;qu="content-bytes""#)
            let second = try await client.get("/v1/datasets/sales", headers: key)
            #expect(second.status == 429 && second.code == "quota_exceeded", "\(second.body)")
            let windows = first.body.utf8.count / 100
            #expect(second.headers[.retryAfter] == String(60 * windows))
            #expect(try await client.get("/v1/datasets/sales").status == 200)
        }
    }

    @Test("Time in the database counts; past the quota, requests wait until windows have paid for it")
    func databaseTime() async throws {
        // The clock advances by a second with each look at it.
        let seconds = Mutex(0)
        var server = TestServer()
        server.uptime = {
            .seconds(
                seconds.withLock { count in
                    count += 1; return count
                })
        }
        try await server.test { client in
            try await client.makeSales()
            let key = try await Self.key(client, #""databaseSeconds": {"quota": 2, "windowSeconds": 1000}"#)
            let first = try await client.send(.post, "/v1/datasets/sales/query", Self.counts, as: key)
            #expect(first.status == 200)
            #expect(first.headers[Self.state]?.hasPrefix(#""database-1000s";r=0;t="#) == true, "\(first.headers)")
            let second = try await client.get("/v1/datasets/sales", headers: key)
            #expect(second.status == 429, "\(second.body)")
            #expect(try second.json["violated-policies"] == .array([.string("database-1000s")]))
            #expect(second.headers[.retryAfter].flatMap { Int($0) }.map { $0 > 0 } == true)
        }
    }

    @Test("A query that the planner finds too expensive is refused before it runs, and the others run")
    func planCost() async throws {
        for (cost, most, status) in [(1001, 1000, 422), (1000, 1000, 200), (nil, 1, 200)] as [(Int64?, Int, Int)] {
            let store = try ScriptedStore(batches: [.texts(1, length: 3)], cost: cost)
            var server = TestServer(store: store)
            let limited = Identity(
                name: "limited", scopes: [.read], owner: "limited", limits: RequestLimits(planCost: most))
            let secret = String(repeating: "k", count: 32)
            server.authenticator = KeyAuthenticator([secret: limited])
            try await server.test { client in
                let answer = try await client.send(
                    .post, "/v1/datasets/scripted/query", #"{"dimensions": ["text"]}"#,
                    as: [.authorization: "Bearer \(secret)"])
                #expect(answer.status == status, "\(answer.body)")
                #expect(store.askedQueries == (status == 200 ? 1 : 0))
                guard status == 422 else { return }
                #expect(answer.code == "too_expensive")
                for part in ["1001", "1000", "planCost"] { #expect(answer.body.contains(part), "\(answer.body)") }
            }
        }
    }

    @Test("A second query is refused while the first one runs, and other requests are not", .timeLimit(.minutes(1)))
    func concurrentQueries() async throws {
        let gate = QueryGate()
        var server = TestServer(store: try ScriptedStore(gate: gate))
        let limited = Identity(
            name: "limited", scopes: [.read], owner: "limited", limits: RequestLimits(concurrentQueries: 1))
        let secret = String(repeating: "k", count: 32)
        server.authenticator = KeyAuthenticator([secret: limited])
        let client = server.client()
        let headers: HTTPFields = [.authorization: "Bearer \(secret)"]
        let query = #"{"dimensions": ["text"]}"#
        let first = Task { try await client.send(.post, "/v1/datasets/scripted/query", query, as: headers) }
        await gate.arrival()
        let second = try await client.send(.post, "/v1/datasets/scripted/query", query, as: headers)
        #expect(second.status == 429 && second.headers[.retryAfter] == "1", "\(second.body)")
        #expect(try second.json["violated-policies"] == .array([.string("concurrent-queries")]))
        #expect(try await client.get("/v1/datasets/scripted", headers: headers).status == 200)
        gate.release()
        #expect(try await first.value.status == 200)
        let third = Task { try await client.send(.post, "/v1/datasets/scripted/query", query, as: headers) }
        await gate.arrival()
        gate.release()
        #expect(try await third.value.status == 200)
    }

    @Test(
        "The parser of http-sf reads the header fields of limits as lists of strings with parameters",
        .enabled(if: PythonTool.structuredFields.isExpected, PythonTool.structuredFields.absence))
    func structuredFields() async throws {
        let limits =
            #""requests": [{"quota": 60, "windowSeconds": 10}, {"quota": 5000, "windowSeconds": 3600}], "concurrent": 4, "concurrentQueries": 2, "databaseSeconds": {"quota": 30, "windowSeconds": 60}, "answerBytes": {"quota": 999999999999999, "windowSeconds": 3600}, "uploadBytes": {"quota": 1000000, "windowSeconds": 86400}"#
        let answer = try await TestServer().test { client in
            try await client.makeSales()
            return try await client.get("/v1/datasets/sales", headers: try await Self.key(client, limits))
        }
        let fields = try [Self.policy, Self.state].map { try #require(answer.headers[$0]) }
        let script = """
            import json, sys, http_sf
            json.dump([http_sf.parse(line.encode(), tltype="list") for line in sys.stdin.read().splitlines()], sys.stdout)
            """
        let output = try await PythonTool.structuredFields.run(script, input: Data(fields.joined(separator: "\n").utf8))
        let expected = """
            [[["requests-10s", {"q": 60, "w": 10}], ["requests-3600s", {"q": 5000, "w": 3600}],
              ["concurrent", {"q": 4, "qu": "concurrent-requests"}],
              ["concurrent-queries", {"q": 2, "qu": "concurrent-requests"}],
              ["database-60s", {"q": 30, "w": 60, "qu": "weir-database-seconds"}],
              ["answers-3600s", {"q": 999999999999999, "w": 3600, "qu": "content-bytes"}],
              ["uploads-86400s", {"q": 1000000, "w": 86400, "qu": "content-bytes"}]],
             [["requests-10s", {"r": 59, "t": 10}], ["requests-3600s", {"r": 4999, "t": 3600}],
              ["concurrent", {"r": 3}], ["concurrent-queries", {"r": 2}], ["database-60s", {"r": 30, "t": 60}],
              ["answers-3600s", {"r": 999999999999999, "t": 3600}], ["uploads-86400s", {"r": 1000000, "t": 86400}]]]
            """
        #expect(try JSONValue(parsing: String(decoding: output, as: UTF8.self)) == JSONValue(parsing: expected))
    }
}

extension HTTPFields {
    /// Returns the fields with others in addition.
    fileprivate func merging(_ others: HTTPFields) -> HTTPFields {
        var merged = self
        merged.append(contentsOf: others)
        return merged
    }
}
