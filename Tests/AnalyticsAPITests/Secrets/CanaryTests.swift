import AnalyticsAPI
import Basics
import HTTPTypes
import Logging
import Models
import Testing

/// Plants secrets in credentials, rows and requests, sends good and malformed requests to every route, and looks for the secrets in
/// all outputs. `CanaryException` has the outputs that may repeat them.
@Suite("Secrets in outputs", .timeLimit(.minutes(10)))
struct CanaryTests {
    /// The header fields in which a request has a canary.
    private static let headers = [
        "X-Request-Id", "traceparent", "tracestate", "X-Amzn-Trace-Id", "Cookie", "User-Agent", "Referer", "Origin",
        "Accept", "Accept-Encoding", "Content-Type", "Content-Encoding", "If-Match", "If-None-Match", "Range", "Prefer",
        "Idempotency-Key", "X-Weir-Consistency", "X-Forwarded-For", "Access-Control-Request-Headers",
        "MCP-Protocol-Version", "Mcp-Method", "Authorization", "X-Amzn-Oidc-Data", "Sec-Fetch-Site",
        "X-Amz-Firehose-Request-Id", "X-Amz-Firehose-Source-Arn", "X-Amz-Firehose-Access-Key",
        "X-Amz-Firehose-Common-Attributes",
    ].compactMap { HTTPField.Name($0) }

    /// A request with a canary.
    private struct Attempt {
        var method: HTTPRequest.Method
        var uri: String
        var headers: HTTPFields
        var body: String?
    }

    @Test("No output repeats a secret that it may not have, whatever the request", arguments: EveryRouteTests.samples)
    func routes(sample: EveryRouteTests.Sample) async throws {
        let server = try await CanaryServer()
        // The texts and the clients of the attempts take turns, in another order for each route.
        var turn = EveryRouteTests.samples.firstIndex { $0.testDescription == sample.testDescription } ?? 0
        let attempts = Self.attempts(sample, credentials: await server.credentials, turn: turn)
        for attempt in attempts {
            // Half of the attempts are the administrator's, whose requests reach the store; the rest is that of all clients in turn.
            let clients = CanaryOutput.Client.allCases
            let client = turn.isMultiple(of: 2) ? .administrator : clients[turn / 2 % clients.count]
            try await server.send(
                attempt.method, attempt.uri, as: client, headers: attempt.headers, body: attempt.body)
            turn += 1
        }
        // As it is, by all clients: the administrator's may delete what the others see.
        for client in CanaryOutput.Client.allCases.reversed() {
            for accept in ["*/*", "text/html"] {
                var headers = sample.headers
                headers[.accept] = accept
                try await server.send(sample.method, sample.uri, as: client, headers: headers, body: sample.body)
            }
        }
        try await server.collect()
        let leaks = Canary.leaks(of: await server.canaries, in: await server.outputs)
        #expect(leaks.isEmpty, "\(leaks.count) leaks, such as \(leaks.prefix(4))")
        #expect(attempts.count > 35)
    }

    /// Returns requests that have a canary in each part.
    ///
    /// - Parameter turn: The number of the first text.
    private static func attempts(
        _ sample: EveryRouteTests.Sample, credentials: [String], turn: Int
    ) -> [Attempt] {
        var attempts: [Attempt] = []
        func attempt(_ change: (inout Attempt) -> Void) {
            var made = Attempt(
                method: sample.method, uri: sample.uri, headers: sample.headers, body: sample.body)
            // The client's own credential instead of the sample's.
            made.headers[.authorization] = nil
            change(&made)
            attempts.append(made)
        }
        var next = turn
        // Each place gets a word or one of the credentials.
        let texts = [CanaryServer.word] + credentials
        func text() -> String {
            next += 1
            return texts[next % texts.count]
        }
        let separator = sample.uri.contains("?") ? "&" : "?"
        for parameter in ["x"] + sample.parameters {
            let value = text()
            attempt { $0.uri += "\(separator)\(parameter)=\(value)" }
        }
        if sample.parameters.contains("filters") {
            let filters = PercentEncoding.encode(
                #"[{"member": "country", "operator": "equals", "values": ["\#(CanaryServer.filter)"]}]"#)
            attempt { $0.uri += "\(separator)filters=\(filters)" }
        }
        let path = sample.uri.prefix { $0 != "?" }
        for text in [CanaryServer.word, credentials[turn % credentials.count]] {
            attempt { $0.uri += "\(separator)\(text)=1" }
            attempt { $0.uri = "\(path)/\(text)" }
            attempt { $0.uri = String(path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex)) + text }
        }
        for (index, name) in headers.enumerated() {
            // A client chooses the id of a request for the log, so it is not secret unless it has the form of a credential.
            let isID = name.canonicalName.hasSuffix("request-id")
            let value = isID ? credentials[turn % (credentials.count - 1)] : text()
            let isWhole = (index + turn).isMultiple(of: 2)
            attempt {
                $0.headers[name] = isWhole ? value : "Bearer \(value), \(value)=\(value); Root=\(value);Self=\(value)"
            }
        }
        if let method = HTTPRequest.Method(CanaryServer.word) { attempt { $0.method = method } }
        for body in bodies(sample, text) { attempt { $0.body = body } }
        return attempts
    }

    /// Returns malformed and good bodies with canaries.
    private static func bodies(_ sample: EveryRouteTests.Sample, _ text: () -> String) -> [String] {
        guard let good = sample.body else { return ["{}"] }
        var bodies: [String] = []
        for own in [nil, CanaryServer.row, CanaryServer.filter, CanaryServer.phrase] {
            func canary() -> String { own ?? text() }
            bodies += [canary(), "\"\(canary())\"", "{\"\(canary())\": 1}", good + canary()]
            bodies.append(good.replacing("{", with: "{\"\(canary())\": \"\(canary())\", ", maxReplacements: 1))
            guard case .object(let members)? = try? JSONValue(parsing: good) else { continue }
            // A name that is accepted is no secret, unless it is a text that no name can be.
            for index in members.indices where members[index].key != "name" || own == CanaryServer.phrase {
                var changed = members
                changed[index] = JSONMember(key: members[index].key, value: .string(canary()))
                bodies.append(JSONValue.object(changed).description)
            }
        }
        bodies.append(good.replacing("\"DE\"", with: "\"\(CanaryServer.filter)\""))
        if sample.route.hasSuffix("/rows") || sample.route.hasSuffix("/{row}") {
            for column in ["ts", "units", "amount", "country", "remark"] {
                bodies.append(
                    #"{"ts": "2026-01-01T00:00:00Z", "\#(column)": "\#(CanaryServer.row)"}"#)
            }
        }
        if sample.route.hasSuffix("/query") {
            let filter = #"{"member": "country", "operator": "equals", "values": ["\#(CanaryServer.filter)"]}"#
            bodies.append(#"{"measures": ["count"], "filters": [\#(filter)]}"#)
            bodies.append(#"{"measures": ["sum(\#(CanaryServer.filter))"], "filters": [\#(filter)]}"#)
        }
        if sample.route == "/mcp" { bodies += calls }
        if sample.isFirehose {
            bodies += ["ts", "units", "country"].map { column in
                FirehoseStream.batch("a", [#"{"ts": "2026-01-01T00:00:00Z", "\#(column)": "\#(CanaryServer.row)"}"#])
            }
        }
        return bodies
    }

    /// Calls of tools.
    private static let calls: [String] = {
        let filter = #"{"member": "country", "operator": "equals", "values": ["\#(CanaryServer.filter)"]}"#
        let query = #"{"dataset": "sales", "query": {"measures": ["count"], "filters": [\#(filter)]}}"#
        let name = #"{"dataset": "sales", "name": "\#(CanaryServer.filter)"}"#
        return [
            ("query", query), ("explain", query), ("chart", query), ("describe_dataset", #"{"dataset": "sales"}"#),
            ("list_datasets", "{}"), ("list_saved_queries", #"{"dataset": "sales"}"#), ("run_saved_query", name),
            ("describe_dataset", #"{"dataset": "\#(CanaryServer.filter)"}"#), (CanaryServer.filter, "{}"),
        ].map { tool, arguments in
            #"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "\#(tool)", "arguments": \#(arguments)}}"#
        }
    }()

    @Test("A log handler that adds a credential to each line is found out")
    func leak() async throws {
        let server = try await CanaryServer(leak: Logger.MetadataProvider { ["credential": "\(TestServer.key)"] })
        try await server.send(.get, "/v1/datasets", as: .administrator)
        try await server.collect()
        let leaks = Canary.leaks(of: await server.canaries, in: await server.outputs)
        #expect(leaks.count == 1 && leaks.first?.contains("is in log") == true, "\(leaks)")
        #expect(leaks.first?.hasPrefix("apiKey ") == true)
    }

    @Test("A canary is found in every place, as it is, percent-encoded and in base64", arguments: Canary.Kind.allCases)
    func detection(kind: Canary.Kind) {
        let canary = Canary(kind, "a b/CANARY+0123456789")
        let forms = ["a b/CANARY+0123456789", "a%20b%2FCANARY%2B0123456789", "YSBiL0NBTkFSWSswMTIzNDU2Nzg5"]
        for place in CanaryOutput.Place.allCases {
            for form in forms + ["eGEgYi9DQU5BUlkrMDEyMzQ1Njc4OQ==", "eHhhIGIvQ0FOQVJZKzAxMjM0NTY3ODk="] {
                let output = CanaryOutput(place: place, name: "x", bytes: Array("[\(form)]".utf8))
                #expect(Canary.leaks(of: [canary], in: [output]).count == 1, "\(place) \(form)")
            }
            let empty = CanaryOutput(place: place, name: "x", bytes: Array("a b CANARY".utf8))
            #expect(Canary.leaks(of: [canary], in: [empty]).isEmpty)
        }
    }

    @Test("A reading key's answer that has a hidden value, or the credential of a request, is a leak")
    func exceptions() {
        func leaks(_ kind: Canary.Kind, _ place: CanaryOutput.Place, _ client: CanaryOutput.Client, sent: Bool) -> Bool
        {
            let text = "CANARY0123456789"
            let output = CanaryOutput(
                place: place, name: "GET /", bytes: Array(text.utf8), client: client,
                request: sent ? Array(text.utf8) : [])
            return !Canary.leaks(of: [Canary(kind, text)], in: [output]).isEmpty
        }
        for sent in [true, false] {
            #expect(
                leaks(.hiddenColumn, .answer, .reader, sent: sent) && leaks(.foreignRow, .page, .reader, sent: sent))
            #expect(leaks(.apiKey, .problem, .administrator, sent: sent) && leaks(.token, .page, .token, sent: sent))
            #expect(leaks(.row, .log, .administrator, sent: sent) && leaks(.filter, .queryLog, .reader, sent: sent))
            #expect(leaks(.filter, .answer, .reader, sent: sent) == !sent)
        }
    }
}
