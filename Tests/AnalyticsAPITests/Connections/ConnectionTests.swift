import AnalyticsAPI
import Models
import Storage
import Testing

@Suite("Connections")
struct ConnectionTests {
    private static func request(_ method: String, _ path: String, _ headers: [String] = [], body: String = "") -> String
    {
        ([method + " " + path + " HTTP/1.1", "Host: localhost"] + headers + ["", body]).joined(separator: "\r\n")
    }

    private static let query = #"{"dimensions": ["text"]}"#

    @Test("A malformed request gets a problem, and the connection closes")
    func malformedRequest() async throws {
        try await TestServer().live { _, port in
            let cases: [(String, String, String)] = [
                ("nonsense\r\n\r\n", "400", "malformed_request"),
                ("GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n", "400", "malformed_request"),
                (
                    "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 20_000) + "\r\n\r\n", "431",
                    "headers_too_large"
                ),
                (
                    "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 200) + "\r\n", "431",
                    "headers_too_large"
                ),
            ]
            for (text, status, code) in cases {
                let received = try await RawConnection.exchange(port: port, [text])
                #expect(received.ended)
                #expect(received.text.hasPrefix("HTTP/1.1 \(status) "), "\(received.text)")
                #expect(received.text.contains("application/problem+json"))
                #expect(received.text.contains("\"\(code)\""))
            }
        }
    }

    @Test(
        "A URL with an umlaut or a space is told how to encode it",
        arguments: [
            ("/v1/datasets/übersicht", "(ä is %C3%A4)"), ("/v1/datasets/a/rows?filters=ä", "(ä is %C3%A4)"),
            ("v1/datasets", "begins with \\\"/\\\""), ("/v1/datasets/my data", "a space in the URL"),
        ])
    func rawURL(target: String, remedy: String) async throws {
        try await TestServer().live { _, port in
            let received = try await RawConnection.exchange(port: port, [Self.request("GET", target)])
            #expect(received.ended && received.text.hasPrefix("HTTP/1.1 400 "), "\(received.text)")
            #expect(received.text.contains(remedy), "\(received.text)")
        }
    }

    @Test("A slow body is answered with 408")
    func slowBody() async throws {
        var server = TestServer()
        // Long enough for the other requests, even on a busy machine.
        server.limits.bodyTimeout = .seconds(3)
        try await server.live { client, port in
            try await client.makeSales()
            for (head, body) in [("Content-Length: 100", "ts\n"), ("Transfer-Encoding: chunked", "3\r\nts\n\r\n")] {
                let received = try await RawConnection.exchange(
                    port: port,
                    [
                        Self.request(
                            "POST", "/v1/datasets/sales/rows", ["Content-Type: text/csv", head], body: body)
                    ])
                #expect(received.ended)
                #expect(received.text.hasPrefix("HTTP/1.1 408 "), "\(received.text)")
                #expect(received.text.contains("\"request_timeout\""))
            }
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("4"))
        }
    }

    @Test("An idle connection is closed")
    func idle() async throws {
        var server = TestServer()
        // Long enough for a request to arrive, even on a busy machine.
        server.limits.idleTimeout = .seconds(5)
        try await server.live { _, port in
            let never = try await RawConnection.exchange(port: port, ["GET /health/live HT"])
            #expect(never.ended && never.text.isEmpty)
            let once = try await RawConnection.exchange(port: port, [Self.request("GET", "/health/live")])
            #expect(once.ended && once.text.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test("A truncated body writes no rows", arguments: ["Content-Length: 1000", "Transfer-Encoding: chunked"])
    func truncatedBody(head: String) async throws {
        try await TestServer().live { client, port in
            try await client.makeSales()
            let csv = "ts\n2026-01-01T00:00:00Z\n"
            let body = head.hasPrefix("T") ? "\(String(csv.utf8.count, radix: 16))\r\n\(csv)\r\n" : csv
            _ = try await RawConnection.exchange(
                port: port,
                [Self.request("POST", "/v1/datasets/sales/rows", ["Content-Type: text/csv", head], body: body)],
                halfClose: true)
            #expect(try await client.get("/v1/datasets/sales").json["rowCount"] == .number("4"))
        }
    }

    @Test("A response sent before the body has arrived closes the connection and remains readable")
    func earlyResponse() async throws {
        try await TestServer().live { _, port in
            let received = try await RawConnection.exchange(
                port: port,
                [
                    Self.request(
                        "POST", "/v1/datasets/missing/rows", ["Content-Type: text/csv", "Content-Length: 10000000"]),
                    String(repeating: "x", count: 1_000_000),
                ])
            #expect(received.ended)
            #expect(received.text.hasPrefix("HTTP/1.1 404 "))
            #expect(received.text.lowercased().contains("connection: close"))
            #expect(received.text.contains("\"dataset_not_found\""))
        }
    }

    @Test("The server sends 100 Continue only if it wants the body")
    func expectContinue() async throws {
        try await TestServer().live { client, port in
            try await client.makeSales()
            let headers = ["Content-Type: text/csv", "Content-Length: 24", "Expect: 100-continue"]
            let wanted = try await RawConnection.exchange(
                port: port, [Self.request("POST", "/v1/datasets/sales/rows", headers)]
            ) {
                $0.hasPrefix("HTTP/1.1 100 Continue\r\n\r\n")
            }
            #expect(!wanted.ended, "\(wanted.text)")
            let unwanted = try await RawConnection.exchange(
                port: port, [Self.request("POST", "/v1/datasets/missing/rows", headers)])
            #expect(unwanted.text.hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test(
        "The connection is cut if a response fails midway, so that it never looks complete",
        arguments: ["application/json", "text/csv", "application/x-ndjson"])
    func failedStream(format: String) async throws {
        let store = try ScriptedStore(
            batches: [RowBatch](repeating: .texts(1000, length: 1000), count: 4), failure: .unavailable(.unreachable))
        let server = TestServer(store: store)
        try await server.live { _, port in
            let received = try await RawConnection.exchange(
                port: port,
                [
                    Self.request(
                        "POST", "/v1/datasets/scripted/query",
                        [
                            "Content-Type: application/json", "Content-Length: \(Self.query.utf8.count)",
                            "Accept: \(format)",
                        ],
                        body: Self.query)
                ])
            #expect(received.ended)
            #expect(received.text.hasPrefix("HTTP/1.1 200 "))
            #expect(received.text.lowercased().contains("transfer-encoding: chunked"))
            // The last chunk is missing (RFC 9112, section 8).
            #expect(!received.text.hasSuffix("0\r\n\r\n"))
        }
        #expect(store.closedAnswers == 1)
        let lines = try server.log.all
        #expect(lines.contains { $0["message"] == .string("answer truncated") && $0["level"] == .string("error") })
    }

    @Test("A client's disconnect closes the query's answer")
    func clientDisconnects() async throws {
        let store = try ScriptedStore(batches: [.texts(1000, length: 1000)], endless: true)
        try await TestServer(store: store).live { _, port in
            _ = try await RawConnection.exchange(
                port: port,
                [
                    Self.request(
                        "POST", "/v1/datasets/scripted/query",
                        [
                            "Content-Type: application/json", "Content-Length: \(Self.query.utf8.count)",
                            "Accept: text/csv",
                        ],
                        body: Self.query)
                ]
            ) { $0.utf8.count > 100_000 }
        }
        // The server has stopped, so all connections have ended.
        #expect(store.closedAnswers == 1)
    }

    @Test("A connection whose client does not read is cut, and its answer is closed", .timeLimit(.minutes(1)))
    func slowReader() async throws {
        // More bytes than any system buffers.
        let store = try ScriptedStore(batches: [.texts(1000, length: 1000)], endless: true)
        var server = TestServer(store: store)
        // Long enough for a client that reads, even on a busy machine.
        server.limits.answerTimeout = .seconds(3)
        try await server.live { client, port in
            let received = try await RawConnection.exchange(
                port: port,
                [
                    Self.request(
                        "POST", "/v1/datasets/scripted/query",
                        [
                            "Content-Type: application/json", "Content-Length: \(Self.query.utf8.count)",
                            "Accept: application/x-ndjson",
                        ],
                        body: Self.query)
                ],
                // The client stays connected, so the server itself must close the answer.
                beforeReading: { await store.answerClosed() })
            #expect(store.closedAnswers == 1)
            #expect(received.ended)
            #expect(received.text.hasPrefix("HTTP/1.1 200 "))
            #expect(!received.text.hasSuffix("0\r\n\r\n"))
            #expect(try await client.get("/health/live").status == 200)
        }
    }

    @Test("Responses during the drain announce that the connection closes")
    func draining() async throws {
        let server = TestServer()
        server.drain.begin()
        try await server.live { _, port in
            let received = try await RawConnection.exchange(port: port, [Self.request("GET", "/v1/datasets")])
            #expect(received.ended)
            #expect(received.text.hasPrefix("HTTP/1.1 200 "))
            #expect(received.text.lowercased().contains("connection: close"))
        }
    }

    @Test("A connection serves several requests in sequence")
    func keepAlive() async throws {
        try await TestServer().live { _, port in
            let one = Self.request("GET", "/health/live")
            let received = try await RawConnection.exchange(port: port, [one + one, one]) {
                $0.ranges(of: "HTTP/1.1 200").count == 3
            }
            #expect(!received.ended)
        }
    }
}
