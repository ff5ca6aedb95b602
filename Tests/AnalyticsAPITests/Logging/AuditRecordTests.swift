import AnalyticsAPI
import HTTPTypes
import Models
import Storage
import Testing

@Suite("Audit lines")
struct AuditRecordTests {
    /// The routes whose changes have no line: rows that are added, and single rows.
    private static let rowRoutes = ["/rows", "/imports", "/firehose", "/rows/{row}"]

    private static func lines(_ server: TestServer) throws -> [JSONValue] {
        try server.log.all.filter { $0["message"] == .string("audit") }
    }

    @Test(
        "Every route that changes something else than single rows has one line for each use",
        arguments: EveryRouteTests.samples)
    func everyRoute(sample: EveryRouteTests.Sample) async throws {
        let server = try await TestServer.withKey()
        try await server.test { client in
            try await EveryRouteTests.prepare(client)
            let before = try Self.lines(server).count
            let answer = try await client.send(
                sample.method, sample.uri, headers: sample.headers, body: sample.body)
            #expect(answer.status == sample.status)
            let isOfRows =
                Self.rowRoutes.contains { sample.route.hasSuffix($0) }
                && !(sample.route.hasSuffix("/rows") && [.put, .delete].contains(sample.method))
            let isAudited = sample.isWrite && !isOfRows && !sample.route.hasPrefix("/v1/jobs")
            let lines = try Self.lines(server).dropFirst(before)
            #expect(lines.count == (isAudited ? 1 : 0), "\(sample.testDescription)")
            guard let line = lines.first else { return }
            #expect(line["identity"] == .string("anonymous") && line["outcome"] == .string("done"))
            #expect(line["level"] == .string("notice") && line["requestId"] != nil)
            let isOfDataset = sample.route.hasPrefix("/v1/datasets")
            let name = sample.route == "/v1/datasets" ? "other" : "sales"
            #expect(line["dataset"] == (isOfDataset ? .string(name) : nil))
        }
    }

    /// An act, and the members of its line besides those of every line.
    struct Act: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let uri: String
        var body: String?
        var type = "application/json"
        let operation: String
        var facts: [String: JSONValue] = [:]

        var testDescription: String { operation }
    }

    private static let acts = [
        Act(
            method: .patch, uri: "/v1/datasets/sales?confirm=sales",
            body:
                #"{"addColumns": [{"name": "note", "type": "string"}], "dropColumns": ["units"], "renameColumns": [{"from": "country", "to": "land"}]}"#,
            operation: "changeDataset",
            facts: ["added": .number("1"), "dropped": .number("1"), "renamed": .number("1")]),
        Act(
            method: .delete, uri: "/v1/datasets/sales/rows?confirm=sales", operation: "deleteRows",
            facts: ["deleted": .number("4")]),
        Act(
            method: .put, uri: "/v1/datasets/sales/rows?confirm=sales", body: "ts\n2026-01-01T00:00:00Z\n",
            type: "text/csv", operation: "replaceRows",
            facts: ["deleted": .number("4"), "inserted": .number("1")]),
        Act(
            method: .post, uri: "/v1/datasets/sales/erasures",
            body: #"{"filters": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#,
            operation: "eraseRows", facts: ["deleted": .number("2")]),
        Act(
            method: .put, uri: "/v1/datasets/sales/queries/daily", body: EveryRouteTests.document,
            operation: "saveQuery", facts: ["query": .string("daily")]),
        Act(method: .delete, uri: "/v1/datasets/sales?confirm=sales", operation: "dropDataset"),
    ]

    @Test("A line names the administrator, the dataset and what has changed, and no value of a row", arguments: acts)
    func facts(act: Act) async throws {
        var server = TestServer()
        server.access = .none
        server.authenticator = KeyAuthenticator(["CANARY-0123456789": .administrator])
        let before = try await server.test { [server] client in
            let admin: HTTPFields = [.authorization: "Bearer CANARY-0123456789"]
            _ = try await client.send(.post, "/v1/datasets", Sales.definition, as: admin)
            _ = try await client.send(.post, "/v1/datasets/sales/rows", Sales.rows, as: admin, type: "text/csv")
            let before = try Self.lines(server).count
            var headers = admin
            if act.body != nil { headers[.contentType] = act.type }
            let answer = try await client.send(act.method, act.uri, headers: headers, body: act.body)
            #expect(answer.status < 300, "\(answer.body)")
            return before
        }
        let lines = try Self.lines(server).dropFirst(before)
        #expect(lines.count == 1)
        let line = try #require(lines.first)
        #expect(line["operation"] == .string(act.operation) && line["outcome"] == .string("done"))
        #expect(line["identity"] == .string("admin") && line["dataset"] == .string("sales"))
        for (key, value) in act.facts { #expect(line[key] == value, "\(key): \(line)") }
        #expect(!line.description.contains("\"DE\"") && !server.log.text.contains("CANARY"))
    }

    @Test("A refused act names the client, and a mistake or a preview has no line")
    func refusal() async throws {
        let server = TestServer()
        let id = try await server.test { client in
            try await client.makeSales()
            let (id, reader) = try await client.makeKey(#""scopes": ["read"]"#)
            let before = try Self.lines(server).count
            let filters = #"{"filters": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#
            let uri = "/v1/datasets/sales"
            #expect(try await client.send(.delete, uri).status == 428)
            #expect(try await client.send(.delete, "/v1/datasets/nothing?confirm=nothing").status == 404)
            #expect(try await client.send(.delete, uri + "/rows?dryRun=true").status == 200)
            #expect(try await client.post(uri + "/erasures?dryRun=true", filters).status == 200)
            let preview = try await client.post("/v1/datasets?name=other&preview=true", Sales.rows, type: "text/csv")
            #expect(preview.status == 200)
            #expect(try Self.lines(server).count == before)
            #expect(try await client.send(.delete, uri + "?confirm=sales", headers: reader).status == 403)
            return id
        }
        let line = try #require(try Self.lines(server).last)
        #expect(line["outcome"] == .string("refused") && line["operation"] == .string("dropDataset"))
        #expect(line["identity"] == .string("key:\(id)") && line["dataset"] == .string("sales"))
    }

    @Test("An act that an error ended has a line, because the change may have been made")
    func unknown() async throws {
        let server = TestServer(store: try ScriptedStore(failure: .unavailable(.busy)))
        _ = try await server.test { client in
            try await client.post("/v1/datasets", Sales.definition)
        }
        let line = try #require(try Self.lines(server).first)
        #expect(line["outcome"] == .string("unknown") && line["dataset"] == .string("sales"))
    }

    @Test("The line of a request names its client, unless it has no credential")
    func requestLine() async throws {
        let server = TestServer()
        let id = try await server.test { client in
            try await client.makeSales()
            let (id, reader) = try await client.makeKey(#""scopes": ["read"]"#)
            _ = try await client.get("/v1/datasets/sales", headers: reader)
            return id
        }
        let lines = try server.log.all.filter { $0["message"] == .string("request") }
        #expect(lines.first?["identity"] == nil)
        #expect(lines.last?["identity"] == .string("key:\(id)"))
    }
}
