import AnalyticsAPI
import HTTPTypes
import Models
import StorageTesting
import Testing

/// Properties that every route has. The routes come from the server's own list, so that none is missed.
@Suite("Every route")
struct EveryRouteTests {
    /// A request that succeeds as it is.
    struct Sample: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let route: String
        var uri: String
        var body: String?
        let status: Int
        /// The query parameters that the route accepts.
        var parameters: [String] = []
        /// `true` if the route's responses have an entity tag, so that preconditions apply.
        var isTagged = false

        var isWrite: Bool {
            status == 201 || status == 204 || [.patch, .put, .delete].contains(method) || route.hasSuffix("/erasures")
                || isFirehose
        }
        /// The credential that the request needs, besides the administrator's rights.
        var key: String?
        /// The header fields that the request needs.
        var fields: HTTPFields = [:]
        /// `true` if failures have the form of Amazon Data Firehose.
        var isFirehose: Bool { route.hasSuffix("/firehose") }

        var headers: HTTPFields {
            var headers: HTTPFields = body == nil ? [:] : .json
            if let key { headers[.authorization] = "Bearer \(key)" }
            headers.append(contentsOf: fields)
            return headers
        }
        var testDescription: String { "\(method) \(route)" }
    }

    private static let options = ["shape", "bigints", "format"]
    private static let charts = ["chart", "width", "height", "theme", "title"]
    private static let dataset = "/v1/datasets/{dataset}"
    private static let queries = dataset + "/queries"
    private static let daily = "/v1/datasets/sales/queries/daily"
    /// The saved query `daily` of the samples.
    static let document = #"{"query": {"measures": ["count"]}}"#
    static let samples: [Sample] = [
        Sample(method: .get, route: "/", uri: "/", status: 200),
        Sample(
            method: .post, route: "/v1/datasets", uri: "/v1/datasets",
            body: #"{"name": "other", "columns": [{"name": "a", "type": "date"}]}"#, status: 201),
        Sample(method: .get, route: "/v1/datasets", uri: "/v1/datasets", status: 200),
        Sample(method: .get, route: dataset, uri: "/v1/datasets/sales", status: 200, isTagged: true),
        Sample(
            method: .patch, route: dataset, uri: "/v1/datasets/sales",
            body: #"{"addColumns": [{"name": "note", "type": "string"}]}"#, status: 200, parameters: ["confirm"],
            isTagged: true),
        Sample(
            method: .delete, route: dataset, uri: "/v1/datasets/sales?confirm=sales", status: 204,
            parameters: ["confirm"], isTagged: true),
        Sample(
            method: .get, route: dataset + "/openapi.json", uri: "/v1/datasets/sales/openapi.json", status: 200,
            parameters: ["version"], isTagged: true),
        Sample(
            method: .post, route: dataset + "/rows", uri: "/v1/datasets/sales/rows",
            body: #"{"ts": "2026-01-01T00:00:00Z"}"#, status: 201),
        Sample(
            method: .post, route: dataset + "/imports", uri: "/v1/datasets/sales/imports",
            body: #"{"s3": "s3://example-data/shared/sales.ndjson"}"#, status: 201),
        Sample(
            method: .post, route: dataset + "/firehose", uri: "/v1/datasets/sales/firehose",
            body: FirehoseStream.batch("a", [#"{"ts": "2026-01-01T00:00:00Z"}"#]), status: 200,
            fields: [FirehoseStream.requestID: "a"]),
        Sample(
            method: .get, route: dataset + "/rows", uri: "/v1/datasets/sales/rows", status: 200,
            parameters: ["limit", "cursor", "filters", "timezone", "ids"] + options),
        Sample(
            method: .put, route: dataset + "/rows", uri: "/v1/datasets/sales/rows?confirm=sales",
            body: #"{"ts": "2026-01-01T00:00:00Z"}"#, status: 200, parameters: ["dateRange", "timezone", "confirm"]),
        Sample(
            method: .delete, route: dataset + "/rows", uri: "/v1/datasets/sales/rows?confirm=sales", status: 200,
            parameters: ["filters", "timezone", "dryRun", "confirm"]),
        Sample(
            method: .post, route: dataset + "/erasures", uri: "/v1/datasets/sales/erasures",
            body: #"{"filters": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#, status: 200,
            parameters: ["dryRun"]),
        Sample(
            method: .get, route: dataset + "/rows/{row}", uri: "/v1/datasets/sales/rows/1", status: 200,
            parameters: ["bigints"], isTagged: true),
        Sample(
            method: .put, route: dataset + "/rows/{row}", uri: "/v1/datasets/sales/rows/1",
            body: #"{"ts": "2026-01-01T00:00:00Z"}"#, status: 200, parameters: ["bigints"], isTagged: true),
        Sample(
            method: .patch, route: dataset + "/rows/{row}", uri: "/v1/datasets/sales/rows/1", body: #"{"units": 7}"#,
            status: 200, parameters: ["bigints"], isTagged: true),
        Sample(
            method: .delete, route: dataset + "/rows/{row}", uri: "/v1/datasets/sales/rows/1", status: 204,
            isTagged: true),
        Sample(
            method: .post, route: dataset + "/query", uri: "/v1/datasets/sales/query",
            body: #"{"measures": ["count"]}"#,
            status: 200, parameters: ["explain"] + options + charts, isTagged: true),
        Sample(
            method: HTTPRequest.Method("QUERY") ?? .post, route: dataset + "/query", uri: "/v1/datasets/sales/query",
            body: #"{"measures": ["count"]}"#,
            status: 200, parameters: ["explain"] + options + charts, isTagged: true),
        Sample(
            method: .get, route: dataset + "/query",
            uri: "/v1/datasets/sales/query?query=%7B%22measures%22:%5B%22count%22%5D%7D", status: 200,
            parameters: ["query", "explain"] + options + charts, isTagged: true),
        Sample(method: .get, route: queries, uri: "/v1/datasets/sales/queries", status: 200),
        Sample(
            method: .put, route: queries + "/{query}", uri: daily, body: document, status: 200, isTagged: true),
        Sample(method: .get, route: queries + "/{query}", uri: daily, status: 200, isTagged: true),
        Sample(method: .delete, route: queries + "/{query}", uri: daily, status: 204, isTagged: true),
        Sample(
            method: .get, route: queries + "/{query}/result", uri: daily + "/result", status: 200,
            parameters: options + charts, isTagged: true),
        Sample(
            method: .get, route: queries + "/{query}/result.json", uri: daily + "/result.json", status: 200,
            parameters: ["shape", "bigints"], isTagged: true),
        Sample(
            method: .get, route: queries + "/{query}/result.ndjson", uri: daily + "/result.ndjson", status: 200,
            parameters: ["bigints"], isTagged: true),
        Sample(
            method: .get, route: queries + "/{query}/result.csv", uri: daily + "/result.csv", status: 200,
            isTagged: true),
        Sample(
            method: .get, route: queries + "/{query}/result.svg", uri: daily + "/result.svg", status: 200,
            parameters: charts, isTagged: true),
        Sample(
            method: .post, route: queries + "/{query}/links", uri: daily + "/links", body: #"{"name": "a"}"#,
            status: 201),
        Sample(method: .get, route: queries + "/{query}/links", uri: daily + "/links", status: 200),
        Sample(
            method: .delete, route: queries + "/{query}/links/{link}", uri: daily + "/links/LnKq1234", status: 204),
        Sample(method: .get, route: "/s/{token}", uri: TestServer.link, status: 200, isTagged: true),
        Sample(method: .get, route: "/v1/jobs/{job}", uri: TestServer.job, status: 200),
        Sample(method: .delete, route: "/v1/jobs/{job}", uri: TestServer.job, status: 204),
        Sample(method: .get, route: "/v1/jobs/{job}/result", uri: TestServer.job + "/result", status: 200),
        Sample(
            method: .post, route: "/v1/keys", uri: "/v1/keys", body: #"{"name": "a", "scopes": ["read"]}"#, status: 201),
        Sample(method: .get, route: "/v1/keys", uri: "/v1/keys", status: 200),
        Sample(method: .get, route: "/v1/keys/{key}", uri: "/v1/keys/AbCd1234", status: 200),
        Sample(
            method: .post, route: "/v1/keys/{key}/rotate", uri: "/v1/keys/AbCd1234/rotate",
            body: #"{"overlapSeconds": 0}"#, status: 201),
        Sample(method: .delete, route: "/v1/keys/{key}", uri: "/v1/keys/AbCd1234", status: 204),
        Sample(
            method: .post, route: "/v1/tokens", uri: "/v1/tokens", body: #"{"seconds": 60}"#, status: 200,
            key: TestServer.key),
        Sample(method: .get, route: "/v1/session", uri: "/v1/session", status: 200),
        Sample(method: .get, route: "/explore/{dataset}", uri: "/explore/sales", status: 200),
        Sample(
            method: .get, route: "/explore/{dataset}/overview", uri: "/explore/sales/overview", status: 200,
            parameters: ["width"]),
        Sample(method: .get, route: "/assets/{version}/{file}", uri: "/assets/1/app.js", status: 200, isTagged: true),
        Sample(
            method: .get, route: "/v1/openapi.json", uri: "/v1/openapi.json", status: 200, parameters: ["version"],
            isTagged: true),
        Sample(
            method: .post, route: "/mcp", uri: "/mcp", body: #"{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}"#,
            status: 200),
        Sample(method: .get, route: "/health/live", uri: "/health/live", status: 200),
        Sample(method: .get, route: "/health/ready", uri: "/health/ready", status: 200),
        Sample(method: .get, route: "/health", uri: "/health", status: 200),
    ]

    @Test("Every route that GET / lists has a sample, and each sample succeeds")
    func samplesAreComplete() async throws {
        try await TestServer().test { client in
            let index = try await client.get("/")
            #expect(index.status == 200)
            guard case .array(let routes)? = try index.json["routes"] else {
                Issue.record("no routes: \(index.body)")
                return
            }
            let told = routes.map { [$0["method"], $0["path"]].map { $0?.description ?? "" }.joined(separator: " ") }
            let known = Self.samples.filter { $0.route != "/" }.map { "\"\($0.method)\" \"\($0.route)\"" }
            #expect(told.sorted() == known.sorted())
        }
        for sample in Self.samples {
            let (answer, _) = try await Self.send(sample, [:])
            #expect(answer.status == sample.status, "\(sample.testDescription): \(answer.body)")
        }
    }

    /// Sends a sample to a new server.
    ///
    /// - Returns: The response, and whether the request changed any dataset.
    private static func send(
        _ sample: Sample, uri: String? = nil, _ more: HTTPFields
    ) async throws -> (Answer, hasChanged: Bool) {
        try await TestServer.withKey().test { client in
            try await Self.prepare(client)
            let before = try await Self.state(client)
            var headers = sample.headers
            headers.append(contentsOf: more)
            let answer = try await client.send(
                sample.method, uri ?? sample.uri, headers: headers, body: sample.body)
            return (answer, hasChanged: try await Self.state(client) != before)
        }
    }

    /// Creates what the samples use: a dataset with rows, a saved query, which the server's link shows, and a job that has ended.
    static func prepare(_ client: APIClient) async throws {
        try await client.makeSales()
        try await client.saveQuery("daily", document)
        try await makeJob(client)
    }

    /// Creates the job of the samples, and waits for its end.
    static func makeJob(_ client: APIClient, as headers: HTTPFields = [:]) async throws {
        var (asynchronous, waiting) = (headers, headers)
        asynchronous[IngestRouteTests.prefer] = "respond-async"
        waiting[IngestRouteTests.prefer] = "wait=30"
        let job = try await client.post(
            "/v1/datasets/sales/query", #"{"measures": ["count"]}"#, headers: asynchronous)
        let ended = try await client.get(TestServer.job, headers: waiting)
        guard job.status == 202, ended.body.contains(#""state":"done""#) else {
            throw SetupError(answers: [job, ended])
        }
    }

    /// The datasets, the keys, the saved queries and their links, and the job. The last use of a key is recorded beside the
    /// requests.
    private static func state(_ client: APIClient) async throws -> [String] {
        var found: [String] = []
        for path in ["/v1/datasets", "/v1/keys", "/v1/datasets/sales/queries", daily + "/links", TestServer.job] {
            // A problem has the request's id.
            let answer = try await client.get(path)
            found.append(answer.code ?? answer.body.replacing(/"lastUsedAt":"[^"]*",/, with: ""))
        }
        return found
    }

    @Test(
        "Every precondition is applied or rejected, and a write whose precondition fails changes nothing",
        arguments: samples)
    func preconditions(sample: Sample) async throws {
        let date = "Thu, 01 Jan 2015 00:00:00 GMT"
        // For each case: the status of a read with an entity tag, of a read without, of a write with one, and of a
        // write without.
        let cases: [(HTTPField.Name, String, tagged: Int, untagged: Int, taggedWrite: Int, write: Int)] = [
            (.ifMatch, "\"stale\"", 412, 412, 412, 400), (.ifMatch, "W/\"stale\"", 412, 412, 412, 400),
            (.ifMatch, "nonsense", 400, 400, 400, 400), (.ifMatch, "*", 200, 200, sample.status, 400),
            (.ifNoneMatch, "\"stale\"", 200, 200, 400, 400), (.ifNoneMatch, "*", 304, 200, 400, 400),
            (.ifModifiedSince, date, 200, 200, 400, 400), (.ifUnmodifiedSince, date, 200, 200, 400, 400),
            // If-Range without Range is ignored (RFC 9110, section 13.1.5).
            (.ifRange, "\"stale\"", 200, 200, sample.status, sample.status),
        ]
        for (name, value, tagged, untagged, taggedWrite, write) in cases {
            let (answer, hasChanged) = try await Self.send(sample, [name: value])
            let expected =
                sample.isWrite ? (sample.isTagged ? taggedWrite : write) : (sample.isTagged ? tagged : untagged)
            #expect(answer.status == expected, "\(name): \(value) on \(sample.testDescription): \(answer.body)")
            #expect(hasChanged == (sample.isWrite && expected == sample.status), "\(name): \(value)")
            if expected == 400 { #expect(answer.code == "invalid_header") }
            if expected == 412 { #expect(answer.code == "precondition_failed") }
        }
    }

    @Test("A request whose precondition holds succeeds", arguments: samples.filter(\.isTagged))
    func matchingPrecondition(sample: Sample) async throws {
        try await TestServer.withKey().test { client in
            try await Self.prepare(client)
            let source = sample.isWrite ? sample.uri.split(separator: "?")[0].description : sample.uri
            let tag = try #require(
                try await client.send(
                    sample.isWrite ? .get : sample.method, source, headers: sample.isWrite ? [:] : sample.headers,
                    body: sample.isWrite ? nil : sample.body
                ).headers[.eTag])
            var headers = sample.headers
            headers[.ifMatch] = "\"x\", " + tag
            let answer = try await client.send(sample.method, sample.uri, headers: headers, body: sample.body)
            // A query's tag is weak, and If-Match compares strongly.
            #expect(answer.status == (tag.hasPrefix("W/") ? 412 : sample.status), "\(answer.body)")
            guard !sample.isWrite else { return }
            headers = sample.headers
            headers[.ifNoneMatch] = tag
            let again = try await client.send(sample.method, sample.uri, headers: headers, body: sample.body)
            #expect(again.status == 304)
        }
    }

    @Test("Every misspelt parameter, and every one that the route does not accept, is rejected", arguments: samples)
    func parameters(sample: Sample) async throws {
        let all = Set(Self.samples.flatMap(\.parameters)).sorted()
        #expect(all.count == 19)
        for parameter in all {
            var letters = Array(parameter)
            letters.swapAt(letters.count - 2, letters.count - 1)
            for name in [String(letters), parameter.uppercased(), parameter]
            where !(name == parameter && sample.parameters.contains(name)) {
                let uri = sample.uri + (sample.uri.contains("?") ? "&" : "?") + name + "=1"
                let (answer, hasChanged) = try await Self.send(sample, uri: uri, [:])
                #expect(answer.status == 400 && answer.code == "invalid_parameter", "\(uri): \(answer.body)")
                #expect(!hasChanged)
                guard !sample.isFirehose else { continue }
                #expect(answer.firstError?["code"] == .string("unknown_parameter"))
                #expect(answer.firstError?["parameter"] == .string(name))
                if sample.parameters.contains(parameter) {
                    #expect(answer.firstError?["nearest"] == .string(parameter))
                }
            }
        }
    }

    @Test("Every misspelt key of a query is rejected, and the error suggests the right one")
    func queryKeys() async throws {
        let keys = [
            "measures", "dimensions", "timeDimensions", "filters", "order", "limit", "offset", "timezone", "total",
        ]
        try await TestServer().test { client in
            try await client.makeSales()
            for key in keys {
                var letters = Array(key)
                letters.swapAt(0, 1)
                let answer = try await client.post(
                    "/v1/datasets/sales/query", #"{"measures": ["count"], "\#(String(letters))": []}"#)
                #expect(answer.code == "invalid_query")
                #expect(answer.firstError?["code"] == .string("unknown_key"))
                #expect(answer.firstError?["nearest"] == .string(key), "\(answer.body)")
            }
        }
    }

    @Test(
        "Every media type parameter that the server does not support is rejected",
        arguments: [
            "text/csv; delimiter=;", "text/csv; delimiter=\";\"", "text/csv; separator=tab", "text/csv; header=absent",
            "text/csv; charset=latin1", "text/csv; Delimiter=\",\"", "text/csv; decimal=comma; charset=utf-8",
            "application/json; version=2", "application/x-ndjson; header=present",
        ])
    func unsupportedMediaTypes(type: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let answer = try await client.post("/v1/datasets/sales/rows", Sales.rows, type: type)
            #expect(answer.status == 415 && answer.code == "unsupported_media_type", "\(answer.body)")
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("4"))
            guard !type.contains("header=present") else { return }
            let wanted = try await client.get("/v1/datasets/sales/rows", headers: [.accept: type])
            #expect(wanted.status == 406 && wanted.code == "not_acceptable", "\(wanted.body)")
            let other = try await client.get(
                "/v1/datasets/sales/rows", headers: [.accept: "\(type), application/json;q=0.1"])
            #expect(other.headers[.contentType] == "application/json")
        }
    }

    @Test(
        "Media type parameters that match the server's format are accepted",
        arguments: [
            "text/csv; charset=UTF-8", "text/csv;header=present;charset=\"utf-8\"", "TEXT/CSV; Header=Present",
            "text/csv;",
        ])
    func supportedMediaTypes(type: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            #expect(try await client.post("/v1/datasets/sales/rows", Sales.rows, type: type).status == 201)
            let answer = try await client.get("/v1/datasets/sales/rows", headers: [.accept: type])
            #expect(answer.headers[.contentType]?.hasPrefix("text/csv") == true)
        }
    }

    @Test("Every route answers an HTTP/1.0 request in HTTP/1.0 framing and closes the connection", arguments: samples)
    func http10(sample: Sample) async throws {
        try await TestServer.withKey().live { client, port in
            try await Self.prepare(client)
            let body = sample.body ?? ""
            let type =
                (sample.body == nil ? "" : "Content-Type: application/json\r\n")
                + (sample.key.map { "Authorization: Bearer \($0)\r\n" } ?? "")
                + sample.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
            let received = try await RawConnection.exchange(
                port: port,
                ["\(sample.method) \(sample.uri) HTTP/1.0\r\n\(type)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"])
            #expect(received.ended)
            #expect(received.text.hasPrefix("HTTP/1.1 \(sample.status) "), "\(received.text)")
            let head = received.text.headOfAnswer
            #expect(!head.contains("transfer-encoding") && head.contains("connection: close"), "\(head)")
            #expect(head.contains("content-length") == (sample.status != 204))
        }
    }
}
