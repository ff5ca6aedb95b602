import Foundation
import NIOCore
import Synchronization
import Testing

/// Stops a server under load. Requires the product `api-server`, which `swift build --build-tests` builds.
@Suite(
    "api-server stopped under load", .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .timeLimit(.minutes(2)))
struct ShutdownTests {
    /// The outcomes of the requests sent.
    private final class Tally: Sendable {
        private let counts = Mutex((answered: 0, cut: 0, longest: Duration.zero))

        var answered: Int { counts.withLock { $0.answered } }
        var cut: Int { counts.withLock { $0.cut } }
        /// The longest time from a connection's start, or the end of a response on it, to the end of the next response.
        var longest: Duration { counts.withLock { $0.longest } }

        func count(isWhole: Bool, after time: Duration) {
            counts.withLock { counts in
                if isWhole { counts.answered += 1 } else { counts.cut += 1 }
                counts.longest = max(counts.longest, time)
            }
        }
    }

    /// Half of the time for which a stopping server keeps idle connections. A client or server delayed for longer by a
    /// busy machine may find a connection closed correctly, which says nothing about requests in flight.
    private static let promptTime = Duration.milliseconds(250)

    @Test("A stopping server answers every request that was sent promptly on a new or kept connection")
    func requestsInFlight() async throws {
        for _ in 0..<4 {
            let tally = Tally()
            let server = try ServerUnderTest(["--port", "0"])
            let port = try await server.startListening()
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Half of the clients keep their connections, and half open one per request.
                for client in 0..<16 {
                    group.addTask { await Self.load(port, requests: client.isMultiple(of: 2) ? .max : 1, tally) }
                }
                // A random point among many requests.
                let enough = Int.random(in: 300...600)
                while tally.answered < enough { await Task.yield() }
                server.signal(SIGTERM)
                try await group.waitForAll()
            }
            #expect(await server.exitCode() == 0)
            #expect(
                tally.cut == 0 || tally.longest > Self.promptTime,
                "\(tally.answered) were answered; the longest took \(tally.longest)")
        }
    }

    @Test("A stopping server does not wait for the body of a request that it has refused", .timeLimit(.minutes(1)))
    func unsentBody() async throws {
        // The drain alone would exceed the time limit of the test.
        let server = try ServerUnderTest(["--port", "0", "--drain-seconds", "300"])
        let port = try await server.startListening()
        try await Connection.open(port: port) { inbound, outbound in
            try await outbound.write(
                ByteBuffer(
                    string:
                        "POST /v1/datasets/none/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 23\r\n\r\n{"
                ))
            let answer = try await Self.answer(&inbound)
            #expect(answer?.hasPrefix("http/1.1 415 ") == true && answer?.contains("connection: close") == false)
            server.signal(SIGTERM)
            while try await inbound.next() != nil {}
        }
        #expect(await server.exitCode() == 0)
    }

    /// Sends requests in sequence until the server stops listening.
    ///
    /// - Parameter requests: The maximum number of requests per connection.
    private static func load(_ port: Int, requests: Int, _ tally: Tally) async {
        while (try? await Connection.open(port: port) { inbound, outbound in
            var sent = 0
            var ready = ContinuousClock.now
            while sent < requests {
                sent += 1
                do {
                    try await outbound.write(
                        ByteBuffer(string: "GET /v1/datasets HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    let answer = try await self.answer(&inbound)
                    tally.count(isWhole: answer != nil, after: .now - ready)
                    guard let answer, !answer.contains("connection: close") else { return }
                    ready = .now
                } catch {
                    return tally.count(isWhole: false, after: .now - ready)
                }
            }
        }) != nil {}
    }

    /// The head of the next response in lower case, after the whole response has arrived; `nil` if it is incomplete.
    private static func answer(
        _ inbound: inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    ) async throws -> String? {
        var text = ""
        while let chunk = try await inbound.next() {
            text += String(buffer: chunk)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let head = text[..<end.lowerBound].lowercased()
            guard let length = head.split(separator: "\r\n").first(where: { $0.hasPrefix("content-length: ") }),
                let bytes = Int(length.dropFirst("content-length: ".count))
            else { return nil }
            if text[end.upperBound...].utf8.count >= bytes { return head }
        }
        return nil
    }
}
