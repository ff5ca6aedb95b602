import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import Testing

@Suite("RetryingTransport", .timeLimit(.minutes(1)))
struct RetryingTransportTests {
    let clock = StepClock()
    let request = OutboundRequest(
        HTTPRequest(method: .get, scheme: "https", authority: "example.com", path: "/"), body: .bytes([1, 2]))

    func transport(_ fake: FakeTransport, bucket: Int = 500) -> RetryingTransport {
        RetryingTransport(
            fake, bucket: RetryTokenBucket(capacity: bucket), clock: clock, random: { 0.5 })
    }

    @Test("Transient failures are retried with back-off and the same body")
    func retries() async throws {
        let fake = FakeTransport(script: [
            .failure(TransportError(.connection, "refused")), .response(.serviceUnavailable), .response(.ok),
        ])
        let retrying = transport(fake)
        #expect(try await retrying.send(request).head.status == .ok)
        #expect(fake.requests.map(\.body) == [[1, 2], [1, 2], [1, 2]])
        #expect(clock.sleeps == [.milliseconds(500), .seconds(1)])
        #expect(retrying.availableTokens == 495)
    }

    @Test("The last response, with its body, is returned after the last attempt")
    func exhausted() async throws {
        let fake = FakeTransport(script: (1...4).map { .response(.badGateway, body: [UInt8($0)]) })
        let response = try await transport(fake).send(request)
        #expect(response.head.status == .badGateway)
        #expect(try await response.body.collect(upTo: 1) == [3])
        #expect(fake.requests.count == 3)
    }

    @Test("The last error is thrown after the last attempt")
    func exhaustedByErrors() async throws {
        let fake = FakeTransport(script: [])
        let error = await #expect(throws: TransportError.self) { try await transport(fake).send(request) }
        #expect(error?.kind == .connection)
        #expect(fake.requests.count == 3)
    }

    @Test("A final status is not retried", arguments: [400, 401, 403, 404, 409, 501])
    func final(_ code: Int) async throws {
        let fake = FakeTransport(script: [.response(.init(code: code)), .response(.ok)])
        #expect(try await transport(fake).send(request).head.status.code == code)
        #expect(fake.requests.count == 1)
        #expect(clock.sleeps == [])
    }

    @Test("A request whose body cannot be replayed is sent once")
    func notReplayable() async throws {
        let fake = FakeTransport(script: [.response(.serviceUnavailable), .response(.ok)])
        var request = request
        request.body = .stream(length: 1) { PieceSequence([[1]]) }
        #expect(try await transport(fake).send(request).head.status == .serviceUnavailable)
        request.body = .stream(length: 1, isReplayable: true) { PieceSequence([[1]]) }
        let second = FakeTransport(script: [.response(.serviceUnavailable), .response(.ok)])
        #expect(try await transport(second).send(request).head.status == .ok)
    }

    @Test("The retry waits for the server's delay")
    func serverDelay() async throws {
        let fake = FakeTransport(script: [
            .response(.tooManyRequests, fields: [.retryAfter: "7"]), .response(.ok),
        ])
        #expect(try await transport(fake).send(request).head.status == .ok)
        #expect(clock.sleeps == [.seconds(7)])
    }

    @Test("An empty token bucket stops the retries of all requests")
    func emptyBucket() async throws {
        let fake = FakeTransport { _ async throws(TransportError) in .response(.internalServerError) }
        let retrying = transport(fake, bucket: 12)
        for _ in 0..<5 { #expect(try await retrying.send(request).head.status == .internalServerError) }
        // Twelve tokens pay for two retries.
        #expect(fake.requests.count == 7)
        #expect(retrying.availableTokens == 2)
    }

    @Test("Cancellation ends the wait for a retry")
    func cancellation() async throws {
        let fake = FakeTransport { _ async throws(TransportError) in .response(.internalServerError) }
        let retrying = RetryingTransport(fake, policy: RetryPolicy(maximumAttempts: 5), random: { 1 })
        let task = Task { try await retrying.send(request).head.status }
        while !Task.isCancelled, fake.requests.isEmpty { await Task.yield() }
        task.cancel()
        let error = await #expect(throws: TransportError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
    }
}
