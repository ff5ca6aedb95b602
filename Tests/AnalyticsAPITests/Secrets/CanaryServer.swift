import AnalyticsAPI
import Basics
import HTTPTypes
import Logging
import Models
import Synchronization
import Testing

/// A server with a canary in each place that holds a secret, which records all of its outputs.
actor CanaryServer {
    private static let adminSecret = "adminCANARY0123456789abcdefghijklmnop"
    private static let hidden = "hiddenCANARY0123456789"
    private static let foreign = "foreignCANARY0123456789"
    /// A value of a row in bodies.
    static let row = "rowCANARY0123456789"
    /// A value of a filter.
    static let filter = "filterCANARY0123456789"
    /// A text that is a word of URLs, header fields and methods.
    static let word = "wordCANARY0123456789"
    /// A text that is no name.
    static let phrase = "a phrase with CANARY0123456789"
    private static let link = String(TestServer.link.dropFirst(3))

    private let server: TestServer
    private let sender: any RequestSender
    private let spans = RequestTraceTests.Recorder()
    private var fields: [CanaryOutput.Client: HTTPFields] = [:]
    private(set) var canaries: [Canary] = []
    /// The credentials that requests have in wrong places.
    private(set) var credentials: [String] = []
    private(set) var outputs: [CanaryOutput] = []

    /// Creates a server with a dataset, keys, a link and identity providers.
    ///
    /// - Parameter leak: Metadata of each line of the log: a leak.
    init(leak: Logger.MetadataProvider? = nil) async throws {
        var server = try await TestServer.withKey()
        server.access = .none
        server.authenticator = KeyAuthenticator([Self.adminSecret: .administrator])
        let issuer = TestIssuer()
        server.tokens = try issuer.authenticator(
            #"{"when": {"groups": "staff"}, "scopes": ["read", "ingest", "admin"]}"#)
        server.balancer = try BalancerAccessTests.balancer()
        server.telemetry = ServerTelemetry(spans: spans, samplingRatio: 1)
        server.logLevel = .trace
        server.logMetadata = leak
        self.server = server
        let client = server.client()
        sender = client.sender
        let admin: HTTPFields = [.authorization: "Bearer \(Self.adminSecret)"]
        let reader = try await Self.prepare(client, admin)
        let minted = try await client.send(.post, "/v1/tokens", #"{"seconds": 600}"#, as: reader)
        guard case .string(let view)? = try minted.json["token"], let key = reader[.authorization]?.dropFirst(7) else {
            throw SetupError(answers: [minted])
        }
        let token = issuer.token(#""groups": "staff""#)
        let session = BalancerAccessTests.data()
        let field = try #require(HTTPField.Name(BalancerAccessTests.field))
        let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
        fields = [
            .administrator: admin, .reader: reader, .link: [:], .anonymous: [:],
            .viewToken: [.authorization: "Bearer \(view)"], .token: [.authorization: "Bearer \(token)"],
            .balancer: [field: session, site: "same-origin"],
        ]
        let parts = token.split(separator: ".")
        // The last characters: those before may be the same in another credential.
        canaries = [
            Canary(.adminSecret, Self.adminSecret), Canary(.apiKey, key.suffix(16)),
            Canary(.apiKey, TestServer.key.suffix(12)), Canary(.link, Self.link.suffix(12)),
            Canary(.viewToken, view.suffix(24)), Canary(.token, parts[1].suffix(40)),
            Canary(.token, parts[2].suffix(40)),
            Canary(.balancerToken, session.split(separator: ".")[2].prefix(40)), Canary(.hiddenColumn, Self.hidden),
            Canary(.foreignRow, Self.foreign), Canary(.row, Self.row), Canary(.filter, Self.filter),
            Canary(.text, Self.word), Canary(.text, Self.phrase),
        ]
        credentials = [String(key), Self.link, view, token, TestServer.key, Self.adminSecret]
    }

    /// Creates the dataset of the samples, with a column and rows that a reading key does not see.
    ///
    /// - Returns: The header fields of the reading key.
    private static func prepare(_ client: APIClient, _ admin: HTTPFields) async throws -> HTTPFields {
        let path = "/v1/datasets/sales"
        let rows = [
            #"{"ts": "2026-03-30T10:00:00Z", "country": "DE", "remark": "\#(hidden)"}"#,
            #"{"ts": "2026-03-30T10:00:00Z", "country": "\#(foreign)"}"#,
        ]
        var answers = [
            try await client.send(.post, "/v1/datasets", Sales.definition, as: admin),
            try await client.send(.post, path + "/rows", Sales.rows, as: admin, type: "text/csv"),
            try await client.send(
                .patch, path, #"{"addColumns": [{"name": "remark", "type": "string"}]}"#, as: admin),
            try await client.send(.put, path + "/queries/daily", EveryRouteTests.document, as: admin),
        ]
        for row in rows { answers.append(try await client.send(.post, path + "/rows", row, as: admin)) }
        try await EveryRouteTests.makeJob(client, as: admin)
        let made = try await client.send(
            .post, "/v1/keys",
            #"{"name": "reader", "scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["remark"]}, "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}}"#,
            as: admin)
        guard answers.allSatisfy({ $0.status < 300 }), case .string(let key)? = try made.json["key"] else {
            throw SetupError(answers: answers + [made])
        }
        return [.authorization: "Bearer \(key)"]
    }

    /// Sends a request and records its answer.
    @discardableResult
    func send(
        _ method: HTTPRequest.Method, _ uri: String, as client: CanaryOutput.Client, headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Answer {
        var all = fields[client] ?? [:]
        for field in headers { all[field.name] = field.value }
        let answer = try await sender.send(method, uri, headers: all, body: body.map { Array($0.utf8) })
        let type = answer.headers[.contentType] ?? ""
        let place: CanaryOutput.Place =
            type.hasPrefix("text/html") ? .page : answer.status >= 400 ? .problem : .answer
        let name = "\(method) \(uri) to \(client.rawValue): \(answer.status)"
        var request = method.rawValue + " " + uri + " " + (PercentEncoding.decode(uri) ?? "") + (body ?? "")
        for field in headers { request += "\n" + field.value }
        outputs.append(
            CanaryOutput(
                place: uri.hasPrefix("/v1/openapi.json") && place == .answer ? .contract : place, name: name,
                bytes: Self.bytes(answer), client: client, request: Array(request.utf8)))
        return answer
    }

    private static func bytes(_ answer: Answer) -> [UInt8] {
        let head = answer.headers.map { "\($0.name): \($0.value)\n" }.joined()
        return Array((head + answer.body).utf8)
    }

    /// Records the outputs that belong to no request: log, metrics, traces, their exports, and the log of queries.
    func collect() async throws {
        record(.log, "log", Array(server.log.text.utf8))
        let formats = ["text/plain", "application/openmetrics-text"]
        try await server.testAdministration { client in
            var answers: [Answer] = []
            for format in formats { answers.append(try await client.get("/metrics", headers: [.accept: format])) }
            for path in ["/", "/health", "/metrics?\(Self.word)=1"] { answers.append(try await client.get(path)) }
            return answers
        }.enumerated().forEach { index, answer in
            if index < formats.count { #expect(answer.status == 200) }
            record(index < 4 ? .metrics : .problem, "administration \(index)", Self.bytes(answer), echo: index >= 4)
        }
        let resource = TelemetryResource(service: "weir", version: "1", instance: "i")
        let document = OTLPDocument(resource)
        let recorded = spans.spans.withLock { $0 }
        #expect(!recorded.isEmpty)
        record(.trace, "spans", document.traces(recorded))
        let time = server.now()
        let families = server.telemetry.metrics.collect()
        for part in document.metrics(families, from: time, at: time) { record(.telemetry, "OTLP metrics", part) }
        var report = EMFReport(resource, from: time)
        record(.telemetry, "EMF", report.line(families, at: time))
        for format in ["csv", "json"] {
            let answer = try await sender.send(
                .get, "/v1/datasets/_queries/rows?format=\(format)", headers: fields[.administrator] ?? [:], body: nil)
            #expect(answer.status == 200)
            record(.queryLog, format, Self.bytes(answer))
        }
    }

    private func record(
        _ place: CanaryOutput.Place, _ name: String, _ bytes: [UInt8], echo: Bool = false
    ) {
        outputs.append(
            CanaryOutput(place: place, name: name, bytes: bytes, request: echo ? Array(Self.word.utf8) : []))
    }
}
