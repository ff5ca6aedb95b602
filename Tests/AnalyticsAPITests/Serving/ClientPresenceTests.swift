import HTTPTypes
import HummingbirdCore
import Models
import NIOCore
import NIOEmbedded
import Storage
import Testing

@testable import AnalyticsAPI

@Suite("A client that leaves", .timeLimit(.minutes(1)))
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

    @Test("gives its query up, and the log says so", arguments: [false, true])
    func leaves(reset: Bool) async throws {
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

    @Test("may still listen, and is told what it did")
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

    @Test("has its query given up behind many requests that it sent early")
    func pipelinedAndGone() async throws {
        let gate = QueryGate()
        let store = try ScriptedStore(gate: gate)
        try await TestServer(store: store).live { _, port in
            try await RawConnection.open(port: port) { _, outbound in
                try await outbound.write(ByteBuffer(string: Self.query))
                await gate.arrival()
                // More than Hummingbird reads ahead, less than the system keeps: the end comes behind it.
                for _ in 0..<500 { try await outbound.write(ByteBuffer(string: Self.health)) }
            }
            await gate.cancellation()
        }
        #expect(store.askedQueries == 1)
    }

    @Test("has a long answer given up while the database is asked for the rest")
    func streamed() async throws {
        let gate = QueryGate()
        let store = try ScriptedStore(
            batches: [RowBatch](repeating: .texts(1000, length: 1000), count: 2), gate: gate)
        let server = TestServer(store: store)
        try await server.live { _, port in
            try await RawConnection.open(port: port) { inbound, outbound in
                try await outbound.write(ByteBuffer(string: Self.query))
                // All that there is so far, or the server would wait for the client.
                var count = 0
                while count < 2_000_000, let chunk = try await inbound.next() { count += chunk.readableBytes }
                await gate.arrival()
            }
            await gate.cancellation()
        }
        #expect(store.closedAnswers == 1)
        let line = try #require(try server.log.all.first)
        #expect(line["message"] == .string("request cut"))
        #expect(line["cause"] == .string("the client left"))
        #expect(line["level"] == .string("info"))
    }

    @Test("is none that waits: it is answered, and so is what it sends early and later")
    func stays() async throws {
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

    @Test("is none that asks for heads, for what it has, and for long answers")
    func others() async throws {
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

    @Test("had its chance: what runs for it afterwards is cancelled from the beginning")
    func late() async {
        let client = ClientPresence()
        #expect(await client.whileThere { Task.isCancelled } == false)
        client.leave()
        #expect(client.isGone)
        #expect(await client.whileThere { Task.isCancelled })
    }

    @Test("does not make a whole body of what it has sent of one without a length")
    func body() async throws {
        let (body, source) = RequestBody.makeStream()
        await source.yield(ByteBuffer(string: "n\n1\n"))
        let request = Request(
            head: HTTPRequest(
                method: .post, scheme: "http", authority: "h", path: "/", headerFields: [.transferEncoding: "chunked"]),
            body: body)
        let client = ClientPresence()
        client.leave()
        await #expect(throws: Problem.self) {
            try await client.whileThere { () async throws -> Void in
                let progress = BodyProgress(channel: NIOAsyncTestingChannel())
                _ = try await BodyStream.collect(request, limit: 100, progress: progress)
            }
        }
    }
}
