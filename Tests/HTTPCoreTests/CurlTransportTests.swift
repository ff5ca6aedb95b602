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

    @Test("uses a connection again")
    func reuse() async throws {
        let before = try await server.connections(transport)
        for _ in 0..<50 {
            let response = try await transport.send(OutboundRequest(server.request("/large/10")))
            _ = try await response.body.collect(upTo: 10)
        }
        // One of this transport's own, which it had opened to ask.
        #expect(try await server.connections(transport) == before)
    }

    @Test("uses a connection again after a body that was discarded")
    func discardKeepsConnection() async throws {
        let before = try await server.connections(transport)
        let response = try await transport.send(OutboundRequest(server.request("/large/10000")))
        await response.body.discard()
        #expect(try await server.connections(transport) == before)
    }

    @Test("carries many exchanges at once")
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

    @Test("closes the connection of an exchange that is cancelled or dropped")
    func cancellationReachesTheServer() async throws {
        var expected = try await aborted()
        // Cancelled within the body.
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

        // Gone with the transport's time limit.
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

    @Test("outlives the transport with a response that is still being read")
    func responseOutlivesTransport() async throws {
        let response: InboundResponse
        do {
            let shortLived = try CurlTransport(configuration: .init(proxy: .none))
            response = try await shortLived.send(OutboundRequest(server.request("/stream/3000000")))
        }
        #expect(try await response.body.collect(upTo: 3_000_000).count == 3_000_000)
    }

    @Test("tells what is no HTTP")
    func malformed() async throws {
        for path in ["/garbage", "/badfield"] {
            #expect(await kind(server.request(path)) == .malformedResponse, "\(path)")
        }
    }

    @Test("skips interim responses and joins folded fields")
    func oddHeads() async throws {
        let final = try await transport.send(OutboundRequest(server.request("/informational")))
        #expect(final.head.status == .ok)
        #expect(final.head.headerFields[try #require(HTTPField.Name("x-final"))] == "yes")
        #expect(final.head.headerFields[try #require(HTTPField.Name("link"))] == nil)
        let folded = try await transport.send(OutboundRequest(server.request("/folded")))
        #expect(
            folded.head.headerFields[try #require(HTTPField.Name("x-folded"))]?.split(separator: " ") == ["one", "two"])
    }

    @Test("tells a refused connection and an unknown host")
    func unreachable() async throws {
        var request = server.request("/")
        request.authority = "127.0.0.1:\(server.ports.refusing)"
        #expect(await kind(request) == .connection)
        request.authority = "no-such-host.invalid"
        #expect(await kind(request) == .nameResolution)
    }

    @Test("tells a connection that takes too long from an exchange that does")
    func connectTimeout() async throws {
        // TLS is part of connecting, and this server never says a word of it.
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

    @Test("sends through the proxy it is told")
    func proxy() async throws {
        // The local server serves as the proxy: it is asked for a whole URL.
        let proxied = try CurlTransport(
            configuration: .init(proxy: .url("http://127.0.0.1:\(server.ports.http)")))
        let request = HTTPRequest(method: .get, scheme: "http", authority: "weir.invalid", path: "/x")
        #expect(try await proxied.send(OutboundRequest(request)).head.status == .notFound)
    }

    // MARK: - TLS

    private func secure(_ host: String) -> HTTPRequest {
        HTTPRequest(method: .get, scheme: "https", authority: "\(host):\(server.ports.tls)", path: "/echo")
    }

    @Test("talks TLS to a server whose certificate is signed by the given authority")
    func trusted() async throws {
        let trusting = try CurlTransport(
            configuration: .init(proxy: .none, certificateAuthorities: server.ports.authority))
        #expect(try await trusting.send(OutboundRequest(secure("localhost"))).head.status == .ok)
    }

    @Test("refuses a certificate that nobody vouches for")
    func untrusted() async throws {
        #expect(await kind(secure("localhost")) == .tls)
    }

    @Test("refuses a certificate for another host")
    func wrongHost() async throws {
        let trusting = try CurlTransport(
            configuration: .init(proxy: .none, certificateAuthorities: server.ports.authority))
        #expect(await kind(secure("127.0.0.1"), trusting) == .tls)
    }

    @Test("refuses a server that does not speak TLS, and an authority that is not there")
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
