import HTTPTypes
import HummingbirdCore
import Models
import NIOCore
import NIOEmbedded
import Storage
import Testing

@testable import AnalyticsAPI

@Suite("A disconnected client", .timeLimit(.minutes(1)))
struct ClientPresenceTests {
    private static let body = #"{"dimensions": ["text"]}"#
    private static let query = """
        POST /v1/datasets/scripted/query HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/json\r
        Accept: text/csv\r
        Content-Length: \(body.utf8.count)\r
        \r
        \(body)
        """
    private static let health = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test("A query is cancelled when its client disconnects, and the log says so", arguments: [false, true])
    func disconnect(reset: Bool) async throws {
        let gate = QueryGate()
        let server = TestServer(store: try ScriptedStore(gate: gate))
        try await server.live { _, port in
            try await RawConnection.open(port: port, reset: reset) { _, outbound in
                try await outbound.write(ByteBuffer(string: Self.query))
                await gate.arrival()
            }
            await gate.cancellation()
        }
        let lines = try server.log.all
        #expect(lines.map { $0["message"] } == [.string("request")])
        #expect(lines.first?["status"] == .number("499"))
        #expect(lines.first?["level"] == .string("info"))
    }

    @Test("A client that half-closes its connection gets a 499 response")
    func halfClose() async throws {
        let gate = QueryGate()
        try await TestServer(store: try ScriptedStore(gate: gate)).live { _, port in
            let text = try await RawConnection.open(port: port) { inbound, outbound in
                try await outbound.write(ByteBuffer(string: Self.query))
                await gate.arrival()
                outbound.finish()
                return try await RawConnection.read(&inbound) { _ in false }
            }
            #expect(text.hasPrefix("HTTP/1.1 499 "), "\(text)")
            #expect(text.contains("\"client_closed\""))
        }
    }

    @Test("A query is cancelled when its client disconnects behind many pipelined requests")
    func pipelinedDisconnect() async throws {
        let gate = QueryGate()
        let store = try ScriptedStore(gate: gate)
        try await TestServer(store: store).live { _, port in
            try await RawConnection.open(port: port) { _, outbound in
                try await outbound.write(ByteBuffer(string: Self.query))
                await gate.arrival()
                // More than Hummingbird reads ahead and less than the system buffers, so that the end of input comes
                // behind it.
                for _ in 0..<500 { try await outbound.write(ByteBuffer(string: Self.health)) }
            }
            await gate.cancellation()
        }
        #expect(store.askedQueries == 1)
    }

    @Test("A streamed result is cancelled when its client disconnects while the database is queried")
    func streamedDisconnect() async throws {
        let gate = QueryGate()
        let store = try ScriptedStore(
            batches: [RowBatch](repeating: .texts(1000, length: 1000), count: 2), gate: gate)
        let server = TestServer(store: store)
        try await server.live { _, port in
            try await RawConnection.open(port: port) { inbound, outbound in
                try await outbound.write(ByteBuffer(string: Self.query))
                // All bytes so far must be read, or the server would wait for the client.
                var count = 0
                while count < 2_000_000, let chunk = try await inbound.next() { count += chunk.readableBytes }
                await gate.arrival()
            }
            await gate.cancellation()
        }
        #expect(store.closedAnswers == 1)
        let line = try #require(try server.log.all.first)
        #expect(line["message"] == .string("answer truncated"))
        #expect(line["cause"] == .string("the client disconnected"))
        #expect(line["level"] == .string("info"))
    }

    @Test("A client that waits gets its response and those to its pipelined requests")
    func connectedClient() async throws {
        let gate = QueryGate()
        try await TestServer(store: try ScriptedStore(gate: gate)).live { _, port in
            try await RawConnection.open(port: port) { inbound, outbound in
                for _ in 0..<2 {
                    try await outbound.write(ByteBuffer(string: Self.query))
                    await gate.arrival()
                    try await outbound.write(ByteBuffer(string: Self.health))
                    gate.release()
                    let text = try await RawConnection.read(&inbound) { $0.contains(#""status":"ok""#) }
                    #expect(text.hasPrefix("HTTP/1.1 200 "), "\(text)")
                    #expect(text.contains("text/csv"))
                    #expect(!text.contains("499"))
                }
            }
        }
    }

    @Test("HEAD, 304 and long responses do not make the server believe that the client has left")
    func shortResponses() async throws {
        let store = try ScriptedStore(batches: [RowBatch](repeating: .texts(1000, length: 1000), count: 3))
        try await TestServer(store: store).live { client, _ in
            for _ in 0..<2 {
                #expect(try await client.send(.head, "/v1/datasets/scripted").status == 200)
                let long = try await client.post(
                    "/v1/datasets/scripted/query", Self.body, headers: [.accept: "text/csv"])
                #expect(long.status == 200 && long.body.utf8.count > 3_000_000)
                let tag = try #require(long.headers[.eTag])
                let same = try await client.post(
                    "/v1/datasets/scripted/query", Self.body, headers: [.accept: "text/csv", .ifNoneMatch: tag])
                #expect(same.status == 304 && same.body.isEmpty)
            }
        }
        #expect(store.closedAnswers == 2)
    }

    @Test("Work that starts after the client has left is cancelled from the beginning")
    func startedAfterDisconnect() async {
        let client = ClientPresence()
        #expect(await client.whileConnected { Task.isCancelled } == false)
        client.leave()
        #expect(client.isGone)
        #expect(await client.whileConnected { Task.isCancelled })
    }

    @Test("A chunked body is not complete if its client leaves after a part of it")
    func truncatedBody() async throws {
        let (body, source) = RequestBody.makeStream()
        await source.yield(ByteBuffer(string: "n\n1\n"))
        let request = Request(
            head: HTTPRequest(
                method: .post, scheme: "http", authority: "h", path: "/", headerFields: [.transferEncoding: "chunked"]),
            body: body)
        let client = ClientPresence()
        client.leave()
        await #expect(throws: APIError.self) {
            try await client.whileConnected { () async throws -> Void in
                let progress = BodyProgress(channel: NIOAsyncTestingChannel())
                _ = try await BodyStream.collect(request, limit: 100, progress: progress)
            }
        }
    }
}
