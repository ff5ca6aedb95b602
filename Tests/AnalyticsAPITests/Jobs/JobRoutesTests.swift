import HTTPTypes
import Models
import Storage
import StorageTesting
import Testing

@testable import AnalyticsAPI

@Suite("Asynchronous queries", .timeLimit(.minutes(1)))
struct JobRoutesTests {
    private static let path = "/v1/datasets/sales/query"
    private static let counts = #"{"measures": ["count"], "dimensions": ["country"], "order": [["country", "asc"]]}"#
    private static let scripted = "/v1/datasets/scripted/query"
    private static let texts = #"{"dimensions": ["text"]}"#
    private static let asynchronous: HTTPFields = [.prefer: "respond-async"]
    private static let waiting: HTTPFields = [.prefer: "wait=30"]

    /// Returns header fields with others in addition.
    private static func fields(_ fields: HTTPFields..., more: HTTPFields = [:]) -> HTTPFields {
        var all = more
        for fields in fields { all.append(contentsOf: fields) }
        return all
    }

    /// Sends a query that becomes a job, and returns the job's path.
    private static func start(
        _ client: APIClient, _ path: String = path, _ query: String = counts, as headers: HTTPFields = [:]
    ) async throws -> String {
        let answer = try await client.send(.post, path, query, as: fields(asynchronous, more: headers))
        guard answer.status == 202, let location = answer.headers[.location] else {
            throw SetupError(answers: [answer])
        }
        return location
    }

    /// Returns the description of a job that has ended.
    private static func ended(
        _ client: APIClient, _ job: String, as headers: HTTPFields = [:]
    ) async throws -> JSONValue {
        try await client.get(job, headers: fields(waiting, more: headers)).json
    }

    @Test("A query that prefers an asynchronous answer gets 202, and the body tells where and when to look")
    func accepted() async throws {
        let gate = QueryGate()
        try await TestServer(store: try ScriptedStore(gate: gate)).test { client in
            let answer = try await client.post(Self.scripted, Self.texts, headers: Self.asynchronous)
            #expect(answer.status == 202, "\(answer.body)")
            #expect(answer.headers[.location] == TestServer.job)
            #expect(answer.headers[.preferenceApplied] == "respond-async")
            #expect(answer.headers[.retryAfter] == "1" && answer.headers[.cacheControl] == "no-store")
            let expected = """
                {"id": "00000abc-0000000000000abc0000000000000abc", "state": "running", "dataset": "scripted",
                 "location": "\(TestServer.job)", "resultLocation": "\(TestServer.job)/result",
                 "createdAt": "2026-01-01T00:00:00Z", "startedAt": "2026-01-01T00:00:00Z", "elapsedMs": 0.000, "rows": 0,
                 "pollAfterSeconds": 1}
                """
            #expect(try answer.json == JSONValue(parsing: expected), "\(answer.body)")
            let early = try await client.get(TestServer.job + "/result")
            #expect(early.status == 409 && early.code == "job_without_result", "\(early.body)")
            #expect(early.headers[.retryAfter] == "1" && early.body.contains("running"))
            await gate.arrival()
            gate.release()
            let done = try await Self.ended(client, TestServer.job)
            #expect(done["state"] == .string("done") && done["pollAfterSeconds"] == nil)
            #expect(done["expiresAt"] == .string("2026-01-01T00:15:00Z"))
            #expect(done["contentType"] == .string("application/json"))
        }
    }

    @Test(
        "The result of a job is the answer to the query in the format that was asked for, as often as it is read",
        arguments: [
            ("application/json", ""), ("text/csv", ""), ("application/x-ndjson", ""), ("image/svg+xml", ""),
            ("application/json", "?format=csv"), ("application/json", "?shape=arrays&bigints=string"),
        ])
    func formats(type: String, parameters: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let headers: HTTPFields = [.accept: type]
            let direct = try await client.send(.post, Self.path + parameters, Self.counts, as: headers)
            #expect(direct.status == 200, "\(direct.body)")
            let job = try await Self.start(client, Self.path + parameters, as: headers)
            let described = try await Self.ended(client, job)
            #expect(described["rows"] == .number("3") && described["state"] == .string("done"))
            #expect(described["bytes"] == .number("\(direct.body.utf8.count)"))
            for _ in 0..<2 {
                // The format was chosen with the query.
                let result = try await client.get(job + "/result", headers: [.accept: "application/json"])
                #expect(result.status == 200 && result.body == direct.body, "\(result.body)")
                for name in [.contentType, .weirConsistency, .contentSecurityPolicy] as [HTTPField.Name] {
                    #expect(result.headers[name] == direct.headers[name], "\(name)")
                }
                #expect(result.headers[.cacheControl] == "no-store" && result.headers[.vary] == "Authorization")
            }
        }
    }

    @Test("Every route that runs a query for a client can answer with a job")
    func routes() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            try await client.saveQuery("daily", #"{"query": \#(Self.counts)}"#)
            let quoted = #"{"measures":["count"]}"#.addingPercents
            let query = try #require(HTTPRequest.Method("QUERY"))
            let requests: [(HTTPRequest.Method, String, String?)] = [
                (.post, Self.path, Self.counts), (query, Self.path, Self.counts),
                (.get, Self.path + "?query=" + quoted, nil), (.get, "/v1/datasets/sales/queries/daily/result", nil),
                (.get, "/v1/datasets/sales/queries/daily/result.csv", nil),
                (.get, "/v1/datasets/sales/queries/daily/result.json", nil),
            ]
            for (method, uri, body) in requests {
                let more: HTTPFields = body == nil ? [:] : .json
                let made = try await client.send(
                    method, uri, headers: Self.fields(Self.asynchronous, more: more), body: body)
                #expect(made.status == 202, "\(method) \(uri): \(made.body)")
                let job = try #require(made.headers[.location])
                let result = try await client.get(job + "/result", headers: Self.waiting)
                #expect(result.status == 200 && result.headers[.preferenceApplied] == "wait=30", "\(result.body)")
                let direct = try await client.send(method, uri, headers: more, body: body)
                #expect(result.body == direct.body)
                #expect(try await client.send(.delete, job).status == 204)
            }
            for (method, uri) in [
                (.get, "/v1/datasets/sales/rows"), (.head, Self.path + "?query=" + quoted),
                (.get, Self.path + "?explain=true&query=" + quoted),
            ] as [(HTTPRequest.Method, String)] {
                let answer = try await client.send(method, uri, headers: Self.asynchronous)
                #expect(answer.status == 200 && answer.headers[.preferenceApplied] == nil, "\(method) \(uri)")
            }
        }
    }

    @Test("A query that ends within the time of wait is answered as if it had been no job, with its errors")
    func waited() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let headers: HTTPFields = [.prefer: "respond-async, wait=60"]
            let answer = try await client.send(.post, Self.path, Self.counts, as: headers)
            #expect(answer.status == 200 && answer.headers[.preferenceApplied] == "respond-async, wait=30")
            #expect(answer.body == (try await client.post(Self.path, Self.counts).body))
            #expect(answer.headers[.eTag] != nil)
            // Nothing is left that could be read again.
            #expect(try await client.get(TestServer.job).code == "job_not_found")
        }
        try await TestServer(store: try ScriptedStore(failure: .unavailable(.busy))).test { client in
            let headers: HTTPFields = [.prefer: "respond-async, wait=60"]
            let answer = try await client.send(.post, Self.scripted, Self.texts, as: headers)
            #expect(answer.status == 503 && answer.code == "unavailable", "\(answer.body)")
            #expect(try await client.get(TestServer.job).code == "job_not_found")
        }
    }

    @Test("A query that runs longer than wait becomes a job, and reads of it wait too")
    func waitedInVain() async throws {
        let (time, gate) = (VirtualTime(), QueryGate())
        var server = TestServer(store: try ScriptedStore(gate: gate))
        server.use(time)
        try await server.test { client in
            let sent = Task {
                try await client.post(
                    Self.scripted, Self.texts, headers: [.prefer: "respond-async, wait=10"])
            }
            await time.sleeper()
            await gate.arrival()
            time.advance(by: .seconds(10))
            let answer = try await sent.value
            #expect(answer.status == 202 && answer.headers[.preferenceApplied] == "respond-async, wait=10")
            #expect(try answer.json["elapsedMs"] == .number("10000.000"))
            for path in ["", "/result"] {
                let read = Task { try await client.get(TestServer.job + path, headers: [.prefer: "wait=20"]) }
                await time.sleeper()
                time.advance(by: .seconds(20))
                #expect(try await read.value.status == (path.isEmpty ? 200 : 409))
            }
            let read = Task { try await client.get(TestServer.job + "/result", headers: Self.waiting) }
            await time.sleeper()
            gate.release()
            #expect(try await read.value.status == 200)
        }
    }

    @Test("The client learns mistakes of its query at once, and no job is made")
    func mistakes() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(#""scopes": ["read"], "limits": {"maxRange": "31 days"}"#).headers
            let cases: [(String, HTTPFields, Int, String)] = [
                (#"{"measures": ["sum(x)"]}"#, [:], 422, "invalid_query"), ("{", [:], 400, "invalid_json"),
                (Self.counts, key, 422, "range_too_long"),
                (Self.counts, [.accept: "text/html"], 406, "not_acceptable"),
                (Self.counts, [.prefer: "respond_async"], 400, "invalid_header"),
                (#"{"dimensions": ["country"]}"#, [.accept: "image/svg+xml"], 422, "invalid_query"),
            ]
            for (query, headers, status, code) in cases {
                let answer = try await client.send(
                    .post, Self.path, query, as: Self.fields(Self.asynchronous, more: headers))
                #expect(answer.status == status && answer.code == code, "\(answer.body)")
            }
            let missing = try await client.post(
                "/v1/datasets/none/query", Self.counts, headers: Self.asynchronous)
            #expect(missing.code == "dataset_not_found")
            #expect(try await client.get(TestServer.job).code == "job_not_found")
        }
    }

    @Test("An error of the database is the job's problem, and the answer in place of its result")
    func problem() async throws {
        try await TestServer(store: try ScriptedStore(failure: .overflow)).test { client in
            let job = try await Self.start(client, Self.scripted, Self.texts)
            let described = try await Self.ended(client, job)
            #expect(described["state"] == .string("failed"))
            #expect(described["problem"]?["code"] == .string("overflow"))
            #expect(described["problem"]?["status"] == .number("422"))
            #expect(described["problem"]?["type"] == .string("urn:weir:problem:overflow"))
            let result = try await client.get(job + "/result")
            #expect(result.status == 422 && result.code == "overflow", "\(result.body)")
            #expect(try result.json["detail"] == described["problem"]?["detail"])
        }
    }

    @Test("A deletion cancels the query of a job, and then forgets the job")
    func deletion() async throws {
        let gate = QueryGate()
        let server = TestServer(store: try ScriptedStore(gate: gate))
        try await server.test { client in
            let job = try await Self.start(client, Self.scripted, Self.texts)
            await gate.arrival()
            #expect(try await client.send(.delete, job).status == 204)
            await gate.cancellation()
            #expect(try await client.get(job).json["state"] == .string("cancelled"))
            let result = try await client.get(job + "/result")
            #expect(result.code == "job_without_result" && result.headers[.retryAfter] == nil, "\(result.body)")
            #expect(try await client.send(.delete, job).status == 204)
            #expect(try await client.send(.delete, job).code == "job_not_found")
        }
    }

    @Test("A job of another client, or of another task of the server, does not exist")
    func owners() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let first = try await client.makeKey(#""scopes": ["read"]"#)
            let second = try await client.makeKey(#""scopes": ["read"]"#)
            let job = try await Self.start(client, as: first.headers)
            _ = try await Self.ended(client, job, as: first.headers)
            let never = try await client.get(
                "/v1/jobs/00000abc-00000000000000000000000000000000", headers: second.headers)
            #expect(never.status == 404 && never.code == "job_not_found")
            for uri in [job, job + "/result"] {
                for headers in [second.headers, [:]] {
                    let answer = try await client.get(uri, headers: headers)
                    #expect(answer.status == 404 && answer.headers[.retryAfter] == nil)
                    #expect(try answer.json["detail"] == never.json["detail"])
                    #expect(try await client.send(.delete, uri, headers: headers).status >= 404)
                }
            }
            let foreign = try await client.get("/v1/jobs/0000ffff-00000000000000000000000000000000")
            #expect(foreign.code == "job_not_found" && foreign.headers[.retryAfter] == "1")
            #expect(foreign.body.contains("another task"))
            #expect(try await client.get(job + "/result", headers: first.headers).status == 200)
            #expect(try await client.send(.delete, "/v1/keys/\(first.id)").status == 204)
            #expect(try await client.get(job + "/result", headers: first.headers).status == 401)
        }
    }

    @Test("A job sees the rows of its client alone, and a narrower view token of its key does not see the job")
    func restrictions() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#
            ).headers
            let job = try await Self.start(client, as: key)
            let result = try await client.get(job + "/result", headers: Self.fields(Self.waiting, more: key))
            #expect(
                try result.json["data"] == JSONValue(parsing: #"[{"country": "DE", "count": 2}]"#), "\(result.body)")
            let minted = try await client.send(
                .post, "/v1/tokens",
                #"{"datasets": ["sales"], "filters": {"sales": [{"member": "units", "operator": "equals", "values": [1]}]}}"#,
                as: key)
            let token = try #require(try minted.json["token"]?.text)
            #expect(try await client.get(job, headers: [.authorization: "Bearer \(token)"]).code == "job_not_found")
        }
    }

    @Test("A job is one of the concurrent queries of its key until it ends, and uses up its seconds in the database")
    func budgets() async throws {
        let (time, gate) = (VirtualTime(), QueryGate())
        var server = TestServer(store: try ScriptedStore(gate: gate))
        server.use(time)
        let limits = RequestLimits(
            concurrent: 2, concurrentQueries: 1, meters: [.databaseSeconds: RequestQuota(quota: 60, window: 60)])
        let secret = String(repeating: "k", count: 32)
        server.authenticator = KeyAuthenticator([
            secret: Identity(name: "limited", scopes: [.read], owner: "limited", limits: limits)
        ])
        try await server.test { client in
            let key: HTTPFields = [.authorization: "Bearer \(secret)"]
            let job = try await Self.start(client, Self.scripted, Self.texts, as: key)
            await gate.arrival()
            for headers in [key, Self.fields(Self.asynchronous, more: key)] {
                let second = try await client.send(.post, Self.scripted, Self.texts, as: headers)
                #expect(second.status == 429, "\(second.body)")
                #expect(try second.json["violated-policies"] == .array([.string("concurrent-queries")]))
            }
            time.advance(by: .seconds(40))
            gate.release()
            let described = try await client.get(job, headers: Self.fields(Self.waiting, more: key))
            #expect(try described.json["state"] == .string("done"), "\(described.body)")
            // The job is no request, and its query has ended.
            let state = try #require(described.headers[HTTPField.Name("RateLimit")!])
            #expect(state.contains(#""concurrent";r=1"#) && state.contains(#""concurrent-queries";r=1"#), "\(state)")
            #expect(state.contains(#""database-60s";r=20"#), "\(state)")
        }
    }

    @Test("An erasure removes the results of jobs on the dataset")
    func erasure() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let job = try await Self.start(client)
            _ = try await Self.ended(client, job)
            let erased = try await client.post(
                "/v1/datasets/sales/erasures",
                #"{"filters": [{"member": "country", "operator": "equals", "values": ["FR"]}]}"#)
            #expect(erased.status == 200, "\(erased.body)")
            #expect(try await client.get(job + "/result").code == "job_not_found")
        }
    }

    @Test("The log of queries has the query of a job once, with its rows and the route of its request")
    func queryLog() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let job = try await Self.start(client)
            _ = try await client.get(job + "/result", headers: Self.waiting)
            let log = try await client.post(
                "/v1/datasets/_queries/query",
                #"{"measures": ["count", "sum(rows)"], "dimensions": ["identity", "route", "status", "complete"]}"#)
            let expected = """
                [{"identity": "anonymous", "route": "/v1/datasets/{dataset}/query", "status": 200, "complete": true,
                  "count": 1, "sum(rows)": 3}]
                """
            #expect(try log.json["data"] == JSONValue(parsing: expected), "\(log.body)")
            // The log itself is read like every dataset.
            let read = try await Self.start(client, "/v1/datasets/_queries/query", #"{"measures": ["count"]}"#)
            let result = try await client.get(read + "/result", headers: Self.waiting)
            #expect(try result.json["data"] == JSONValue(parsing: #"[{"count": 1}]"#), "\(result.body)")
        }
    }

    @Test("A page that may read may cancel a job, and a page of another origin may not")
    func pages() async throws {
        var server = TestServer()
        server.hosts = HostPolicy(listeningOn: "127.0.0.1", names: [])
        server.origins = .any
        let page: HTTPFields = [.origin: "https://app.example.com"]
        try await server.test { client in
            try await client.makeSales()
            let job = try await Self.start(client, as: page)
            let asked = try await client.send(
                .options, job, headers: Self.fields([.accessControlRequestMethod: "DELETE"], more: page))
            #expect(asked.headers[.accessControlAllowMethods] == "GET, HEAD, DELETE", "\(asked.headers)")
            #expect(try await client.send(.delete, job, headers: page).status == 204)
        }
        // Another server over the same store.
        server.origins = .none
        try await server.test { client in
            let job = try await Self.start(client)
            #expect(try await client.send(.delete, job, headers: page).code == "foreign_origin")
        }
    }
}

extension String {
    /// The text with the percent-encoding that JSON needs in a URL.
    fileprivate var addingPercents: String {
        ["{": "%7B", "}": "%7D", "[": "%5B", "]": "%5D", "\"": "%22"].reduce(self) {
            $0.replacing($1.key, with: $1.value)
        }
    }
}
