import AnalyticsAPI
import Models
import NIOCore
import Storage
import Testing

@Suite("HTTP framing")
struct HTTPFramingTests {
    private static let query = #"{"dimensions": ["text"]}"#

    private static func ask(_ version: String, headers: [String] = []) -> String {
        ([
            "POST /v1/datasets/scripted/query \(version)", "Host: localhost", "Content-Type: application/json",
            "Accept: application/x-ndjson", "Content-Length: \(query.utf8.count)",
        ] + headers + ["", query]).joined(separator: "\r\n")
    }

    /// More than is held to be sent with its length.
    private static func largeStore(failure: StorageError? = nil) throws -> ScriptedStore {
        try ScriptedStore(batches: [RowBatch](repeating: .texts(100, length: 1000), count: 20), failure: failure)
    }

    @Test("A streamed answer to HTTP/1.0 has no chunks and ends with the connection")
    func streamedToHTTP10() async throws {
        try await TestServer(store: Self.largeStore()).live { _, port in
            let received = try await RawConnection.exchange(port: port, [Self.ask("HTTP/1.0")])
            #expect(received.ended)
            #expect(received.text.hasPrefix("HTTP/1.1 200 "))
            let head = received.text.headOfAnswer
            #expect(!head.contains("transfer-encoding"), "\(head)")
            #expect(head.contains("connection: close"))
            #expect(received.text.hasSuffix(#"{"_end":{"rows":2000}}"# + "\n"))
        }
    }

    @Test("A streamed answer to HTTP/1.0 that fails half-way ends with a reset, not as if it were whole")
    func cutToHTTP10() async throws {
        try await TestServer(store: Self.largeStore(failure: .unavailable(.unreachable))).live { _, port in
            try await RawConnection.open(port: port) { inbound, outbound in
                try await outbound.write(ByteBuffer(string: Self.ask("HTTP/1.0")))
                await #expect(throws: (any Error).self) {
                    _ = try await RawConnection.read(&inbound) { _ in false }
                }
            }
        }
    }

    @Test("HTTP/1.0 closes after an answer unless the client asks to keep the connection")
    func persistenceOfHTTP10() async throws {
        try await TestServer().live { _, port in
            let plain = try await RawConnection.exchange(port: port, ["GET /health/live HTTP/1.0\r\n\r\n"])
            #expect(plain.ended)
            #expect(plain.text.headOfAnswer.contains("connection: close"))
            let kept = "GET /health/live HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"
            let both = try await RawConnection.exchange(port: port, [kept, kept]) {
                $0.occurrences(of: "HTTP/1.1 200") == 2
            }
            #expect(!both.ended)
            #expect(both.text.headOfAnswer.contains("connection: keep-alive"))
        }
    }

    @Test(
        "A connection closes after the answer to a request that says so, in whatever case and beside other options",
        arguments: ["close", "Close", "TE, close", "close, TE", "keep-alive, CLOSE"])
    func connectionOptions(value: String) async throws {
        try await TestServer().live { _, port in
            let last = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: \(value)\r\n\r\n"
            // What follows is not acted on.
            let after = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
            let received = try await RawConnection.exchange(port: port, [last + after])
            #expect(received.ended)
            #expect(received.text.occurrences(of: "HTTP/1.1 200") == 1)
            #expect(received.text.headOfAnswer.contains("connection: close"))
        }
    }

    @Test("What follows the last request of a connection does nothing, though it came at the same time")
    func afterLastRequest() async throws {
        try await TestServer().live { client, port in
            let body = #"{"name": "after", "columns": [{"name": "a", "type": "date"}]}"#
            let write =
                "POST /v1/datasets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            for last in [
                "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET /health/live HTTP/1.0\r\n\r\n",
            ] {
                let received = try await RawConnection.exchange(port: port, [last + write])
                #expect(received.ended && received.text.occurrences(of: "HTTP/1.1 ") == 1)
            }
            #expect(try await client.get("/v1/datasets").json["datasets"] == .array([]))
        }
    }

    @Test(
        "A request of HTTP/1.1 that does not say for which host it is is refused",
        arguments: [
            ("HTTP/1.1", [], 400), ("HTTP/1.1", ["Host: a", "Host: b"], 400),
            ("HTTP/1.1", ["Host: a", "Host: a"], 400),
            ("HTTP/1.1", ["Host:"], 400), ("HTTP/1.1", ["Host: a b"], 400), ("HTTP/1.1", ["Host: user@a"], 400),
            ("HTTP/1.1", ["Host: a/b"], 400), ("HTTP/1.1", ["Host: a:x"], 400), ("HTTP/1.1", ["Host: a:70000"], 400),
            ("HTTP/1.1", ["Host: [::1"], 400), ("HTTP/1.1", ["Host: a%zz"], 400),
            ("HTTP/1.1", ["Host: localhost"], 200), ("HTTP/1.1", ["Host: a_b-c.example.:80"], 200),
            ("HTTP/1.1", ["Host: [::1]:8080"], 200), ("HTTP/1.1", ["Host: 127.0.0.1:"], 200),
            ("HTTP/1.0", [], 200), ("HTTP/1.0", ["Host: a", "Host: b"], 400),
        ])
    func host(version: String, headers: [String], status: Int) async throws {
        try await TestServer().live { _, port in
            let text = (["GET /health/live \(version)"] + headers + ["", ""]).joined(separator: "\r\n")
            let received = try await RawConnection.exchange(port: port, [text]) { $0.contains("\r\n\r\n") }
            #expect(received.text.hasPrefix("HTTP/1.1 \(status) "), "\(received.text)")
        }
    }

    @Test("The host of a target counts before that of the header")
    func absoluteTarget() async throws {
        var server = TestServer()
        server.hosts = HostPolicy(listeningOn: "127.0.0.1", names: [])
        try await server.live { _, port in
            for (target, status) in [
                ("http://localhost", 200), ("http://evil.example", 421), ("http://a@localhost", 400),
            ] {
                let received = try await RawConnection.exchange(
                    port: port, ["GET \(target)/v1/datasets HTTP/1.1\r\nHost: localhost\r\n\r\n"]
                ) { $0.contains("\r\n\r\n") }
                #expect(received.text.hasPrefix("HTTP/1.1 \(status) "), "\(target): \(received.text)")
            }
        }
    }

    @Test("What the connection itself refuses has the headers and the id of every answer")
    func refusals() async throws {
        let server = TestServer()
        try await server.live { _, port in
            for text in [
                "nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 20_000) + "\r\n\r\n",
            ] {
                let received = try await RawConnection.exchange(port: port, [text])
                #expect(received.ended)
                let head = received.text.headOfAnswer
                for field in ["x-request-id: request-", "x-content-type-options: nosniff", "content-security-policy: "]
                {
                    #expect(head.contains(field), "\(head)")
                }
                #expect(received.text.contains(#""requestId":"request-"#))
            }
        }
        #expect(try server.log.all.count { $0["message"] == .string("request refused") } == 3)
    }

    @Test("What follows a request and is none is refused after the request's answer")
    func refusedAfterAnswer() async throws {
        try await TestServer().live { _, port in
            let received = try await RawConnection.exchange(
                port: port, ["GET /health/live HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n"])
            #expect(received.ended)
            #expect(received.text.hasPrefix("HTTP/1.1 200 "))
            #expect(received.text.occurrences(of: "HTTP/1.1 400") == 1)
            #expect(received.text.contains("malformed_request"))
            #expect(received.text.occurrences(of: "nosniff") == 2)
        }
    }

    @Test(
        "An answer to HEAD has no body, whatever it is",
        arguments: ["/health/live", "/nothing/here", "/v1/datasets/missing", "/v1/datasets/sales/rows?limti=1"])
    func head(path: String) async throws {
        try await TestServer().live { client, port in
            try await client.makeSales()
            let get = try await client.get(path)
            let received = try await RawConnection.exchange(
                port: port, ["HEAD \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"])
            #expect(received.text.hasPrefix("HTTP/1.1 \(get.status) "))
            #expect(received.text.hasSuffix("\r\n\r\n"))
            #expect(received.text.occurrences(of: "\r\n\r\n") == 1)
            // As long as the answer to GET, but for the id in it.
            #expect(received.text.headOfAnswer.contains("content-length: "))
        }
    }

    @Test("An answer to HEAD that would be streamed leaves nothing behind on the connection")
    func headOfStream() async throws {
        try await TestServer(store: Self.largeStore()).live { _, port in
            let query = "%7B%22dimensions%22:%5B%22text%22%5D%7D"
            let head = "HEAD /v1/datasets/scripted/query?query=\(query) HTTP/1.1\r\nHost: a\r\n\r\n"
            let next = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            let received = try await RawConnection.exchange(port: port, [head, next])
            let answers = received.text.split(separator: "\r\n\r\n", omittingEmptySubsequences: false)
            #expect(answers.count == 3, "\(received.text)")
            #expect(answers.dropFirst().first?.hasPrefix("HTTP/1.1 200 ") == true)
        }
    }

    @Test("A client that is refused early may send all of its body and still reads the answer")
    func refusedEarly() async throws {
        try await TestServer().live { _, port in
            let body = String(repeating: "x", count: 1 << 20)
            let head = """
                POST /v1/datasets/missing/rows HTTP/1.1\r
                Host: localhost\r
                Connection: close\r
                Content-Type: text/csv\r
                Content-Length: \(24 << 20)\r
                \r

                """
            for _ in 0..<5 {
                let received = try await RawConnection.exchange(port: port, [head] + Array(repeating: body, count: 24))
                #expect(received.text.hasPrefix("HTTP/1.1 404 "))
                #expect(received.text.contains("dataset_not_found"))
            }
        }
    }

    @Test("A client of HTTP/1.0 is not told to go on")
    func expectInHTTP10() async throws {
        try await TestServer().live { client, port in
            try await client.makeSales()
            let row = "ts\n2026-01-01T00:00:00Z\n"
            let received = try await RawConnection.exchange(
                port: port,
                [
                    "POST /v1/datasets/sales/rows HTTP/1.0\r\nContent-Type: text/csv\r\nExpect: 100-continue\r\n"
                        + "Content-Length: \(row.utf8.count)\r\n\r\n\(row)"
                ])
            #expect(received.text.hasPrefix("HTTP/1.1 201 "), "\(received.text)")
        }
    }
}

extension String {
    /// What stands before the first empty line, in lower case.
    var headOfAnswer: String {
        var lines: [Substring] = []
        for line in split(separator: "\r\n", omittingEmptySubsequences: false) {
            if line.isEmpty { break }
            lines.append(line)
        }
        return lines.joined(separator: "\r\n").lowercased()
    }

    /// How often a text occurs.
    func occurrences(of text: String) -> Int { indices.count { self[$0...].hasPrefix(text) } }
}
