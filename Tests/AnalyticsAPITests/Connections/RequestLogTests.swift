import AnalyticsAPI
import HTTPTypes
import Logging
import Models
import Testing

@Suite("Request log")
struct RequestLogTests {
    static let id = HTTPField.Name("X-Request-Id")!

    @Test("The log has one JSON line per request, with the route's pattern instead of its path")
    func line() async throws {
        let server = TestServer()
        let bytes = try await server.test { client in
            try await client.get("/v1/datasets/secret_name", headers: [Self.id: "abc-123"]).body.utf8.count
        }
        #expect(
            server.log.text
                == #"{"time":"2026-01-01T00:00:00Z","level":"info","message":"request","bytes":\#(bytes),"durationMs":0.000,"#
                + #""method":"GET","requestId":"abc-123","route":"/v1/datasets/{dataset}","#
                + #""spanId":"0000000000000abc","status":404,"traceId":"0000000000000abc0000000000000abc"}"# + "\n")
    }

    @Test("A valid X-Request-Id is adopted, an invalid one is replaced, and the response carries the id in use")
    func ids() async throws {
        try await TestServer().test { client in
            for (sent, expected) in [
                ("a", "a"), (String(repeating: "x", count: 128), String(repeating: "x", count: 128)),
                (String(repeating: "x", count: 129), "request-1"), ("with space", "request-2"), ("", "request-3"),
            ] {
                let answer = try await client.get("/nowhere", headers: [Self.id: sent])
                #expect(answer.headers[Self.id] == expected)
                #expect(try answer.json["requestId"] == .string(expected))
            }
        }
    }

    @Test("A health check is logged at debug level unless it fails")
    func health() async throws {
        let server = TestServer()
        server.drain.begin()
        try await server.test { client in
            _ = try await client.get("/health/live")
            _ = try await client.get("/health/ready")
        }
        #expect(try server.log.all.map { $0["level"] } == [.string("debug"), .string("error")])
    }

    @Test("Quoted values cannot forge a log line")
    func escaping() throws {
        let lines = LogLines()
        var logger = Logger(label: "test") { _ in
            JSONLogHandler(level: .trace, now: { Timestamp(microseconds: 0) }, sink: lines.append)
        }
        logger[metadataKey: "time"] = "forged"
        logger[metadataKey: "kept"] = "yes"
        logger.error(
            "a\"b\\\n{\"level\":\"info\"}\u{0}",
            metadata: [
                "k\"ey": ["x", .stringConvertible(1), .dictionary(["b": .stringConvertible(true)])],
                "d": .stringConvertible(Duration.microseconds(1_234_567)), "kept": "no",
            ])
        #expect(lines.text.filter { $0 == "\n" }.count == 1)
        #expect(
            lines.text
                == #"{"time":"1970-01-01T00:00:00Z","level":"error","message":"a\"b\\\n{\"level\":\"info\"}\u0000","#
                + #""d":1234.567,"k\"ey":["x",1,{"b":true}],"kept":"no","_time":"forged"}"# + "\n")
        #expect(try lines.all.count == 1)
    }

    @Test(
        "Metadata with the name of a log field is kept under another name",
        arguments: ["time", "level", "message"])
    func reservedNames(key: String) throws {
        let lines = LogLines()
        let logger = Logger(label: "test") { _ in
            JSONLogHandler(now: { Timestamp(microseconds: 0) }, sink: lines.append)
        }
        logger.info("said", metadata: ["\(key)": "one", "_\(key)": "two"])
        let line = try #require(try lines.all.first)
        #expect(line["time"] == .string("1970-01-01T00:00:00Z"))
        #expect(line["level"] == .string("info") && line["message"] == .string("said"))
        #expect(line["_\(key)"] == .string("two") && line["__\(key)"] == .string("one"), "\(lines.text)")
    }

    @Test("The log omits messages below its level")
    func level() {
        let lines = LogLines()
        let logger = Logger(label: "test") { _ in
            JSONLogHandler(level: .warning, now: { Timestamp(microseconds: 0) }, sink: lines.append)
        }
        logger.info("no")
        #expect(lines.text.isEmpty)
    }
}
