import AnalyticsAPI
import Testing

@Suite("Bodies that an answer does not wait for")
struct UnreadBodyTests {
    private static let query = #"{"measures": ["count"]}"#
    private static let next = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"

    /// A request that is refused before its body is read.
    private static func refused(_ headers: String) -> String {
        "POST /v1/datasets/missing/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n\(headers)\r\n\r\n"
    }

    @Test(
        "A refused request with a small body leaves its connection to the next request",
        arguments: [
            ("with its head", [refused("Content-Length: 23") + query + next]),
            ("in a piece of its own", [refused("Content-Length: 23"), query, next]),
            ("byte by byte", [refused("Content-Length: 23")] + query.map { String($0) } + [next]),
            ("of the largest size", [refused("Content-Length: 65536"), String(repeating: "x", count: 65536), next]),
            ("in chunks that have arrived", [refused("Transfer-Encoding: chunked") + "1\r\nx\r\n0\r\n\r\n" + next]),
            ("empty", [refused("Content-Length: 0") + next]),
        ])
    func kept(name: String, pieces: [String]) async throws {
        try await TestServer().live { _, port in
            let received = try await RawConnection.exchange(port: port, pieces) { $0.contains("HTTP/1.1 200") }
            #expect(!received.ended, "\(received.text)")
            #expect(received.text.hasPrefix("HTTP/1.1 4"), "\(received.text)")
            #expect(!received.text.lowercased().contains("connection: close"), "\(received.text)")
            #expect(received.text.ranges(of: "HTTP/1.1 ").count == 2, "\(received.text)")
        }
    }

    @Test(
        "A refused request whose body has no near end closes its connection",
        arguments: [
            ("a large body", refused("Content-Length: 65537")),
            ("chunks that have not arrived", refused("Transfer-Encoding: chunked") + "1\r\nx\r\n"),
            ("a body that waits for 100 Continue", refused("Content-Length: 23\r\nExpect: 100-continue")),
        ])
    func closed(name: String, request: String) async throws {
        try await TestServer().live { _, port in
            let received = try await RawConnection.exchange(port: port, [request])
            #expect(received.ended)
            #expect(received.text.hasPrefix("HTTP/1.1 4"), "\(received.text)")
            #expect(received.text.lowercased().contains("connection: close"), "\(received.text)")
        }
    }

    @Test("A client that ends before the body of its refused request gets one answer")
    func truncated() async throws {
        try await TestServer().live { _, port in
            let received = try await RawConnection.exchange(
                port: port, [Self.refused("Content-Length: 23") + "{"], halfClose: true)
            #expect(received.ended)
            #expect(received.text.ranges(of: "HTTP/1.1 ").count == 1, "\(received.text)")
        }
    }

    @Test(
        "The connection of a body that never follows its answer ends after the body's time-out", .timeLimit(.minutes(1))
    )
    func missing() async throws {
        var server = TestServer()
        server.limits.bodyTimeout = .seconds(1)
        try await server.live { _, port in
            let received = try await RawConnection.exchange(port: port, [Self.refused("Content-Length: 23") + "{"])
            #expect(received.ended)
            #expect(received.text.ranges(of: "HTTP/1.1 ").count == 1, "\(received.text)")
        }
    }
}
