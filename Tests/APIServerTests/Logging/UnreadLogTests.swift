import Foundation
import NIOCore
import Processes
import Testing
import Workbench

/// A server whose standard output is an unread pipe. Requires the product `api-server`, which `swift build
/// --build-tests` builds.
@Suite(
    "api-server with a blocked log", .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .timeLimit(.minutes(2)))
struct UnreadLogTests {
    private func start(_ pipe: UnreadPipe) async throws -> (server: ChildProcess, port: Int) {
        let port = try FreePort.find()
        let server = try ChildProcess(
            [ServerUnderTest.executable.path, "--port", "\(port)", "--store", "sqlite:\(pipe.path).sqlite"],
            inheritsEnvironment: false, output: .file(pipe.path))
        while (try? await Connection.exchange(port: port, "GET", "/health/live")) == nil, server.runs {}
        return (server, port)
    }

    /// Sends requests that log about 300 bytes each on one connection, and counts the responses.
    private func load(_ port: Int, requests: Int) async throws -> Int {
        let id = String(repeating: "i", count: 128)
        let one = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: \(id)\r\n\r\n"
        return try await Connection.open(port: port) { inbound, outbound in
            var (sent, answered) = (0, 0)
            while sent < requests {
                try await outbound.write(ByteBuffer(string: String(repeating: one, count: 20)))
                sent += 20
                while answered < sent {
                    guard let chunk = try await inbound.next() else { return answered }
                    answered += String(buffer: chunk).components(separatedBy: "HTTP/1.1 404").count - 1
                }
            }
            return answered
        }
    }

    @Test("A server with a blocked log answers all requests, and logs the number of dropped lines once it can write")
    func droppedLines() async throws {
        let pipe = try UnreadPipe()
        let (server, port) = try await start(pipe)
        #expect(try await load(port, requests: 6000) >= 6000)
        #expect(try await Connection.exchange(port: port, "GET", "/health/live").hasPrefix("HTTP/1.1 200 "))

        var text = ""
        while !text.contains("log lines were dropped"), server.runs {
            text += pipe.read()
            await Task.yield()
        }
        let lines = text.split(separator: "\n")
        let notice = try #require(lines.first { $0.contains("log lines were dropped") })
        let dropped = try #require(notice.firstMatch(of: /"lines":(\d+)/).flatMap { Int($0.1) })
        let kept = lines.filter { $0.contains(#""route":"unmatched""#) }.count
        #expect(dropped > 0)
        #expect(kept + dropped >= 6000, "\(kept) kept, \(dropped) dropped")
        server.signal(SIGTERM)
        #expect(try await server.ending().code == 0)
    }

    @Test("A server with a blocked log exits in time after a signal")
    func exitsInTime() async throws {
        let pipe = try UnreadPipe()
        let (server, port) = try await start(pipe)
        _ = try await load(port, requests: 1000)
        let signalled = ContinuousClock.now
        server.signal(SIGTERM)
        #expect(try await server.ending().code == 0)
        #expect(ContinuousClock.now - signalled < .seconds(20))
    }
}
