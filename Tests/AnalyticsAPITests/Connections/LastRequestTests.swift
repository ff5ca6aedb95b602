import Models
import NIOCore
import NIOEmbedded
import Testing

@testable import AnalyticsAPI

@Suite("The last request of a connection", .timeLimit(.minutes(1)))
struct LastRequestTests {
    private static let next = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test(
        "A request for another protocol is answered, and its connection closes",
        arguments: [
            ("GET /health/live", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA", "200"),
            ("GET /health/live", "Connection: keep-alive, upgrade\r\nUpgrade: websocket", "200"),
            ("GET /health/live", "Proxy-Connection: upgrade\r\nUpgrade: h2c", "200"),
            ("GET /health/live", "Proxy-Connection: close", "200"),
            ("POST /v1/datasets/none/query", "Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2", "415"),
            ("CONNECT localhost:443", "Accept: */*", "404"),
        ])
    func otherProtocols(target: String, fields: String, status: String) async throws {
        try await TestServer().live { _, port in
            let request = "\(target) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n\r\n"
            let body = fields.contains("Content-Length") ? "{}" : ""
            let received = try await RawConnection.exchange(port: port, [request + body, Self.next])
            #expect(received.ended)
            #expect(received.text.hasPrefix("HTTP/1.1 \(status) "), "\(received.text)")
            #expect(received.text.lowercased().contains("connection: close"), "\(received.text)")
            #expect(received.text.ranges(of: "HTTP/1.1 ").count == 1, "\(received.text)")
        }
    }

    @Test("A request that names another protocol without asking for it leaves its connection open")
    func upgradeWithoutOption() async throws {
        try await TestServer().live { _, port in
            let request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\n\r\n"
            let received = try await RawConnection.exchange(port: port, [request + Self.next]) {
                $0.ranges(of: "HTTP/1.1 200").count == 2
            }
            #expect(!received.ended, "\(received.text)")
        }
    }

    @Test("A closed valve drops the client's bytes, so that the decoder keeps none")
    func valve() throws {
        let channel = EmbeddedChannel()
        let valve = InputValve()
        try channel.pipeline.syncOperations.addHandler(valve)
        try channel.writeInbound(ByteBuffer(string: "a"))
        #expect(try channel.readInbound(as: ByteBuffer.self) == ByteBuffer(string: "a"))
        valve.close()
        let closed = valve.lastDropped
        try channel.writeInbound(ByteBuffer(string: "b"))
        #expect(try channel.readInbound(as: ByteBuffer.self) == nil)
        #expect(valve.lastDropped >= closed)
        _ = try channel.finish()
    }

    @Test("A write that a client sends behind the last answer of its connection is not processed")
    func writesBehindTheEnd() async throws {
        try await TestServer().live { client, port in
            try await client.makeSales()
            func post(_ body: String) -> String {
                "POST /v1/datasets/sales/rows HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            }
            // The reader of the first body stops at its second row, which ends the connection.
            let bad = post("ts,country,units\n2026-01-01T00:00:00Z,DE,1\nnever,DE,1\n")
            let good = post("ts,country,units\n2026-01-01T00:00:00Z,DE,1\n")
            let before = try await client.get("/v1/datasets/sales").json["rowCount"]
            var processed = 0
            for _ in 0..<300 {
                let received = try await RawConnection.exchange(port: port, [bad + good])
                #expect(received.text.hasPrefix("HTTP/1.1 422 "), "\(received.text)")
                processed += received.text.ranges(of: "HTTP/1.1 201").count
            }
            let after = try await client.get("/v1/datasets/sales").json["rowCount"]
            #expect(after == before && processed == 0, "\(String(describing: after)) rows, \(processed) answers")
        }
    }

    @Test("A write behind an answer of HTTP/1.0 that the end of the connection ends is not processed")
    func writesBehindStream() async throws {
        try await TestServer().live { client, port in
            // More than the server buffers to send it with a length.
            let body = "text\n" + String(repeating: String(repeating: "x", count: 1000) + "\n", count: 2000)
            #expect(try await client.post("/v1/datasets?name=wide", body, type: "text/csv").status == 201)
            let pair =
                "GET /v1/datasets/wide/rows?format=csv HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\nPOST /v1/datasets/wide/rows HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nContent-Type: text/csv\r\nContent-Length: 7\r\n\r\ntext\nz\n"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        let received = try await RawConnection.exchange(port: port, [pair])
                        #expect(received.ended && received.text.ranges(of: "HTTP/1.1 ").count == 1)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await client.get("/v1/datasets/wide").json["rowCount"] == .number("2000"))
        }
    }

    @Test("A malformed chunk behind an answer gets no second answer")
    func malformedChunk() async throws {
        try await TestServer().live { _, port in
            let request = "POST /v1/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            let received = try await RawConnection.exchange(port: port, [request])
            #expect(received.ended && received.text.ranges(of: "HTTP/1.1 ").count == 1, "\(received.text)")
        }
    }

    @Test("An empty Transfer-Encoding is refused, since a proxy may take it for a body's framing")
    func emptyTransferEncoding() async throws {
        try await TestServer().live { _, port in
            let request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding:\r\n\r\n"
            let received = try await RawConnection.exchange(port: port, [request + Self.next])
            #expect(received.ended && received.text.hasPrefix("HTTP/1.1 400 "), "\(received.text)")
            #expect(received.text.ranges(of: "HTTP/1.1 ").count == 1, "\(received.text)")
        }
    }
}
