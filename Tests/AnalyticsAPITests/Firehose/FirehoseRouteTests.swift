import Foundation
import HTTPTypes
import Models
import Testing

@testable import AnalyticsAPI

/// The route of Amazon Data Firehose, driven by a simulated stream.
@Suite("POST /v1/datasets/{d}/firehose")
struct FirehoseRouteTests {
    private static func row(_ units: Int, _ time: String = "2026-01-01T00:00:00Z") -> String {
        #"{"ts":"\#(time)","units":\#(units)}"#
    }

    private static func count(_ client: APIClient) async throws -> JSONValue? {
        try await client.get("/v1/datasets/sales").json["rowCount"]
    }

    /// Returns the access key of a key with rights.
    private static func accessKey(_ client: APIClient, _ rights: String) async throws -> String {
        let headers = try await client.makeKey(rights).headers
        return String((headers[.authorization] ?? "").dropFirst("Bearer ".count))
    }

    @Test(
        "Every batch is loaded exactly once, whatever is lost on its way, in every store",
        arguments: RestrictedAnswerTests.Kind.testable, [false, true])
    func deliveredOnce(kind: RestrictedAnswerTests.Kind, isCompressed: Bool) async throws {
        try await kind.withStore { store in
            let client = TestServer(store: store).client()
            _ = try await client.post("/v1/datasets", Sales.definition)
            let key = try await Self.accessKey(client, #""scopes": ["ingest"], "datasets": ["sales"]"#)
            let stream = FirehoseStream(key: key, isCompressed: isCompressed)
            let fates: [[FirehoseStream.Fault]] = [
                [], [.answerLost], [.requestLost, .answerLost, .answerLost], [.requestCut, .requestLost],
                [.requestCut, .answerLost, .requestCut],
            ]
            for (number, faults) in fates.enumerated() {
                let records = [Self.row(number), Self.row(number) + "\n" + Self.row(number) + "\n"]
                let id = "batch-\(number)"
                // As API.md advises: three attempts that time out outlast five minutes.
                let delivery = try await stream.deliver(
                    id, records, to: client, faults: faults, retryDuration: .seconds(900))
                #expect(delivery.state == .delivered && delivery.attempts == faults.count + 1)
                let again = try await client.post(
                    FirehoseStream.path, bytes: stream.body(id, records), headers: stream.headers(id))
                #expect(again.status == 200 && again.headers[.idempotencyReplayed] == "true", "\(again.body)")
                #expect(try await Self.count(client) == .number("\(3 * (number + 1))"))
            }
            // The id alone does not make another batch the same.
            let other = try await client.post(
                FirehoseStream.path, bytes: stream.body("batch-0", [Self.row(9)]), headers: stream.headers("batch-0"))
            #expect(other.status == 422 && other.code == "idempotency_conflict", "\(other.body)")
        }
    }

    @Test("The record of a batch belongs to its key and its stream, so that no other one suppresses its rows")
    func owners() async throws {
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let first = FirehoseStream(key: try await Self.accessKey(client, #""scopes": ["ingest"]"#))
            let second = FirehoseStream(key: try await Self.accessKey(client, #""scopes": ["ingest"]"#))
            for stream in [first, second] {
                #expect(try await stream.deliver("same", [Self.row(1)], to: client).state == .delivered)
            }
            var headers = try first.headers("same")
            headers[FirehoseStream.source] = "arn:aws:firehose:eu-central-1:123456789012:deliverystream/other"
            let third = try await client.post(
                FirehoseStream.path, bytes: first.body("same", [Self.row(1)]), headers: headers)
            #expect(third.status == 200 && third.headers[.idempotencyReplayed] == nil)
            #expect(try await Self.count(client) == .number("3"))
        }
    }

    @Test("A bad row keeps its whole batch out, which ends in the stream's backup with the reason")
    func strict() async throws {
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let records = [Self.row(1), Self.row(2, "yesterday"), Self.row(3)]
            let delivery = try await FirehoseStream().deliver("a", records, to: client)
            guard case .backedUp(let reason) = delivery.state else {
                Issue.record("\(delivery.state)")
                return
            }
            for part in ["422 invalid_rows: ", "yesterday", "\"ts\"", "line 2"] {
                #expect(reason.contains(part), "\(reason)")
            }
            #expect(delivery.attempts > 5)
            #expect(try await Self.count(client) == .number("0"))
        }
    }

    @Test("A stream with the parameter handling=lenient leaves bad rows out, and the log tells their number alone")
    func lenient() async throws {
        let server = TestServer()
        try await server.test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let records = [Self.row(1), Self.row(2, "CANARY"), "CANARY", Self.row(3)]
            let stream = FirehoseStream(parameters: ["handling": "lenient", "team": "web"])
            let delivery = try await stream.deliver("a", records, to: client, faults: [.answerLost])
            #expect(delivery.state == .delivered && delivery.attempts == 2)
            #expect(try await Self.count(client) == .number("2"))
        }
        let told = try server.log.all.filter { $0["firehoseRequestId"] == .string("a") }
        #expect(told.count == 1 && told.first?["rejected"] == .number("2"))
        #expect(!server.log.text.contains("CANARY"))
    }

    @Test("A stream with the parameter resolution decides about rows with the same key")
    func resolution() async throws {
        try await TestServer().test { client in
            let definition = """
                {"name": "sales", "key": ["id"], "columns": [
                  {"name": "id", "type": "integer", "nullable": false}, {"name": "n", "type": "integer"}]}
                """
            #expect(try await client.post("/v1/datasets", definition).status == 201)
            let merging = FirehoseStream(parameters: ["resolution": "merge-duplicates"])
            for (id, n) in [("a", 1), ("b", 2)] {
                let delivery = try await merging.deliver(id, [#"{"id":1,"n":\#(n)}"#], to: client)
                #expect(delivery.state == .delivered)
            }
            let rows = try await client.get("/v1/datasets/sales/rows?format=csv&ids=false")
            #expect(rows.body == "id,n\r\n1,2\r\n")
            let delivery = try await FirehoseStream().deliver("c", [#"{"id":1}"#], to: client)
            guard case .backedUp(let reason) = delivery.state else {
                Issue.record("\(delivery.state)")
                return
            }
            #expect(reason.hasPrefix("422 invalid_rows"), "\(reason)")
        }
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let stream = FirehoseStream(parameters: ["resolution": "merge-duplicates"])
            let answer = try await client.post(
                FirehoseStream.path, bytes: stream.body("a", []), headers: stream.headers("a"))
            #expect(answer.status == 400 && answer.body.contains("has no \\\"key\\\""), "\(answer.body)")
        }
    }

    @Test("A batch that is too large is never answered with 413, after which Firehose would lose it")
    func tooLarge() async throws {
        var server = TestServer()
        server.limits.firehoseBody = 1000
        try await server.test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let row = Self.row(1) + String(repeating: " ", count: 3000)
            for isCompressed in [false, true] {
                let delivery = try await FirehoseStream(isCompressed: isCompressed).deliver("a", [row], to: client)
                guard case .backedUp(let reason) = delivery.state else {
                    Issue.record("\(delivery.state)")
                    return
                }
                #expect(reason.hasPrefix("400 content_too_large: "), "\(reason)")
            }
            let limited = try await Self.accessKey(
                client, #""scopes": ["ingest"], "limits": {"uploadBytes": {"quota": 100, "windowSeconds": 60}}"#)
            let delivery = try await FirehoseStream(key: limited).deliver("b", [Self.row(1), Self.row(2)], to: client)
            guard case .backedUp(let reason) = delivery.state else {
                Issue.record("\(delivery.state)")
                return
            }
            #expect(reason.hasPrefix("400 content_too_large: "), "\(reason)")
            #expect(try await Self.count(client) == .number("0"))
        }
        #expect(ProblemCode.allCases.allSatisfy { FirehoseAnswer.status(of: $0).code != 413 })
        let contract = try await Contract.shared.value
        let answers = try #require(contract.operation(.post, FirehoseStream.path)?.json["responses"]?.members)
        #expect(answers.contains { $0.key == "400" } && !answers.contains { $0.key == "413" })
    }

    @Test("A batch beyond the key's requests is delivered once its window has passed")
    func limits() async throws {
        let stream = FirehoseStream()
        var server = TestServer()
        server.uptime = { stream.time }
        try await server.test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let key = try await Self.accessKey(
                client, #""scopes": ["ingest"], "limits": {"requests": [{"quota": 1, "windowSeconds": 60}]}"#)
            var headers = try stream.headers("a")
            headers[FirehoseStream.accessKey] = key
            let first = try await client.post(
                FirehoseStream.path, bytes: stream.body("a", [Self.row(1)]), headers: headers)
            #expect(first.status == 200)
            var delivery = FirehoseDelivery(requestID: "b")
            while case .waiting(let time) = delivery.state {
                stream.advance(to: time)
                headers = try stream.headers("b")
                headers[FirehoseStream.accessKey] = key
                let answer = try await client.post(
                    FirehoseStream.path, bytes: stream.body("b", [Self.row(2)]), headers: headers)
                if answer.status != 200 { #expect(answer.status == 429 && answer.code == "quota_exceeded") }
                delivery.receive(answer, random: 0)
            }
            #expect(delivery.state == .delivered && delivery.attempts > 2)
            #expect(try await Self.count(client) == .number("2"))
        }
    }

    @Test("The access key is a credential like a bearer token, and counts on this route alone")
    func credentials() async throws {
        var server = try await TestServer.withKey()
        server.access = .none
        let admin = "CANARY-0123456789-0123456789-abcdef"
        server.authenticator = KeyAuthenticator([admin: .administrator])
        try await server.test { client in
            let bearer: HTTPFields = [.authorization: "Bearer \(admin)"]
            _ = try await client.post("/v1/datasets", Sales.definition, headers: bearer)
            let cases: [(HTTPFields, Int, String?)] = [
                ([:], 401, "unauthenticated"), ([FirehoseStream.accessKey: ""], 401, "unauthenticated"),
                ([FirehoseStream.accessKey: admin], 200, nil), (bearer, 200, nil),
                ([FirehoseStream.accessKey: admin + "x"], 401, "unauthenticated"),
                ([FirehoseStream.accessKey: "two words"], 401, "unauthenticated"),
                ([FirehoseStream.accessKey: TestServer.key], 403, "forbidden"),
                ([FirehoseStream.accessKey: admin, .authorization: "Bearer \(admin)"], 400, "invalid_header"),
            ]
            for (number, (credential, status, code)) in cases.enumerated() {
                let stream = FirehoseStream()
                var headers = try stream.headers("\(number)")
                headers.append(contentsOf: credential)
                let answer = try await client.post(
                    FirehoseStream.path, bytes: stream.body("\(number)", [Self.row(1)]), headers: headers)
                #expect(answer.status == status && answer.code == code, "\(number): \(answer.body)")
                #expect(try answer.json["requestId"] == .string("\(number)"))
                #expect(!answer.body.contains("CANARY"))
            }
            let other = try await client.get("/v1/datasets/sales", headers: [FirehoseStream.accessKey: admin])
            #expect(other.status == 401)
        }
        #expect(!server.log.text.contains("CANARY"))
    }

    @Test("A request without the fields of Firehose is refused with the reason")
    func fields() async throws {
        try await TestServer().test { client in
            _ = try await client.post("/v1/datasets", Sales.definition)
            let cases: [(HTTPField.Name, String?, String)] = [
                (FirehoseStream.requestID, nil, "X-Amz-Firehose-Request-Id is missing"),
                (FirehoseStream.requestID, "a b", "X-Amz-Firehose-Request-Id: got \"a b\""),
                (FirehoseStream.requestID, TestServer.key, "X-Amz-Firehose-Request-Id: got \"<redacted>\""),
                (FirehoseStream.source, "a b", "X-Amz-Firehose-Source-Arn"),
                (FirehoseStream.attributes, "x", "expected JSON"),
                (FirehoseStream.attributes, #"{"handling":"strict"}"#, "commonAttributes"),
                (
                    FirehoseStream.attributes, #"{"commonAttributes":{"handling":"maybe"}}"#,
                    "expected strict or lenient"
                ),
                (FirehoseStream.attributes, #"{"commonAttributes":{"resolution":1}}"#, "merge-duplicates"),
                (.contentType, "text/csv", "expected application/json"), (.contentEncoding, "br", "gzip"),
            ]
            for (name, value, reason) in cases {
                let stream = FirehoseStream()
                var headers = try stream.headers("a")
                headers[name] = value
                let answer = try await client.post(FirehoseStream.path, bytes: stream.body("a", []), headers: headers)
                #expect((400..<500).contains(answer.status) && answer.status != 413)
                guard case .string(let message)? = try answer.json["errorMessage"] else {
                    Issue.record("\(answer.body)")
                    continue
                }
                #expect(message.contains(reason), "\(message)")
                #expect(!answer.body.contains(TestServer.key))
                #expect(answer.headers[.contentType] == "application/json")
            }
            let unknown = try await client.post(
                "/v1/datasets/other/firehose", bytes: FirehoseStream().body("a", []),
                headers: FirehoseStream().headers("a"))
            #expect(unknown.status == 404 && unknown.code == "dataset_not_found", "\(unknown.body)")
        }
    }

    @Test("A reason is at most 8,192 bytes, whatever its mistakes")
    func longReasons() {
        let item = APIError.Item(line: 1, column: "ü", code: "x", detail: String(repeating: "ü", count: 100))
        let many = APIError(.invalidRows, "bad", items: Array(repeating: item, count: 100))
        let message = FirehoseAnswer.message(many)
        #expect(message.hasPrefix("invalid_rows: bad; line 1: \"ü\": üü"))
        #expect((7900...8192).contains(message.utf8.count))
        let long = APIError(.invalidRows, String(repeating: "ü", count: 9000))
        #expect((7000...8192).contains(FirehoseAnswer.message(long).utf8.count))
        // One character of 20,000 bytes.
        let wide = APIError(.invalidRows, "e" + String(repeating: "\u{301}", count: 10_000))
        #expect((8000...8192).contains(FirehoseAnswer.message(wide).utf8.count))
    }
}
