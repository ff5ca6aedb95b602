import AnalyticsAPI
import HTTPTypes
import Models
import Storage
import Testing

@Suite("Problems")
struct ProblemTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var method = HTTPRequest.Method.get
        let uri: String
        var headers: HTTPFields = [:]
        var body: String?
        let status: Int
        let code: String
        var testDescription: String { "\(method) \(uri) \(body ?? "") → \(status) \(code)" }
    }

    static let json: HTTPFields = [.contentType: "application/json"]

    static let cases: [Case] = [
        Case(uri: "/v2/datasets", status: 404, code: "not_found"),
        Case(uri: "/v1/datasets/sales/rollups", status: 404, code: "not_found"),
        Case(uri: "/v1/datasets/sales/rows/1/x", status: 404, code: "not_found"),
        Case(uri: "/v1/datasets/sales/rows/99", status: 404, code: "row_not_found"),
        Case(uri: "/metrics", status: 404, code: "not_found"),
        Case(uri: "/v1/datasets/sale", status: 404, code: "dataset_not_found"),
        Case(uri: "/v1/datasets/Sales", status: 404, code: "dataset_not_found"),
        Case(uri: "/v1/datasets/%00", status: 404, code: "dataset_not_found"),
        Case(uri: "/v1/datasets?page=2", status: 400, code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/rows?limit=0", status: 400, code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/rows?limit=10001", status: 400, code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/rows?limit=x", status: 400, code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/rows?limit=1&limit=2", status: 400, code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/rows?limit=%zz", status: 400, code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/rows?shape=table", status: 400, code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/rows?bigints=no", status: 400, code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/rows?filters=[", status: 400, code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/rows?timezone=Mars", status: 400, code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/rows?filters=%7B%7D", status: 422, code: "invalid_query"),
        Case(uri: "/v1/datasets/sales/rows?cursor=x", status: 400, code: "invalid_cursor"),
        Case(uri: "/v1/datasets/sales/rows?cursor=1.-5", status: 400, code: "invalid_cursor"),
        Case(uri: "/v1/datasets/sales/rows?cursor=2.1", status: 400, code: "invalid_cursor"),
        Case(uri: "/v1/datasets/sales/rows?cursor=99999999999999999999.1", status: 400, code: "invalid_cursor"),
        Case(uri: "/v1/datasets/sales/rows", headers: [.accept: "image/png"], status: 406, code: "not_acceptable"),
        Case(
            uri: "/v1/datasets/sales/rows?shape=arrays", headers: [.accept: "text/csv"], status: 400,
            code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/query", status: 400, code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/query?query=%7B", status: 400, code: "invalid_parameter"),
        Case(uri: "/v1/datasets/sales/query?query=%7B%7D", status: 422, code: "invalid_query"),
        Case(method: .put, uri: "/v1/datasets/sales", status: 405, code: "method_not_allowed"),
        Case(method: .delete, uri: "/v1/datasets", status: 405, code: "method_not_allowed"),
        Case(method: .post, uri: "/health", body: "", status: 405, code: "method_not_allowed"),
        Case(method: .post, uri: "/v1/datasets", headers: json, body: "{", status: 400, code: "invalid_json"),
        Case(method: .post, uri: "/v1/datasets", headers: json, body: "", status: 400, code: "invalid_json"),
        Case(
            method: .post, uri: "/v1/datasets", headers: json, body: String(repeating: "[", count: 100_000),
            status: 400,
            code: "invalid_json"),
        Case(
            method: .post, uri: "/v1/datasets", headers: [.contentType: "text/plain"], body: "{}", status: 415,
            code: "unsupported_media_type"),
        Case(
            method: .post, uri: "/v1/datasets", headers: [.contentType: "application/json; charset=latin1"], body: "{}",
            status: 415, code: "unsupported_media_type"),
        Case(
            method: .post, uri: "/v1/datasets", headers: [.contentType: "application/json", .contentEncoding: "br"],
            body: "{}", status: 415,
            code: "unsupported_content_encoding"),
        Case(
            method: .post, uri: "/v1/datasets/sales/query", headers: json, body: "null", status: 422,
            code: "invalid_query"),
        Case(
            method: .post, uri: "/v1/datasets/sales/query", headers: json, body: #"{"measures": ["sum(amuont)"]}"#,
            status: 422, code: "invalid_query"),
        Case(
            method: .post, uri: "/v1/datasets/sales/rows", body: "{}", status: 415, code: "unsupported_media_type"),
        Case(
            method: .post, uri: "/v1/datasets/sales/rows", headers: [.contentType: "application/x-www-form-urlencoded"],
            body: "{}", status: 415, code: "unsupported_media_type"),
        Case(
            method: .post, uri: "/v1/datasets/sales/rows", headers: [.contentType: "nonsense"], body: "{}", status: 415,
            code: "unsupported_media_type"),
        Case(
            method: .post, uri: "/v1/datasets/sales/rows", headers: [.contentType: "text/csv"], body: "nope\n1\n",
            status: 422, code: "invalid_rows"),
        Case(
            method: .post, uri: "/v1/datasets/sales/rows", headers: json, body: "{\"ts\": ", status: 422,
            code: "invalid_rows"),
        Case(
            method: .post, uri: "/v1/datasets/sales/rows",
            headers: [.contentType: "text/csv", HTTPField.Name("Prefer")!: "handling=sloppy"], body: "ts\n",
            status: 400,
            code: "invalid_header"),
        Case(
            method: .post, uri: "/v1/datasets/sales/rows",
            headers: [.contentType: "text/csv", HTTPField.Name("Idempotency-Key")!: "with space"], body: "ts\n",
            status: 400, code: "invalid_header"),
    ]

    @Test("Every kind of mistake has its own status and code", arguments: cases)
    func mistakes(_ mistake: Case) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.send(
                mistake.method, mistake.uri, headers: mistake.headers, body: mistake.body)
            #expect(answer.status == mistake.status, "\(answer.body)")
            #expect(answer.code == mistake.code, "\(answer.body)")
            // The members that RFC 9457, section 3.1, defines, and the project's own.
            let json = try answer.json
            #expect(json["type"] == .string("urn:weir:problem:\(mistake.code)"))
            #expect(json["status"] == .number("\(mistake.status)"))
            for member in ["title", "detail", "instance", "requestId"] {
                guard case .string(let text)? = json[member] else {
                    Issue.record("no \(member)")
                    continue
                }
                #expect(!text.isEmpty)
            }
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        }
    }

    @Test("The problem for an unsupported method lists the path's methods in Allow")
    func allowedMethods() async throws {
        try await TestServer().test { client in
            let answer = try await client.send(.put, "/v1/datasets/sales")
            #expect(answer.headers[.allow] == "GET, HEAD, PATCH, DELETE")
            let odd = try await client.send(HTTPRequest.Method("BREW")!, "/v1/datasets")
            #expect(odd.headers[.allow] == "POST, GET, HEAD")
        }
    }

    @Test("A problem suggests the nearest parameter, column and dataset")
    func nearest() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let parameter = try await client.get("/v1/datasets/sales/rows?limti=3")
            #expect(parameter.firstError?["nearest"] == .string("limit"))
            #expect(parameter.firstError?["parameter"] == .string("limti"))
            let column = try await client.post("/v1/datasets/sales/query", #"{"measures": ["sum(amuont)"]}"#)
            #expect(column.firstError?["nearest"] == .string("amount"))
            #expect(column.firstError?["pointer"] == .string("/measures/0"))
            let dataset = try await client.get("/v1/datasets/sals")
            #expect(dataset.firstError?["nearest"] == .string("sales"))
            let filter = try await client.get(
                "/v1/datasets/sales/rows?filters=%5B%7B%22member%22:%22contry%22,%22operator%22:%22set%22%7D%5D")
            #expect(filter.firstError?["pointer"] == .string("/0/member"))
            #expect(filter.firstError?["parameter"] == .string("filters"))
        }
    }

    @Test(
        "A parameter that is not JSON gets an example of the JSON to send",
        arguments: [
            ("rows?filters=country%3DDE", "filters", #"a JSON array of filters such as [{\"member\": \"country\""#),
            ("query?query=count", "query", #"such as {\"measures\": [\"count\"]}"#),
            ("rows?filters=%5B%7B", "filters", #"a JSON array of filters such as"#),
        ])
    func parameterIsNotJSON(uri: String, parameter: String, example: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.get("/v1/datasets/sales/" + uri)
            #expect(answer.status == 400 && answer.body.contains(example), "\(answer.body)")
            #expect(answer.firstError?["parameter"] == .string(parameter))
            #expect(answer.firstError?["code"] == .string("json_syntax"))
        }
    }

    static let failures: [(StorageError, Int, String)] = [
        (.unavailable(.busy), 503, "unavailable"), (.unavailable(.unreachable), 503, "unavailable"),
        (.unavailable(.noRoom), 503, "unavailable"),
        (.overflow, 422, "overflow"), (.tooManyGroups(limit: 5), 422, "too_many_groups"),
        (.answerTooLarge(limit: 16 << 20, .filling), 422, "answer_too_large"),
        (.answerTooLarge(limit: 96 << 20, .sorting), 422, "answer_too_large"),
        (
            .tooManyPartitions(limit: 5, column: Identifier(known: "ts"), partitioning: .day, example: .earliest), 422,
            "invalid_rows"
        ),
        (.cancelled, 503, "unavailable"), (.timedOut, 504, "query_timeout"),
        (.unexpected("SELECT secret FROM host db.internal"), 500, "internal_error"),
    ]

    @Test("A problem for a store failure does not repeat the store's message", arguments: failures)
    func storeFailures(failure: StorageError, status: Int, code: String) async throws {
        let server = TestServer(store: try ScriptedStore(failure: failure))
        // Some of these failures are no query's, so the contract has no such answer to one.
        try await server.unchecked { sender in
            let answer = try await sender.send(
                .post, "/v1/datasets/scripted/query", headers: Self.json, body: Array(#"{"measures": ["count"]}"#.utf8))
            #expect(answer.status == status)
            #expect(answer.code == code)
            #expect((answer.headers[.retryAfter] != nil) == (status == 503))
            #expect(!answer.body.contains("SELECT") && !answer.body.contains("db.internal"))
        }
        if status == 500 { #expect(server.log.text.contains("db.internal")) }
    }

    @Test("The answer of a read-only database names the remedy, and the log the cause")
    func readOnlyDatabase() async throws {
        let server = TestServer(store: try ScriptedStore(failure: .unavailable(.readOnly)))
        try await server.unchecked { sender in
            let answer = try await sender.send(
                .post, "/v1/datasets/scripted/query", headers: Self.json, body: Array(#"{"measures": ["count"]}"#.utf8))
            #expect(answer.status == 503 && answer.body.contains("the server's operator must make"), "\(answer.body)")
            #expect(!answer.body.contains("try again later"))
        }
        #expect(server.log.text.contains("store readOnly"))
    }

    @Test("Writes are rejected with read-only access")
    func readOnly() async throws {
        var server = TestServer(store: try ScriptedStore(batches: []))
        server.access = .read
        try await server.test { client in
            let refused: [(HTTPRequest.Method, String)] = [
                (.post, "/v1/datasets"), (.patch, "/v1/datasets/scripted"),
                (.delete, "/v1/datasets/scripted?confirm=scripted"),
                (.post, "/v1/datasets/scripted/rows"),
            ]
            for (method, uri) in refused {
                let answer = try await client.send(method, uri, headers: Self.json, body: "{}")
                #expect(answer.status == 403)
                #expect(answer.code == "read_only")
            }
            #expect(try await client.get("/v1/datasets").status == 200)
            #expect(try await client.post("/v1/datasets/scripted/query", #"{"measures": ["count"]}"#).status == 200)
        }
    }
}
