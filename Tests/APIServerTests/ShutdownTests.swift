import Foundation
import NIOCore
import Synchronization
import Testing

/// A server that is stopped under load. Needs the product `api-server`, which `swift build --build-tests` makes.
@Suite(
    "api-server, stopped under load", .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .timeLimit(.minutes(2)))
struct ShutdownTests {
    /// What became of requests that were sent on a connection.
    private final class Tally: Sendable {
        private let counts = Mutex((answered: 0, cut: 0, longest: Duration.zero))

        var answered: Int { counts.withLock { $0.answered } }
        var cut: Int { counts.withLock { $0.cut } }
        /// The longest time from the beginning of a connection, or the end of an answer on it, to the end of the next answer.
        var longest: Duration { counts.withLock { $0.longest } }

        func count(isWhole: Bool, after time: Duration) {
            counts.withLock { counts in
                if isWhole { counts.answered += 1 } else { counts.cut += 1 }
                counts.longest = max(counts.longest, time)
            }
        }
    }

    /// Half of the time for which a stopping server keeps idle connections. A client or a server that a busy machine holds up for longer
    /// may meet a connection that was rightly closed, which says nothing about requests that are on their way.
    private static let prompt = Duration.milliseconds(250)

    @Test("Answers every request that was sent promptly on a connection it had, new or kept")
    func noneIsCut() async throws {
        for _ in 0..<4 {
            let tally = Tally()
            let server = try ServerUnderTest(["--port", "0"])
            let port = try await server.startListening()
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Half of the clients keep their connections, half make one for each request.
                for client in 0..<16 {
                    group.addTask { await Self.load(port, requests: client.isMultiple(of: 2) ? .max : 1, tally) }
                }
                // Somewhere in the middle of many requests.
                let enough = Int.random(in: 300...600)
                while tally.answered < enough { await Task.yield() }
                server.signal(SIGTERM)
                try await group.waitForAll()
            }
            #expect(await server.exitCode() == 0)
            #expect(
                tally.cut == 0 || tally.longest > Self.prompt,
                "\(tally.answered) were answered; the longest took \(tally.longest)")
        }
    }

    /// Sends requests one after the other until the server listens no more.
    ///
    /// - Parameter requests: The most requests on one connection.
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

    /// The head of the next answer, in small letters, once the whole answer has come; `nil` if it does not come whole.
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
