import HTTPCore
import HTTPTypes
import Testing

@Suite(
    "CurlTransport", .serialized, .enabled(if: MisbehavingServer.isExpected, MisbehavingServer.absence),
    .timeLimit(.minutes(2)))
struct CurlTransportTests {
    let server: MisbehavingServer
    let transport: CurlTransport

    init() async throws {
        server = try #require(await MisbehavingServer.counting, MisbehavingServer.absence)
        transport = try CurlTransport(configuration: .init(proxy: .none))
    }

    @Test("A connection is reused")
    func reuse() async throws {
        let before = try await server.connections(transport)
        for _ in 0..<50 {
            let response = try await transport.send(OutboundRequest(server.request("/large/10")))
            _ = try await response.body.collect(upTo: 10)
        }
        // The transport opened this connection for the first count.
        #expect(try await server.connections(transport) == before)
    }

    @Test("A connection is reused after a discarded body")
    func discardKeepsConnection() async throws {
        let before = try await server.connections(transport)
        let response = try await transport.send(OutboundRequest(server.request("/large/10000")))
        await response.body.discard()
        #expect(try await server.connections(transport) == before)
    }

    @Test("Many exchanges run concurrently")
    func concurrency() async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<200 {
                group.addTask {
                    let request = OutboundRequest(
                        server.request("/echo", method: .post), body: .bytes([UInt8](repeating: 1, count: index * 50)))
                    return try await transport.send(request).body.collect(upTo: 10_000).count - index * 50
                }
            }
            for try await difference in group { #expect(difference == 0) }
        }
    }

    @Test("A cancelled or dropped exchange closes its connection")
    func cancellationReachesTheServer() async throws {
        var expected = try await aborted()
        // Cancelled during the body.
        let (begun, signal) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            let response = try await transport.send(OutboundRequest(server.request("/stall")))
            var iterator = response.body.makeAsyncIterator()
            _ = try await iterator.next()
            signal.yield()
            return try await iterator.next()
        }
        for await _ in begun { break }
        task.cancel()
        await #expect(throws: TransportError.self) { try await task.value }
        expected += 1
        #expect(try await hasAborted(expected))

        // Dropped with its body unread.
        _ = try await transport.send(OutboundRequest(server.request("/stall")))
        expected += 1
        #expect(try await hasAborted(expected))

        // Ended by the request's time-out.
        var request = OutboundRequest(server.request("/hang"))
        request.timeouts.total = .milliseconds(50)
        await #expect(throws: TransportError.self) { try await transport.send(request) }
        expected += 1
        #expect(try await hasAborted(expected))
    }

    private func aborted() async throws -> Int {
        let body = try await transport.send(OutboundRequest(server.request("/stats"))).body.collect(upTo: 1000)
        let text = String(decoding: body, as: UTF8.self)
        let match = try #require(text.firstMatch(of: /"aborted": (\d+)/))
        return try #require(Int(match.1))
    }

    private func hasAborted(_ count: Int) async throws -> Bool {
        try await transport.send(OutboundRequest(server.request("/await-aborted/\(count)"))).head.status == .ok
    }

    @Test("A response can be read after its transport is released")
    func responseOutlivesTransport() async throws {
        let response: InboundResponse
        do {
            let shortLived = try CurlTransport(configuration: .init(proxy: .none))
            response = try await shortLived.send(OutboundRequest(server.request("/stream/3000000")))
        }
        #expect(try await response.body.collect(upTo: 3_000_000).count == 3_000_000)
    }

    @Test("A reply that is not HTTP is a malformed response")
    func malformed() async throws {
        for path in ["/garbage", "/badfield"] {
            #expect(await kind(server.request(path)) == .malformedResponse, "\(path)")
        }
    }

    @Test("Interim responses are skipped and folded fields are joined")
    func oddHeads() async throws {
        let final = try await transport.send(OutboundRequest(server.request("/informational")))
        #expect(final.head.status == .ok)
        #expect(final.head.headerFields[try #require(HTTPField.Name("x-final"))] == "yes")
        #expect(final.head.headerFields[try #require(HTTPField.Name("link"))] == nil)
        let folded = try await transport.send(OutboundRequest(server.request("/folded")))
        #expect(
            folded.head.headerFields[try #require(HTTPField.Name("x-folded"))]?.split(separator: " ") == ["one", "two"])
    }

    @Test("A refused connection and an unknown host are different errors")
    func unreachable() async throws {
        var request = server.request("/")
        request.authority = "127.0.0.1:\(server.ports.refusing)"
        #expect(await kind(request) == .connection)
        request.authority = "no-such-host.invalid"
        #expect(await kind(request) == .nameResolution)
    }

    @Test("A connect time-out and a total time-out are different errors")
    func connectTimeout() async throws {
        // The TLS handshake is part of connecting, and this server never answers it.
        var request = OutboundRequest(
            HTTPRequest(method: .get, scheme: "https", authority: "127.0.0.1:\(server.ports.silent)", path: "/"))
        request.timeouts = .init(connect: .milliseconds(80), total: .seconds(20))
        let byConnecting = await #expect(throws: TransportError.self) { try await transport.send(request) }
        #expect(byConnecting?.kind == .connectTimeout)
        request.head.scheme = "http"
        request.timeouts = .init(connect: .seconds(20), total: .milliseconds(80))
        let byTotal = await #expect(throws: TransportError.self) { try await transport.send(request) }
        #expect(byTotal?.kind == .timeout)
    }

    @Test("Requests go through the configured proxy")
    func proxy() async throws {
        // The local server acts as the proxy and receives an absolute URL.
        let proxied = try CurlTransport(
            configuration: .init(proxy: .url("http://127.0.0.1:\(server.ports.http)")))
        let request = HTTPRequest(method: .get, scheme: "http", authority: "weir.invalid", path: "/x")
        #expect(try await proxied.send(OutboundRequest(request)).head.status == .notFound)
    }

    // MARK: - TLS

    private func secure(_ host: String) -> HTTPRequest {
        HTTPRequest(method: .get, scheme: "https", authority: "\(host):\(server.ports.tls)", path: "/echo")
    }

    @Test("A certificate signed by the given authority is accepted")
    func trusted() async throws {
        let trusting = try CurlTransport(
            configuration: .init(proxy: .none, certificateAuthorities: server.ports.authority))
        #expect(try await trusting.send(OutboundRequest(secure("localhost"))).head.status == .ok)
    }

    @Test("A certificate without a trusted authority is rejected")
    func untrusted() async throws {
        #expect(await kind(secure("localhost")) == .tls)
    }

    @Test("A certificate for another host is rejected")
    func wrongHost() async throws {
        let trusting = try CurlTransport(
            configuration: .init(proxy: .none, certificateAuthorities: server.ports.authority))
        #expect(await kind(secure("127.0.0.1"), trusting) == .tls)
    }

    @Test("A server without TLS and a missing authority file are TLS errors")
    func noTLS() async throws {
        var request = server.request("/echo")
        request.scheme = "https"
        #expect(await kind(request) == .tls)
        let misled = try CurlTransport(
            configuration: .init(proxy: .none, certificateAuthorities: server.ports.authority + ".missing"))
        #expect(await kind(secure("localhost"), misled) == .tls)
    }

    private func kind(_ request: HTTPRequest, _ other: CurlTransport? = nil) async -> TransportError.Kind? {
        do throws(TransportError) {
            let response = try await (other ?? transport).send(OutboundRequest(request))
            _ = try await response.body.collect(upTo: .max)
            return nil
        } catch {
            return error.kind
        }
    }
}
