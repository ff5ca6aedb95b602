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

    /// A store with a larger result than the server buffers to send it with a length.
    private static func largeStore(failure: StorageError? = nil) throws -> ScriptedStore {
        try ScriptedStore(batches: [RowBatch](repeating: .texts(100, length: 1000), count: 20), failure: failure)
    }

    @Test("A streamed response to HTTP/1.0 has no chunks and ends with the connection")
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

    @Test("A streamed response to HTTP/1.0 that fails midway ends with a reset, so that it does not look complete")
    func failedStreamToHTTP10() async throws {
        try await TestServer(store: Self.largeStore(failure: .unavailable(.unreachable))).live { _, port in
            try await RawConnection.open(port: port) { inbound, outbound in
                try await outbound.write(ByteBuffer(string: Self.ask("HTTP/1.0")))
                await #expect(throws: (any Error).self) {
                    _ = try await RawConnection.read(&inbound) { _ in false }
                }
            }
        }
    }

    @Test("An HTTP/1.0 connection closes after a response unless the client asks for keep-alive")
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
        "The option close in Connection closes the connection, in any case and beside other options",
        arguments: ["close", "Close", "TE, close", "close, TE", "keep-alive, CLOSE"])
    func connectionOptions(value: String) async throws {
        try await TestServer().live { _, port in
            let last = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: \(value)\r\n\r\n"
            // The request behind it is ignored.
            let after = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
            let received = try await RawConnection.exchange(port: port, [last + after])
            #expect(received.ended)
            #expect(received.text.occurrences(of: "HTTP/1.1 200") == 1)
            #expect(received.text.headOfAnswer.contains("connection: close"))
        }
    }

    @Test("A request behind the last one of a connection is ignored even if it arrived in the same packet")
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
        "A request with a missing or invalid Host is rejected",
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

    @Test("The host of an absolute target takes precedence over the Host header")
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

    @Test("A response to a request that the connection itself rejects has the common headers and a request id")
    func rejections() async throws {
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
        #expect(try server.log.all.count { $0["message"] == .string("request rejected") } == 3)
    }

    @Test("Malformed input behind a request is rejected after the request's response")
    func rejectedAfterResponse() async throws {
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
        "A response to HEAD has no body",
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
            // The length is that of the GET response but for the request id.
            #expect(received.text.headOfAnswer.contains("content-length: "))
        }
    }

    @Test("A HEAD response for a streamed result leaves no bytes on the connection")
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

    @Test("A client that is rejected early can send its whole body and still reads the response")
    func rejectedEarly() async throws {
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

    @Test("An HTTP/1.0 client gets no 100 Continue")
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
    /// The text before the first empty line, in lower case.
    var headOfAnswer: String {
        var lines: [Substring] = []
        for line in split(separator: "\r\n", omittingEmptySubsequences: false) {
            if line.isEmpty { break }
            lines.append(line)
        }
        return lines.joined(separator: "\r\n").lowercased()
    }

    /// The number of occurrences of a text.
    func occurrences(of text: String) -> Int { indices.count { self[$0...].hasPrefix(text) } }
}
